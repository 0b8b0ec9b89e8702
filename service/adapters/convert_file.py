"""The process in which one file from a stranger becomes Markdown: it limits itself before it reads a byte, and answers in JSON.

Started by ``conversion.py`` as ``python -m MODULE ENDING SECONDS MEGABYTES``, where the module is this one for text, or the one
that reads files of that ending: the file on standard input, one JSON object on standard output. What it needs is imported by
then; it gives up what it does not need: memory, time, files, sockets, other programs.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, NoReturn

from service.adapters.blocks import Block, as_markdown, title_of
from service.knowledge.ports import NotConverted
from service.knowledge.rules.cleaning import clean, merged
from service.knowledge.rules.uploads import LONGEST_MARKDOWN, mismatch
from service.knowledge.values import LIMIT_MB, Finding

OUT_OF_MEMORY = 77
_MOST_BYTES = LIMIT_MB * 1024 * 1024
_FILES = 32
Reader = Callable[[bytes], tuple[list[Block], tuple[Finding, ...], int]]
"""Makes blocks of a file, says what it left out, and how many pages it has (0 where it has none)."""
_NEARLY = 0.8
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.system",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "shutil.",
    "tempfile.",
    "ctypes.",
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main(arguments: list[str], read: Reader | None = None) -> None:
    """Convert what comes in, with `read` or as text. Ends the process with 0 (it answered), or with ``OUT_OF_MEMORY``."""
    ending, seconds, megabytes = arguments[0], int(arguments[1]), int(arguments[2])
    logging.disable(logging.CRITICAL)  # the parsers would quote the file
    _limit(seconds, megabytes)
    try:
        answer = _answer(ending, sys.stdin.buffer.read(_MOST_BYTES + 1), read)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def _limit(seconds: int, megabytes: int) -> None:
    """Give up everything but some memory and time. Files may still be read: what a parser imports late lies in some."""
    memory = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES, _FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Parsers of documents have no business with the network, other programs or changed files."""
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (isinstance(flags, int) and flags & _WRITES):
            _stop(event)
    elif event.startswith(_FORBIDDEN):
        _stop(event)


def _stop(event: str) -> NoReturn:
    raise PermissionError(event)


def _answer(ending: str, content: bytes, read: Reader | None) -> dict[str, Any]:
    try:
        return _convert(ending, content, read)
    except NotConverted as refusal:
        return {"refused": refusal.code, "detail": refusal.detail}
    except MemoryError:
        raise
    except RecursionError:
        return {"refused": "damaged", "detail": ""}
    except Exception as error:  # noqa: BLE001 - parsers raise whatever comes to them over a damaged file
        return {"refused": "memory" if _no_memory(error) else "damaged", "detail": ""}


def _no_memory(error: BaseException) -> bool:
    """Whether memory was what was missing; libxml2 calls that an unknown error, so what was used at most is looked at too."""
    if isinstance(error.__cause__ or error.__context__, MemoryError):
        return True
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as status:  # noqa: PTH123 - no pathlib late in the day
            peak = next((int(line.split()[1]) for line in status if line.startswith("VmPeak:")), 0)
    except OSError:
        return False
    return peak * 1024 > _NEARLY * limit


def _convert(ending: str, content: bytes, read: Reader | None) -> dict[str, Any]:
    if len(content) > _MOST_BYTES:
        raise NotConverted("too-large")
    code = mismatch(ending, content)
    if code:
        raise NotConverted(code)
    pages, title = 0, ""
    found: tuple[Finding, ...] = ()
    if read is None:
        markdown = _text(content)
    else:
        blocks, found, pages = read(content)
        markdown, title = as_markdown(blocks), title_of(blocks)
    if len(markdown.encode("utf-8", "replace")) > LONGEST_MARKDOWN:
        raise NotConverted("too-long")
    cleaned = clean(markdown)
    if not cleaned.text.strip():
        raise NotConverted("only-hidden" if any(one.code.endswith("-text") for one in found) else "no-text")
    findings = merged([*found, *cleaned.findings])
    return {
        "markdown": cleaned.text,
        "title": clean(title).text.strip(),
        "findings": [asdict(one) for one in findings],
        "pages": pages,
    }


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotConverted("not-utf8", str(content[: error.start].count(b"\n") + 1)) from error


if __name__ == "__main__":
    main(sys.argv[1:])
