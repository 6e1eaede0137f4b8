"""What a morning's digest looks like in each language of readers, word for word.

After a wanted change of wording, run this file with MARSAD_REWRITE=1 in the environment and read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

GOLDEN = Path(__file__).parent / "golden"
NAMES = {
    "xinhua": "شينخوا",
    "mayadin": "الميادين",
    "astana": "The Astana Times",
    "gazeta": "Газета.uz",
    "kg": "24.kg",
    "xh": "新华社",
    "tass": "ТАСС",
}

GISTS = {
    "xinhua": "وقّع الرؤساء الستة في أستانا 12 وثيقة تعاون تشمل النقل والطاقة والأمن الغذائي.",
    "astana": "The six presidents also approved 12 documents on transport, energy and food security.",
    "gazeta": "Главы шести государств подписали в Астане ещё 12 документов о транспорте и энергетике.",
    "xh": "六国元首还在阿斯塔纳签署十二份合作文件，内容涵盖交通运输、能源开发和粮食安全。",
}


@pytest.fixture
def morning(story: Any, article: Any) -> list[Any]:
    """Five stories: one told by everybody, one in a single language, a development, one without a link, a small one."""
    return [
        story(
            "treaty",
            article(
                "توقيع معاهدة دائمة لحسن الجوار بين الصين ودول آسيا الوسطى الخمس",
                "ar",
                "xinhua",
                id="1",
                summary=GISTS["xinhua"],
            ),
            article(
                "China, Central Asia sign treaty of permanent good-neighbourliness",
                "en",
                "astana",
                id="2",
                summary=GISTS["astana"],
            ),
            article(
                "Китай и страны ЦА подписали договор о вечном добрососедстве",
                "ru",
                "gazeta",
                id="3",
                summary=GISTS["gazeta"],
            ),
            article("中国同中亚五国签署永久睦邻友好合作条约", "zh", "xh", id="4", summary=GISTS["xh"]),
            article("Подписан договор о добрососедстве", "ru", "tass", id="5"),
            article("Treaty signed in Astana & ratified <soon>", "en", "kg", id="6"),
            tags=("topic.china_central_asia_summit", "person.xi_jinping", "place.kazakhstan", "place.china"),
        ),
        story(
            "railway",
            article("انطلاق أعمال سكة حديد الصين–قرغيزستان–أوزبكستان (CKU) في مقطعها الثاني", "ar", "mayadin", id="7"),
            article("Second section of CKU railway: works begin", "en", "kg", id="8"),
            tags=(
                "topic.cku_railway",
                "topic.belt_and_road",
                "place.china",
                "place.kyrgyzstan",
                "place.uzbekistan",
                "place.russia",
            ),
        ),
        story(
            "visit",
            article("Ван И прибыл в Астану", "ru", "gazeta", id="9"),
            article("Токаев и Ван И подписали план сотрудничества", "ru", "tass", id="10"),
            tags=("person.tokayev", "person.wang_yi", "org.sco"),
            told_before="@marsad|2026-11-21|20:00|1",
            adds="number:15 killed; act:signed; date:2026-11-25; entity:place.afghanistan",
        ),
        story("gas", article("#Gas price at 24.kg rises", "en", "kg", url=None, id="11"), tags=("topic.energy",)),
        story("forum", article("哈萨克斯坦举办论坛", "zh", "xh", id="12"), tags=("place.kazakhstan",)),
    ]


@pytest.mark.parametrize("language", ["ar", "en", "ru", "zh"])
def test_the_morning_digest_reads_as_agreed(digest: Any, morning: list[Any], language: str) -> None:
    made = digest(
        *morning, language=language, names=NAMES, previous="@marsad|2026-11-21|20:00|1", channel={"full_items": 4}
    )
    written = "\n\n".join(post.text for post in made.posts) + "\n"
    file = GOLDEN / f"{language}.html"
    if os.environ.get("MARSAD_REWRITE"):
        file.write_text(written, encoding="utf-8")
    assert written == file.read_text(encoding="utf-8")
