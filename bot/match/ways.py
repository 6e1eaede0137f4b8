"""Names that lead from one place to another: whoever goes the other way says them the other way round.

A long dash in an alias tells such a name: «Аягоз — Бахты» is found as «Бахты — Аягоз» too. A hyphen tells nothing, for
many names hold one.
"""

from __future__ import annotations

import re

from bot.match.endings import script_of

_DASH = re.compile(r"\s*[—–]\s*")
_BEFORE = re.compile(r"^((?:[^\W\dA-ZА-ЯЁӘҒҚҢӨҰҮҺІЎҲҶӢӮÇĞİÖŞÜŽÝŇÄ][\w-]* )*[«\"]?)(.+)$")  # автодорога Бишкек
_BEHIND = re.compile(r"^(.+?)([»\"]?(?: (?![—–])[^\W\dA-ZА-ЯЁӘҒҚҢӨҰҮҺІЎҲҶӢӮÇĞİÖŞÜŽÝŇÄ][\w-]*)*)$")  # Osh highway
_WAY_IN_HAN = re.compile(r"^(.+?)((?:收费|高速|天然气|原油|石油|国际)*(?:铁路|公路|管道|走廊|线)?(?:项目)?)$")


def both_ways(alias: str) -> tuple[str, ...]:
    """The alias, and the other way round where it leads from one place to another."""
    parts = _DASH.split(alias.strip())
    if len(parts) < 2 or not all(parts) or alias.startswith("="):
        return (alias,)
    script = script_of(alias)
    head, tail = "", ""
    if script == "han":
        if not (found := _WAY_IN_HAN.match(parts[-1])):
            return (alias,)
        parts[-1], tail = found[1], found[2]
        return alias, "—".join(reversed(parts)) + tail
    if script == "arabic":
        head, space, parts[0] = parts[0].rpartition(" ")
        return alias, head + space + " – ".join(reversed(parts))
    before, behind = _BEFORE.match(parts[0]), _BEHIND.match(parts[-1])
    if before is None or behind is None or not (before[2][:1].isupper() and behind[1][:1].isupper()):
        return (alias,)
    head, parts[0] = before[1], before[2]
    parts[-1], tail = behind[1], behind[2]
    return alias, head + " — ".join(reversed(parts)) + tail
