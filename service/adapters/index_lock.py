"""The embedded collection belongs to one process: a lock on a file refuses the second.

Apart from the collection itself, because asking whether a server runs must not cost the import of Chroma.
"""

import fcntl
import os
import time
from pathlib import Path
from typing import TextIO

from service.knowledge.ports import LibraryBusy

_WAIT = 10.0


class ProcessLock:
    """A lock on a file, held until the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stream: TextIO | None = None

    def acquire(self, seconds: float = _WAIT) -> None:
        """Take the lock, waiting up to `seconds` (a reloaded worker overlaps with its predecessor). Raises ``LibraryBusy``."""
        if self._stream is not None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        stream = self._path.open("a+")
        until = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() >= until:
                    stream.seek(0)
                    owner = stream.read().strip() or "unknown"
                    stream.close()
                    message = (
                        f"The index in {self._path.parent} is in use by another dua-arah server (process {owner}). "
                        "Stop that server first, or set DUA_ARAH_DATA to a folder of its own for this one."
                    )
                    raise LibraryBusy(message) from None
                time.sleep(0.1)
        stream.truncate(0)
        stream.write(str(os.getpid()))
        stream.flush()
        self._stream = stream

    def release(self) -> None:
        """Let the lock go."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None


def lock_path(data: Path) -> Path:
    """Where the server's lock lies."""
    return data / "chroma" / "lock"


def server_running(data: Path) -> bool:
    """Whether a process holds the embedded collection at this moment."""
    path = lock_path(data)
    if not path.exists():
        return False
    with path.open("a+") as stream:
        try:
            # Shared, so that two commands that look at once do not take each other for a server.
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
