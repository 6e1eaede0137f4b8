"""The desk's tools: what is risky in the gazetteer, why a text is tagged, what a change changes, what is unknown."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, replace
from datetime import datetime, timedelta

import click

from bot.app import environment_here, settings_here, settings_or_default, system_clock
from bot.config.environment import Environment
from bot.gazetteer import Gazetteer, load_gazetteer
from bot.house import gazetteer_of
from bot.match.changes import Change, Changes, Retagged, changes
from bot.match.matcher import Matcher
from bot.match.risks import Risk, lower_case_words, own_aliases, risks
from bot.match.suggest import Suggestion
from bot.match.suggest import suggest as suggested
from bot.model import Article, Matched
from bot.ports import Filed
from bot.store.sql import open_store


@click.group()
def watch() -> None:
    """Look after what is watched: check, explain, diff, suggest. Nothing here changes or posts anything."""


def _gazetteer_here(environment: Environment) -> Gazetteer:
    return gazetteer_of(settings_or_default(environment))


def _since(environment: Environment, days: int, now: datetime) -> Iterator[Filed]:
    """The stored articles of the last days, in order of arrival."""
    with closing(open_store(environment.database, exclusive=False)) as store:
        yield from store.since(now - timedelta(days=days))


_days = click.IntRange(1, 3650)


# --- check ---------------------------------------------------------------------------------------------------------


@watch.command()
@click.option("--days", default=30, show_default=True, type=_days, help="Stored articles to count words in.")
@click.option("--own", is_flag=True, help="Only what `watch.entities` adds.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line.")
def check(*, days: int, own: bool, as_json: bool) -> None:
    """Name the risky aliases, each with the cure. Exit 1 when an entry of your own collides or mixes alphabets."""
    environment = environment_here()
    gazetteer = _gazetteer_here(environment)
    articles = (filed.article for filed in _since(environment, days, system_clock()))
    words = lower_case_words(text for article in articles for text in (article.title, article.summary))
    mine = own_aliases(gazetteer, load_gazetteer())
    found = [risk for risk in risks(gazetteer, Matcher(gazetteer), words, mine) if risk.own or not own]
    for risk in found:
        click.echo(_json_risk(risk) if as_json else _told_risk(risk))
    counted = Counter(risk.kind for risk in found)
    click.echo(", ".join(f"{kind} {count}" for kind, count in counted.most_common()) or "no risk found", err=True)
    if any(risk.own and risk.severe for risk in found):
        sys.exit(1)


def _json_risk(risk: Risk) -> str:
    return json.dumps({**asdict(risk), "severe": risk.severe}, ensure_ascii=False)


def _told_risk(risk: Risk) -> str:
    name = f" «{risk.alias}» ({risk.language})" if risk.alias else ""
    mark = "yours, " if risk.own else ""
    return f"{risk.id}{name}: {mark}{risk.kind}: {risk.why}; {risk.cure}"


# --- explain -------------------------------------------------------------------------------------------------------


@watch.command()
@click.argument("text")
@click.option("--language", help="The language of the text, where its letters do not tell (fa, uz …).")
def explain(text: str, language: str | None) -> None:
    """Say which tags TEXT gets and why, and what was nearly matched and why it was turned away."""
    explained = Matcher(_gazetteer_here(environment_here())).explain(text, language=language)
    for tag in explained.matched.tags:
        click.echo(f"{tag.id}: «{tag.mentions[0].text}», {tag.because}")
    for tag in explained.matched.context:
        click.echo(f"{tag.id}: «{tag.mentions[0].text}», {tag.because} (known, but not watched by itself)")
    if not explained.matched.tags:
        click.echo("no tag: such an article is archived and not told")
    for one in explained.refusals:
        click.echo(f"not {one.id}: «{one.text}» at {one.start}, {one.rule}: {one.why}")


# --- diff ----------------------------------------------------------------------------------------------------------


@watch.command()
@click.option("--days", default=7, show_default=True, type=_days)
@click.option("--config", type=click.Path(exists=True, dir_okay=False), help="Settings to try, in place of yours.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line.")
def diff(*, days: int, config: str | None, as_json: bool) -> None:
    """Tag the stored articles again and show what is gained and lost against what is stored. Changes nothing."""
    environment = environment_here()
    tried = replace(environment, config=config) if config else environment
    matcher = Matcher(gazetteer_of(settings_here(tried) if config else settings_or_default(tried)))
    found = changes(_retagged(matcher, filed) for filed in _since(environment, days, system_clock()))
    for change in found.ids:
        click.echo(json.dumps(asdict(change), ensure_ascii=False) if as_json else _told_change(change))
    click.echo(_sum(found, days), err=True)


def _retagged(matcher: Matcher, filed: Filed) -> Retagged:
    article = filed.article
    matched = matcher.match(article.title, article.summary, article.language)
    return Retagged(title=article.title, before={tag.id for tag in filed.tags}, after={tag.id for tag in matched.tags})


def _told_change(change: Change) -> str:
    lines = [f"{change.id}: +{change.gained} -{change.lost}"]
    lines += [f"  + {title}" for title in change.gained_titles] + [f"  - {title}" for title in change.lost_titles]
    return "\n".join(lines)


def _sum(found: Changes, days: int) -> str:
    return f"{found.articles} articles of {days} days, {found.changed} would be tagged otherwise"


# --- suggest -------------------------------------------------------------------------------------------------------


@watch.command()
@click.option("--days", default=30, show_default=True, type=_days)
@click.option("--limit", default=30, show_default=True, type=click.IntRange(1, 10_000))
def suggest(*, days: int, limit: int) -> None:
    """Propose unknown names that keep company with known ones, and near-spellings, as YAML for `sources.yaml`."""
    environment = environment_here()
    gazetteer = _gazetteer_here(environment)
    matcher = Matcher(gazetteer)
    found = suggested(_matched_since(environment, days, matcher), gazetteer)
    if not found:
        click.echo(f"no unknown name keeps company with known ones in the articles of {days} days", err=True)
        return
    click.echo("watch:\n  entities:  # read each before you keep it, and give it a label and its other languages")
    for one in found[:limit]:
        click.echo(_proposal(one))


def _matched_since(environment: Environment, days: int, matcher: Matcher) -> Iterator[tuple[Article, Matched]]:
    for filed in _since(environment, days, system_clock()):
        article = filed.article
        yield article, matcher.match(article.title, article.summary, article.language)


def _proposal(one: Suggestion) -> str:
    why = f"nearly «{one.near}»" if one.near else f"beside {', '.join(one.company)}"
    return f"    # {one.score}: {one.documents} articles, {one.sources} sources, {why}\n    {one.yaml}"
