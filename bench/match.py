"""How fast the matcher reads: MB/s and articles/s over made-up articles, at several sizes of the gazetteer.

    python bench/match.py [--sizes 0,10000,100000] [--megabytes 4]

Articles are in six languages, one title in five is on the beat; the extra aliases are made-up names.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from typing import Any

from bot.gazetteer import Gazetteer, load_gazetteer
from bot.match.matcher import Matcher
from bot.text.fold import fold

_OFF_BEAT = (
    "الحكومة تعلن خطة جديدة لتطوير قطاع التعليم خلال السنوات الخمس المقبلة وتخصص لها ميزانية كبيرة.",
    "The committee will publish its report on housing costs next month after a long delay, officials said.",
    "Врачи завершили первый этап лечения и рассказали о планах больницы на следующий год.",
    "今年上半年全国居民人均可支配收入同比增长，消费市场持续恢复，旅游出行人数明显增加。",
    "Өткен аптада ауыл шаруашылығы министрлігі жаңа бағдарламаны таныстырып, қаржы бөлетінін айтты.",
    "Belediye başkanı yeni metro hattının gelecek yıl açılacağını ve ücretlerin artmayacağını söyledi.",
)
_ON_BEAT = (
    "بحث الرئيس الصيني شي جين بينغ مع نظيره الكازاخستاني قاسم جومارت توكاييف التعاون في إطار الحزام والطريق.",
    "Kazakhstan and China signed agreements on trade and transit in Astana, the Foreign Ministry said.",
    "Председатель КНР Си Цзиньпин встретился с президентом Узбекистана Шавкатом Мирзиёевым в Самарканде.",
    "习近平在阿斯塔纳同哈萨克斯坦总统托卡耶夫举行会谈，双方签署上合组织框架内合作文件。",
    "Қазақстан мен Қытай арасындағы тауар айналымы артты, деп хабарлады Астанадағы тілшіміз.",
    "Özbekistan ile Çin arasındaki demiryolu projesi Kırgızistan'dan geçecek, dedi yetkililer.",
)
_LANGUAGES = ("ar", "en", "ru", "zh", "kk", "tr")
_SYLLABLES = (
    "ba",
    "ke",
    "li",
    "mo",
    "nu",
    "ra",
    "si",
    "to",
    "vu",
    "za",
    "cha",
    "dor",
    "fen",
    "gar",
    "hul",
    "jin",
    "kal",
)


def articles(megabytes: float, seed: int = 7) -> list[tuple[str, str, str]]:
    """Titles, summaries and languages, about 860 bytes each."""
    draw = random.Random(seed)
    made, size = [], 0
    while size < megabytes * 1e6:
        language = draw.randrange(len(_OFF_BEAT))
        title = (_ON_BEAT if draw.random() < 0.2 else _OFF_BEAT)[language]
        summary = " ".join([_OFF_BEAT[language]] * 5)
        made.append((title, summary, _LANGUAGES[language]))
        size += len(title.encode()) + len(summary.encode())
    return made


def grown(extra: int, seed: int = 3) -> Gazetteer:
    """The gazetteer that ships and `extra` made-up names, three to an entity."""
    draw = random.Random(seed)
    names = ["".join(draw.choices(_SYLLABLES, k=draw.randint(3, 5))).capitalize() for _ in range(extra)]
    entities: dict[str, Any] = {
        f"person.made_up_{at}": {"names": {"en": names[at : at + 3]}} for at in range(0, extra, 3) if names[at : at + 3]
    }
    return load_gazetteer(entities)


def rate(matcher: Matcher, texts: list[tuple[str, str, str]], rounds: int = 3) -> tuple[float, float]:
    """Median MB/s and articles/s, once everything is warm."""
    size = sum(len(title.encode()) + len(summary.encode()) for title, summary, _ in texts)
    for article in texts[:500]:
        matcher.match(*article)
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        for article in texts:
            matcher.match(*article)
        times.append(time.process_time() - begun)
    spent = statistics.median(times)
    return size / 1e6 / spent, len(texts) / spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="0,10000,100000", help="made-up aliases added to the gazetteer")
    parser.add_argument("--megabytes", type=float, default=2)
    given = parser.parse_args()
    texts = articles(given.megabytes)
    for title, summary, _ in texts[:500]:
        fold(title + summary)
    begun = time.process_time()
    for title, summary, _ in texts:
        fold(title + summary)
    spent = time.process_time() - begun
    size = sum(len(t.encode()) + len(s.encode()) for t, s, _ in texts) / 1e6
    print(f"{len(texts)} articles, {size:.1f} MB; folding alone {size / spent:.1f} MB/s")
    print(f"{'aliases':>9}{'build s':>9}{'MB/s':>8}{'articles/s':>12}")
    for extra in map(int, given.sizes.split(",")):
        gazetteer = grown(extra)
        aliases = sum(len(forms) for entry in gazetteer.entries.values() for forms in entry.names.values())
        begun = time.process_time()
        matcher = Matcher(gazetteer)
        built = time.process_time() - begun
        speed, many = rate(matcher, texts)
        print(f"{aliases:>9}{built:>9.2f}{speed:>8.1f}{many:>12.0f}")


if __name__ == "__main__":
    main()
