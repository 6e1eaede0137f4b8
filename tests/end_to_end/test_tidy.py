"""A month later: what is too old has gone from the database, and what stays in its feed does not come back."""

from __future__ import annotations

import asyncio
import io
from datetime import datetime, timedelta

from bot.app import open_house, settings_from
from bot.config.environment import read_environment
from bot.house import House, OnceReport
from bot.store.sql import SqlStore, open_store
from tests.end_to_end.conftest import NOW
from tests.standin.command import Marsad
from tests.standin.loopback import Feeds, rss

KEEP = "keep: {untagged: 30d, articles: 40d}\n"
OLD = ("Xi Jinping visits Tashkent", "Family bakery wins prize for best loaf")


class Life:
    """One bot over months: opened anew for every pass, as by cron."""

    def __init__(self, marsad: Marsad, feeds: Feeds) -> None:
        self.url = f"sqlite:///{marsad.folder}/state/marsad.db"
        self.feeds = feeds
        self.address = feeds.put("/feed", "")
        self.now = NOW
        self.printed = ""

    def show(self, *titles: str, edition: int) -> None:
        """No entry has a date, and all are written anew with each edition."""
        document = rss(*((title, None) for title in titles))
        self.feeds.put("/feed", document.replace("</item>", f"<comments>https://o.example/{edition}</comments></item>"))

    def once(self, at: datetime) -> OnceReport:
        self.now = at
        environment = read_environment({"MARSAD_DATABASE": self.url}, None)
        text = (
            f"poll: {{every: 1m, allow_private: [127.0.0.1]}}\n{KEEP}channels: [{{only: [place.kazakhstan]}}]\n"
            f"sources: [{{url: '{self.address}', id: s, language: en}}]\n"
        )
        out = io.StringIO()
        settings = settings_from(text, environment, {})
        house = open_house(environment, settings, clock=lambda: self.now, out=out)
        report = asyncio.run(self._pass(house))
        self.printed = out.getvalue()
        return report

    @staticmethod
    async def _pass(house: House) -> OnceReport:
        try:
            return await house.once(force_digest=True)
        finally:
            await house.close()

    def titles(self) -> set[str]:
        store: SqlStore = open_store(self.url)
        try:
            assert store.integrity() == ()
            return {filed.article.title for filed in store.search([], [], limit=100)}
        finally:
            store.close()


def test_old_articles_go_told_ones_stay_and_none_comes_back(marsad: Marsad, feeds: Feeds) -> None:
    life = Life(marsad, feeds)
    told = "China opens Khorgos dry port in Kazakhstan"
    life.show(*OLD, told, edition=1)
    life.once(NOW)
    assert told in life.printed
    assert life.titles() == {*OLD, told}
    life.once(NOW + timedelta(days=35))
    assert life.titles() == {OLD[0], told}, "the untagged one first"
    life.once(NOW + timedelta(days=45))
    assert life.titles() == {told}
    fresh = "Kazakhstan and China open a new freight route"
    life.show(*OLD, told, fresh, edition=2)
    report = life.once(NOW + timedelta(days=46))
    assert life.titles() == {told, fresh}
    assert report.ingest.numbers["articles"] == 1
    assert fresh in life.printed
    assert told not in life.printed


def test_a_made_up_moment_deletes_nothing(marsad: Marsad, feeds: Feeds) -> None:
    address = feeds.put("/feed", rss((OLD[1], None)))
    marsad.write(f"poll: {{allow_private: [127.0.0.1]}}\nsources: ['{address}']\n")
    for days in (0, 4_000):
        assert marsad("once", "--now", (NOW + timedelta(days=days)).isoformat()).code == 0
    store = open_store(f"sqlite:///{marsad.folder}/state/marsad.db")
    assert store.counts()["article"] == 1
    assert store.last_pruned() is None
    store.close()
    assert marsad("once").code == 0
    store = open_store(f"sqlite:///{marsad.folder}/state/marsad.db")
    assert store.last_pruned() is not None
    store.close()
