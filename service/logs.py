"""How every line is logged: ours and other people's through one renderer, and nothing a person wrote in any of them.

Other people's loggers stay at WARNING whatever is asked for: below it SQLAlchemy tells rows, openai whole prompts and httpcore
headers. A failure is told by its kind and by where it happened, never in its own words, which quote what it failed on.
"""

import errno
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

FORMS = ("text", "json")
_AT_OUR_LEVEL = ("service", "alembic.runtime.migration")
_FRAMES = 25
_CHAIN = 5
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:/]+@[^\s@<>\"'(),;:/]+\.\w+")
_CREDENTIALS = re.compile(r"://[^\s/@]+@")


class _Lines(logging.StreamHandler[TextIO]):
    """Our handler, known by its class when logging is configured once more."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Some libraries choose a level of their own: what they say below WARNING stops here."""
        ours = any(record.name == name or record.name.startswith(f"{name}.") for name in _AT_OUR_LEVEL)
        return ours or record.levelno >= logging.WARNING


def configure(level: str, form: str = "text", stream: TextIO | None = None) -> None:
    """Log from `level` (DEBUG, INFO, WARNING, ERROR) on, as `form` (text or json), one line each, to `stream` (standard error).

    May be called again; the last call counts.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        _failure,
        _masked,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    target = stream or sys.stderr
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(form, target)],
        foreign_pre_chain=shared,
    )
    handler = _Lines(target)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [one for one in root.handlers if not isinstance(one, _Lines)]
    root.addHandler(handler)
    number = logging.getLevelNamesMapping()[level]
    root.setLevel(max(number, logging.WARNING))
    for name in _AT_OUR_LEVEL:
        logging.getLogger(name).setLevel(number)
    logging.captureWarnings(capture=True)
    threading.excepthook = _thread_failed
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _renderer(form: str, stream: TextIO) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False, default=lambda value: type(value).__name__)
    return structlog.dev.ConsoleRenderer(
        colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=0
    )


def _failure(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Tell what was raised without its words; a stack that was asked for is left out."""
    raised = event.pop("exc_info", None)
    event.pop("stack_info", None)
    error = sys.exc_info()[1] if raised is True else raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        event["exception"] = told(error)
    return event


def _masked(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The second line of defence: no mail address and no password of an address, whoever wrote the line."""
    for name, value in event.items():
        if isinstance(value, BaseException):
            event[name] = _kind(value)
        elif isinstance(value, str):
            event[name] = _ADDRESS.sub("[address]", _CREDENTIALS.sub("://[credentials]@", value))
    return event


def told(error: BaseException) -> str:
    """A failure and what caused it, each with its kind and its frames, the innermost cause first."""
    return "\n".join(reversed([_one(each) for each in _causes(error)]))


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    for _step in range(_CHAIN):
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)


def _one(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = [f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
    return "\n".join([_kind(error), *places])


def _kind(error: BaseException) -> str:
    """Its class, and the codes that say more without quoting anything: of the system, of SQLite, of PostgreSQL."""
    driver = getattr(error, "orig", None) or error
    number = getattr(driver, "errno", None)
    codes = (
        errno.errorcode.get(number) if isinstance(number, int) else None,
        getattr(driver, "sqlite_errorname", None),
        getattr(driver, "sqlstate", None),
        getattr(getattr(driver, "diag", None), "constraint_name", None),
    )
    return " ".join([f"{type(error).__module__}.{type(error).__qualname__}", *(code for code in codes if code)])


def _short(path: str) -> str:
    return "/".join(path.split("/")[-3:])


def _thread_failed(arguments: Any) -> None:
    """Python would print the failure of a thread with its words."""
    error = arguments.exc_value
    if error is not None and not isinstance(error, SystemExit):
        structlog.get_logger(__name__).error(
            "thread_failed", thread=arguments.thread.name if arguments.thread else None, exc_info=error
        )
