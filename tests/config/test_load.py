"""What the file may say, and what it leaves out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from bot.config.settings import PollSettings
from bot.model import Alerts, Channel, Keep, Quiet, Rule, Source, Threshold

Read = Callable[..., Any]

CONTRACT = """
channels:
  - chat: "@marsad_test_channel"
    language: ar                       # of headings, tags, dates
    timezone: Asia/Riyadh
    digests: ["08:00", "20:00"]
    only: [topic.security, place.kazakhstan]
    audit_chat: -1001234567890
    thread: 7
    sections: [economy, politics]
    max_late: 1h30m
    on_ambiguous: resend
    style: {full_items: 10, lead_items: 2, brief_items: 7, hashtags: 3, without_news: silent}
    exclude: [org.sco, section.culture, source.gazeta]
sources:
  - https://astanatimes.com/feed/                # a line is enough
  - url: https://www.gazeta.uz/ru/rss/
    name: Газета.uz
    language: ru
    timezone: Asia/Tashkent
    every: 30m
    encoding: windows-1251
    user_agent: Other/1.0
    headers: {Accept-Language: ru, Authorization: "Bearer ${FEED_KEY}"}
    proxy: ${PROXY}
    keep_params: [id]
    priority: 1
    enabled: false
    note: teasers
    id: gazeta
  - google_news: "site:arabic.news.cn آسيا الوسطى"
    language: ar
poll:
  every: 20m
  concurrency: 10
  user_agent: Mine/1.0
  allow_private: [127.0.0.1, 10.0.0.0/8, rsshub]
watch:
  mute: [place.shanghai]
