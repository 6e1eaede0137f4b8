"""What happens in a headline, by the room's own names of it: `signed`, `agreement`, `opened`. Pure."""

from __future__ import annotations

from functools import cache

from bot.model import Article
from bot.story.features import table
from bot.story.words import Stems, folded_words, tidy


@cache
def _stems() -> Stems:
    acts = table("acts.yaml")["acts"]
    return Stems(
        {
            act: [stem for stems in told.values() if isinstance(stems, list) for stem in stems]
            for act, told in acts.items()
        }
    )


@cache
def act_names() -> frozenset[str]:
    """Every act that a rule may name; read once from `acts.yaml`."""
    return frozenset(table("acts.yaml")["acts"])


def acts_of(article: Article) -> frozenset[str]:
    """The acts that the article's headline tells."""
    return frozenset(act for word in folded_words(tidy(article.title)) for act in _stems().of(word))
