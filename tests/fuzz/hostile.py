"""Articles as an enemy writes them, each with the words a reader should see. The same seed gives the same articles.

Every title is made of pieces, and every piece says by itself what is left of it for a reader: so what should be seen is
known without the code that is tested.
"""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import Literal

Form = Literal["cdata", "escaped", "atom", "json"]
FORMS: tuple[Form, ...] = ("cdata", "escaped", "atom", "json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """One entry. `title` and `summary` are HTML as the feed holds it; `seen` what a reader of the title should read."""

    number: int
    title: str
    seen: str
    summary: str
    link: str | None  # as the feed writes it

    @property
    def mark(self) -> str:
        """A word that stands in this title and in no other."""
        return mark(self.number)


def mark(number: int) -> str:
    return f"zq{number:05d}x"


# --- pieces: (what the feed says, what a reader sees) ---------------------------------------------------------------

_MARKUP = [
    ("<b>bold</b>", "bold"),
    ("<i onclick='alert(1)'>tilted</i>", "tilted"),
    ("<script>alert(1)</script>", ""),
    ("<style>*{display:none}</style>", ""),
    ("<!-- a remark -->", ""),
    ("<br/>", ""),
    ("<p>one</p><p>two</p>", "onetwo"),
    ("<img src=x onerror=alert(1)>", ""),
    ("<a href='tg://resolve?domain=durov'>link</a>", "link"),
    ("<a href='javascript:alert(1)'>run</a>", "run"),
    ("<tg-spoiler>hidden</tg-spoiler>", "hidden"),
    ("<tg-emoji emoji-id='5368324170671202286'>x</tg-emoji>", "x"),
    ("<blockquote expandable>quote</blockquote>", "quote"),
    ("<pre><code class='language-python'>code</code></pre>", "code"),
    ("</a></b></blockquote>", ""),
    ("<svg><title>no</title></svg>", ""),
    ("&lt;b&gt;shown&lt;/b&gt;", "<b>shown</b>"),
    ("&lt;/a&gt;", "</a>"),
    ("&lt;script&gt;shown&lt;/script&gt;", "<script>shown</script>"),
    ("&lt;a href=&quot;https://evil.example/&quot;&gt;shown", '<a href="https://evil.example/">shown'),
    ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
    ("&amp;amp;amp;", "&amp;amp;"),
    ("&#35;smuggled", "#smuggled"),
    ("&#x40;smuggled", "@smuggled"),
    ("3 &lt; 5 &gt; 4", "3<5>4"),
    ("R&amp;D", "R&D"),
    ("{{link:@beat|2026-11-22|08:00|1}}", "{{link:@beat|2026-11-22|08:00|1}}"),
    ('"><u>q</u>', '">q'),
]
_SIGNS = [
    *(
        "#tag",
        "＃тег",
        "#وسم",
        "#标签",
        "@durov",
        "@gif",
        "/start",
        "/start@bot",
        "$TON",
        "t.me/x",
        "24.kg",
        "gazeta.uz",
    ),
    *("example.com", "https://evil.example/a?b#c", "tg://resolve?domain=x", "ton://y", "a@b.com", "mailto:a@b.com"),
    *("1.2.3.4", "localhost:8080", "4111 1111 1111 1111", "5555555555554444", "12:30", "1:02:03", "+7 701 123 45 67"),
    *(
        "пример.рф",
        "موقع.كوم",
        "新华网.中国",
        "//e.org",
        "vk.cc",
        "__under__",
        "**stars**",
        "`tick`",
        "||bars||",
        "~x~",
    ),
    *(
        "[words](https://evil.example)",
        "%s %n {0} {x} {sources} {headline}",
        "../../etc/passwd",
        "'; DROP TABLE article;--",
        "=1+1",
        "\\",
    ),
]
_UNSEEN = [
    *("\u202a", "\u202b", "\u202d", "\u202e", "\u202c", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f"),
    *("\u061c", "\u200b", "\u2060", "\u2061", "\u2064", "\ufeff", "\xad", "\u180e", "\ufff9", "\u2028", "\u2029"),
    *("\ue000", "\U000f0000", "\U000e0041\U000e0042", "\x9b31m", "\x90", "\x1b[2J", "\x07", "\x08", "\x00", "\x7f"),
    *("&#8238;", "&#x2066;", "&#x200B;", "&#27;[31m", "&#xFFFE;", "&#155;", "&zwj;", "&shy;", "&nbsp;", "&#xE0041;"),
]  # fmt: skip
# Bytes of Windows-1252 where C1 controls stand: so HTML reads references to them, and so old feeds mean them.
_LEFT_OF = {"\x9b31m": "›31m", "\x1b[2J": "[2J", "&#27;[31m": "[31m", "&#155;": "›"}
_FLOODS: list[Callable[[random.Random], str]] = [
    lambda dice: "🔥" * dice.choice((1, 5, 60, 250)),
    lambda dice: "👨‍👩‍👧‍👦" * dice.choice((1, 20)),
    lambda dice: "🇰🇿🇨🇳" * dice.choice((1, 40)) + "🇰",
    lambda dice: "1️⃣" * dice.choice((1, 30)),
    lambda dice: "a" + "\u0301\u0316\u0489" * dice.choice((2, 100)),
    lambda dice: "ش" + "\u064b\u0651" * dice.choice((1, 50)),
    lambda dice: "W" * dice.choice((30, 200, 430)),
    lambda dice: "。" * dice.choice((3, 100)),
    lambda dice: "&amp;" * dice.choice((10, 300)),
    lambda dice: "&lt;" * dice.choice((10, 300)),
    lambda dice: "&quot;" * dice.choice((10, 300)),
    lambda dice: "﷽" * dice.choice((1, 30)),
    lambda dice: "\u3164" * 5,
    lambda dice: "𝕏𐎠𒐫" * dice.choice((1, 50)),
]
_WORDS = (
    *("trade", "railway", "border", "summit", "gas", "visa", "water", "loan", "wheat", "flight", "museum", "grid"),
    *("торговля", "дорога", "граница", "саммит", "вода", "зерно", "رحلة", "تجارة", "سكة", "حدود", "قمة", "مياه", "قرض"),
    *("贸易", "铁路", "边境", "峰会", "用水", "签证", "сауда", "шекара", "تجارت", "راه", "chegara", "suv", "gümrük"),
)
_LIMITS = (59, 60, 61, 119, 120, 121, 499, 500, 501, 999, 1_000, 1_001, 3_999, 4_000, 4_001, 4_095, 4_096, 4_097)


def _seen(html: str) -> str:
    for entity, char in (("&lt;", "<"), ("&quot;", '"'), ("&amp;", "&")):
        html = html.replace(entity, char)
    return html


def _piece(dice: random.Random) -> tuple[str, str]:
    kind = dice.random()
    if kind < 0.3:
        return (word := dice.choice(_WORDS)), word
    if kind < 0.5:
        return dice.choice(_MARKUP)
    if kind < 0.7:
        sign = dice.choice(_SIGNS)
        return escape(sign, quote=False), sign
    if kind < 0.9:
        hidden = dice.choice(_UNSEEN)
        return hidden, _LEFT_OF.get(hidden, "")
    flood = dice.choice(_FLOODS)(dice)
    return flood, _seen(flood)


# --- articles ------------------------------------------------------------------------------------------------------


def articles(seed: int, numbers: range, names: Sequence[str]) -> Iterator[Hostile]:
    """Articles that are about one of `names` each, so that they are told."""
    for number in numbers:
        yield _article(random.Random(f"{seed}/{number}"), number, names[number % len(names)])


def _article(dice: random.Random, number: int, name: str) -> Hostile:
    opening = f"{name} {mark(number)}"
    pieces = [(escape(opening, quote=False), opening)]
    pieces += [_piece(dice) for _ in range(dice.choice((1, 3, 6, 12)))]
    if dice.random() < 0.1:
        pieces.append(_filler(dice, pieces))
    if dice.random() < 0.3:
        pieces.insert(0, (hidden := dice.choice(_UNSEEN), _LEFT_OF.get(hidden, "")))
    glue = dice.choice((" ", " ", "\n", "\t "))
    title = glue.join(raw for raw, _ in pieces)
    summary = " ".join(_piece(dice)[0] for _ in range(dice.choice((0, 5, 40))))
    return Hostile(
        number=number,
        title=title,
        seen=" ".join(seen for _, seen in pieces),
        summary=summary + dice.choice(("", "<script>", "<!--", "x" * dice.choice((1_999, 2_000, 2_001)))),
        link=_link(dice, number),
    )


def _filler(dice: random.Random, pieces: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """What brings the title to one of the limits, in UTF-16 units."""
    have = sum(units(seen) + 1 for _, seen in pieces)
    letter = dice.choice(("w", "ш", "م", "字", "🔥", "w "))
    text = letter * max(1, (dice.choice(_LIMITS) - have) // units(letter))
    return text, text


def _link(dice: random.Random, number: int) -> str | None:
    usual = f"https://outlet{number}.example/{number}"
    kind = dice.random()
    if kind < 0.6:
        return usual
    if kind < 0.9:
        more = (
            "?a=1&b=<b>",
            "#x y",
            "/a b\"c'd<e>",
            "?q=" + "п" * 60,
            "/\u202egnp.exe",
            "?u=tg://x",
            ";x=1",
            "/%zz%1b%0a",
        )
        return usual + dice.choice(more)
    if kind < 0.97:
        length = dice.choice((1_998, 1_999, 2_000, 2_001, 4_095, 4_096, 4_097))
        return usual + "/" + "l" * (length - len(usual) - 1)
    return dice.choice((None, "javascript:alert(1)", "tg://resolve?domain=x", "http://localhost/", "ftp://a.example/x"))


# --- documents -----------------------------------------------------------------------------------------------------


def document(articles: Sequence[Hostile], form: Form, now: datetime) -> tuple[bytes, str]:
    """A feed of these articles and its content type."""
    if form == "json":
        return _json(articles, now), "application/feed+json"
    body = "".join(_entry(one, form, now) for one in articles)
    if form == "atom":
        text = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Outlet</title>{body}</feed>'
    else:
        text = f'<rss version="2.0"><channel><title>Outlet</title>{body}</channel></rss>'
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'.encode(), "application/xml"


def _entry(one: Hostile, form: Form, now: datetime) -> str:
    at = now - timedelta(minutes=5)
    link = escape(one.link) if one.link is not None else ""
    if form == "atom":
        written = f'<link href="{link}"/>' if link else ""
        return (
            f'<entry><id>tag:outlet.example,2026:{one.mark}</id>{written}<title type="html">{escape(one.title)}</title>'
            f'<summary type="html">{escape(one.summary)}</summary><updated>{at.isoformat()}</updated></entry>'
        )
    title, summary = (_packed(text, form) for text in (one.title, one.summary))
    written = f"<link>{link}</link>" if link else ""
    return (
        f"<item><guid isPermaLink='false'>{one.mark}</guid>{written}<title>{title}</title>"
        f"<description>{summary}</description><pubDate>{format_datetime(at)}</pubDate></item>"
    )


def _packed(html: str, form: Form) -> str:
    return escape(html) if form == "escaped" else "<![CDATA[" + html.replace("]]>", "]]&gt;") + "]]>"


def _json(articles: Sequence[Hostile], now: datetime) -> bytes:
    items = [
        {
            "id": one.mark,
            **({"url": one.link} if one.link is not None else {}),
            "title": one.title + "\ud83d",  # half an emoji: only JSON can write it
            "content_html": "\udc00" + one.summary,
            "date_published": (now - timedelta(minutes=5)).isoformat(),
        }
        for one in articles
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Outlet", "items": items}).encode()


# --- comparing -----------------------------------------------------------------------------------------------------


def units(text: str) -> int:
    """Length in UTF-16 code units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def skeleton(text: str) -> str:
    """The letters, digits and signs of a text: no white space, no marks upon letters, nothing unseen."""
    composed = unicodedata.normalize("NFC", text)
    kept = (char for char in composed if unicodedata.category(char) not in _NOT_COMPARED)
    return "".join("".join(kept).split()).replace("›", "")  # a byte's reading that depends on the form of the feed


_NOT_COMPARED = {"Mn", "Me", "Cf", "Cc", "Co", "Cs", "Zl", "Zp", "Zs"}
