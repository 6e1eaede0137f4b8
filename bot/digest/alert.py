"""Is a story told at once, and why? By how many independent voices tell it, or by what it says. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.digest.choose import independent, spoken, weight
from bot.digest.quiet import is_quiet
from bot.gazetteer import Gazetteer
from bot.model import Alerts, Article, Channel, Rule, Story, Threshold

ActsOf = Callable[[Article], frozenset[str]]
"""What happens in an article's headline, by the story room's names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a story crosses, whether at night too, and why or why not, for the operator."""

    crosses: bool
    because: str
    urgent: bool = False


def verdict(story: Story, alerts: Alerts, gazetteer: Gazetteer, acts_of: ActsOf, now: datetime) -> Verdict:
    """Judge the reports of the last `alerts.window`; a rule that holds says more than a count, so it comes first."""
    recent = _recent(story.articles, now, alerts.window)
    counted = _Counted.of(replace(story, articles=recent), gazetteer, alerts.window)
    rules = [(rule, said) for rule in alerts.rules if (said := _keeps(story, recent, rule, acts_of)) is not None]
    urgent = alerts.urgent is not None and counted.reaches(alerts.urgent)
    if rules:
        rule, said = max(rules, key=lambda one: one[0].urgent)
        return Verdict(crosses=True, because=f'rule "{rule}": {said.title}', urgent=urgent or rule.urgent)
    if urgent and alerts.urgent is not None:
        return Verdict(crosses=True, because=f"urgent: {counted.beside(alerts.urgent)}", urgent=True)
    return Verdict(crosses=counted.reaches(alerts.threshold), because=counted.beside(alerts.threshold))


def _recent(articles: Sequence[Article], now: datetime, window: timedelta) -> tuple[Article, ...]:
    """The reports of the window. A feed without dates may show its archive: alone, such reports are no news.

    Dates in the future are mistaken zones: as far as the window reaches, they count.
    """
    found = tuple(article for article in articles if now - window <= article.at <= now + window)
    return found if any(article.published is not None for article in found) else ()


def refusal(channel: Channel, alerts: Alerts, now: datetime, posted: int, *, urgent: bool) -> str:
    """Why a story that crosses is left to the digest; empty when it is posted. `posted`: alerts of the local day."""
    if posted >= alerts.per_day:
        return f"{posted} alerts were posted this day, the most that per_day allows"
    if is_quiet(channel, now) and not urgent:
        return "quiet hours"
    return ""


def high_water(story: Story, alerts: Alerts, gazetteer: Gazetteer, acts_of: ActsOf) -> tuple[datetime, Verdict]:
    """When the story came nearest to an alert, and what was found then. Raises ValueError without articles."""

    def rank(one: tuple[datetime, Verdict, int]) -> tuple[object, ...]:
        at, found, voices = one
        return (not found.crosses, -voices, at)

    tried = []
    for moment in sorted({article.at for article in story.articles}):
        voices = independent([one for one in story.articles if moment - alerts.window <= one.at <= moment])
        told = replace(story, articles=tuple(one for one in story.articles if one.at <= moment))
        tried.append((moment, verdict(told, alerts, gazetteer, acts_of, moment), voices))
    at, found, _ = min(tried, key=rank)
    return at, found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    sources: int
    languages: int
    weight: float
    window: timedelta

    @classmethod
    def of(cls, story: Story, gazetteer: Gazetteer, window: timedelta) -> _Counted:
        return cls(
            sources=independent(story.articles),
            languages=len(spoken(story.articles)),
            weight=weight(story, gazetteer),
            window=window,
        )

    def reaches(self, line: Threshold) -> bool:
        return self.sources >= line.sources and self.languages >= line.languages and self.weight >= line.weight

    def beside(self, line: Threshold) -> str:
        """What was counted, beside what is asked."""
        minutes = int(self.window.total_seconds()) // 60
        within = f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"
        return (
            f"{self.sources} independent sources (of {line.sources} asked) in {self.languages} languages "
            f"(of {line.languages}) within {within}, weight {self.weight:g} (of {line.weight:g})"
        )


def _keeps(story: Story, recent: tuple[Article, ...], rule: Rule, acts_of: ActsOf) -> Article | None:
    """The report that keeps `rule`: the story carries its ids in a headline, and one headline tells all its acts."""
    headlined = {tag.id for tag in story.tags if any(mention.field == "title" for mention in tag.mentions)}
    if not headlined.issuperset(rule.ids) or independent(recent) < rule.sources:
        return None
    asked = frozenset(rule.acts)
    return next((article for article in recent if asked <= acts_of(article)), None)
