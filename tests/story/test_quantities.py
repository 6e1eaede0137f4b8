from __future__ import annotations

from datetime import date

import pytest

from bot.story.features import month_names, table
from bot.story.quantities import Quantity, Reader
from bot.text.fold import fold_text

NEAR = date(2025, 6, 17)


@pytest.fixture(scope="module")
def reader() -> Reader:
    units = table("units.yaml")
    return Reader(months=month_names(), scales=units["scales"], units=units["units"], counts=units["counts"])


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("12 documents signed in Astana", "documents", 12),
        ("توقيع ١٢ وثيقة تعاون", "documents", 12),
        ("подписали 12 документов", "documents", 12),
        ("签署12份合作文件", "documents", 12),
        ("12 құжатқа қол қойылды", "documents", 12),
        ("22 Afghan soldiers killed in fighting", "killed", 22),
        ("погибли 10 человек", "killed", 10),
        ("مقتل 15 شخصا في هجوم", "killed", 15),
        ("造成15人死亡", "killed", 15),
        ("a deal worth $400bn", "dollars", 400e9),
        ("21,8 млрд долларов", "dollars", 21.8e9),
        ("21.8 مليار دولار", "dollars", 21.8e9),
        ("贸易额达218亿美元", "dollars", 21.8e9),
        ("1,500 tonnes of grain", "tonnes", 1500),
        ("Three Chinese workers killed", "killed", 3),
        ("число погибших выросло до пяти", "killed", 5),
        ("مقتل ثلاثة عمال", "killed", 3),
        ("Death toll from attack on Tajik border rises to five", "killed", 5),
        ("trade up 9%", "percent", 9),
        ("рост на 9 процентов", "percent", 9),
        ("magnitude 6.1 quake", "magnitude", 6.1),
        ("Trade reaches $1.41 bln", "dollars", 1.41e9),
        ("oil above $66 per barrel", "dollars", 66),
        ("a 500 million dollar agreement", "dollars", 500e6),
        ("Solar plants of 1.5 GW", "megawatts", 1500),
        ("过火面积达7.7万平方公里", "square_kilometres", 77_000),
        ("مساحة 300 كيلومتر مربع", "square_kilometres", 300),
        ("土叙两国超11000人在地震中遇难", "killed", 11_000),
        ("Twenty-five people died in landslide", "killed", 25),
        ("погибли двадцать пять человек", "killed", 25),
        ("مقتل خمسة وعشرين شخصا", "killed", 25),
        ("29 projects of Kazakh companies", "projects", 29),
        ("запущено 95 рейсов", "flights", 95),
        ("20 жоба іске қосылды", "projects", 20),
        ("5 ta loyiha bo‘yicha", "projects", 5),
        ("۱۲ پروژه مشترک", "projects", 12),
        ("a 15-year agreement", "span", 15),
    ],
)
def test_a_number_is_read_with_what_it_counts(reader: Reader, text: str, unit: str, value: float) -> None:
    quantities, _ = reader.read(fold_text(text), NEAR)
    assert Quantity(unit, value) in quantities


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("T-90S tanks contract with India", "documents"),
        ("agreement on visas until 2030", "documents"),
        ("شركة النقل تتسلم 29 حافلة مستعملة", "companies"),
        ("人民日报：以人口高质量发展支撑中国式现代化②", "people"),
        ("five countries sign agreement", "documents"),
    ],
)
def test_a_number_does_not_count_what_only_stands_near_it(reader: Reader, text: str, unit: str) -> None:
    assert unit not in {quantity.unit for quantity in reader.read(fold_text(text), NEAR)[0]}


def test_a_year_is_no_quantity(reader: Reader) -> None:
    assert reader.read(fold_text("the 2025 forum"), NEAR)[0] == frozenset()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("visit on June 20", date(2025, 6, 20)),
        ("20 June 2025: visit", date(2025, 6, 20)),
        ("визит 20 июня", date(2025, 6, 20)),
        ("زيارة في 20 يونيو", date(2025, 6, 20)),
        ("زيارة في 20 حزيران", date(2025, 6, 20)),
        ("6月20日访问", date(2025, 6, 20)),
        ("20 маусым күні", date(2025, 6, 20)),
        ("on 2025-06-20", date(2025, 6, 20)),
        ("January 3", date(2025, 1, 3)),
    ],
)
def test_a_date_without_a_year_is_the_nearest(reader: Reader, text: str, day: date) -> None:
    quantities, dates = reader.read(fold_text(text), NEAR)
    assert dates == {day}
    assert not quantities


def test_a_day_that_does_not_exist_is_none(reader: Reader) -> None:
    assert reader.read(fold_text("February 30"), NEAR)[1] == frozenset()
