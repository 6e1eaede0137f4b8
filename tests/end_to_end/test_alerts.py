"""Alerts from feeds on loopback to a strict Telegram, one command after the other, each with a process's own life."""

from __future__ import annotations

from datetime import timedelta

from tests.end_to_end.conftest import CHAT, NOW
from tests.standin.command import Marsad, Ran
from tests.standin.loopback import Feeds, rss
from tests.standin.strict import StrictStandIn

START = NOW + timedelta(hours=3)  # eleven in Riyadh
FIRST = "First tunnel broken through on China-Kyrgyzstan-Uzbekistan railway"
SECOND = "China-Kyrgyzstan-Uzbekistan railway: first tunnel is broken through"
THIRD = "На железной дороге Китай — Кыргызстан — Узбекистан пробит первый тоннель"
NEXT = "Silk Road Fund to finance track in first tunnel of China-Kyrgyzstan-Uzbekistan railway"


def settings(feeds: Feeds, alerts: str = "{sources: 2, languages: 1}") -> str:
    return f"""poll: {{every: 1m, allow_private: [127.0.0.1]}}
channels: [{{language: en, digests: ["20:00"], alerts: {alerts}}}]
sources:
  - {{url: {feeds.url}/one, id: one, language: en, name: One}}
  - {{url: {feeds.url}/two, id: two, language: en, name: Two}}
  - {{url: {feeds.url}/three, id: three, language: ru, name: Three}}
"""


def once(marsad: Marsad, minutes: int, *more: str) -> Ran:
    ran = marsad("once", *more, "--now", (START + timedelta(minutes=minutes)).isoformat())
    assert ran.code == 0, ran.err
    return ran


def tell(feeds: Feeds, one: tuple[str, ...] = (), two: tuple[str, ...] = (), three: tuple[str, ...] = ()) -> None:
    for path, titles in (("one", one), ("two", two), ("three", three)):
        language = "ru" if path == "three" else "en"
        dated = [(title, START + timedelta(minutes=20 * place)) for place, title in enumerate(titles)]
        feeds.put(f"/{path}", rss(*dated, title=path, site=path, language=language))


def shown(telegram: StrictStandIn) -> list[str]:
    return [telegram.read(one.html) for one in telegram.chats[CHAT].messages.values()]


def test_an_event_is_told_at_once_edited_replied_to_and_referred_to(
    channel: Marsad, feeds: Feeds, telegram: StrictStandIn
) -> None:
    channel.write(settings(feeds))
    tell(feeds, one=(FIRST,), two=(SECOND,))
    assert "alerts 1" in once(channel, 5).err
    tell(feeds, one=(FIRST,), two=(SECOND,), three=(THIRD,))
    assert "edits 1" in once(channel, 16).err
    (alert,) = shown(telegram)
    assert alert.startswith("⚡️ Breaking | ")
    assert "One · " in alert
    assert "Three" in alert
    tell(feeds, one=(FIRST, NEXT), two=(SECOND,), three=(THIRD,))
    assert "replies 1" in once(channel, 30).err
    assert telegram.chats[CHAT].messages[2].reply_to == 1
    assert NEXT in shown(telegram)[1]
    ran = once(channel, 60, "--digest")
    assert "digests 1" in ran.err
    digest = shown(telegram)[-1]
    assert "⚡️ Alerts since the last digest" in digest
    assert "New on" not in digest
    assert len(shown(telegram)) == 3

    said = channel("explain", FIRST).out
    assert "  alert in @beat by @beat|alert|" in said
    assert "2 independent sources (of 2 asked)" in said
    assert ": entity:org.silk_road_fund" in said


def test_what_does_not_cross_is_explained_and_previewed(channel: Marsad, feeds: Feeds, telegram: StrictStandIn) -> None:
    channel.write(settings(feeds, "{sources: 5, rules: [minerals signed]}"))
    tell(feeds, one=(FIRST,), two=(SECOND,))
    once(channel, 1)
    assert shown(telegram) == []
    assert (
        "no alert in @beat: at best, at 2026-11-22 08:00 UTC, 2 independent sources (of 5 asked)"
        in channel("explain", FIRST).out
    )
    channel.write(settings(feeds, "{sources: 2, languages: 1}\n    quiet_hours: 08:00-20:00".replace("\n    ", ", ")))
    preview = channel("preview", "--now", (START + timedelta(minutes=2)).isoformat())
    assert preview.code == 0, preview.err
    assert "left to the digest (quiet hours): 2 independent sources" in preview.err
    assert shown(telegram) == [], "it only says so"