"""


def test_the_smallest_file_gives_everything_by_default(read: Read) -> None:
    settings = read("sources: [https://astanatimes.com/feed/]")
    assert settings.sources == (
        Source(id="astanatimes.com/feed", url="https://astanatimes.com/feed/", name="astanatimes.com"),
    )
    assert settings.channels == (Channel(id="stdout", chat=None),)
    assert settings.poll == PollSettings()
    assert (settings.poll.every, settings.poll.every_is_explicit) == (timedelta(minutes=15), False)
    assert (dict(settings.watch_extra), settings.watch_mute) == ({}, ())


@pytest.mark.parametrize("text", ["sources: []", "sources: []\nchannels:\npoll:\nwatch:\n", "\ufeffsources: []"])
def test_no_sources_are_legal_and_empty_sections_stand_for_their_defaults(read: Read, text: str) -> None:
    assert read(text, {"TELEGRAM_CHAT": " @my_channel "}).channels == (Channel(id="@my_channel", chat="@my_channel"),)


def test_every_key_of_the_contract_arrives_in_its_value(read: Read) -> None:
    settings = read(CONTRACT, {"FEED_KEY": "s3cret", "PROXY": "http://u:s3cret@proxy.example:8080"})
    assert settings.channels == (
        Channel(
            id="@marsad_test_channel/7",
            chat="@marsad_test_channel",
            digests=(time(8), time(20)),
            only=("topic.security", "place.kazakhstan"),
            sections=("economy", "politics"),
            thread=7,
            audit_chat=-1001234567890,
            on_ambiguous="resend",
            max_late=timedelta(minutes=90),
            full_items=10,
            lead_items=2,
            brief_items=7,
            hashtags=3,
            without_news="silent",
            exclude=("org.sco", "section.culture", "source.gazeta"),
        ),
    )
    line, gazeta, search = settings.sources
    assert line.name == "astanatimes.com"
    assert gazeta == Source(
        id="gazeta",
        url="https://www.gazeta.uz/ru/rss/",
        name="Газета.uz",
        language="ru",
        zone="Asia/Tashkent",
        every=timedelta(minutes=30),
        encoding="windows-1251",
        user_agent="Other/1.0",
        headers=(("Accept-Language", "ru"), ("Authorization", "Bearer s3cret")),
        proxy="http://u:s3cret@proxy.example:8080",
        keep_params=("id",),
        priority=1,
        enabled=False,
        note="teasers",
    )
    assert search.kind == "google_news"
    assert search.url == (
        "https://news.google.com/rss/search?q=site%3Aarabic.news.cn%20"
        "%D8%A2%D8%B3%D9%8A%D8%A7%20%D8%A7%D9%84%D9%88%D8%B3%D8%B7%D9%89&hl=ar&gl=SA&ceid=SA:ar"
    )
    assert settings.poll == PollSettings(
        every=timedelta(minutes=20),
        every_is_explicit=True,
        concurrency=10,
        user_agent="Mine/1.0",
        allow_private=frozenset({"127.0.0.1", "10.0.0.0/8", "rsshub"}),
    )
    assert settings.watch_mute == ("place.shanghai",)


def test_a_secret_from_the_environment_reaches_the_header_but_no_printed_source(read: Read) -> None:
    settings = read(CONTRACT, {"FEED_KEY": "s3cret", "PROXY": "http://u:s3cret@proxy.example:8080"})
    assert settings.sources[1].headers[1][1] == "Bearer s3cret"
    assert "s3cret" not in repr(settings)
    assert "s3cret" not in str(replace(settings.sources[1], note="x"))


@pytest.mark.parametrize(
    ("query", "language", "edition"),
    [
        ("Central Asia", "en", "hl=en-US&gl=US&ceid=US:en"),
        ("Средняя Азия", "ru", "hl=ru&gl=RU&ceid=RU:ru"),
        ("中亚", "zh", "hl=zh-CN&gl=CN&ceid=CN:zh-Hans"),
        ("آسيا الوسطى", "ar", "hl=ar&gl=SA&ceid=SA:ar"),
    ],
)
def test_a_search_without_a_language_asks_the_edition_of_its_script(
    read: Read, query: str, language: str, edition: str
) -> None:
    (source,) = read(f"sources: [{{google_news: '{query}'}}]").sources
    assert source.url.endswith(edition)
    assert source.language == language


def test_a_search_is_never_asked_more_often_than_every_five_minutes(read: Read) -> None:
    (source,) = read("sources: [{google_news: China}]\npoll: {every: 1m}").sources
    assert source.every == timedelta(minutes=5)


def test_two_threads_of_one_chat_are_two_channels(read: Read) -> None:
    text = "sources: []\nchannels:\n  - {chat: -1001234567890, thread: 1}\n  - {chat: -1001234567890, thread: 2}\n"
    assert [channel.id for channel in read(text).channels] == ["-1001234567890/1", "-1001234567890/2"]


@pytest.mark.parametrize("written", ["-1001234567890", "'-1001234567890'", "${MY_CHAT}"])
def test_a_numeric_chat_may_be_quoted_or_come_from_the_environment(read: Read, written: str) -> None:
    text = f"sources: []\nchannels:\n  - chat: {written}\n"
    assert read(text, {"MY_CHAT": "-1001234567890"}).channels[0].chat == -1001234567890


@pytest.mark.parametrize("written", ["08:30", "'08:30'", "8:30", '"8:30"'])
def test_a_time_may_stand_without_quotes(read: Read, written: str) -> None:
    text = f"%YAML 1.1\n---\nsources: []\nchannels: [{{digests: [{written}]}}]\n"
    assert read(text).channels[0].digests == (time(8, 30),)
    assert read(text.split("---\n")[1]).channels[0].digests == (time(8, 30),)


@pytest.mark.parametrize("written", ["", "pin: false, alerts: false, quiet_hours: ", "alerts: "])
def test_without_a_word_about_them_there_are_no_alerts_and_no_pin(read: Read, written: str) -> None:
    (channel,) = read(f"sources: []\nchannels: [{{{written}}}]").channels
    assert (channel.alerts, channel.quiet, channel.pin) == (None, None, False)


def test_alerts_are_on_at_their_defaults_by_one_word(read: Read) -> None:
    (channel,) = read("sources: []\nchannels: [{alerts: true}]").channels
    assert channel.alerts == Alerts()


def test_everything_about_alerts_can_be_said(read: Read) -> None:
    text = """sources: []
channels:
  - alerts:
      sources: 3
      languages: 1
      weight: 2
      window: 90m
      per_day: 4
      every: 5m
      rules:
        - place.kazakhstan agreement signed
        - {when: killed, sources: 2, urgent: true}
      urgent: {sources: 8}
    quiet_hours: 22:00–7:30
    pin: true
