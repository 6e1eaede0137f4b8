"""The commands that read: match, stories, explain, search."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import click

from bot.app import Semantic, embedder_for, environment_here, settings_or_default
from bot.cli.options import semantic_option
from bot.errors import MarsadError
from bot.gazetteer import Gazetteer
from bot.house import gazetteer_of
from bot.match.lines import tag_line
from bot.match.matcher import Matcher
from bot.serve.query import look_up, understand
from bot.store.sql import open_store
from bot.story.lines import StoryLines


def _records() -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    """Standard input as JSON objects with their line numbers; a bad line comes as a sentence.

    Bytes are read, so that a line ends at a line feed alone and what is not UTF-8 is told instead of replaced.
    """
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if line.strip():
            yield number, _record(line.removeprefix(b"\xef\xbb\xbf"))


def _record(line: bytes) -> Mapping[str, Any] | str:
    try:
        text = line.decode("utf-8")
        record = json.loads(text, parse_constant=_no_number)
        if "\\u" in text:
            json.dumps(record, ensure_ascii=False).encode("utf-8")  # half a character cannot be read or printed
    except UnicodeDecodeError as error:
        return f"byte {error.start + 1} is not UTF-8; save the input as UTF-8"
    except UnicodeEncodeError as error:
        return f"half a surrogate pair ({error.object[error.start]!a}) is no character; write the whole pair"
    except RecursionError:
        return "brackets stand too deep in each other; write one flat object"
    except ValueError as error:
        return f"not JSON ({error})"
    return record if isinstance(record, dict) else "not a JSON object; write {…}"


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _each_line(work: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> bool:
    """Print the answer to every good line, name every bad one; True when all were good."""
    good = True
    for number, record in _records():
        try:
            if isinstance(record, str):
                raise MarsadError(record)
            answer = work(record)
        except MarsadError as error:
            click.echo(f"line {number}: {error}", err=True)
            good = False
            continue
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return good


def _gazetteer() -> Gazetteer:
    return gazetteer_of(settings_or_default(environment_here()))


@click.command()
@click.option("--jsonl", is_flag=True, required=True, help="Read and write a JSON object a line.")
def match(*, jsonl: bool) -> None:
    """Tag titles: {"id", "title", "summary"?, "lang"?} a line in, {"id", "tags"} a line out."""
    matcher = Matcher(_gazetteer())
    if not _each_line(lambda record: tag_line(matcher, record)):
        sys.exit(1)


@click.command()
@click.option("--jsonl", is_flag=True, required=True, help="Read and write a JSON object a line.")
@semantic_option
def stories(*, jsonl: bool, semantic: Semantic) -> None:
    """Fold articles into stories: one article a line in order of arrival, {"id", "story", "relation"} a line out.

    Stories that later articles proved to be one are named at the end: {"merged": [the one that stays, the other]}.
    """
    gazetteer = _gazetteer()
    lines = StoryLines(gazetteer=gazetteer, match=Matcher(gazetteer).match, embedder=embedder_for(semantic))
    good = _each_line(lines.place)
    for merge in lines.merged():
        sys.stdout.write(json.dumps(merge, ensure_ascii=False) + "\n")
    if not good:
        sys.exit(1)


@click.command()
@click.argument("query")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--page", "number", default=1, show_default=True, type=click.IntRange(1))
@click.option("--json", "as_json", is_flag=True)
def search(*, query: str, limit: int, number: int, as_json: bool) -> None:
    """Search the archive, in any of the languages: a story once, by its best article."""
    gazetteer = _gazetteer()
    understood = understand(query, Matcher(gazetteer).match, gazetteer)
    store = open_store(environment_here().database, exclusive=False)
    try:
        found = look_up(store, understood, limit=limit, offset=(number - 1) * limit)
    finally:
        store.close()
    for filed in found:
        article = filed.article
        if as_json:
            record = {
                "id": article.id,
                "title": article.title,
                "url": article.url,
                "source": article.source,
                "language": article.language,
                "published": article.at.isoformat(),
                "story": filed.story,
                "tags": [tag.id for tag in filed.tags],
                "more": filed.more,
                "retracted": filed.retracted,
            }
            click.echo(json.dumps(record, ensure_ascii=False))
        else:
            more = f" (+{filed.more})" if filed.more else ""
            more += f" [retracted: {filed.retracted}]" if filed.retracted else ""
            click.echo(f"{article.at:%Y-%m-%d %H:%M} {article.language} {article.title}{more}\n    {article.url or ''}")
    if not found and not as_json:
        read = understood.told(gazetteer, "en")
        click.echo(f"nothing was found about {query!r}" + (f"; understood as {read}" if read else ""), err=True)
