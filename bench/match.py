"""How fast the matcher reads: MB/s and articles/s over made-up articles, at several sizes of the gazetteer.

    python bench/match.py [--sizes 0,10000,100000] [--megabytes 2] [--rounds 3] [--no-peers]

Articles are in six languages, one title in five is on the beat; the extra aliases are made-up names. Beside ours, over
the same texts and aliases: the bare automaton (no word boundaries, no endings, no capitals), flashtext and spaCy's
PhraseMatcher (exact words only). The two come with `pip install --group bench`; absent ones are named as absent.

Every line is measured in a process of its own: seconds to build and MB/s are medians of all rounds, in CPU time; "MB
more" is what the resident memory grew by while building and reading; "of ours" the speed as a share of ours.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

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


Build = Callable[[Gazetteer], Read]


class Measured(NamedTuple):
    """Medians of one matcher; `memory` in MB, None where the system does not tell."""

    built: float
    megabytes: float
    articles: float
    memory: float | None


def measured(build: Build, gazetteer: Gazetteer, texts: Texts, rounds: int) -> Measured | None:
    """Build and read `rounds` times each; None where the library is not installed."""
    gc.collect()
    before = resident()
    builds = []
    for _ in range(rounds):
        try:
            spent, read = timed(lambda: build(gazetteer))
        except ImportError:
            return None
        builds.append(spent)
    memory = resident()
    for article in texts[:500]:  # until everything is warm
        read(*article)
    reads = [timed(lambda: [read(*article) for article in texts] and None)[0] for _ in range(rounds)]
    size = sum(len(title.encode()) + len(summary.encode()) for title, summary, _ in texts)
    spent = statistics.median(reads)
    grown_by = memory - before if memory is not None and before is not None else None
    return Measured(statistics.median(builds), size / 1e6 / spent, len(texts) / spent, grown_by)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.process_time()
    done = work()
    return time.process_time() - begun, done


def resident() -> float | None:
    """MB of memory that the process holds, as Linux tells it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS")) / 1024


def ours(gazetteer: Gazetteer) -> Read:
    return Matcher(gazetteer).match


def exact_aliases(gazetteer: Gazetteer) -> list[str]:
    lists = (names for entry in gazetteer.entries.values() for names in (entry.names, entry.maybe, entry.words))
    return [alias.strip("=*") for names in lists for forms in names.values() for alias in forms]


def bare_automaton(gazetteer: Gazetteer) -> Read:
    """The ceiling: the same automaton over folded text, every substring a hit."""
    folded = list({fold_text(alias) for alias in exact_aliases(gazetteer)})
    automaton = AhoCorasick(folded, implementation=Implementation.ContiguousNFA)
    return lambda title, summary, _: automaton.find_matches_as_indexes(
        fold(f"{title} {summary}").text, overlapping=True
    )


def flashtext(gazetteer: Gazetteer) -> Read:
    from flashtext import KeywordProcessor

    processor = KeywordProcessor()
    for alias in exact_aliases(gazetteer):
        processor.add_keyword(alias)
    return lambda title, summary, _: processor.extract_keywords(f"{title} {summary}", span_info=True)


def phrase_matcher(gazetteer: Gazetteer) -> Read:
    import spacy
    from spacy.matcher import PhraseMatcher

    language = spacy.blank("xx")
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    matcher.add("alias", [language.make_doc(alias) for alias in exact_aliases(gazetteer)])
    return lambda title, summary, _: matcher(language.make_doc(f"{title} {summary}"))


PEERS: tuple[tuple[str, Build], ...] = (
    ("bare automaton", bare_automaton),
    ("flashtext", flashtext),
    ("spaCy PhraseMatcher", phrase_matcher),
)


def apart(build: Build, gazetteer: Gazetteer, texts: Texts, rounds: int) -> Measured | None:
    """`measured` in a process of its own, so that no matcher pays for the memory of another."""
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    child = context.Process(target=lambda: answers.put(measured(build, gazetteer, texts, rounds)))
    child.start()
    answer: Measured | None = answers.get()
    child.join()
    return answer


def rows(gazetteer: Gazetteer, texts: Texts, rounds: int, *, peers: bool) -> Iterator[str]:
    """One line a matcher, ours first."""
    count = len(exact_aliases(gazetteer))
    own: Measured | None = None
    for name, build in (("ours", ours), *(PEERS if peers else ())):
        one = apart(build, gazetteer, texts, rounds)
        own = own or one
        if one is None or own is None:
            yield f"{name:<20}{count:>9}   absent; pip install --group bench"
            continue
        memory = "-" if one.memory is None else f"{one.memory:.0f}"
        share = one.megabytes / own.megabytes
        yield f"{name:<20}{count:>9}{one.built:>9.2f}{memory:>9}{one.megabytes:>8.1f}{one.articles:>12.0f}{share:>9.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="0,10000,100000", help="made-up aliases added to the gazetteer")
    parser.add_argument("--megabytes", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
    given = parser.parse_args()
    texts = articles(given.megabytes)
    spent = min(timed(lambda: [fold(title + summary) for title, summary, _ in texts])[0] for _ in range(2))
    size = sum(len(t.encode()) + len(s.encode()) for t, s, _ in texts) / 1e6
    print(f"{len(texts)} articles, {size:.1f} MB; folding alone {size / spent:.1f} MB/s")
    print(f"{'matcher':<20}{'aliases':>9}{'build s':>9}{'MB more':>9}{'MB/s':>8}{'articles/s':>12}{'of ours':>9}")
    for extra in map(int, given.sizes.split(",")):
        for row in rows(grown(extra), texts, given.rounds, peers=given.peers):
            print(row, flush=True)


if __name__ == "__main__":
    main()
