"""Write bot/story/data/cldr.json: months in the languages of the beat and English names of countries, folded.

    python -m bench.make_cldr > bot/story/data/cldr.json

A dozen of babel's locales hold 11 MB of memory for as long as a process lives; what is asked of them fits a page.
"""

from __future__ import annotations

import json

from babel import Locale

from bot.text.fold import fold_text

MONTHS_OF = ("en", "ru", "ar", "ar_LB", "ar_TN", "kk", "ky", "uz", "uz_Cyrl", "tg", "tk", "tr", "fa_AF", "uk")


def months() -> dict[str, int]:
    """Folded names of months -> 1..12."""
    found: dict[str, int] = {}
    for code in MONTHS_OF:
        for context, width in (("format", "wide"), ("stand-alone", "wide"), ("format", "abbreviated")):
            for number, name in Locale.parse(code).months[context][width].items():
                folded = fold_text(str(name)).strip(". ")
                if len(folded) >= 3 and not folded.isdigit():
                    found.setdefault(folded, number)
    return found


def countries() -> dict[str, str]:
    """Two-letter codes -> folded English names."""
    named = Locale.parse("en").territories.items()
    return {code: fold_text(str(name)) for code, name in named if len(code) == 2 and code.isalpha()}


def main() -> None:
    print(json.dumps({"months": months(), "countries": countries()}, ensure_ascii=False, indent=0, sort_keys=True))


if __name__ == "__main__":
    main()