"""
    (channel,) = read(text).channels
    assert channel.alerts == Alerts(
        threshold=Threshold(sources=3, languages=1, weight=2.0),
        window=timedelta(minutes=90),
        per_day=4,
        every=timedelta(minutes=5),
        rules=(
            Rule(ids=("place.kazakhstan",), acts=("agreement", "signed")),
            Rule(acts=("killed",), sources=2, urgent=True),
        ),
        urgent=Threshold(sources=8),
    )
    assert channel.quiet == Quiet(start=time(22), end=time(7, 30))
    assert channel.pin


def test_an_added_entity_may_be_asked_for_by_a_channel(read: Read) -> None:
    text = (
        "sources: []\nchannels: [{only: [org.my_club]}]\nwatch: {entities: {org.my_club: {names: {en: [My Club]}}}}\n"
    )
    settings = read(text)
    assert settings.channels[0].only == ("org.my_club",)
    assert settings.watch_extra == {"org.my_club": {"names": {"en": ["My Club"]}}}


@pytest.mark.parametrize("allowed", ["127.0.0.1", "127.0.0.0/8", "localhost"])
def test_a_private_host_may_be_polled_where_the_file_allows_it(read: Read, allowed: str) -> None:
    host = "localhost" if allowed == "localhost" else "127.0.0.1"
    (source,) = read(f"sources: ['http://{host}:8080/f']\npoll: {{allow_private: ['{allowed}']}}").sources
    assert source.id == f"{host}:8080/f"


def test_the_id_of_a_source_depends_on_its_own_address_only(read: Read) -> None:
    alone = read("sources: [https://a.org/x?k=1]").sources[0].id
    among = read("sources: [https://a.org/x?k=2, https://a.org/x, http://www.a.org/x?k=1]").sources
    assert alone == among[2].id
    assert len({source.id for source in among}) == 3
    assert "k=1" not in alone  # a query may hold a key


def test_feeds_that_differ_in_any_parameter_are_two_sources(read: Read) -> None:
    urls = [f"https://a.org/all-the-news-today/feed?{query}" for query in ("source=a", "source=b", "utm_source=c")]
    assert len(read(f"sources: {urls}").sources) == 3


def test_aliases_may_save_an_operator_from_writing_twice(read: Read) -> None:
    text = "sources:\n  - {url: https://a.org/f, keep_params: &p [id]}\n  - {url: https://b.org/f, keep_params: *p}\n"
    assert [source.keep_params for source in read(text).sources] == [("id",), ("id",)]


def test_what_is_kept_may_be_named_in_days_or_for_ever(read: Read) -> None:
    assert read("sources: []").keep == Keep()
    assert read("sources: []\nkeep:\n").keep == Keep()
    keep = read("sources: []\nkeep: {articles: forever, untagged: 45d, told: 730d}\n").keep
    assert keep == Keep(articles=None, untagged=timedelta(days=45), told=timedelta(days=730))


def test_admins_are_numbers_each_once(read: Read) -> None:
    assert read("sources: []\nadmins: [4711, 5000000000, 4711]").admins == (4711, 5_000_000_000)
    assert read("sources: []\nadmins:").admins == ()


@pytest.mark.parametrize(
    ("word", "meant"),
    [("topic.security", "topic.security"), ("topic.culture", "section.culture"), ("section.energy", "section.energy")],
)
def test_a_topic_that_is_none_may_be_a_section(read: Read, word: str, meant: str) -> None:
    settings = read(f"sources: []\nchannels: [{{only: [{word}], exclude: [place.kazakhstan]}}]\n")
    assert settings.channels[0].only == (meant,)


def test_a_channel_may_name_sources_by_the_id_they_get_by_themselves(read: Read) -> None:
    settings = read("sources: [https://24.kg/rss/]\nchannels: [{only: [source.24.kg/rss]}]\n")
    assert settings.channels[0].only == (f"source.{settings.sources[0].id}",)


def test_a_channels_phrases_are_its_own_and_may_be_shared_by_an_anchor(read: Read) -> None:
    first, second, third = read(
        """
sources: []
channels:
  - chat: "@one"
    language: en
    style:
      phrases: &ours
        title: "{title}"
        layout:
          item: |
            <b>{place}</b> {headline}
            {sources}
  - {chat: "@two", language: ar, style: {phrases: *ours}}
  - {chat: "@three", language: ar}
"""
    ).channels
    assert first.phrases == (("layout.item", "<b>{place}</b> {headline}\n{sources}"), ("title", "{title}"))
    assert second.phrases == first.phrases
    assert third.phrases == ()
