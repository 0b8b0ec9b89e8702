"""Write into a folder that others read and write at the same time."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_WAIT = 10.0
_LOOK = 0.05


def replace(target: Path, content: bytes) -> None:
    """Write so that whoever reads sees the old file or the new one, whole."""
    incoming = target.with_name(f".{target.name.removeprefix('.')}.incoming")
    try:
        with incoming.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        incoming.replace(target)
    finally:
        incoming.unlink(missing_ok=True)


@contextmanager
def alone(lock: Path, too_long: str) -> Iterator[None]:
    """One process at a time under this lock. Raises ``OSError``; ``TimeoutError`` with `too_long` where another does not end."""
    with lock.open("a") as stream:
        until = time.monotonic() + _WAIT
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise TimeoutError(too_long) from None
                time.sleep(_LOOK)
        yield
