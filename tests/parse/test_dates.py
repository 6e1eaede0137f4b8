"""What feeds call a date. `now` is 22 November 2026, 12:00 UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from babel import Locale
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.parse.calendars import gregorian
from bot.parse.dates import LATEST_AHEAD, read_date

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

READABLE = [
    # what is written, the source's zone, what it means in UTC
    # the standards
    ("Fri, 20 Nov 2026 10:00:00 +0300", "UTC", "2026-11-20 07:00"),
    ("Fri, 20 Nov 2026 10:00:00 GMT", "Asia/Shanghai", "2026-11-20 10:00"),
    ("20 Nov 2026 10:00:00 Z", "UTC", "2026-11-20 10:00"),
    ("20 Nov 26 10:00 GMT", "UTC", "2026-11-20 10:00"),
    ("2026-11-20T10:00:00Z", "Asia/Shanghai", "2026-11-20 10:00"),
    ("2026-11-20T10:00:00.123456789+05:00", "UTC", "2026-11-20 05:00"),
    ("2026-11-20T10:00+0530", "UTC", "2026-11-20 04:30"),
    ("20261120T100000Z", "UTC", "2026-11-20 10:00"),
    ("2026-W47-5T10:00:00Z", "UTC", "2026-11-20 10:00"),
    ("2026-324", "UTC", "2026-11-20 00:00"),
    # offsets and zones that others misread
    ("Fri, 20 Nov 2026 10:00:00 +03", "UTC", "2026-11-20 07:00"),
    ("2026-11-20T10:00:00+03", "UTC", "2026-11-20 07:00"),
    ("Fri, 20 Nov 2026 10:00:00 CST", "Asia/Shanghai", "2026-11-20 02:00"),
    ("Fri, 20 Nov 2026 10:00:00 CST", "Asia/Urumqi", "2026-11-20 02:00"),
    ("Fri, 20 Nov 2026 10:00:00 CST", "America/Chicago", "2026-11-20 16:00"),
    ("Fri, 20 Nov 2026 10:00:00 CST", "UTC", "2026-11-20 16:00"),
    ("Sun, 22 Nov 2026 10:00:00 CST", "UTC", "2026-11-22 02:00"),  # Chicago's would be four hours ahead of now
    ("Fri, 20 Nov 2026 10:00:00 AST", "Asia/Riyadh", "2026-11-20 07:00"),
    ("Fri, 20 Nov 2026 10:00:00 AST", "UTC", "2026-11-20 14:00"),
    ("Fri, 20 Nov 2026 10:00:00 MSK", "UTC", "2026-11-20 07:00"),
    ("Fri, 20 Nov 2026 10:00:00 ALMT", "UTC", "2026-11-20 05:00"),
    ("Thu, 20 Nov 2014 10:00:00 MSK", "UTC", "2014-11-20 07:00"),
    ("Wed, 20 Nov 2013 10:00:00 MSK", "UTC", "2013-11-20 06:00"),  # Moscow was at +4 then
    ("Mon, 20 Nov 2023 10:00:00 ALMT", "UTC", "2023-11-20 04:00"),  # and Almaty at +6
    ("Fri, 20 Nov 2026 10:00:00 EST", "UTC", "2026-11-20 15:00"),
    ("Fri, 20 Nov 2026 10:00:00 UTC+5", "UTC", "2026-11-20 05:00"),
    ("Fri, 20 Nov 2026 10:00:00 +0300 (MSK)", "UTC", "2026-11-20 07:00"),
    ("2026-11-20 10:00:00 +0800 CST", "UTC", "2026-11-20 02:00"),
    ("Fri Nov 20 2026 10:00:00 GMT+0300 (Moscow Standard Time)", "UTC", "2026-11-20 07:00"),
    ("Fri Nov 20 10:00:00 UTC 2026", "UTC", "2026-11-20 10:00"),
    ("20.11.2026 10:00 (мск)", "UTC", "2026-11-20 07:00"),
    # no zone: the source's clock
    ("2026-11-20 10:00:00", "Asia/Shanghai", "2026-11-20 02:00"),
    ("2026-11-20 10:00", "Asia/Tashkent", "2026-11-20 05:00"),
    ("Fri, 20 Nov 2026 10:00:00", "Europe/Moscow", "2026-11-20 07:00"),
    ("2026:11:20.10:00", "Asia/Shanghai", "2026-11-20 02:00"),
    ("2026/11/20 10:00", "Asia/Shanghai", "2026-11-20 02:00"),
    ("2026. 11. 20. 10:00", "Asia/Seoul", "2026-11-20 01:00"),
    ("20261120100000", "Asia/Shanghai", "2026-11-20 02:00"),
    ("20.11.2026 10:00", "Asia/Tashkent", "2026-11-20 05:00"),
    ("10:00 20.11.2026", "Asia/Tashkent", "2026-11-20 05:00"),
    ("21/11/2026 - 10:00", "Asia/Riyadh", "2026-11-21 07:00"),
    ("21-11-2026 10:00", "Asia/Riyadh", "2026-11-21 07:00"),
    # words
    ("Nov 21, 2026 10:00 AM", "UTC", "2026-11-21 10:00"),
    ("November 21st, 2026 at 10:00 p.m.", "UTC", "2026-11-21 22:00"),
    ("12:30 AM, 21 Nov 2026", "UTC", "2026-11-21 00:30"),
    ("Fri,20 Nov 2026 10:00:00 GMT", "UTC", "2026-11-20 10:00"),
    ("FRI, 20 NOV 2026 10:00:00 GMT", "UTC", "2026-11-20 10:00"),
    ("20-Nov-2026 10:00", "UTC", "2026-11-20 10:00"),
    ("2026年11月20日 10:00", "Asia/Shanghai", "2026-11-20 02:00"),
    ("2026年11月20日上午10点05分", "Asia/Shanghai", "2026-11-20 02:05"),
    ("2026年11月20日 星期五 下午3:05", "Asia/Shanghai", "2026-11-20 07:05"),
    ("２０２６年１１月２０日　１０：００", "Asia/Shanghai", "2026-11-20 02:00"),
    ("الجمعة 20 نوفمبر 2026 10:00", "Asia/Riyadh", "2026-11-20 07:00"),
    ("٢٠ نوفمبر ٢٠٢٦ - ١٠:٠٠ م", "Asia/Riyadh", "2026-11-20 19:00"),
    ("20 تشرين الثاني 2026 10:00 صباحاً", "Asia/Damascus", "2026-11-20 07:00"),
    ("20 تشرين الثاني/نوفمبر 2026", "Asia/Riyadh", "2026-11-19 21:00"),
    ("10:00 20 آب 2026", "Asia/Baghdad", "2026-08-20 07:00"),
    ("20 إبريل، 2026 10:00", "Africa/Cairo", "2026-04-20 08:00"),
    ("20 novembre 2026", "UTC", None),  # French is not among our languages
    ("20 ноября 2026 г., 10:00", "Europe/Moscow", "2026-11-20 07:00"),
    ("20 Ноя 2026 10:00", "Europe/Moscow", "2026-11-20 07:00"),
    ("20 қараша 2026 10:00", "Asia/Almaty", "2026-11-20 05:00"),
    ("2026 жылғы 20 қараша, 10:00", "Asia/Almaty", "2026-11-20 05:00"),
    ("2026-yil 20-noyabr, 10:00", "Asia/Tashkent", "2026-11-20 05:00"),
    ("20 Kasım 2026 Cuma 10:00", "Europe/Istanbul", "2026-11-20 07:00"),
    ("10:00 Cuma - 5 Kasım 2026", "Europe/Istanbul", "2026-11-05 07:00"),
    # other calendars
    ("۱۴۰۵/۰۸/۲۹ ۱۰:۰۰", "Asia/Tehran", "2026-11-20 06:30"),
    ("1405-08-29T10:00:00", "Asia/Tehran", "2026-11-20 06:30"),
    ("جمعه ۲۹ آبان ۱۴۰۵ - ۱۰:۰۰", "Asia/Tehran", "2026-11-20 06:30"),
    ("۲۹ عقرب ۱۴۰۵", "Asia/Kabul", "2026-11-19 19:30"),
    ("1448-06-10", "UTC", "2026-11-20 00:00"),
    ("10 جمادى الآخرة 1448 هـ", "Asia/Riyadh", "2026-11-19 21:00"),
    # numbers
    ("1795168800", "UTC", "2026-11-20 10:00"),
    ("1795168800.5", "UTC", "2026-11-20 10:00"),
    ("1795168800000", "UTC", "2026-11-20 10:00"),
    # the edges of the clock
    ("Fri, 20 Nov 2026 24:00:00 GMT", "UTC", "2026-11-21 00:00"),
    ("2026-11-20T24:00:00Z", "UTC", "2026-11-21 00:00"),
    ("Wed, 31 Dec 2025 23:59:60 GMT", "UTC", "2025-12-31 23:59"),
    ("2026-03-29 02:30", "Europe/Berlin", "2026-03-29 01:30"),  # does not exist: the offset before the jump
    ("2025-10-26 02:30", "Europe/Berlin", "2025-10-26 00:30"),  # exists twice: the first
    # day or month first?
    ("05/11/2026 10:00", "Asia/Riyadh", "2026-11-05 07:00"),  # the other reading is half a year old
    ("11/05/2026 10:00", "Asia/Riyadh", "2026-11-05 07:00"),
    ("11/11/2026 10:00", "Asia/Riyadh", "2026-11-11 07:00"),
    ("11/21/2026 10:00", "Asia/Riyadh", "2026-11-21 07:00"),
    ("05/06/2026 10:00", "America/New_York", "2026-05-06 14:00"),
    ("12/05/2026 10:00", "Asia/Riyadh", "2026-05-12 07:00"),  # December is still to come
    ("05.06.2026 10:00", "Asia/Riyadh", "2026-06-05 07:00"),  # with full stops the day is always first
]

REFUSED = [
    None,
    "",
    "   ",
    "вчера в 10:30",
    "5 minutes ago",
    "20 ноября, 10:00",  # no year
    "24:00:00 Fri,20",
    "0000-00-00",
    "0000-00-00T00:00:00Z",
    "Mon, 01 Jan 0001 00:00:00 +0000",
    "Fri, 31 Feb 2026 10:00:00 GMT",
    "2026-13-01",
    "2026-11-20 25:00",
    "2026-11-20T10:00:00+00:03",  # +03 that something misread before us
    "2026-11-20T10:00:00+40:00",
    "Fri, 20 Nov 2026 10:00:00 XYZT",  # a zone nobody knows
    "Fri, 20 Nov 2026 10:00:00 GMT MSK",
    "Fri, 20 Nov 2026 10:00:00 IST",  # India, Israel or Ireland
    "05/06/2026 10:00",  # May or June, and neither is recent
    "20 Nov 2026 10:00 - 12:00",
    "19 - 20 Nov 2026",
    "20.11.2026 10:00 5",
    "20 Nov Dec 2026",
    "1405-13-01",
    "1399-12-31",
    "1795168",
    "179516880000000",
    "1969-12-31T23:59:59Z",
    "31 Dec 1989 10:00 GMT",
    "25 Nov 2026 10:00 GMT",  # three days ahead
    "2127-11-20T10:00:00Z",
    "2026-11-20" + " " * 100 + "10:00",
    "May the force be with you 4",
]


@pytest.mark.parametrize(("raw", "zone", "meaning"), READABLE, ids=[f"{raw} in {zone}" for raw, zone, _ in READABLE])
def test_reads_what_feeds_write(raw: str, zone: str, meaning: str | None) -> None:
    moment = read_date(raw, zone=zone, now=NOW)
    assert (moment and f"{moment:%Y-%m-%d %H:%M}") == meaning


@pytest.mark.parametrize("raw", REFUSED)
def test_refuses_rather_than_guesses(raw: str | None) -> None:
    assert read_date(raw, zone="UTC", now=NOW) is None


ARABIC_SCRIPT = ("ar", "ar_LB", "ar_MA", "fa", "ps", "ur", "ug")
LOCALES = (*ARABIC_SCRIPT, "en", "ru", "kk", "ky", "uz", "uz_Cyrl", "tg", "tk", "tr", "az", "zh")


@pytest.mark.parametrize("locale", LOCALES)
def test_knows_every_month_of_our_languages(locale: str) -> None:
    """Babel's data (CLDR) is the second opinion."""
    language = Locale.parse(locale)
    forms = ("long",) if locale == "zh" else ("long", "d MMMM y")
    for form, month in product(forms, range(1, 13)):
        day = datetime(2025, month, 14).date()
        written = format_date(day, form, locale=language)
        moment = read_date(written, zone="UTC", now=NOW)
        assert moment is not None, written
        assert moment.date() == day, written


