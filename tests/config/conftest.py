"""What the front door is tested with: a small gazetteer's ids and a reader that has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bot.config.load import read_settings
from bot.config.settings import Settings

KNOWN = frozenset(
    ("topic.security", "topic.belt_and_road", "place.kazakhstan", "place.shanghai", "org.sco", "person.xi_jinping")
)
Read = Callable[..., Settings]


@pytest.fixture
def known() -> frozenset[str]:
    return KNOWN


@pytest.fixture
def read() -> Read:
    def reader(text: str, environment: Mapping[str, str] | None = None) -> Settings:
        return read_settings(text, environment=environment or {}, known_ids=KNOWN)

    return reader


@pytest.fixture
def shipped() -> str:
    return (Path(__file__).parents[2] / "sources.yaml").read_text(encoding="utf-8")
