"""Sets stories in type: lines of Telegram's HTML in the reader's language and direction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.digest import numbers
from bot.digest.bidi import FSI, PDI, isolate, reads_rtl, set_line
from bot.digest.choose import Chosen, hashtags, primary, spoken
from bot.digest.markup import bold, clean, escape, is_blank, link, plain, safe_url, shorten
from bot.digest.words import Words
from bot.gazetteer import Gazetteer
from bot.model import Alert, Article, Slot, Story
from bot.text.links import placeholder

_NAME_UNITS = 60
_LINE_UNITS = 160  # of a headline that stands for a post elsewhere
_MOST_NEWS = 6  # pieces of what a development adds
_FIGURE = re.compile(r"(?P<number>[0-9]{1,15}(?:\.[0-9]{1,3})?) (?P<unit>[a-z_]+)", re.ASCII)
_PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of a story is shown."""

    sources: int = 4
    sources_linked: bool = True
    tags: bool = True
    gist: bool = True
    headline: int = 500  # UTF-16 units; the longest of 200,000 real headlines has 156


def smaller() -> Iterator[Size]:
    """From the full size down: further sources go first, then tags, gist, the headline's tail; its link never."""
    yield (size := Size())
    for sources in range(size.sources - 1, 0, -1):
        yield (size := replace(size, sources=sources))
    yield (size := replace(size, sources_linked=False))
    yield (size := replace(size, tags=False))
    yield (size := replace(size, gist=False))
    while size.headline > 60:
        yield (size := replace(size, headline=size.headline // 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Typesetter:
    """Turns stories, headings, header and footer into HTML for one digest."""

    words: Words
    gazetteer: Gazetteer
    names: Mapping[str, str]  # source id -> display name
    slot: Slot
    number: int
    most_hashtags: int = 5

    # --- stories -----------------------------------------------------------------------------------------------------

    def full(self, chosen: Chosen, place: int, size: Size) -> str:
        """A numbered story with its sources and hashtags; a development says what is new and where it was told."""
        story = chosen.story
        return self._laid(
            "item",
            place=self._place(place),
            headline=self._headline(chosen, size),
            gist=self._gist(chosen) if size.gist else "",
            news=self._news(chosen) if story.told_before else self._beside(story),
            sources=self._sources(chosen, size),
            tags=self._hashtags(story) if size.tags else "",
        )

    def brief(self, chosen: Chosen, place: int, size: Size) -> str:
        """A numbered headline on one line."""
        return self._laid("brief", place=self._place(place), headline=self._headline(chosen, size))

    def _gist(self, chosen: Chosen) -> str:
        """One line below the headline: a sentence, or the names of what the story is about."""
        if chosen.gist and reads_rtl(chosen.gist) in {None, self.words.rtl}:  # else its language was told wrong
            return plain(chosen.gist)
        names = " · ".join(dict.fromkeys(filter(None, map(self._label, chosen.names))))
        # The line's own mark stands in front already, and no mark follows another.
        return names[1:].replace(PDI, "", 1) if names.startswith(FSI) else names

    def head(self, chosen: Chosen, size: Size) -> str:
        """The headline with its link."""
        shown, url = self._shown_title(chosen.lead, size.headline), safe_url(chosen.lead.url)
        return link(shown, url) if url else self.words.say("unlinked", headline=plain(shown))

    def _headline(self, chosen: Chosen, size: Size) -> str:
        article = chosen.lead
        html = self.head(chosen, size)
        foreign = primary(article.language) not in {self.words.language, "und"}
        language = numbers.language_name(article.language, self.words.language) if foreign else ""
        before = self.words.say("update") if chosen.story.told_before else ""
        after = self.words.say("foreign", language=escape(language)) if language else ""
        return f"{before}{html}{after}"

    def _shown_title(self, article: Article, units: int) -> str:
        title = shorten(clean(article.title), units)
        return self._isolate(self.words.say("untitled") if is_blank(title) else title)

    def _title(self, article: Article, units: int) -> str:
        """A headline as HTML inside a link to a message, of which the words alone are left where it has no address."""
        return plain(self._shown_title(article, units))

    def _pieces(self, adds: str) -> str:
        pieces = [self._piece(piece) for piece in adds.split(";")][:_MOST_NEWS]
        return self.words.say("comma").join(dict.fromkeys(piece for piece in pieces if piece))

    def _news(self, chosen: Chosen) -> str:
        new = self._pieces(chosen.story.adds)
        earlier = self._told(chosen.story.told_before or "")
        return f"{self.words.say('new', list=new)} — {earlier}" if new else earlier

    def _hashtags(self, story: Story) -> str:
        tags = hashtags(story.tags, self.gazetteer, self.words.language, self.most_hashtags)
        return " ".join(f"#{escape(tag)}" for tag in tags)

    def _beside(self, story: Story) -> str:
        """A link to what was told of the story this one follows, else of one that is related."""
        if story.follows:
            return self.words.say("follows", link=self._told(story.follows))
        return self.words.say("related", link=self._told(story.related)) if story.related else ""

    def _told(self, key: str) -> str:
        return self._way(key, self.words.say("earlier"))

    @staticmethod
    def _way(key: str, html: str) -> str:
        """A link to the message of another action, whose address is not known yet."""
        return f'<a href="{escape(placeholder(key))}">{html}</a>'

    def _piece(self, piece: str) -> str:
        """`number:15 killed`, `entity:ID`, `act:signed`, `edit:title`, `date:YYYY-MM-DD` in words; others stay out."""
        kind, _, value = (part.strip() for part in piece.partition(":"))
        match kind:
            case "number":
                return self._figure(value)
            case "entity":
                return self._label(value)
            case "act":
                return self.words.act(value) or ""
            case "edit":
                return self.words.edit(value) or ""
            case "date":
                return self._date(value)
            case _:
                return ""

    def _label(self, id: str) -> str:
        return self._isolate(plain(shorten(clean(self.gazetteer.label(id, self.words.language)), _NAME_UNITS)))

    def _date(self, value: str) -> str:
        try:
            day = date.fromisoformat(value)
        except ValueError:  # a date that is none says nothing new
            return ""
        return self.words.say("new_date", date=numbers.short_date(day, self.words.language))

    def _figure(self, value: str) -> str:
        """A number with what it counts; alone, as earlier versions stored it, it tells a reader nothing."""
        if (told := _FIGURE.fullmatch(value)) is None:
            return ""
        return self.words.figure(told["unit"], float(told["number"])) or ""

    def _sources(self, chosen: Chosen, size: Size) -> str:
        """The lead's source first, then the others in order of arrival, each once.

        A development begins with the latest: they tell what is new, the earlier ones were named before.
        """
        arrived = chosen.story.articles
        articles: dict[str, Article] = {}
        for article in reversed(arrived) if chosen.story.told_before else arrived:
            articles.setdefault(self._name(article).casefold(), article)
        articles.pop(self._name(chosen.lead).casefold())
        ordered = [chosen.lead, *articles.values()]
        shown, further = ordered[: size.sources], len(ordered) - size.sources
        line = " · ".join(self._source(article, linked=size.sources_linked) for article in shown)
        label = self.words.count("source_label", len(ordered))
        more = self.words.count("further_sources", further) if further > 0 else ""
        return f"{label}{line}{more}{self._languages(chosen)}"

    def _source(self, article: Article, *, linked: bool) -> str:
        name, url = self._isolate(self._name(article)), safe_url(article.url)
        return link(name, url) if linked and url else plain(name)

    def _name(self, article: Article) -> str:
        name = clean(article.publisher or "") or clean(self.names.get(article.source, "")) or article.source
        return shorten(name, _NAME_UNITS)

    def _languages(self, chosen: Chosen) -> str:
        codes = spoken(chosen.story.articles, self.words.language)
        named = [numbers.language_name(code, self.words.language) for code in codes]
        known = [escape(name) for name in named if name]
        return self.words.say("languages", list=" · ".join(known)) if len(known) > 1 else ""

    # --- what stands around them -------------------------------------------------------------------------------------

    def section(self, id: str) -> str:
        return self._heading(self.words.section(id))

    def section_again(self, id: str) -> str:
        return self._heading(self.words.say("continued", heading=self.words.section(id)))

    def more(self) -> str:
        return self._heading(self.words.say("more"))

    def more_again(self) -> str:
        return self._heading(self.words.say("continued", heading=self.words.say("more")))

    def header(self, part: int, parts: int, counts: str, now: datetime, zone: str) -> str:
        """Name, number and part; the first post also says the date, how much it tells and when it was made."""
        title = self.words.say("title", title=bold(self.words.say("name")), n=self.words.number(self.number))
        if parts > 1:
            place = self.words.say("part", part=self.words.number(part), total=self.words.number(parts))
            title = f"{title} · {place}"
        if part > 1:
            return self._laid("next_header", title=title)
        at = now.astimezone(ZoneInfo(zone)).time()
        shown = numbers.clock(at, self.words.language)
        time = f'<tg-time unix="{int(now.timestamp())}" format="t">{shown}</tg-time>'
        updated = self.words.say("updated", at=time)
        return self._laid(
            "header",
            title=title,
            date=numbers.long_date(self.slot.day, self.words.language),
            status=f"{counts} · {updated}" if counts else updated,
            counts=counts,
            updated=updated,
        )

    def counts(self, chosen: list[Chosen]) -> str:
        """`7 stories from 23 articles and 11 sources`."""
        articles = [article for one in chosen for article in one.story.articles]
        sources = {self._name(article).casefold() for article in articles}
        return self.words.say(
            "counts",
            stories=self.words.count("stories", len(chosen)),
            articles=self.words.count("articles", len(articles)),
            sources=self.words.count("sources", len(sources)),
        )

    def left(self, count: int) -> str:
        """`and 14 more stories`, and what becomes of them."""
        return self._lines(self.words.say("left", stories=self.words.count("left_stories", count)))

    def empty(self) -> str:
        return self._lines(self.words.say("empty"))

    def alerts(self) -> str:
        return self._heading(self.words.say("alerts"))

    def alerts_again(self) -> str:
        return self._heading(self.words.say("continued", heading=self.words.say("alerts")))

    def alert_line(self, alert: Alert, lead: Article) -> str:
        """The headline of what was told between two digests, linked to where that stands in the channel."""
        told = self._way(alert.key, self._title(lead, _LINE_UNITS))
        return self._lines(self.words.say("alert_item", headline=told))

    def footer(self, *, previous: str | None = None, first: str | None = None, index: str | None = None) -> str:
        """The edition's hashtags (day and number make every post findable) and the way to what stands before."""
        tags = (
            self.words.say("daily_tag"),
            self.words.say("edition_tag", day=self.slot.day.strftime("%Y_%m_%d")),
            self.words.say("number_tag", n=str(self.number)),
        )
        links = (("first_part", first), ("previous", previous), ("index", index))
        ways = [self._way(key, self.words.say(word)) for word, key in links if key]
        return self._laid("footer", tags=" ".join(f"#{tag}" for tag in tags), ways=" · ".join(ways))

    # --- typography --------------------------------------------------------------------------------------------------

    def _place(self, place: int) -> str:
        return self.words.say("item", n=self.words.number(place))

    def _heading(self, text: str) -> str:
        """The emoji apart from the words: a bold one costs nothing, but the mark before it must stay with the line."""
        emoji, _, rest = text.partition(" ")
        if not rest or any(char.isalnum() for char in emoji):  # the operator's own heading may have none
            emoji, rest = "", text
        return self._laid("heading", emoji=emoji, name=rest)

    def _laid(self, key: str, **places: str) -> str:
        """The lines of a layout with their places filled; a line whose places are all empty is left out.

        Empty lines stay between what is left, one at a time.
        """
        blocks: list[list[str]] = [[]]
        for line in self.words.layout(key):
            named = _PLACE.findall(line)
            if not line.strip():
                blocks.append([])
            elif not named or any(places[name] for name in named):
                blocks[-1].append(line.format(**places).strip())
        return "\n\n".join(self._lines(*lines) for lines in blocks if lines)

    def _isolate(self, text: str) -> str:
        return isolate(text, rtl=self.words.rtl)

    def _lines(self, *lines: str) -> str:
        return "\n".join(set_line(line, rtl=self.words.rtl) for line in lines if line)
