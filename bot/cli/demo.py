"""`marsad demo`: the channel as a subscriber sees it, from the bundled newsroom."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

import click

from bot.app import Semantic, embedder_for
from bot.cli.options import semantic_option
from bot.demo.show import play
from bot.digest.page import as_text, page


@click.command()
@click.option("--html", "html_file", type=click.Path(dir_okay=False, path_type=Path), help="Also write it as a page.")
@semantic_option
def demo(*, html_file: Path | None, semantic: Semantic) -> None:
    """The whole job on a bundled newsroom: no token, key or network needed."""
    with tempfile.TemporaryDirectory(prefix="marsad-demo-") as folder:
        played = asyncio.run(play(Path(folder), embedder_for(semantic)))
    for message in played.messages:
        signs = [f"↩ {message.reply_to}"] if message.reply_to is not None else []
        signs += [
            sign for sign, shown in (("✎", message.edited), ("📌", message.pinned), ("🔔", not message.silent)) if shown
        ]
        head = " · ".join((f"@marsad_demo/{message.id}", f"{message.at:%Y-%m-%d %H:%M}", *signs))
        click.echo(f"── {head} " + "─" * 30)
        click.echo(as_text(message.text_html) + "\n")
    counts = played.numbers
    click.echo(
        f"{played.passes} polls of {counts['sources']} feeds: {counts['articles']} articles, "
        f"{counts['edited']} edited, {counts['tagged']} tagged, folded into {counts['stories']} stories "
        f"({counts['copy']} as copies, {counts['joined']} joined, {counts['development']} as developments); "
        f"{counts['alerts']} alert, {counts['replies']} reply, {counts['edits']} edits; "
        f"{counts['digests']} digests told {counts['told']} stories; {counts['posts']} actions were sent.",
        err=True,
    )
    if html_file is not None:
        html_file.write_text(page(played.messages, title="مرصد الصين وآسيا الوسطى", language="ar"), encoding="utf-8")
        click.echo(f"The channel as a phone shows it: {html_file}", err=True)
    if counts["failed"] or counts["owed"]:
        click.echo(f"{counts['failed']} polls failed, {counts['owed']} posts are still owed", err=True)
        sys.exit(1)
