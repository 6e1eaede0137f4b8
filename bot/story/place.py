"""Which story an article belongs to, and why. In memory, deterministic: the same articles in the same order give the
same stories.

Four layers, each able to stop early: the same keys, a near copy, one event by a learned likeness, and what a report
adds. A wrong join hides news while a missed one only shows a double, so the threshold prefers precision; what falls
just short of it becomes `related`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.gazetteer import Gazetteer
from bot.model import Article, Matched, Merge, Placement, Relation, Vector
from bot.ports import Embedder, Placed
from bot.story.bridge import HEARD, LONGEST, Bridge, Bridges, belonging
from bot.story.features import Tracer, Traits, table
from bot.story.pair import Model, Weighed, goes_on, load_model, vetoed, weigh
from bot.story.past import Filed, Past
from bot.story.same import near_copy
from bot.story.weights import Weights
from bot.story.why import told_by
from bot.story.window import WINDOW, Gathering, Member, Window

if TYPE_CHECKING:
    from bot.story.dense import Vectors

_SAME_TITLE = timedelta(hours=72)  # equal headlines prove nothing over a longer time: "Market wrap", weekly columns
_CANDIDATES = 10  # articles compared in full
_RELATED = 3  # stories named as related
_SURER = 1.0  # logit above joining that a sequel needs: days apart, the same words tell less
_SEQUELS = 1  # closed stories a new one is compared with


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    """A story, how well it fits, and its member that fits best."""

    story: Gathering
    score: float
    best: Member
    vetoed: bool = False


class Grouper:
    """Groups articles as they come. One writer; not thread-safe.

    `embedder` adds likeness across languages; without it everything else works alike. `model` replaces the shipped
    coefficients, to try others.
    """

    def __init__(self, *, gazetteer: Gazetteer, embedder: Embedder | None = None, model: Model | None = None) -> None:
        self._tracer = Tracer(gazetteer)
        self._weights = Weights(table("prior.json"))
        self._window = Window(self._weights)
        self._past = Past(self._tracer.countries)
        self._model = model or load_model(table("model.json"))
        acts = table("acts.yaml")["acts"]
        self._stages: dict[str, int] = {act: told["stage"] for act, told in acts.items() if "stage" in told}
        self._vectors = _vectors(embedder) if embedder else None
        self._apart: dict[str, set[str]] = {}

    def keep_apart(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Never put these articles, two by two, into one story: the operator parted them."""
        for one, other in pairs:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)

    def remember(self, placed: Placed) -> None:
        """Take in an article whose time in the window is over; what comes may still be its sequel."""
        self._move_on(placed.article)
        self._file(placed)

    def add(self, placed: Placed) -> None:
        """Take in an article that was placed before; call in the order of placing."""
        self._move_on(placed.article)
        traits = self._tracer.trace(placed.article, placed.matched)
        self._file(placed)
        self._admit(placed.article, self._weigh(traits, placed.vector), placed.story)

    def place(self, article: Article, matched: Matched, *, embed: bool = True) -> Placement:
        """Find the story of an article, and take the article in.

        An article of a known (source, guid) is an edit: it keeps its story and is not taken in twice. `embed=False`
        spares the embedder what nobody will be told.
        """
        self._move_on(article)
        traits = self._tracer.trace(article, matched)
        if known := self._known(article):
            return self._edited(article, matched, traits, known)
        same = self._same_key(article)
        vector = self._vectors.of(article) if self._vectors and embed and not same else None
        weighed = self._weigh(traits, vector)
        placement = same or self._by_likeness(article, weighed)
        if placement.relation == "new":
            placement = self._sequel(placement, matched, weighed)
        if self._vectors and self._vectors.problem:
            placement = replace(placement, because=f"{placement.because}; without vectors: {self._vectors.problem}")
        self._file(Placed(sequence=0, article=article, matched=matched, story=placement.story, vector=vector))
        self._admit(article, weighed, placement.story)
        return replace(placement, vector=vector)

    @property
    def size(self) -> int:
        """How many articles are in the window."""
        return len(self._window)

    @property
    def stories(self) -> frozenset[str]:
        """The ids of all stories that are open."""
        return frozenset(self._window.stories)

    def regroup(self, untold: frozenset[str]) -> tuple[Merge, ...]:
        """Make one of stories that later articles proved to be one; one of each two is among `untold`.

        Two told stories are never made one, since both posts stand.
        """
        merges = []
        bridges = Bridges(self._window, self._model, self._near, self._parted)
        while bridge := bridges.best(untold):
            merges.append(self._merge(bridge))
            untold -= {bridge.story.id}
        return tuple(merges)

    def _near(self, member: Member) -> list[Member]:
        return self._candidates(member.weighed)

    def _parted(self, story: Gathering, into: Gathering) -> bool:
        """Would making one of two stories join what the operator parted?"""
        if not self._apart:
            return False
        others = {member.weighed.traits.article for member in into.members}
        ours = (self._apart.get(member.weighed.traits.article) for member in story.members)
        return any(parted and not parted.isdisjoint(others) for parted in ours)

    def _merge(self, bridge: Bridge) -> Merge:
        placements = []
        for member in bridge.story.members:
            adds = bridge.into.facts.news(member.weighed.traits, self._stages)
            bridge.into.facts.learn(member.weighed.traits, self._stages)
            relation: Relation = "development" if adds else "joined"
            placements.append(
                Placement(
                    article=member.weighed.traits.article, story=bridge.into.id, relation=relation,
                    because=f"{relation}: {bridge.because}", score=round(bridge.score, 4), adds="; ".join(adds),
                )
            )  # fmt: skip
        self._window.merge(bridge.story, bridge.into)
        self._past.merge(bridge.story.id, bridge.into.id)
        return Merge(story=bridge.story.id, into=bridge.into.id, placements=tuple(placements))

    # --- layer A: the same keys ---

    def _known(self, article: Article) -> Member | None:
        by_guid = self._window.by_guid.get((article.source, article.guid)) if article.guid else None
        return by_guid or self._window.by_id.get(article.id)

    def _edited(self, article: Article, matched: Matched, traits: Traits, known: Member) -> Placement:
        """New words in the old place: news where they are material, and what comes later is compared with them."""
        before = known.weighed.traits
        vector = self._vectors.of(article) if self._vectors else None
        weighed = self._weigh(traits, vector)
        facts = self._window.stories[known.story].facts
        adds = (*facts.news(traits, self._stages), *facts.rewritten(before, traits))
        facts.learn(traits, self._stages)
        self._window.reword(known, weighed)
        self._file(Placed(sequence=0, article=article, matched=matched, story=known.story, vector=vector))
        if self._vectors:
            self._vectors.keep(known, self._window)
        relation: Relation = "development" if adds else "copy"
        return Placement(
            article=article.id,
            story=known.story,
            relation=relation,
            because=f"{relation}: the same guid from {article.source}, edited",
            adds="; ".join(adds),
            vector=vector,
        )

    def _told_again(
        self, article: Article, weighed: Weighed, story: str, why: str, score: float | None = None
    ) -> Placement:
        """A copy, or a development where even so little a change tells something new."""
        adds = self._window.stories[story].facts.news(weighed.traits, self._stages)
        relation: Relation = "development" if adds else "copy"
        return Placement(
            article=article.id,
            story=story,
            relation=relation,
            because=f"{relation}: {why}",
            score=score,
            adds="; ".join(adds),
        )

    def _same_key(self, article: Article) -> Placement | None:
        if article.url_key and (known := self._window.by_url.get(article.url_key)):
            return _copy(article, known.story, f"copy: the same address as {known.weighed.traits.article}")
        for known in self._window.by_title.get(article.title_key, ()) if article.title_key else ():
            traits = known.weighed.traits
            if traits.source != article.source and abs(traits.at - article.at) <= _SAME_TITLE:
                return _copy(article, known.story, f"copy: the same title as in {traits.source}")
        return None

    # --- layers B and C: near copy, and one event ---

    def _by_likeness(self, article: Article, weighed: Weighed) -> Placement:
        candidates = self._candidates(weighed)
        if copy := self._near_copy(article, weighed, candidates):
            return copy
        matches = self._matches(weighed, candidates)
        threshold = self._model.join(weighed)
        fitting = [m for m in matches if m.score >= threshold and not m.vetoed]
        best = fitting[0] if fitting else None
        related = tuple(
            (m.story.id, round(m.score, 2)) for m in matches if m is not best and m.score >= self._model.related
        )[:_RELATED]
        if best is None:
            return _new(article, matches, threshold, related)
        return self._join(article, weighed, best, threshold, related)

    def _candidates(self, weighed: Weighed) -> list[Member]:
        found = self._window.like(weighed, _CANDIDATES)
        if self._vectors:
            found = list(dict.fromkeys([*found, *self._vectors.nearest(weighed, self._window)]))
        return [m for m in found if self._open(self._window.stories[m.story], weighed.traits.at)]

    @staticmethod
    def _open(story: Gathering, at: datetime) -> bool:
        """Tell whether an article of that time may still belong to the story."""
        return story.first - WINDOW <= at <= story.last + WINDOW and at - story.first <= LONGEST

    def _near_copy(self, article: Article, weighed: Weighed, candidates: Sequence[Member]) -> Placement | None:
        likest = [(likeness, m) for m in candidates if (likeness := near_copy(weighed, m.weighed)) is not None]
        if not likest:
            return None
        likeness, known = max(likest, key=lambda pair: (pair[0], -pair[1].number))
        why = f"{likeness:.0%} of the title's letters as in {known.weighed.traits.article}"
        return self._told_again(article, weighed, known.story, why, likeness)

    def _matches(self, weighed: Weighed, candidates: Sequence[Member]) -> list[_Match]:
        """Score the stories of all candidates that reach the related band, the best first, the older among equals."""
        logits = {m.number: self._model.logit(weighed, m.weighed) for m in candidates}
        stories = {m.story: None for m in candidates if logits[m.number] >= self._model.related}
        matches = [self._score(weighed, self._window.stories[id], logits) for id in stories]
        return sorted(matches, key=lambda m: (-m.score, m.story.number))

    def _score(self, weighed: Weighed, story: Gathering, logits: dict[int, float]) -> _Match:
        """Tell how much an article belongs to a story, and which member it fits best."""
        heard = story.members[-HEARD:]
        known = [logits[m.number] if m.number in logits else self._model.logit(weighed, m.weighed) for m in heard]
        top = max(range(len(heard)), key=lambda i: (known[i], -i))
        return _Match(
            story=story,
            score=belonging(known),
            best=heard[top],
            vetoed=vetoed(weighed, [m.weighed for m in heard]),
        )

    def _join(
        self,
        article: Article,
        weighed: Weighed,
        match: _Match,
        threshold: float,
        related: tuple[tuple[str, float], ...],
    ) -> Placement:
        adds = match.story.facts.news(weighed.traits, self._stages)
        relation: Relation = "development" if adds else "joined"
        why = told_by(weighed, match.best.weighed)
        return Placement(
            article=article.id,
            story=match.story.id,
            relation=relation,
            because=f"{relation}: score {match.score:+.2f} (needs {threshold:+.2f}): {why}",
            score=round(match.score, 4),
            related=related,
            adds="; ".join(adds),
        )

    # --- what is closed ---

    def _sequel(self, placement: Placement, matched: Matched, weighed: Weighed) -> Placement:
        """Name the closed story that a new one goes on with: as alike as its articles, had they come the same day."""
        past = self._past.like(matched, weighed.entity_idf, self._window.stories, _SEQUELS)
        for filed in past:
            traits = self._tracer.trace(filed.article, filed.matched)
            before = self._weigh(traits, filed.vector)
            score = self._model.logit(weighed, replace(before, stamp=weighed.stamp))
            if score >= self._model.join(weighed) + _SURER and goes_on(before, weighed):
                because = f"{placement.because}; follows {filed.story}: score {score:+.2f}: {told_by(weighed, before)}"
                return replace(placement, follows=filed.story, because=because)
        return placement

    # --- memory ---

    def _weigh(self, traits: Traits, vector: Vector | None) -> Weighed:
        return weigh(traits, self._weights, self._vectors.read(vector) if self._vectors else None)

    def _file(self, placed: Placed) -> None:
        self._past.add(Filed(placed.article, placed.matched, placed.story, placed.vector), _clock(placed.article))

    def _move_on(self, article: Article) -> None:
        self._window.move_on(_clock(article))
        if self._window.now:
            self._past.move_on(self._window.now)

    def _admit(self, article: Article, weighed: Weighed, story: str) -> None:
        member = Member(
            number=self._window.next_number(),
            weighed=weighed,
            story=story,
            guid=article.guid,
            url_key=article.url_key,
            title_key=article.title_key,
        )
        self._window.admit(member).facts.learn(weighed.traits, self._stages)
        if self._vectors:
            self._vectors.keep(member, self._window)


def _vectors(embedder: Embedder) -> Vectors:
    from bot.story.dense import Vectors  # imports numpy, which is there only where an embedder is

    return Vectors(embedder)


def _clock(article: Article) -> datetime:
    """Return the moment an article moves the clock to: one dated ahead of its time must not make us forget."""
    return min(article.at, article.seen)


def _copy(article: Article, story: str, because: str) -> Placement:
    return Placement(article=article.id, story=story, relation="copy", because=because)


def _new(
    article: Article, matches: Sequence[_Match], threshold: float, related: tuple[tuple[str, float], ...]
) -> Placement:
    because = "new: nothing like it in the last days"
    if matches and matches[0].vetoed:
        because = f"new: like {matches[0].story.id} ({matches[0].score:+.2f}), but with another guest or name"
    elif matches:
        because = f"new: the likest story, {matches[0].story.id}, has {matches[0].score:+.2f} of {threshold:+.2f}"
    return Placement(
        article=article.id, story=f"s{article.id}", relation="new", because=because, related=related,
        score=round(matches[0].score, 4) if matches else None,
    )  # fmt: skip