@given(st.datetimes(datetime(1990, 1, 2), datetime(2026, 11, 22)))
@settings(max_examples=60)
def test_every_form_of_one_moment_reads_alike(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    forms = (
        "%a, %d %b %Y %H:%M:%S +0000",
        "%Y-%m-%dT%H:%M:%SZ",
        "%Y-%m-%d %H:%M:%S",
        "%d.%m.%Y %H:%M:%S",
        "%Y年%m月%d日 %H:%M:%S",
    )
    assert {read_date(moment.strftime(form), zone="UTC", now=NOW) for form in forms} == {moment}


@given(st.text(max_size=120) | st.from_regex(r"[0-9 :./+-]{4,40}", fullmatch=True))
@settings(max_examples=200)
def test_whatever_is_written_a_date_is_sane_or_none(raw: str) -> None:
    moment = read_date(raw, zone="Asia/Riyadh", now=NOW)
    assert moment is None or datetime(1990, 1, 1, tzinfo=UTC) <= moment <= NOW + LATEST_AHEAD


@pytest.mark.parametrize(
    ("solar", "ours"),
    [
        ((1375, 1, 1), (1996, 3, 20)),
        ((1399, 12, 30), (2021, 3, 20)),
        ((1403, 12, 30), (2025, 3, 20)),
        ((1404, 1, 1), (2025, 3, 21)),
        ((1405, 1, 1), (2026, 3, 21)),
        ((1408, 12, 30), (2030, 3, 20)),
        ((1357, 11, 22), (1979, 2, 11)),
    ],
)
def test_solar_years_begin_at_the_equinox(solar: tuple[int, int, int], ours: tuple[int, int, int]) -> None:
    assert gregorian(*solar).timetuple()[:3] == ours


def test_now_decides_what_is_ahead() -> None:
    raw = "Fri, 20 Nov 2026 10:00:00 GMT"
    published = datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert read_date(raw, zone="UTC", now=published - LATEST_AHEAD) == published
    assert read_date(raw, zone="UTC", now=published - LATEST_AHEAD - timedelta(seconds=1)) is None
