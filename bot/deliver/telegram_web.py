"""The edge that reads a channel's public page, through the one door to the web."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote, urlsplit

from bot.deliver.public_page import read_page
from bot.errors import ChannelClosed, OutcomeUnknown
from bot.model import Source, SourceState
from bot.ports import Fetcher, Place, Stretch

PAGE = "public page"
_PATIENCE = timedelta(minutes=20)
_GONE = (403, 404, 410, 451)


class PageLooker:
    """Implements bot.ports.Looker for channels with a public name.

    `fetcher` is bounded in bytes, time and redirects and never enters a network of the operator's own; it is closed
    with this looker. `web`: where the pages are, such as https://t.me.
    """

    def __init__(self, fetcher: Fetcher, web: str) -> None:
        self._fetcher, self._web = fetcher, web.rstrip("/")

    @property
    def name(self) -> str:
        return PAGE

    @property
    def patience(self) -> timedelta | None:
        return _PATIENCE  # the page lags, mostly by seconds

    def bar(self, place: Place) -> str:
        return "" if place.public else "the channel is named by a number, not by a public @name"

    async def missing(self, place: Place) -> str:
        if bar := self.bar(place):
            return bar
        await self.look(place, 1)
        return ""

    def spends(self, place: Place) -> str | None:
        return None

    async def look(self, place: Place, message_id: int) -> Stretch:
        """Read what the page shows from the message before `message_id` on; the last ones where none is known."""
        name = quote(place.public, safe="")
        path = f"{self._web}/s/{name}"
        url = path if message_id <= 2 else f"{path}?after={message_id - 2}"
        source = Source(id=f"public page {place.public}", url=url, name=place.public)
        answer = await self._fetcher.fetch(source, SourceState(source=source.id, url=url))
        if answer.status in _GONE:
            raise ChannelClosed(f"there is no public page {path} ({answer.status})")
        if answer.problem:
            raise OutcomeUnknown(f"the public page {path} could not be read: {answer.problem}")
        # A channel without messages to show, a group and an unknown name lead to an invitation, t.me/<name>.
        if urlsplit(answer.url).path.lower() != urlsplit(path).path.lower():
            raise ChannelClosed(f"{path} shows no messages; only public channels have a page that does")
        page = read_page(answer.body, place.public)
        if page is None:
            raise ChannelClosed(f"{path} lists no messages that can be read")
        return page

    async def close(self) -> None:
        await self._fetcher.close()
