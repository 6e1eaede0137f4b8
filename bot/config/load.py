"""Text of `sources.yaml` -> settings, or every mistake in it at once. Pure: reads no disk, asks nobody."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.config import words
from bot.config.addresses import closed_host, feed_key, source_id, source_name
from bot.config.news_search import search_id, search_url
from bot.config.said import check
from bot.config.settings import PollSettings, Settings
from bot.config.shape import (
    AlertLines,
    ChannelLines,
    File,
    KeepLines,
    PollLines,
    SourceLines,
    Surroundings,
    ThresholdLines,
    WatchLines,
)
from bot.config.tree import Path, Place, Problems, Tree, read_tree, refuse
from bot.config.wrong import Wrong, did_you_mean, shown
from bot.digest import phrases
from bot.errors import ConfigError
from bot.gazetteer import load_gazetteer
from bot.model import Alerts, Channel, Keep, Source, Threshold
from bot.text.script import language_of

_KINDS = ("url", "google_news", "news_sitemap", "page", "telegram")
_SEARCH_EVERY = timedelta(minutes=5)  # others keep a minute between calls to Google News; we stay well above
_START = "sources: [https://astanatimes.com/feed/]"


def read_settings(
    text: str, *, name: str = "sources.yaml", environment: Mapping[str, str], known_ids: Container[str]
) -> Settings:
    """Return what `text` says, with everything it leaves out at its default.

    `environment` gives $TELEGRAM_CHAT and what ${…} in headers refers to; `known_ids` are the gazetteer's. Raises
    ConfigError with one sentence for each mistake: file, line, column, what is wrong, what to write instead.
    """
    problems = Problems(name)
    tree = read_tree(text.removeprefix("\ufeff"), problems)
    settings = Settings() if tree is None else _Reading(tree, problems, environment, known_ids).settings()
    refuse(problems)  # before what could be read of a wrong file is handed on
    return settings


@dataclass(slots=True)
class _Reading:
    """One pass over one file. Goes on after a mistake, so that the operator mends all of them at once."""

    tree: Tree
    problems: Problems
    environment: Mapping[str, str]
    known_ids: Container[str]
    around: Surroundings = field(init=False)

    def __post_init__(self) -> None:
        self.around = Surroundings(self.environment, self.known_ids, self._own_ids())

    def _own_ids(self) -> frozenset[str]:
        watch = self.tree.value.get("watch") if isinstance(self.tree.value, dict) else None
        entities = watch.get("entities") if isinstance(watch, dict) else None
        return frozenset(entities if isinstance(entities, dict) else ())

    def settings(self) -> Settings:
        value = self.tree.value
        if not isinstance(value, dict):
            self.problems.add(self.tree.place(()), _not_a_file(value))
            return Settings()
        file = check(File, value, (), self.tree, self.problems, self.around)
        sections: dict[str, Any] = value if file is None else file.model_dump()
        poll = self._poll(sections.get("poll"))
        keep = self._keep(sections.get("keep"))
        extra, mute = self._watch(sections.get("watch"))
        channels = self._channels(sections.get("channels"), mute)
        sources = self._sources(sections.get("sources"), poll)
        self._unknown_sources(sections.get("channels"), sources)
        return Settings(
            sources=sources,
            channels=channels,
            poll=poll,
            keep=keep,
            watch_extra=extra,
            watch_mute=mute,
            admins=() if file is None else tuple(dict.fromkeys(file.admins)),
        )

    # --- poll, keep and watch --------------------------------------------------------------------------------------

    def _poll(self, value: object) -> PollSettings:
        lines = self._check(PollLines, value, ("poll",)) if isinstance(value, dict) else None
        if lines is None:
            return PollSettings()
        given = lines.model_dump(exclude_unset=True, exclude_none=True)
        return PollSettings(
            **{**given, "allow_private": frozenset(lines.allow_private), "every_is_explicit": "every" in given}
        )

    def _keep(self, value: object) -> Keep:
        lines = self._check(KeepLines, value, ("keep",)) if isinstance(value, dict) else None
        return Keep() if lines is None else Keep(**lines.model_dump())

    def _watch(self, value: object) -> tuple[Mapping[str, Any], tuple[str, ...]]:
        lines = self._check(WatchLines, value, ("watch",)) if isinstance(value, dict) else None
        if lines is None:
            return {}, ()
        if lines.entities:
            self._entities(lines.entities)
        return lines.entities, tuple(dict.fromkeys(lines.mute))

    def _entities(self, entities: Mapping[str, Any]) -> None:
        """Let the gazetteer judge what is added to it; its sentences begin `watch.entities: id: field: …`."""
        try:
            load_gazetteer(entities)
        except ConfigError as error:
            for problem in error.problems:
                said = problem.removeprefix("watch.entities: ")
                id, _, rest = said.partition(": ")
                fields = rest.partition(": ")[0].split(".")
                self.problems.add(self.tree.place(("watch", "entities", id, *fields)), said)

    # --- channels --------------------------------------------------------------------------------------------------

    def _channels(self, value: object, mute: tuple[str, ...]) -> tuple[Channel, ...]:
        items = value if isinstance(value, list) and value else [{}]
        made: dict[str, tuple[Channel, Place]] = {}
        for index, item in enumerate(items):
            path: Path = ("channels", index)
            place = self.tree.place(path)
            lines = self._check(ChannelLines, item, path)
            channel = self._channel(lines, path, first=index == 0) if lines else None
            if not lines or not channel:
                continue
            self._muted(lines, path, mute)
            if channel.id in made:
                line = made[channel.id][1].line
                self.problems.add(
                    place, f"chat: {channel.id} has a channel already (line {line}); remove one of the two"
                )
            made.setdefault(channel.id, (channel, place))
        return tuple(channel for channel, _ in made.values())

    def _channel(self, lines: ChannelLines, path: Path, *, first: bool) -> Channel | None:
        chat = lines.chat if lines.chat is not None else self._default_chat() if first else None
        if chat is None and not first:
            self.problems.add(
                self.tree.place(path), 'chat: is missing; only the first channel may leave it out; write "@name"'
            )
            return None
        for key in ("digests", "sections"):
            self._doubled(getattr(lines, key), (*path, key))
        self._alerting(lines, path)
        made = Channel(
            id="stdout" if chat is None else f"{chat}/{lines.thread}" if lines.thread else str(chat),
            chat=chat,
            language=lines.language,
            zone=lines.timezone,
            digests=tuple(sorted(set(lines.digests))),
            only=tuple(dict.fromkeys(lines.only)),
            sections=tuple(lines.sections),
            thread=lines.thread,
            audit_chat=lines.audit_chat,
            on_ambiguous=lines.on_ambiguous,
            max_late=lines.max_late,
            full_items=lines.style.full_items,
            lead_items=lines.style.lead_items,
            brief_items=lines.style.brief_items,
            exclude=tuple(dict.fromkeys(lines.exclude)),
            hashtags=lines.style.hashtags,
            without_news=lines.style.without_news,
            alerts=_alerts(lines.alerts),
            quiet=lines.quiet_hours,
            pin=lines.pin,
        )
        return self._in_own_words(made, lines.style.phrases, (*path, "style", "phrases"))

    def _in_own_words(self, channel: Channel, given: Mapping[str, Any], path: Path) -> Channel:
        """The channel with the operator's phrases, once they are known to make a digest that Telegram takes."""
        found = list(phrases.problems(given, channel.language))
        for inside, sentence in found:
            self.problems.add(self.tree.place((*path, *inside), key=True), f"phrases: {sentence}")
        if not given or found:
            return channel
        own = replace(channel, phrases=phrases.flatten(given))
        if problem := phrases.channel_problem(own):
            self.problems.add(self.tree.place(path, key=True), f"phrases: {problem}")
        return own

    def _alerting(self, lines: ChannelLines, path: Path) -> None:
        """Name what would never do anything."""
        if lines.quiet_hours is not None and "alerts" not in lines.model_fields_set:
            self.problems.add(
                self.tree.place((*path, "quiet_hours")),
                "quiet_hours: digests make no sound anyway, and this channel has no alerts; "
                "write alerts: true beside it, or remove the line",
            )
        urgent = lines.alerts.urgent if lines.alerts is not None else None
        if urgent is not None and lines.quiet_hours is None:
            self.problems.add(
                self.tree.place((*path, "alerts", "urgent")),
                'urgent: says what may sound in quiet hours, and there are none; write quiet_hours: "22:00-07:00"',
            )

    def _default_chat(self) -> str | int | None:
        given = self.environment.get("TELEGRAM_CHAT", "").strip()
        if not given:
            return None
        try:
            return words.chat(given)
        except Wrong as wrong:
            self.problems.add(self.tree.place(("channels",)), f"TELEGRAM_CHAT (in the environment): {wrong.sentence}")
            return None

    def _doubled(self, values: list[Any], path: Path) -> None:
        for index, value in enumerate(values):
            if value in values[:index]:
                said = value if isinstance(value, str) else f"{value:%H:%M}"
                self.problems.add(self.tree.place((*path, index)), f"{path[-1]}: {said} stands twice; remove one")

    def _muted(self, lines: ChannelLines, path: Path, mute: tuple[str, ...]) -> None:
        for index, id in enumerate(lines.only):
            if id in mute:
                sentence = f"only: {id} is muted under watch, so nothing would match; remove it here or there"
                self.problems.add(self.tree.place((*path, "only", index)), sentence)
        for index, id in enumerate(lines.exclude):
            if id in lines.only:
                sentence = f"exclude: {id} stands under only too, and exclude wins; remove it here or there"
                self.problems.add(self.tree.place((*path, "exclude", index)), sentence)
        for index, rule in enumerate(lines.alerts.rules if lines.alerts else ()):
            for id in rule.ids:
                if id in mute:
                    sentence = f"rules: {id} is muted under watch, so this never happens; remove it here or there"
                    self.problems.add(self.tree.place((*path, "alerts", "rules", index)), sentence)

    def _unknown_sources(self, value: object, sources: tuple[Source, ...]) -> None:
        """Name every `source.ID` of a channel that is no source's."""
        ids = tuple(source.id for source in sources)
        for number, item in enumerate(value if isinstance(value, list) else ()):
            for key in ("only", "exclude"):
                entries = item.get(key) if isinstance(item, dict) else None
                for index, entry in enumerate(entries if isinstance(entries, list) else ()):
                    kind, _, id = str(entry).partition(".")
                    if kind == "source" and id and id not in ids:
                        sentence = f"{key}: no source has the id {shown(id)}; {did_you_mean(id, ids)}"
                        self.problems.add(self.tree.place(("channels", number, key, index)), sentence)

    # --- sources ---------------------------------------------------------------------------------------------------

    def _sources(self, value: object, poll: PollSettings) -> tuple[Source, ...]:
        made: list[Source] = []
        seen: dict[str, int] = {}  # identity -> line
        for index, item in enumerate(value if isinstance(value, list) else ()):
            path: Path = ("sources", index)
            source = self._source(item, path, poll)
            if source is None or self._known_already(source, path, seen):
                continue
            self._private(source, path, poll)
            made.append(source)
        return tuple(made)

    def _source(self, item: object, path: Path, poll: PollSettings) -> Source | None:
        if isinstance(item, str) and (slip := _slip(item)):
            self.problems.add(self.tree.place(path), f"sources: {slip}")
            return None
        if not isinstance(item, str | dict):
            sentence = f"sources: {shown(item)} is not a source; write - https://… or - url: https://…"
            self.problems.add(self.tree.place(path), sentence)
            return None
        lines = self._check(SourceLines, {"url": item} if isinstance(item, str) else item, path)
        if lines is None or not self._one_kind(lines, path):
            return None
        return self._search(lines, path, poll) if lines.google_news else self._feed(lines)

    def _one_kind(self, lines: SourceLines, path: Path) -> bool:
        given = [kind for kind in _KINDS if kind in lines.model_fields_set]
        if given == ["url"] or given == ["google_news"]:
            return True
        if given:
            self.problems.add(
                self.tree.place(path), f"sources: {' and '.join(given)} exclude each other; make two sources"
            )
        else:
            self.problems.add(self.tree.place(path), "sources: the source has no address; write url: https://…")
        return False

    def _feed(self, lines: SourceLines) -> Source:
        url = lines.url or ""
        return _made(
            lines, id=lines.id or source_id(url), url=url, name=lines.name or source_name(url), every=lines.every
        )

    def _search(self, lines: SourceLines, path: Path, poll: PollSettings) -> Source | None:
        query = lines.google_news or ""
        language = lines.language or language_of(query)
        try:
            url = search_url(query, language)
        except Wrong as wrong:
            self.problems.add(self.tree.place((*path, "language")), f"language: {wrong.sentence}")
            return None
        if lines.every and lines.every < _SEARCH_EVERY:
            self.problems.add(self.tree.place((*path, "every")), "every: too often for Google News; write 5m or more")
        every = lines.every or (_SEARCH_EVERY if poll.every < _SEARCH_EVERY else None)
        name = lines.name or f"Google News: {query}"
        id = lines.id or search_id(query, language)
        return _made(lines, id=id, url=url, name=name, every=every, language=language, kind="google_news")

    def _known_already(self, source: Source, path: Path, seen: dict[str, int]) -> bool:
        """Name a source that stands twice: the same address however written, or the same id."""
        line = self.tree.place(path).line
        key = f"url {feed_key(source.url)}"
        if key in seen:
            sentence = f"sources: this source stands in line {seen[key]} already; remove one of the two"
        elif source.id in seen:
            sentence = f"id: {source.id} is taken by the source in line {seen[source.id]}; give one of them another id"
        else:
            seen[key] = seen[source.id] = line
            return False
        self.problems.add(self.tree.place(path), sentence)
        return True

    def _private(self, source: Source, path: Path, poll: PollSettings) -> None:
        if host := closed_host(source.url, poll.allow_private):
            sentence = (
                f"url: {host} is a private or local address; if it is meant, write poll: {{allow_private: [{host}]}}"
            )
            self.problems.add(self.tree.place((*path, "url")), sentence)

    def _check(self, shape: Any, value: object, path: Path) -> Any:
        return check(shape, value, path, self.tree, self.problems, self.around)


