"""Each typical mistake is answered with its line, its column, what is wrong and what to write instead."""

# ruff: noqa: E501  # a row of a table stays on one line
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.config.tree import read_text
from bot.errors import ConfigError

S = "sources: []\n"
C = S + "channels:\n"
U = "sources:\n  - url: https://a.org/f\n"

# (the text, what stands after "sources.yaml line ", one entry for each sentence)
MISTAKES: list[tuple[str, str, list[str]]] = [
    # --- the whole of the file
    ("empty", "", ["1, column 1: the file is empty; write sources: [https://astanatimes.com/feed/]"]),
    ("only comments", "# nothing\n", ["1, column 1: the file is empty; write sources: [https://astanatimes.com/feed/]"]),
    ("a bare list", "- https://a.org/f\n", ["1, column 1: a list stands where keys belong; write sources: above it"]),
    ("a word", "hello", ['1, column 1: "hello" is not a list of sources; write sources: [https://astanatimes.com/feed/]']),
    ("no colon", "sources\n  - https://a.org/f\n", ["1, column 1: a colon is missing; write sources:"]),
    ("no colon further down", S + "poll\n  every: 15m\n", ["3, column 8: a colon is missing; write key: value"]),
    ("no sources", "poll: {every: 15m}\n", ["1, column 1: sources: is missing; write sources: and below it - https://… for each feed"]),
    ("singular", "source:\n  - https://a.org/f\n", ['1, column 1: "source" is not a key here; did you mean sources?']),
    ("no key of ours", S + "colour: red\n", ['2, column 1: "colour" is not a key here; known are: sources, channels, poll, keep, watch, admins']),
    ("key of another level", S + "digests: [\"08:00\"]\n", ['2, column 1: "digests" is not a key here; it belongs to a channel']),
    ("token in the file", S + "token: 123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawE\n", ["2, column 1: token: a token never stands in this file; put it into TELEGRAM_BOT_TOKEN, in the environment or in .env"]),
    # --- YAML itself
    ("tab", "sources:\n\t- https://a.org/f\n", ["2, column 1: a tab stands here; YAML wants spaces: two for each step inwards"]),
    ("duplicate key", S + "poll: {every: 15m}\nsources: []\n", ["3, column 1: sources: stands twice, first in line 1; remove one of the two lines"]),
    ("duplicate key below", U + "    name: A\n    name: B\n", ["4, column 5: name: stands twice, first in line 3; remove one of the two lines"]),
    ("open bracket", "sources: [https://a.org/f\n", ["2, column 1: a [ or { stays open, or a comma lacks; close it or write one item a line"]),
    ("open quote", "sources:\n  - 'https://a.org/f\n", ["3, column 1: a quote is opened and never closed; close it"]),
    ("two documents", "sources: []\n---\nsources: []\n", ["2, column 1: a line of --- begins a second document; keep one and remove the line"]),
    ("tag", "sources: [!!python/object:os.system x]\n", ["1, column 11: a tag (!…) has no meaning here; write the plain value", "1, column 11: sources: nothing is not a source; write - https://… or - url: https://…"]),
    ("colon in a name", U + "    name: News: Asia\n", ['3, column 15: a colon too many, or a line too far right; quote a value that holds ": "']),
    ("out of line", "sources:\n  - url: https://a.org/f\n   name: A\n", ["3, column 4: this line is not in line with those above it; move it under them"]),
    ("too far right", "sources:\n  - https://a.org/f\n   - https://b.org/f\n", ['2, column 5: url: "https://a.org/f - https://b.org/f" holds a space or a sign that no address has; write one address per line, spaces as %20']),
    ("reference to nothing", S + "poll: *every\n", ["2, column 7: a * begins a reference to something that is not there; put the value in double quotes"]),
    ("alias bomb", "a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n", ["1, column 1: more than 100,000 values stand here, aliases (*name) unfolded; write fewer"]),
    ("alias of itself", "sources: &a [*a]\n", ["1, column 1: values lie more than 20 deep, or an alias (*name) holds itself; write them out flat"]),
    ("control character", "sources: []\n# \x07\n", ["2, column 3: an invisible character stands here; delete it"]),
    ("merge key", U + "    <<: {name: A}\n", ["3, column 5: this cannot be a key; write a plain word followed by a colon"]),
    ("deep nesting", "sources: " + "[" * 2_000, ["1, column 1: brackets or lists are nested too deeply; sources.yaml needs three levels"]),
    # --- lists and mappings exchanged
    ("one address for a list", "sources: https://a.org/f\n", ['1, column 10: sources: "https://a.org/f" stands where a list belongs; write ["https://a.org/f"]']),
    ("mapping for a list", "sources:\n  url: https://a.org/f\n", ["2, column 3: sources: a mapping stands where a list belongs; begin each item with a -"]),
    ("nothing for a list", "sources:\n", ["1, column 1: sources: nothing stands where a list belongs; write [] or remove the line"]),
    ("list for a mapping", S + "poll:\n  - every: 15m\n", ["3, column 3: poll: a list stands where keys and values belong; remove the - before the key"]),
    ("word for a mapping", S + "poll: 15m\n", ['2, column 7: poll: "15m" stands where keys and values belong; write key: value below it, two spaces further in']),
    ("channel without a dash", C + "  chat: \"@my_channel\"\n", ["3, column 3: channels: a mapping stands where a list belongs; begin each item with a -"]),
    ("channel as a word", C + "  - \"@my_channel\"\n", ['3, column 5: channels: "@my_channel" stands where keys and values belong; write key: value below it, two spaces further in']),
    ("number for a source", "sources: [5]\n", ["1, column 11: sources: 5 is not a source; write - https://… or - url: https://…"]),
    ("list for a name", U + "    name: [A]\n", ["3, column 11: name: a list stands where text belongs; write one value after the colon, on the same line"]),
    # --- addresses
    ("no scheme", "sources: [astanatimes.com/feed/]\n", ['1, column 11: url: "astanatimes.com/feed/" lacks its scheme; write https://astanatimes.com/feed/']),
    ("feed scheme", "sources: ['feed://a.org/f']\n", ["1, column 11: url: feed: is not an address of the web; write https://a.org/f"]),
    ("feed around https", "sources: ['feed:https://a.org/f']\n", ["1, column 11: url: feed: is not an address of the web; write https://a.org/f"]),
    ("ftp", "sources: ['ftp://a.org/f']\n", ["1, column 11: url: ftp:// cannot be polled; write an http:// or https:// address"]),
    ("file", "sources: ['file:///etc/passwd']\n", ["1, column 11: url: file:// cannot be polled; write an http:// or https:// address"]),
    ("slip in the scheme", "sources: ['htps://a.org/f']\n", ["1, column 11: url: htps:// is not an address of the web; did you mean https://?"]),
    ("space in an address", "sources: ['https://a.org/my feed']\n", ['1, column 11: url: "https://a.org/my feed" holds a space or a sign that no address has; write one address per line, spaces as %20']),
    ("password in an address", "sources: ['https://me:hunter2@a.org/f']\n", ["1, column 11: url: a user or password in an address is stored and shown; put it into headers: {Authorization: ${VARIABLE}}"]),
    ("variable in an address", "sources: ['https://a.org/f?k=${KEY}']\n", ["1, column 11: url: an address with ${…} would be stored and shown; put the secret into headers: {Name: ${VARIABLE}}"]),
    ("no host", "sources: ['https:///feed']\n", ['1, column 11: url: "https:///feed" names no host; write https://host/path']),
    ("bad port", "sources: ['https://a.org:99999/f']\n", ['1, column 11: url: "https://a.org:99999/f" is not an address; write https://host/path']),
    ("loopback", "sources: ['http://127.0.0.1:8080/f']\n", ["1, column 11: url: 127.0.0.1 is a private or local address; if it is meant, write poll: {allow_private: [127.0.0.1]}"]),
    ("name of a container", "sources: ['http://rsshub:1200/f']\n", ["1, column 11: url: rsshub is a private or local address; if it is meant, write poll: {allow_private: [rsshub]}"]),
    ("name of an admin", S + "admins: ['@me']\n", ['2, column 10: admins: "@me" is not a whole number; write 1 to 4503599627370495']),
    ("one admin", S + "admins: 4711\n", ["2, column 9: admins: 4711 stands where a list belongs; write [4711]"]),
    ("a group as admin", S + "admins: [-1001]\n", ["2, column 10: admins: -1001 is out of range; write 1 to 4503599627370495"]),
    ("port in allow_private", S + "poll: {allow_private: ['127.0.0.1:8080']}\n", ['2, column 24: allow_private: "127.0.0.1:8080" is more than a host; write 127.0.0.1']),
    ("inner name", "sources: ['http://feeds.lan/f']\n", ["1, column 11: url: feeds.lan is a private or local address; if it is meant, write poll: {allow_private: [feeds.lan]}"]),
    ("odd address", "sources: ['http://127.1/f']\n", ["1, column 11: url: 127.1 is an address in an unusual spelling, which is never polled; write the host's name"]),
    ("empty address", "sources: [{url: }]\n", ["1, column 12: url: nothing is not an address; write https://host/path"]),
    ("a word for an address", "sources: [news]\n", ['1, column 11: url: "news" is not an address; write https://host/path']),
    ("a host no network knows", "sources: ['https://a..org/f']\n", ['1, column 11: url: "https://a..org/f" names no host; write https://host/path']),
    ("number in allow_private", S + "poll: {allow_private: [127]}\n", ["2, column 24: allow_private: 127 is not a host; write a name or address such as 127.0.0.1"]),
    ("star in allow_private", S + "poll: {allow_private: ['*.lan']}\n", ['2, column 24: allow_private: "*.lan" is not a host; write a name, an address such as 127.0.0.1 or a network such as 10.0.0.0/8']),
    ("a search of nothing", "sources:\n  - google_news:\n", ['2, column 5: google_news: nothing is not a search; write words such as "site:arabic.news.cn آسيا الوسطى"']),
    ("a search too long", "sources:\n  - google_news: " + "x " * 300 + "\n", ["2, column 18: google_news: the search is longer than 500 signs; split it in two"]),
    ("bytes for text", U + "    encoding: base64\n", ['3, column 15: encoding: "base64" is not an encoding of text; write utf-8, windows-1251 or gb18030']),
    ("letters in a user agent", U + "    user_agent: مرصد\n", ["3, column 17: user_agent: a user agent holds plain English letters only; write it without other scripts"]),
    ("headers as a word", U + "    headers: Bearer x\n", ['3, column 14: headers: "Bearer x" stands where names and values belong; write {Accept-Language: ar}']),
    ("name of a header", U + "    headers: {'X Y': a}\n", ['3, column 22: headers: "X Y" is not the name of a header; write letters, digits and - only']),
    ("user agent as a header", U + "    headers: {User-Agent: a}\n", ["3, column 27: headers: User-Agent has a key of its own; write user_agent: beside url"]),
    ("number in a header", U + "    headers: {X-A: 5}\n", ["3, column 20: headers: the value of X-A is not text; write it in quotes"]),
    ("letters in a header", U + "    headers: {X-A: é}\n", ["3, column 20: headers: the value of X-A holds signs a header cannot; write plain English letters"]),
    ("proxy without a scheme", U + "    proxy: p.org:80\n", ["3, column 12: proxy: this is not the address of a proxy; write http://host:port"]),
    ("no colon in an item", "sources:\n  - url https://a.org/f\n", ["2, column 5: sources: a colon is missing; write url: and then the value"]),
    ("no space in an item", "sources:\n  - url:https://a.org/f\n", ["2, column 5: sources: a space after the colon is missing; write url: and then the value"]),
    ("the same address", "sources:\n  - https://a.org/feed\n  - https://b.org/feed\n  - http://www.a.org/feed/\n", ["4, column 5: sources: this source stands in line 2 already; remove one of the two"]),
    ("the same id", U + "    id: one\n  - url: https://b.org/f\n    id: one\n", ["4, column 5: id: one is taken by the source in line 2; give one of them another id"]),
    ("no address", "sources:\n  - name: A\n", ["2, column 5: sources: the source has no address; write url: https://…"]),
    ("two addresses", U + "    google_news: China\n", ["2, column 5: sources: url and google_news exclude each other; make two sources"]),
    ("a search that is an address", "sources:\n  - google_news: https://a.org/f\n", ["2, column 18: google_news: an address stands where words to search for belong; write url: in place of google_news:"]),
    ("no such edition", "sources:\n  - google_news: Қытай\n    language: kk\n", ['3, column 15: language: "kk" has no edition of Google News; write one of ar, en, ru, zh, tr, de, fr, or give a url']),
    ("a search too often", "sources:\n  - google_news: China\n    every: 2m\n", ["3, column 12: every: too often for Google News; write 5m or more"]),
    # --- keys of a source
    ("slip in a key", U + "    langauge: ru\n", ['3, column 5: "langauge" is not a key here; did you mean language?']),
    ("country for language", U + "    language: kz\n", ['3, column 15: language: "kz" is not a language code; did you mean kk?']),
    ("name of a language", U + "    language: Russian\n", ['3, column 15: language: "Russian" is not a language code; did you mean ru?']),
    ("language in its own words", U + "    language: العربية\n", ['3, column 15: language: "العربية" is not a language code; did you mean ar?']),
    ("region in a language", U + "    language: zh-CN\n", ['3, column 15: language: "zh-CN" is not a language code; did you mean zh?']),
    ("slip in a zone", U + "    timezone: Asia/Riyad\n", ['3, column 15: timezone: "Asia/Riyad" is not a time zone; did you mean Asia/Riyadh?']),
    ("town for a zone", U + "    timezone: Astana\n", ['3, column 15: timezone: "Astana" is not a time zone; did you mean Asia/Almaty?']),
    ("mapping for a zone", U + "    timezone: {name: Asia/Riyadh}\n", ["3, column 15: timezone: a mapping stands where text belongs; write one value after the colon, on the same line"]),
    ("offset for a zone", U + "    timezone: +05:00\n", ['3, column 15: timezone: "+05:00" is not a time zone; write a name such as Asia/Riyadh, Asia/Almaty or UTC']),
    ("number for an id", U + "    id: 24\n", ['3, column 9: id: 24 is not text; write it in quotes: "24"']),
    ("id with spaces", U + "    id: my feed\n", ['3, column 9: id: "my feed" is not an id; write letters, digits and . _ - only, at most 80']),
    ("yes", U + "    enabled: yes\n", ['3, column 14: enabled: "yes" is neither true nor false; write true, without quotes']),
    ("off", U + "    enabled: off\n", ['3, column 14: enabled: "off" is neither true nor false; write false, without quotes']),
    ("quoted number", U + "    priority: '1'\n", ['3, column 15: priority: "1" is text; write 1 without quotes']),
    ("out of range", U + "    priority: 9\n", ["3, column 15: priority: 9 is out of range; write 1 to 3"]),
    ("no such encoding", U + "    encoding: cp1252x\n", ['3, column 15: encoding: "cp1252x" is not an encoding; write utf-8, windows-1251, gb18030 or windows-1256']),
    ("secret in a header", U + "    headers: {Authorization: Bearer hunter2}\n", ["3, column 30: headers: a secret never stands in this file; write Authorization: ${VARIABLE} and set it in .env"]),
    ("missing variable", U + "    headers: {Authorization: 'Bearer ${FEED_KEY}'}\n", ["3, column 30: headers: Authorization: the environment has no FEED_KEY; set it there or in .env"]),
    ("variable without braces", U + "    headers: {X-Lang: $FEED_KEY}\n", ["3, column 23: headers: X-Lang: a reference to the environment is not written like that; write ${FEED_KEY}"]),
    ("header of the poller", U + "    headers: {If-None-Match: x}\n", ["3, column 30: headers: If-None-Match is set by the poller itself; remove the line"]),
    ("password in a proxy", U + "    proxy: http://me:hunter2@p.org:80\n", ["3, column 12: proxy: a password never stands in this file; write ${PROXY} and set it in .env"]),
    ("socks", U + "    proxy: socks5://p.org:80\n", ["3, column 12: proxy: socks proxies are not available yet; write http://host:port"]),
    ("parameter with its value", U + "    keep_params: ['id=5']\n", ['3, column 19: keep_params: "id=5" is not the name of a parameter; write only what stands before the =']),
    ("a kind not there yet", "sources:\n  - page: https://a.org/news\n", ["2, column 11: page: this is not available yet; write the url of a feed or google_news: site:…"]),
    ("a sitemap", "sources:\n  - news_sitemap: https://a.org/s.xml\n", ["2, column 19: news_sitemap: this is not available yet; write the url of a feed or google_news: site:…"]),
    ("another channel as a source", "sources:\n  - telegram: '@some_channel'\n", ["2, column 15: telegram: this is not available yet; write the url of a feed of the same publisher"]),
    # --- durations and times
    ("parsec", S + 'poll: {every: "10 parsec"}\n', ['2, column 15: every: "10 parsec" is not a duration; write 10m, 2h or 1d']),
    ("no unit", S + "poll: {every: 15}\n", ["2, column 15: every: 15 has no unit; write 15m (minutes) or 15s (seconds)"]),
    ("no unit, quoted", S + "poll: {every: '15'}\n", ['2, column 15: every: "15" is not a duration; write 15m (minutes) or 15s (seconds)']),
    ("unit in words", S + "poll: {every: 15 minutes}\n", ['2, column 15: every: "15 minutes" is not a duration; write 15m']),
    ("half an hour", S + "poll: {every: 1.5h}\n", ['2, column 15: every: "1.5h" is not a duration; write 1h30m']),
    ("too often", S + "poll: {every: 30s}\n", ['2, column 15: every: "30s" is too short; write 1m or more']),
    ("too seldom", S + "poll: {every: 30d}\n", ['2, column 15: every: "30d" is too long; write 7d or less']),
    ("concurrency in words", S + "poll: {concurrency: many}\n", ['2, column 21: concurrency: "many" is not a whole number; write 1 to 500']),
    ("hexadecimal", S + "poll: {concurrency: 0x1f}\n", ['2, column 21: concurrency: "0x1f" is not a whole number; write 1 to 500']),
    ("more digits than a number has", S + "poll: {concurrency: " + "9" * 5_000 + "}\n", ['2, column 21: concurrency: "' + "9" * 57 + '…" is not a whole number; write 1 to 500']),
    ("true for a time", C + "  - {digests: [true]}\n", ['3, column 16: digests: true is not a time of day; write "08:00"']),
    ("hour as a number", C + "  - {digests: [8]}\n", ['3, column 16: digests: 8 is not a time of day; write "08:00"']),
    ("minutes since midnight", C + "  - {digests: [480]}\n", ['3, column 16: digests: 480 is not a time of day; write "08:00"']),
    ("time as a fraction", C + "  - {digests: [20.30]}\n", ['3, column 16: digests: 20.3 is not a time of day; write "20:30"']),
    ("twelve-hour clock", C + "  - {digests: [8 PM]}\n", ['3, column 16: digests: "8 PM" is not a time of day; write "20:00"']),
    ("midnight as 24", C + "  - {digests: ['24:00']}\n", ['3, column 16: digests: "24:00" is not a time of day; write "00:00"']),
    ("time without colon", C + "  - {digests: ['0830']}\n", ['3, column 16: digests: "0830" is not a time of day; write "08:30"']),
    ("one time for a list", C + "  - digests: '08:00'\n", ['3, column 14: digests: "08:00" stands where a list belongs; write ["08:00"]']),
    ("no times", C + "  - digests: []\n", ["3, column 14: digests: no digest would ever be made; write times or remove the line (08:00 and 20:00 then)"]),
    ("a time twice", C + "  - digests: ['08:00', '8:00']\n", ["3, column 24: digests: 08:00 stands twice; remove one"]),
    # --- channels
    ("bare @", C + "  - chat: @my_channel\n", ['3, column 11: a name that begins with @ needs quotes; write "@name"']),
    ("no @", C + "  - chat: china_channel\n", ['3, column 11: chat: "china_channel" lacks its @; write "@china_channel"']),
    ("no such chat", C + "  - chat: 0\n", ['3, column 11: chat: 0 is not the id of a chat; write "@name" or an id such as -1001234567890']),
    ("nothing for a chat", C + "  - chat: ''\n", ['3, column 11: chat: "" is not a chat; write "@name" or a numeric id such as -1001234567890']),
    ("spaces in a chat", C + "  - chat: my channel\n", ['3, column 11: chat: "my channel" is not a chat; write "@name" (5 to 32 letters, digits or _) or a numeric id']),
    ("variable that names no chat", C + "  - chat: ${WORD}\n", ['3, column 11: chat: "${WORD}" names no chat; set it to "@name" or a numeric id']),
    ("link for a chat", C + "  - chat: https://t.me/china_channel\n", ['3, column 11: chat: "https://t.me/china_channel" is a link; write "@china_channel"']),
    ("link to a private chat", C + "  - chat: https://t.me/c/1234567890/12\n", ['3, column 11: chat: "https://t.me/c/1234567890/12" is a link; write -1001234567890']),
    ("invitation", C + "  - chat: https://t.me/+AbCdEfGh\n", ["3, column 11: chat: an invitation link names no chat; write its numeric id such as -1001234567890"]),
    ("lost minus", C + "  - chat: 1001234567890\n", ["3, column 11: chat: 1001234567890 lacks its minus sign; channels and groups have ids such as -1001234567890"]),
    ("token for a chat", C + "  - chat: '123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawE'\n", ['3, column 11: chat: a bot token stands where a chat belongs; put the token into TELEGRAM_BOT_TOKEN and write "@name" here']),
    ("the same chat", C + "  - chat: '@my_channel'\n  - chat: '@my_channel'\n", ["4, column 5: chat: @my_channel has a channel already (line 3); remove one of the two"]),
    ("second without a chat", C + "  - chat: '@my_channel'\n  - language: ru\n", ['4, column 5: chat: is missing; only the first channel may leave it out; write "@name"']),
    ("language of a channel", C + "  - language: fr\n", ['3, column 15: language: "fr" is not a language of digests; write ar, en, ru or zh']),
    ("language of a channel, in words", C + "  - language: Arabic\n", ['3, column 15: language: "Arabic" is not a language of digests; did you mean ar?']),
    ("unknown id", C + "  - only: [topic.securty]\n", ['3, column 12: only: "topic.securty" is not in the gazetteer; did you mean topic.security?']),
    ("a kind for an id", C + "  - only: [topic]\n", ['3, column 12: only: "topic" is a kind, not an id; write ids such as topic.belt_and_road']),
    ("muted and wanted", C + "  - only: [place.shanghai]\nwatch: {mute: [place.shanghai]}\n", ["3, column 12: only: place.shanghai is muted under watch, so nothing would match; remove it here or there"]),
    ("excluded and wanted", C + "  - only: [org.sco]\n    exclude: [org.sco]\n", ["4, column 15: exclude: org.sco stands under only too, and exclude wins; remove it here or there"]),
    ("unknown section to exclude", C + "  - exclude: [section.cultur]\n", ['3, column 15: exclude: "cultur" is not known here; did you mean culture?']),
    ("a section without its kind", C + "  - only: [security]\n", ['3, column 12: only: "security" is a section; write section.security']),
    ("unknown source", "sources: [{url: 'https://a.org/f', id: astana}]\nchannels: [{exclude: [source.astan]}]\n", ['2, column 23: exclude: no source has the id "astan"; did you mean astana?']),
    ("except", C + "  - except: [org.sco]\n", ['3, column 5: "except" is not a key here; did you mean exclude?']),
    ("unknown mute", S + "watch: {mute: [place.shangai]}\n", ['2, column 16: mute: "place.shangai" is not in the gazetteer; did you mean place.shanghai?']),
    ("unknown section", C + "  - sections: [politic]\n", ['3, column 16: sections: "politic" is not known here; did you mean politics?']),
    ("keep untold", S + "keep: {untold: 90d}\n", ['2, column 8: "untold" is not a key here; did you mean told?']),
    ("keep too short", S + "keep: {articles: 7d}\n", ['2, column 18: articles: "7d" is too short; write 30d or more']),
    ("keep vectors too short", S + "keep: {vectors: 1d}\n", ['2, column 17: vectors: "1d" is too short; write 14d or more']),
    ("keep without a unit", S + "keep: {articles: 400}\n", ['2, column 18: articles: 400 has no unit; write 400d (days)']),
    ("keep no duration", S + "keep: {told: eternally}\n", ['2, column 14: told: "eternally" is not a duration; write 90d, 400d or forever']),
    ("keep in years", S + "keep: {told: 2 years}\n", ['2, column 14: told: "2 years" is not a duration; write 730d']),
    ("keep in weeks", S + "keep: {untagged: 8w}\n", ['2, column 18: untagged: "8w" is not a duration; write 56d']),
    ("on_ambiguous", C + "  - on_ambiguous: retry\n", ['3, column 19: on_ambiguous: "retry" is not known here; known are: hold, resend']),
    ("alerts", C + "  - alerts: [topic.security]\n", ["3, column 13: alerts: a list says too little; write true, or {sources: 3, languages: 2, per_day: 5}"]),
    ("alerts in quotes", C + "  - alerts: yes\n", ['3, column 13: alerts: "yes" is neither true nor false; write true, without quotes']),
    ("a key of alerts", C + "  - alerts: {source: 3}\n", ['3, column 14: "source" is not a key here; did you mean sources?']),
    ("a key of alerts elsewhere", C + "  - per_day: 3\n", ['3, column 5: "per_day" is not a key here; it belongs to alerts']),
    ("an impatient window", C + "  - alerts: {window: 5m}\n", ['3, column 22: window: "5m" is too short; write 10m or more']),
    ("no alert a day", C + "  - alerts: {per_day: 0}\n", ["3, column 23: per_day: 0 is out of range; write 1 to 50"]),
    ("a weight in words", C + "  - alerts: {weight: heavy}\n", ['3, column 22: weight: "heavy" is not a weight; write a number from 0 to 20, such as 2.5']),
    ("an act misspelt", C + "  - alerts: {rules: [signd]}\n", ['3, column 22: rules: "signd" is neither an id nor something that happens; did you mean signed?']),
    ("an id misspelt in a rule", C + "  - alerts: {rules: [place.kazakstan signed]}\n", ['3, column 22: rules: "place.kazakstan" is not in the gazetteer; did you mean place.kazakhstan?']),
    ("a rule without a dash", C + "  - alerts: {rules: signed}\n", ['3, column 21: rules: "signed" stands where a list belongs; write ["signed"]']),
    ("a key of a rule", C + "  - alerts: {rules: [{wen: signed}]}\n", ['3, column 28: rules: "wen" is not a key of a rule; did you mean when?']),
    ("a rule without a when", C + "  - alerts: {rules: [{urgent: true}]}\n", ['3, column 22: rules: when: is missing; write ids and acts such as when: "org.sco agreement signed"']),
    ("urgent without a line", C + "  - alerts: {urgent: true}\n    quiet_hours: 22:00-07:00\n", ["3, column 22: urgent: true does not say when; write what must be reached, such as {sources: 8, languages: 4}"]),
    ("urgent by day", C + "  - alerts: {urgent: {sources: 8}}\n", ['3, column 22: urgent: says what may sound in quiet hours, and there are none; write quiet_hours: "22:00-07:00"']),
    ("quiet hours as a list", C + "  - alerts: true\n    quiet_hours: ['22:00', '07:00']\n", ['4, column 18: quiet_hours: a list is not a span of hours; write "22:00-07:00", in quotes']),
    ("quiet hours of no length", C + "  - alerts: true\n    quiet_hours: 07:00-07:00\n", ['4, column 18: quiet_hours: "07:00-07:00" begins when it ends; write "22:00-07:00", or alerts: false for no alerts at all']),
    ("quiet hours past midnight", C + "  - alerts: true\n    quiet_hours: 22:00-25:00\n", ['4, column 18: quiet_hours: "25:00" is not a time of day; write "08:00"']),
    ("quiet hours for nothing", C + "  - quiet_hours: 22:00-07:00\n", ["3, column 18: quiet_hours: digests make no sound anyway, and this channel has no alerts; write alerts: true beside it, or remove the line"]),
    ("pin", C + "  - pin: yes\n", ['3, column 10: pin: "yes" is neither true nor false; write true, without quotes']),
    ("style", C + "  - style: {full_item: 5}\n", ['3, column 13: "full_item" is not a key here; did you mean full_items?']),
    ("phrase", C + "  - language: en\n    style:\n      phrases:\n        title: '{titel}'\n", ["6, column 9: phrases: title: {titel} is no place here; it may hold {n}, {title}", "6, column 9: phrases: title: {title} is missing; write it where it is to stand"]),
    ("layout", C + "  - style:\n      phrases:\n        layout:\n          item: |\n            {headline}\n            <b>{tags}\n", ["6, column 11: phrases: layout.item: its markup breaks: every tag is closed in its own line, and known are a, b, code, i, s, tg-spoiler, u"]),
    ("phrases too long", C + "  - style: {phrases: {layout: {item: '{headline} " + "<b>x</b>" * 95 + "'}}}\n", ["3, column 13: phrases: with these words a post is longer than Telegram allows; shorten what stands around the stories"]),
    ("phrases", C + "  - style: {phrases: [title]}\n", ["3, column 22: phrases: a list stands where keys and values belong; remove the - before the key"]),
    ("without_news", C + "  - style: {without_news: never}\n", ['3, column 27: without_news: "never" is not known here; known are: say, silent']),
    ("brief_items", C + "  - style: {brief_items: -1}\n", ["3, column 26: brief_items: -1 is out of range; write 0 to 1000"]),
    ("lead_items", C + "  - style: {lead_items: many}\n", ['3, column 25: lead_items: "many" is not a whole number; write 0 to 100']),
    ("hashtags", C + "  - style: {hashtags: 11}\n", ["3, column 23: hashtags: 11 is out of range; write 0 to 10"]),
    ("full_items", C + "  - style: {full_items: 0}\n", ["3, column 25: full_items: 0 is out of range; write 1 to 100"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sentences"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES])
def test_a_mistake_is_named_with_its_place_and_its_cure(
    read: Callable[..., Any], text: str, sentences: list[str]
) -> None:
    with pytest.raises(ConfigError) as caught:
        read(text, {"WORD": "some words"})
    assert list(caught.value.problems) == [f"sources.yaml line {sentence}" for sentence in sentences]


def test_no_two_mistakes_of_the_table_are_the_same_text() -> None:
    assert len({text for _, text, _ in MISTAKES}) == len(MISTAKES) >= 35


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines(read: Callable[..., Any]) -> None:
    text = U + "    language: kz\n    every: 5\n  - ftp://b.org/f\npoll: {every: 1s}\nchanels: []\n"
    with pytest.raises(ConfigError) as caught:
        read(text)
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "sources.yaml line 3, column 15",
        "sources.yaml line 4, column 12",
        "sources.yaml line 5, column 5",
        "sources.yaml line 6, column 15",
        "sources.yaml line 7, column 1",
    ]


def test_a_file_that_is_wrong_all_over_does_not_flood_the_operator(read: Callable[..., Any]) -> None:
    with pytest.raises(ConfigError) as caught:
        read("sources:\n" + "  - news\n" * 200)
    assert len(caught.value.problems) == 51
    assert (
        caught.value.problems[-1] == "sources.yaml line 52, column 5: 150 more mistakes follow; mend those above first"
    )


def test_an_added_entity_is_judged_by_the_gazetteer_and_named_by_its_line(read: Callable[..., Any]) -> None:
    with pytest.raises(ConfigError) as caught:
        read(S + "watch:\n  entities:\n    org.my_body:\n      names: Club\n    club: {names: [Club]}\n")
    first, second = sorted(caught.value.problems)
    assert first.startswith("sources.yaml line 5, column 14: org.my_body: names: write a mapping")
    assert second.startswith("sources.yaml line 6, column 11: club: not an id")


def test_a_bad_chat_in_the_environment_is_named_as_such(read: Callable[..., Any]) -> None:
    with pytest.raises(ConfigError, match=r'TELEGRAM_CHAT \(in the environment\): "my_channel" lacks its @; write "@'):
        read(S, {"TELEGRAM_CHAT": "my_channel"})


@pytest.mark.parametrize("secret", ["hunter2", "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawE"])
def test_no_sentence_of_the_table_holds_a_secret(read: Callable[..., Any], secret: str) -> None:
    holding = [text for _, text, _ in MISTAKES if secret in text]
    assert holding
    for text in holding:
        with pytest.raises(ConfigError) as caught:
            read(text)
        assert secret not in str(caught.value)


def test_a_secret_from_the_environment_is_not_told_even_if_it_cannot_be_used(read: Callable[..., Any]) -> None:
    text = U + "    headers: {Authorization: '${KEY}'}\n    proxy: 'http://u:${KEY}@'\n"
    with pytest.raises(ConfigError) as caught:
        read(text, {"KEY": "sésame hunter2"})
    assert len(caught.value.problems) == 2
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"sources: []\n# caf\xe9\n", "s.yaml line 2, column 6: byte 0xe9 is not UTF-8; save it as UTF-8"),
        ("sources: []".encode("utf-16"), "s.yaml line 1, column 1: the file is saved as UTF-16; save it as UTF-8"),
    ],
)
def test_a_file_in_another_encoding_is_named_by_its_byte(raw: bytes, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_text(raw, name="s.yaml")
    assert caught.value.problems == (sentence,)


def test_a_file_larger_than_a_megabyte_is_refused_unread(read: Callable[..., Any]) -> None:
    with pytest.raises(ConfigError, match="larger than 1 MB"):
        read("# x\n" * 250_001)
