"""The process that reads feed documents, so that a document that kills or blocks its reader harms only itself.

Run by `process.ProcessParser` as `python -m bot.parse.worker BYTES SECONDS`: limits of memory, and of CPU time for each
document. It knows no secret (its environment is empty), opens nothing to write, and ends when its standard input does.

Both directions speak alike: eight bytes of length, then that many bytes of pickle. Only the parent, which is this same
program, writes to either end.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Mapping
from datetime import datetime
from math import ceil
from typing import BinaryIO

from bot.model import Source
from bot.parse.feed import read_feed
from bot.ports import Parsed

HEADER = 8  # bytes of length before each message

Task = tuple[Source, bytes, Mapping[str, str], str, frozenset[str], datetime]


def read_task(task: Task) -> Parsed:
    """Read one document; what goes wrong in a parser becomes its problem, whatever it is."""
    source, body, headers, url, known, now = task
    try:
        return read_feed(source, body, headers, url, known=known, now=now)
    except MemoryError:
        return Parsed(
            problem=f"the document ({len(body):,} bytes) takes more memory than a feed may: it may be hostile"
        )
    except Exception as error:  # noqa: BLE001  parsers of strangers' bytes raise anything; the operator hears of it
        return Parsed(
            problem=f"the document broke the parser ({type(error).__name__}: {str(error)[:200]}): please report it"
        )


def message(content: bytes) -> bytes:
    return len(content).to_bytes(HEADER, "big") + content


def serve(inlet: BinaryIO, outlet: BinaryIO, cpu_seconds: int) -> None:
    """Answer task after task until the inlet closes."""
    while len(header := inlet.read(HEADER)) == HEADER:
        content = inlet.read(int.from_bytes(header, "big"))
        _allow_cpu(cpu_seconds)
        parsed = read_task(pickle.loads(content))  # noqa: S301  from our own parent
        outlet.write(message(pickle.dumps(parsed)))
        outlet.flush()


def main(memory: int, cpu_seconds: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which finishes what is in flight
    outlet = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print of a library must not enter the answers
    if sys.platform != "win32":
        import resource

        for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
            _limit(what, most)
    serve(sys.stdin.buffer, outlet, cpu_seconds)


def _allow_cpu(seconds: int) -> None:
    """From now on so many seconds of CPU; then the kernel ends this process."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit(resource.RLIMIT_CPU, ceil(used.ru_utime + used.ru_stime) + seconds)


def _limit(what: int, most: int) -> None:
    """Set the soft limit, within the hard one that this machine may have set already."""
    if sys.platform != "win32":
        import resource

        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