def _made(lines: SourceLines, **own: Any) -> Source:
    """Return the source that `lines` describe; `own` is what its kind decides."""
    given: dict[str, Any] = {
        "language": lines.language,
        "zone": lines.timezone,
        "encoding": lines.encoding,
        "user_agent": lines.user_agent,
        "headers": lines.headers,
        "proxy": lines.proxy,
        "keep_params": tuple(lines.keep_params),
        "priority": lines.priority,
        "enabled": lines.enabled,
        "note": lines.note,
    }
    return Source(**{**given, **own})


def _alerts(lines: AlertLines | None) -> Alerts | None:
    if lines is None:
        return None
    return Alerts(
        threshold=_threshold(lines),
        window=lines.window,
        per_day=lines.per_day,
        every=lines.every,
        rules=tuple(lines.rules),
        urgent=None if lines.urgent is None else _threshold(lines.urgent),
    )


def _threshold(lines: ThresholdLines) -> Threshold:
    return Threshold(sources=lines.sources, languages=lines.languages, weight=lines.weight)


def _slip(item: str) -> str:
    """Name the slip in `url https://…` and `url:https://…`, which YAML reads as one word; "" where there is none."""
    match = re.match(r"([a-z_]+)(:?)\s*\S", item)
    if not match or match[1] not in SourceLines.model_fields:
        return ""
    missing = "a space after the colon" if match[2] else "a colon"
    return f"{missing} is missing; write {match[1]}: and then the value"


def _not_a_file(value: object) -> str:
    """Say why the whole of the file is not what it should be."""
    if value is None:
        return f"the file is empty; write {_START}"
    if isinstance(value, list):
        return "a list stands where keys belong; write sources: above it"
    if isinstance(value, str) and value.split() and value.split()[0] in File.model_fields:
        return f"a colon is missing; write {value.split()[0]}:"
    return f"{shown(value)} is not a list of sources; write {_START}"
