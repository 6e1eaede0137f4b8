from __future__ import annotations

from dataclasses import replace

from bot.model import Entry
from bot.parse.identity import article_of

ENTRY = Entry(
    title="Xi Jinping arrives in Astana for a state visit",
    guid="https://news.example/?p=77",
    link="https://www.news.example/2026/11/xi-in-astana/",
)


def test_same_entry_is_the_same_article_at_every_poll(source, now) -> None:
    first, second = article_of(ENTRY, source, "en", now), article_of(ENTRY, source, "en", now.replace(hour=13))
    assert first.id == second.id
    assert (first.seen, second.seen) == (now, now.replace(hour=13))


def test_identity_is_guid_then_url_then_title(source, now) -> None:
    by_guid = article_of(ENTRY, source, None, now)
    assert article_of(replace(ENTRY, link="https://else.example/", title="Another"), source, None, now).id == by_guid.id
    by_url = article_of(replace(ENTRY, guid=None), source, None, now)
    assert (
        article_of(
            replace(ENTRY, guid=None, link="http://m.news.example/2026/11/xi-in-astana?utm_source=x"), source, None, now
        ).id
        == by_url.id
    )
    by_title = article_of(replace(ENTRY, guid=None, link=None), source, None, now)
    assert (
        article_of(
            replace(ENTRY, guid=None, link=None, title="XI JINPING arrives in Astana, for a state visit!"),
            source,
            None,
            now,
        ).id
        == by_title.id
    )
    assert len({by_guid.id, by_url.id, by_title.id}) == 3


def test_short_titles_without_url_are_told_apart_word_for_word(source, now) -> None:
    short = Entry(title="Market wrap")
    assert article_of(short, source, None, now).title_key == ""
    assert (
        article_of(short, source, None, now).id != article_of(replace(short, title="Market Wrap"), source, None, now).id
    )


def test_two_sources_never_share_an_article(source, now) -> None:
    assert article_of(ENTRY, source, None, now).id != article_of(ENTRY, replace(source, id="t"), None, now).id


def test_campaigns_leave_a_guid_that_is_an_address(source, now) -> None:
    tracked = replace(ENTRY, guid="https://news.example/?p=77&utm_campaign=c19")
    assert article_of(tracked, source, None, now).guid == "https://news.example/?p=77"
    assert article_of(tracked, source, None, now).id == article_of(ENTRY, source, None, now).id


def test_an_opaque_guid_stays_as_it_is(source, now) -> None:
    assert (
        article_of(replace(ENTRY, guid="tag:news.example,2026:77"), source, None, now).guid
        == "tag:news.example,2026:77"
    )


def test_parameters_the_operator_keeps_identify(source, now) -> None:
    kept = replace(source, keep_params=("from",))
    one = replace(ENTRY, guid=None, link="https://news.example/story-12345?from=1")
    two = replace(ENTRY, guid=None, link="https://news.example/story-12345?from=2")
    assert article_of(one, source, None, now).id == article_of(two, source, None, now).id
    assert article_of(one, kept, None, now).id != article_of(two, kept, None, now).id


def test_content_key_changes_with_title_and_summary_only(source, now) -> None:
    key = article_of(ENTRY, source, None, now).content_key
    assert article_of(replace(ENTRY, link=None, guid="other"), source, None, now).content_key == key
    assert article_of(replace(ENTRY, summary="Talks began"), source, None, now).content_key != key


def test_language_is_the_sources_then_the_entrys_then_the_feeds_then_the_letters(source, now) -> None:
    kazakh = Entry(title="Қазақстан мен Қытай келісімге қол қойды")
    assert article_of(kazakh, replace(source, language="ru"), "tg", now).language == "ru"
    assert article_of(replace(kazakh, language="ky"), source, "tg", now).language == "ky"
    assert article_of(kazakh, source, "tg", now).language == "tg"
    assert article_of(kazakh, source, None, now).language == "kk"
