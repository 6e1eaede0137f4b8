"""`marsad explain`: why a post, an article or a headline is treated as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from bot.app import environment_here, settings_or_default
from bot.deliver.links import read_address
from bot.errors import MarsadError
from bot.gazetteer import Gazetteer
from bot.house import gazetteer_of, open_alertdesk, open_editor
from bot.match.matcher import Matcher
from bot.model import Tag
from bot.pipeline.explain import Explainer
from bot.ports import Filed
from bot.store.sql import open_store
from bot.text.urls import url_key

Told = dict[str, Any]


@click.command()
@click.argument("what", metavar="POST|URL|TEXT")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def explain(*, what: str, as_json: bool) -> None:
    """Say why a post tells what it tells (give its link), why an article was tagged, joined, told or dropped (its
    address or headline); any other text is tagged here and now."""
    environment = environment_here()
    settings = settings_or_default(environment)
    gazetteer = gazetteer_of(settings)
    store = open_store(environment.database, exclusive=False)
    try:
        explainer = Explainer(store=store, channels=settings.channels, gazetteer=gazetteer)
        filed = store.find(what, url_key(what) if "://" in what else None)
        if filed is None and (read_address(what) is not None or store.post(what.strip()) is not None):
            _print(explainer.post(open_editor(store, settings).find(what)), _of_post, as_json=as_json)
            return
        wishes = explainer.wishes(filed.story) if filed is not None else {}
        story = store.story(filed.story) if filed is not None and filed.story is not None else None
        desk = open_alertdesk(store, settings, gazetteer)
        alerts = [said for one in settings.channels if story is not None for said in desk.why(one, story)]
    finally:
        store.close()
    if filed is not None:
        _print({**_filed(filed, wishes, gazetteer), "alerts": alerts}, _of_article, as_json=as_json)
        return
    if "://" in what:
        raise MarsadError(f"{what} is not in the archive; give its headline to see how it would be tagged")
    matched = Matcher(gazetteer).match(what)
    told = {"tags": _tags(matched.tags, gazetteer), "context": _tags(matched.context, gazetteer)}
    _print({"archived": False, **told}, _of_text, as_json=as_json)


def _print(told: Told, lines: Any, *, as_json: bool) -> None:
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(lines(told)))


def _tags(tags: tuple[Tag, ...], gazetteer: Gazetteer) -> list[Told]:
    return [{"id": tag.id, "label": gazetteer.label(tag.id, "en"), "because": tag.because} for tag in tags]


# --- a headline ----------------------------------------------------------------------------------------------------


def _of_text(told: Told) -> Iterator[str]:
    yield "not in the archive; tagged here and now:"
    for tag in told["tags"]:
        yield f"  {tag['id']}: {tag['because']}"
    for tag in told["context"]:
        yield f"  {tag['id']}: {tag['because']} (known, but not watched by itself)"
    if not told["tags"]:
        yield "  no tag: such an article is archived and not told"


# --- an article ----------------------------------------------------------------------------------------------------


def _filed(filed: Filed, wishes: dict[str, str], gazetteer: Gazetteer) -> Told:
    article = filed.article
    return {
        "archived": True,
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "language": article.language,
        "published": str(article.published) if article.published else None,
        "seen": str(article.seen),
        "tags": _tags(filed.tags, gazetteer),
        "story": filed.story,
        "relation": filed.relation,
        "because": filed.because,
        "fate": filed.fate,
        "why": filed.why,
        "retracted": filed.retracted,
        "told": [{"channel": channel, "post": key, "message_id": message} for channel, key, message in filed.told],
        "channels": wishes,
    }


def _of_article(told: Told) -> Iterator[str]:
    yield f"{told['title']}\n  {told['url'] or 'no link'}\n  source {told['source']}, language {told['language']}"
    yield f"  article {told['id']}, published {told['published'] or 'unknown'}, first seen {told['seen']}"
    for tag in told["tags"]:
        yield f"  tag {tag['id']} ({tag['label']}): {tag['because']}"
    if not told["tags"]:
        yield "  no tag: archived, not told"
    if told["story"]:
        yield f"  story {told['story']}, {told['relation']}: {told['because']}"
    if told["fate"] != "new":
        yield f"  {told['fate']}: {told['why']}"
    if told["retracted"]:
        yield f"  retracted: {told['retracted']}"
    for channel, because in told["channels"].items():
        yield f"  in {channel}: {because}"
    for one in told["told"]:
        sent = f", message {one['message_id']}" if one["message_id"] else ", not sent yet"
        yield f"  told in {one['channel']} by {one['post']}{sent}"
    if told["tags"] and not told["told"]:
        yield "  not told yet"
    for sentence in told["alerts"]:
        yield f"  {sentence}"


# --- a post --------------------------------------------------------------------------------------------------------


def _of_post(told: Told) -> Iterator[str]:
    id = told["message_id"]
    sent = f"message {id}" if id else f"not sent: {told['state']} {told['error']}".strip()
    yield f"{told['post']} in {told['channel']}: {sent}" + (f", edits {told['edits']}" if told["edits"] else "")
    if not told["items"]:
        yield "  it tells no story"
    for item in told["items"]:
        yield ""
        yield from _of_item(item)
    if told["left_out"]:
        yield f"\nleft out of this digest: {told['left_out_in_all']}"
        for one in told["left_out"]:
            yield f"  {one['headline']} ({one['story']}, score {one['score']:.2f}): {one['because']}"
        if told["left_out_in_all"] > len(told["left_out"]):
            yield f"  … and {told['left_out_in_all'] - len(told['left_out'])} more of less weight"


def _of_item(item: Told) -> Iterator[str]:
    yield f"{item['place']}. {item['headline']}\n  story {item['story']}, section {item['section']}"
    yield f"  wanted here: {item['wanted']}"
    if item["at_once"]:
        yield f"  told at once: {item['at_once']}"
    if item["score"] is not None:
        yield f"  ranked by {item['score']:.2f}: {item['ranked']}"
    for tag in item["tags"]:
        yield f"  tag {tag['id']} ({tag['label']}, weight {tag['weight']}): {tag['because']}"
    if item["first_told"]:
        added = "; ".join(item["added"]) or "nothing that is kept"
        yield f"  a development of what {item['first_told']} told; it added {added}"
    for article in item["articles"]:
        mark = " [headline]" if article["id"] == item["lead"] else " [came after this post]" if article["later"] else ""
        yield f"  article {article['id']}, {article['source']}, {article['language']}{mark}: {article['title']}"
        yield f"    {article['because']}" + (f"; adds {article['adds']}" if article["adds"] else "")
    for one in item["elsewhere"]:
        sent = f", message {one['message_id']}" if one["message_id"] else ", not sent yet"
        yield f"  also told in {one['channel']} by {one['post']}{sent}"
    for one in item["corrections"]:
        yield f"  {one['kind']}, {one['at']}: {one['why']}"
