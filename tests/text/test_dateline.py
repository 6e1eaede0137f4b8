"""Where an agency's text begins to tell the news."""

from __future__ import annotations

import pytest

from bot.text.dateline import dateline_end


@pytest.mark.parametrize(
    ("dateline", "news"),
    [
        ("MOSCOW, October 23. /TASS/.", " Moscow and Beijing agreed"),
        ("XI’AN /China/, November 24. /TASS/.", " The digital yuan"),
        ("ASTANA, June 16 - ", "Few countries master it"),
        ("BEIJING, Oct. 17 (Xinhua) -- ", "China and Kazakhstan"),
        ("UNITED NATIONS, Nov. 20 (Xinhua) -- ", "The council met"),
        ("АСТАНА, 16 июня. /ТАСС/.", " На площадке конгресс-центра"),
        ("АСТАНА. КАЗИНФОРМ – ", "Глава государства"),
        ("ТАШКЕНТ — ", "Узбекистан подписал"),
        ("BISHKEK (24.KG) — ", "Kyrgyz officials"),
        ("Astana (Kazinform) - ", "The president"),
        ("بكين 17 أكتوبر (شينخوا) -- ", "قال الرئيس"),
        ("أستانا 16 يونيو 2025 (قازإنفورم) – ", "قال الرئيس"),
        ("新华社阿拉木图6月16日电", " 由恒邦矿业投资"),
        ("中新网阿斯塔纳11月17日电（记者 李明）", " 由恒邦矿业投资"),
    ],
)
def test_a_dateline_ends_where_the_news_begins(dateline: str, news: str) -> None:
    assert dateline_end(dateline + news) == len(dateline)
    assert dateline_end(news.lstrip()) == 0


@pytest.mark.parametrize(
    "news",
    [
        "The Asian Infrastructure Investment Bank (AIIB) – a lender – opened an office",
        "Kazakhstan's GDP grew 5 percent — report",
        "Tashkent, home to 3 million people — said the mayor",
        "КНР — крупнейший партнёр Казахстана",
        "Китай 16 июня открыл второй путь",
        "В Астане 16 июня прошла встреча - об этом сообщили",
        "中国外交部发言人6月16日表示",
        "الرئيس الصيني 17 أكتوبر يزور كازاخستان",
        "",
    ],
)
def test_news_without_a_dateline_is_left_whole(news: str) -> None:
    assert dateline_end(news) == 0
