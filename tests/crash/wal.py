"""SQLite's write-ahead log as it stands in the file, and what a cut of the power may make of it.

The format: https://www.sqlite.org/fileformat2.html#walformat. A header of 32 bytes; then frames, each of 24 bytes and
a page. A frame counts while its salts are the header's; the last one of a transaction says how large the database is.
"""

from __future__ import annotations

import random
import struct
from pathlib import Path

_HEADER, _FRAME = 32, 24
_SECTOR = 512  # what a disk writes whole, or not at all


def log_of(database: Path) -> Path:
    return database.with_name(database.name + "-wal")


def committed_end(database: Path) -> tuple[str, int]:
    """The salts of the log and the byte where its last whole transaction ends; ("", 0) where there is no log."""
    log = log_of(database)
    if not log.exists() or log.stat().st_size < _HEADER:
        return "", 0
    with log.open("rb") as file:
        header = file.read(_HEADER)
        page, salts = struct.unpack(">I", header[8:12])[0], header[16:24]
        end, place = 0, _HEADER
        while len(frame := file.read(_FRAME)) == _FRAME and frame[8:16] == salts:
            place += _FRAME + page
            if struct.unpack(">I", frame[4:8])[0]:
                end = place
            file.seek(place)
    return salts.hex(), end


def lose_power(database: Path, kept: tuple[str, int], draw: random.Random) -> str:
    """Do to the files what a power cut may do; `kept` is where the last COMMIT ended that had returned.

    What was written before is on the disk: that is what COMMIT waited for. What came after may be there whole, in
    part, as zeros, as garbage, or sector by sector in any order. A checkpoint may have been under way: the pages in
    the kept part of the log may stand torn in the database itself. The shared memory is gone. Returns what was done.
    """
    database.with_name(database.name + "-shm").unlink(missing_ok=True)
    log = log_of(database)
    if not log.exists():
        return "no log"
    content = bytearray(log.read_bytes())
    safe = (
        kept[1] if content[16:24].hex() == kept[0] else 0
    )  # another generation: all of the old one is in the database
    done = draw.choice(("cut", "zeros", "garbage", "sectors", "whole"))
    start = draw.randint(min(safe, len(content)), len(content))
    match done:
        case "cut":
            del content[start:]
        case "zeros":
            content[start:] = bytes(len(content) - start)
        case "garbage":
            content[start:] = draw.randbytes(len(content) - start)
            content += draw.randbytes(draw.randint(0, 9_000))
        case "sectors":
            first = -(-safe // _SECTOR) * _SECTOR
            for place in range(first, len(content), _SECTOR):
                if draw.random() < 0.5:
                    piece = len(content[place : place + _SECTOR])
                    content[place : place + piece] = draw.choice((bytes(piece), draw.randbytes(piece)))
    log.write_bytes(content)
    torn = _tear_checkpoint(database, bytes(content[:safe]), draw) if draw.random() < 0.5 else 0
    return f"{done} after {len(content) - safe:+d} bytes" + (f", {torn} pages torn by a checkpoint" if torn else "")


def _tear_checkpoint(database: Path, log: bytes, draw: random.Random) -> int:
    """Leave some pages that the kept log holds half written in the database."""
    if len(log) < _HEADER:
        return 0
    page = struct.unpack(">I", log[8:12])[0]
    frames = range(_HEADER, len(log) - page - _FRAME + 1, _FRAME + page)
    starts = {struct.unpack(">I", log[place : place + 4])[0]: place + _FRAME for place in frames}
    pages = {number: log[start : start + page] for number, start in starts.items()}
    torn = [number for number in sorted(pages) if draw.random() < 0.3]
    with database.open("r+b") as file:
        for number in torn:
            whole = draw.randrange(0, page, _SECTOR)
            file.seek((number - 1) * page)
            file.write(pages[number][:whole] + draw.randbytes(page - whole))
    return len(torn)
