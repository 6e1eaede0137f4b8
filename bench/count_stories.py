"""Counts words and entities for `bot/story/data/prior.json`: `python -m bench.count_stories LINES.jsonl > prior.json`.

A line is `{"lang", "title", "summary"?}`; tens of thousands of headlines a language are enough. The prior tells the
grouping from its first article on which words and entities are everyday ones.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher
from bot.story.features import Tracer
from bot.story.lines import article_of

_MASS = 1000  # headlines the prior counts for: a quarter of a day of a large watch list
_LONGEST = 2500  # words of a language, the most frequent
_LEAST = 8  # of ten thousand headlines; 5 for entities


def main() -> None:
    gazetteer = load_gazetteer()
    tracer, match = Tracer(gazetteer), Matcher(gazetteer).match
    words: dict[str, Counter[str]] = defaultdict(Counter)
    entities: dict[str, Counter[str]] = defaultdict(Counter)
    told: Counter[str] = Counter()
    for number, line in enumerate(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()):
        record = json.loads(line)
        one = article_of({"id": str(number), "source": "", "published": "2025-01-01", **record})
        traits = tracer.trace(one, match(one.title, one.summary, one.language))
        told[one.language] += 1
        words[one.language].update(token.partition(":")[2] for token in traits.title | traits.body)
        entities[one.language].update({*traits.entities, *traits.lands})
    shares: Counter[str] = Counter()
    for language, counted in entities.items():
        for id, n in counted.items():
            shares[id] += n / told[language] / len(entities) * 1e4  # every language speaks as loud
    prior = {
        "note": "Articles of ten thousand with a word (by language) or an entity; made by bench/count_stories.py.",
        "mass": _MASS,
        "words": {
            language: {
                token: round(n * 1e4 / told[language])
                for token, n in counted.most_common(_LONGEST)
                if n * 1e4 >= _LEAST * told[language]
            }
            for language, counted in words.items()
        },
        "entities": {id: round(share) for id, share in shares.most_common() if share >= 5},
    }
    print(json.dumps(prior, ensure_ascii=False, separators=(",", ":")).replace('},"', '},\n"'))


if __name__ == "__main__":
    main()
