"""The commands that set right what was told: retract, correct, split; and labels, what is to be learnt of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from bot.app import environment_here, settings_or_default, system_clock
from bot.deliver.links import read_address
from bot.digest.correct import headline
from bot.errors import MarsadError
from bot.house import open_editor
from bot.pipeline.amend import Amended, Editor
from bot.pipeline.labels import judged_posts, judged_stories
from bot.ports import Store
from bot.store.sql import open_store
from bot.text.urls import url_key

_ITEM = click.option("--item", metavar="NUMBER|STORY", help="Which story of the post, where it tells several.")
_UNDO = click.option("--undo", is_flag=True, help="Take the item's last correction back.")


@contextmanager
def _opened() -> Iterator[tuple[Store, Editor]]:
    environment = environment_here()
    settings = settings_or_default(environment)
    store = open_store(environment.database, exclusive=False)
    try:
        yield store, open_editor(store, settings)
    finally:
        store.close()


@click.command()
@click.argument("post")
@_ITEM
@click.option("--why", metavar="TEXT", help="What readers are told, in their language.")
@_UNDO
def retract(*, post: str, item: str | None, why: str | None, undo: bool) -> None:
    """Take a told story back: POST (its link) is edited, the headline struck through, the reason below."""
    if (why is None) != undo:
        raise click.UsageError("say --why TEXT, or --undo")
    with _opened() as (_, editor):
        found, now = editor.find(post), system_clock()
        _say(editor, editor.undo(found, item, now) if why is None else editor.retract(found, item, why, now))


@click.command()
@click.argument("post")
@_ITEM
@click.option("--why", metavar="TEXT", help="What was wrong and is right, in the readers' language.")
@click.option("--text", default="", metavar="HEADLINE", help="A headline in place of the old one; its link stays.")
@_UNDO
def correct(*, post: str, item: str | None, why: str | None, text: str, undo: bool) -> None:
    """Set a told story right: POST (its link) is edited, a note below the item, perhaps another headline."""
    if (why is None) != undo or (undo and text):
        raise click.UsageError("say --why TEXT (and perhaps --text HEADLINE), or --undo alone")
    with _opened() as (_, editor):
        found, now = editor.find(post), system_clock()
        _say(editor, editor.undo(found, item, now) if why is None else editor.correct(found, item, why, text, now))


def _say(editor: Editor, done: Amended) -> None:
    what = f"item {done.item.place} of {done.post.key}: {headline(done.item)}"
    if done.edit is None:
        click.echo(f"{what}\nsays so already; nothing to do", err=True)
        return
    sent = "a running bot sends it at once, else `marsad once`"
    click.echo(f"{what}\nthe edit is owed ({done.edit.key}); {sent}", err=True)
    if others := editor.beside(done.item.story, done.post.key):
        click.echo(f"the same story is told by {', '.join(others)}", err=True)


@click.command()
@click.argument("story")
@click.argument("articles", nargs=-1, required=True)
@_ITEM
@click.option("--into", metavar="STORY", help="The story they belong to; else they get one of their own.")
@click.option("--why", default="", metavar="TEXT", help="What makes them another event; kept with the label.")
def split(*, story: str, articles: tuple[str, ...], item: str | None, into: str | None, why: str) -> None:
    """Undo a wrong join: ARTICLES (ids or addresses) leave STORY (its id, or a post that tells it) for good."""
    with _opened() as (store, editor):
        ids = tuple(_article(store, one) for one in articles)
        named = editor.pick(editor.find(story), item).story if read_address(story) is not None else story
        goal = store.split(named, ids, into=into, why=why, now=system_clock())
        told, others = store.told((goal,)), editor.beside(named)
    said = "told already, and not told again" if told else "news for the next digest, if it is young enough"
    click.echo(goal)
    click.echo(f"{', '.join(ids)}: now in {goal} ({said})", err=True)
    if others:
        click.echo(f"{named} was told by {', '.join(others)}; `marsad correct` can say there what was wrong", err=True)


def _article(store: Store, named: str) -> str:
    filed = store.find(named, url_key(named) if "://" in named else None)
    if filed is None:
        raise MarsadError(f"{named} is not in the archive; give an article's id, address or exact headline")
    return filed.article.id


@click.command()
@click.option("--jsonl", is_flag=True, required=True, help="Write a JSON object a line.")
@click.option(
    "--of",
    type=click.Choice(["stories", "posts"]),
    default="stories",
    show_default=True,
    help="stories: articles with the event they report, as bench.fit_stories reads them; posts: what was corrected.",
)
def labels(*, jsonl: bool, of: str) -> None:
    """Write what the operator judged: labelled stories to learn from, or the corrections of posts."""
    with _opened() as (store, _):
        for line in judged_stories(store) if of == "stories" else judged_posts(store):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
