"""Reads what is logged as whoever runs this would: JSON lines of everything, from DEBUG on, and the logging put back afterwards."""

import io
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from service import logs


class Lines(io.StringIO):
    """Where the lines go."""

    def events(self, event: str | None = None) -> list[dict[str, Any]]:
        """Every line as an object; each must be one."""
        found = [json.loads(line) for line in self.getvalue().splitlines()]
        return [one for one in found if event is None or one["event"] == event]


@contextmanager
def logged(level: str = "DEBUG", form: str = "json") -> Iterator[Lines]:
    """Log to a text of one's own inside the block."""
    root = logging.getLogger()
    names = ("service", "gunicorn.error", "alembic.runtime.migration")
    before = root.handlers[:], root.level, {name: logging.getLogger(name).level for name in names}
    kept, hook = structlog.get_config(), threading.excepthook
    lines = Lines()
    logs.configure(level, form, lines)
    try:
        yield lines
    finally:
        structlog.configure(**kept)
        threading.excepthook = hook
        logging.captureWarnings(capture=False)
        root.handlers, root.level = before[:2]
        for name, number in before[2].items():
            logging.getLogger(name).setLevel(number)
