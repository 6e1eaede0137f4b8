"""An alias that was found, and one that was nearly found."""

from __future__ import annotations

from typing import Literal, NamedTuple

from bot.match.form import Form

Rule = Literal[
    "ending",
    "boundary",
    "capitals",
    "language",
    "namesake",
    "bearer",
    "dateline",
    "unless",
    "never",
    "maybe",
    "longer",
    "company",
    "distance",
]


class Hit(NamedTuple):
    """An alias found, at positions of the folded text; `prefix` are Arabic proclitics, `tail` is the ending."""

    start: int
    end: int
    form: Form
    prefix: str
    tail: str


class Refused(NamedTuple):
    """A hit that was turned away before the names were weighed against each other."""

    hit: Hit
    rule: Rule
