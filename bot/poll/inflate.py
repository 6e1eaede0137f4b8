"""Unpack gzip with a bound.

A cap on what a client library hands out does not hold: one chunk of 64 kB may inflate a thousandfold before it is seen.
"""

from __future__ import annotations

import zlib

_GZIP = 16 + zlib.MAX_WBITS


class TooLarge(Exception):
    """The body grew past its cap."""


class Broken(Exception):
    """The bytes are not gzip."""


class Inflater:
    """Takes the bytes of a body as they come and keeps at most `cap` bytes of what they mean.

    `coding` is the Content-Encoding: "" or "identity" passes bytes through, "gzip" inflates them, member after member.
    """

    def __init__(self, coding: str, cap: int) -> None:
        self._zip = zlib.decompressobj(_GZIP) if coding == "gzip" else None
        self._cap = cap
        self._body = bytearray()
        self._started = False

    def feed(self, data: bytes) -> None:
        """Add bytes. Raises TooLarge or Broken."""
        if self._zip is None:
            self._keep(data)
            return
        while data:
            if self._zip.eof:
                if not data.startswith(b"\x1f"):  # padding behind the last member; gzip and browsers ignore it too
                    return
                self._zip = zlib.decompressobj(_GZIP)
            self._started = True
            try:
                self._keep(self._zip.decompress(data, self._cap + 1 - len(self._body)))
            except zlib.error as error:
                raise Broken(str(error)) from error
            data = self._zip.unconsumed_tail or self._zip.unused_data

    def _keep(self, data: bytes) -> None:
        self._body += data
        if len(self._body) > self._cap:
            raise TooLarge

    @property
    def complete(self) -> bool:
        """False when a gzip stream stopped in its middle."""
        return self._zip is None or self._zip.eof or not self._started

    def body(self) -> bytes:
        return bytes(self._body)


def coding_of(content_encoding: str) -> str | None:
    """Return "" or "gzip" for a Content-Encoding we asked for; None for any other, or for several on top of another."""
    codings = [word for part in content_encoding.lower().split(",") if (word := part.strip()) not in ("", "identity")]
    if not codings:
        return ""
    return "gzip" if codings in (["gzip"], ["x-gzip"]) else None
