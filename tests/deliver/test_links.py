"""Every link that Telegram's «copy link» writes leads back to its message; nothing else does."""

from __future__ import annotations

import pytest

from bot.deliver.links import Address, message_url, read_address

PUBLIC, PRIVATE = Address(chat="@beat", message_id=57), Address(chat="-1001234567890", message_id=57)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://t.me/beat/57", PUBLIC),
        ("http://www.t.me/beat/57", PUBLIC),
        ("t.me/beat/57", PUBLIC),
        ("  https://t.me/beat/57?single ", PUBLIC),
        ("https://t.me/beat/9/57", PUBLIC),
        ("https://t.me/beat/57?thread=9", PUBLIC),
        ("https://t.me/s/beat/57", PUBLIC),
        ("https://telegram.me/beat/57", PUBLIC),
        ("https://beat.t.me/57", PUBLIC),
        ("tg://resolve?domain=beat&post=57&single", PUBLIC),
        ("https://t.me/c/1234567890/57", PRIVATE),
        ("https://t.me/c/1234567890/9/57", PRIVATE),
        ("https://t.me/c/1234567890/57?thread=9", PRIVATE),
        ("tg://privatepost?channel=1234567890&post=57", PRIVATE),
        ("https://t.me/beat", None),
        ("https://t.me/beat/", None),
        ("https://t.me/beat/57/9/1", None),
        ("https://t.me/beat/x", None),
        ("https://t.me/c/beat/57", None),
        ("https://t.me/beat/57?comment=3", None),
        ("https://t.me/joinchat/AAAA", None),
        ("https://t.me/+AAAA", None),
        ("https://example.org/beat/57", None),
        ("https://t.me.example.org/beat/57", None),
        ("ftp://t.me/beat/57", None),
        ("tg://join?invite=57", None),
        ("https://[t.me/beat/57", None),
        ("beat", None),
        ("", None),
        ("@c|2026-11-22|08:00|1", None),
    ],
)
def test_a_link_says_which_message(link: str, address: Address | None) -> None:
    assert read_address(link) == address


@pytest.mark.parametrize(("chat", "id"), [("@beat", -1001), (-1001234567890, -1001234567890)])
def test_the_links_we_write_lead_back(chat: str | int, id: int) -> None:
    url = message_url(chat, id, 57)
    assert url is not None
    assert read_address(url) == Address(chat=str(chat), message_id=57)
