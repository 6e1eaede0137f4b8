"""The dateline of an agency's text: where and when it was filed, which is not what happened."""

from __future__ import annotations

import re

_MONTH = (
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
    r"|(?:янв|фев|март|апр|ма[яй]|июн|июл|авг|сен|окт|ноя|дек)[а-я]*\.?"
    r"|(?:қаң|ақп|нау|сәу|мам|мау|шіл|там|қыр|қаз|қар|жел)[а-яәіңғүұқөһ]*"
    r"|(?:يناير|فبراير|مارس|[أا]بريل|مايو|يونيو|يوليو|[أا]غسطس|سبتمبر|[أا]كتوبر|نوفمبر|ديسمبر)"
)
_DAY = rf"(?:(?:{_MONTH}) \d{{1,2}}|\d{{1,2}} (?:{_MONTH}))(?:,? \d{{4}})?\.?"
_AGENCY = r"(?:\([^()]{2,30}\)|/[^/]{2,30}/)"
_DASH = r"(?:-{1,2}|[–—])"
_TOWN = r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,2}"
_IN_CAPITALS = r"[A-ZА-ЯЁҚӘІҢҒҮҰӨҺ][A-ZА-ЯЁҚӘІҢҒҮҰӨҺ'’ .-]{2,30}"

_DATELINES = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        # BEIJING, Oct. 17 (Xinhua) -- · بكين 17 أكتوبر (شينخوا) -- · АСТАНА, 16 июня. /ТАСС/. · ASTANA, June 16 -
        # XI’AN /China/, November 24. /TASS/.
        (rf"\s*{_TOWN}(?: {_AGENCY})?,?،? {_DAY}(?: ?{_AGENCY}\.?)?(?: ?{_DASH} ?)?(?<=[\s.)/–—-])", re.IGNORECASE),
        # Astana (Kazinform) - · АСТАНА. КАЗИНФОРМ – · ТАШКЕНТ —
        (rf"\s*{_TOWN} {_AGENCY} ?{_DASH}\s", 0),
        (rf"\s*(?=[^\W\d_]{{5}}){_IN_CAPITALS}(?: ?{_AGENCY})? ?{_DASH}\s", 0),  # КНР — ... is no town
        # 新华社阿拉木图6月16日电 · 中新网阿斯塔纳11月17日电（记者 李明）
        (r"\s*[^。，,]{0,16}?(?:社|网|網)[^。，,]{0,12}?\d{1,2}日[电電讯訊](?:\s*[（(][^）)]{1,40}[）)])?", 0),
    )
)


def dateline_end(text: str) -> int:
    """How many letters of a summary say only where, when and by whom it was filed; 0 where none do."""
    opening = text[:120]
    return next((found.end() for pattern in _DATELINES if (found := pattern.match(opening))), 0)
