"""How fast the matcher reads: MB/s and articles/s over made-up articles, at several sizes of the gazetteer.

    python bench/match.py [--sizes 0,10000,100000] [--megabytes 4] [--no-peers]

Articles are in six languages, one title in five is on the beat; the extra aliases are made-up names. Beside ours, over
the same texts and aliases: the bare automaton (no word boundaries, no endings, no capitals), flashtext and spaCy's
PhraseMatcher (exact words only). The two come with `pip install --group bench`; absent ones are named as absent.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation

from bot.gazetteer import Gazetteer, load_gazetteer
from bot.match.matcher import Matcher
from bot.text.fold import fold, fold_text

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


Texts = list[tuple[str, str, str]]
Read = Callable[[str, str, str], object]
"""Reads one article: title, summary, language."""


def rate(read: Read, texts: Texts, rounds: int = 3) -> tuple[float, float]:
    """Median MB/s and articles/s, once everything is warm."""
    size = sum(len(title.encode()) + len(summary.encode()) for title, summary, _ in texts)
    for article in texts[:500]:
        read(*article)
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        for article in texts:
            read(*article)
        times.append(time.process_time() - begun)
    spent = statistics.median(times)
    return size / 1e6 / spent, len(texts) / spent


def bare_automaton(aliases: list[str]) -> Read:
    """The ceiling: the same automaton over folded text, every substring a hit."""
    automaton = AhoCorasick(list({fold_text(alias) for alias in aliases}), implementation=Implementation.ContiguousNFA)
    return lambda title, summary, _: automaton.find_matches_as_indexes(
        fold(f"{title} {summary}").text, overlapping=True
    )


def flashtext(aliases: list[str]) -> Read:
    from flashtext import KeywordProcessor

    processor = KeywordProcessor()
    for alias in aliases:
        processor.add_keyword(alias)
    return lambda title, summary, _: processor.extract_keywords(f"{title} {summary}", span_info=True)


def phrase_matcher(aliases: list[str]) -> Read:
    import spacy
    from spacy.matcher import PhraseMatcher

    language = spacy.blank("xx")
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    matcher.add("alias", [language.make_doc(alias) for alias in aliases])
    return lambda title, summary, _: matcher(language.make_doc(f"{title} {summary}"))


PEERS = (("bare automaton", bare_automaton), ("flashtext", flashtext), ("spaCy PhraseMatcher", phrase_matcher))


def rows(gazetteer: Gazetteer, texts: Texts, *, peers: bool) -> Iterator[str]:
    """One line a matcher: ours, then the peers over a tenth of the text (the slow ones need a minute a megabyte)."""
    aliases = [
        alias.strip("=*") for entry in gazetteer.entries.values() for forms in entry.names.values() for alias in forms
    ]
    begun = time.process_time()
    matcher = Matcher(gazetteer)
    built = time.process_time() - begun
    yield _row("ours", len(aliases), built, rate(matcher.match, texts))
    for name, build in PEERS if peers else ():
        begun = time.process_time()
        try:
            read = build(aliases)
        except ImportError:
            yield f"{name:<20}{len(aliases):>9}   absent; pip install --group bench"
            continue
        built = time.process_time() - begun
        yield _row(name, len(aliases), built, rate(read, texts[: max(100, len(texts) // 10)], rounds=1))


def _row(name: str, aliases: int, built: float, rates: tuple[float, float]) -> str:
    return f"{name:<20}{aliases:>9}{built:>9.2f}{rates[0]:>8.1f}{rates[1]:>12.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="0,10000,100000", help="made-up aliases added to the gazetteer")
    parser.add_argument("--megabytes", type=float, default=2)
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
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
    print(f"{'matcher':<20}{'aliases':>9}{'build s':>9}{'MB/s':>8}{'articles/s':>12}")
    for extra in map(int, given.sizes.split(",")):
        for row in rows(grown(extra), texts, peers=given.peers):
            print(row, flush=True)


if __name__ == "__main__":
    main()
