"""Turns files from strangers into Markdown in a process of their own, which may fail in any way without this one noticing much.

The child (``convert_file.py``) has an empty environment, a session of its own, and limits on memory, time, files and output; here
it has a deadline from start to end, and is killed with whatever it started. A few at a time: more would take the machine from its
readers.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import IO, Any

import structlog

from service.knowledge.ports import Converted, NotConverted
from service.knowledge.rules.uploads import FINDINGS, LONGEST_MARKDOWN, REFUSALS, ending_of
from service.knowledge.values import LIMIT_MB, Finding

AT_ONCE = 2
_MODULES = {".docx": "convert_docx", ".pdf": "convert_pdf"}
_CHUNK = 64 * 1024
_LONGEST_ANSWER = 6 * LONGEST_MARKDOWN + _CHUNK  # JSON may spell one byte in six
_OUT_OF_MEMORY = 77  # convert_file.OUT_OF_MEMORY, whose module is the child's alone
_log = structlog.get_logger(__name__)


class ProcessConverter:
    """Converts in limited processes: `seconds` from start to end, `megabytes` of address space, `at_once` of them together."""

    def __init__(self, seconds: float, megabytes: int, at_once: int = AT_ONCE) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._free = threading.BoundedSemaphore(at_once)

    def convert(self, name: str, content: bytes) -> Converted:
        """The file as Markdown. Raises `NotConverted`; waits for a free place no longer than a file may take."""
        ending = ending_of(name)
        if not ending:
            raise NotConverted("unknown-type")
        if len(content) > LIMIT_MB * 1024 * 1024:
            raise NotConverted("too-large")
        until = time.monotonic() + self._seconds
        if not self._free.acquire(timeout=self._seconds / 2):
            raise NotConverted("busy")
        try:
            return _result(*self._run(ending, content, until))
        except NotConverted as refusal:
            _log.info("file_not_converted", ending=ending, size=len(content), why=refusal.code)
            raise
        finally:
            self._free.release()

    def _run(self, ending: str, content: bytes, until: float) -> tuple[int, bytes]:
        """The child's exit code and what it said; killed, with all that it started, when the time is up or it says too much."""
        command = [sys.executable, "-I", "-B", "-m", f"service.adapters.{_MODULES.get(ending, 'convert_file')}", ending]
        process = subprocess.Popen(  # noqa: S603 - our own module, and an ending from a fixed list
            [*command, str(max(1, round(self._seconds))), str(self._megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
            close_fds=True,
        )
        try:
            said = _exchange(process, content, until)
            return process.wait(max(0.1, until - time.monotonic())), said
        except subprocess.TimeoutExpired as error:
            raise NotConverted("time") from error
        finally:
            _end(process)


def _exchange(process: subprocess.Popen[bytes], content: bytes, until: float) -> bytes:
    """Give the child its input while taking its output, which must not wait for each other."""
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101
    left, said = memoryview(content), bytearray()
    os.set_blocking(process.stdin.fileno(), False)
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        selector.register(process.stdin, selectors.EVENT_WRITE)
        while selector.get_map():
            remaining = until - time.monotonic()
            if remaining <= 0:
                raise NotConverted("time")
            for key, _ in selector.select(remaining):
                if key.fileobj is process.stdin:
                    left = _give(process.stdin, left)
                    if not left:
                        selector.unregister(process.stdin)
                        _close(process.stdin)
                    continue
                piece = os.read(process.stdout.fileno(), _CHUNK)
                said += piece
                if len(said) > _LONGEST_ANSWER:
                    raise NotConverted("too-long")
                if not piece:
                    return bytes(said)
    return bytes(said)


def _give(stream: IO[bytes], left: memoryview) -> memoryview:
    try:
        return left[os.write(stream.fileno(), left[:_CHUNK]) :]
    except BlockingIOError:
        return left
    except BrokenPipeError:  # it has ended, or refuses before reading all
        return left[:0]


def _close(stream: IO[bytes]) -> None:
    with suppress(OSError):
        stream.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing of it goes on: the child and its whole session."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            _close(stream)
    process.wait()


def _result(code: int, said: bytes) -> Converted:
    if code == _OUT_OF_MEMORY:
        raise NotConverted("memory")
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise NotConverted("time")
    try:
        answer = json.loads(said) if code == 0 else {"refused": "damaged"}
        return _converted(answer)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotConverted("damaged") from error


def _converted(answer: dict[str, Any]) -> Converted:
    """What the child said, believed only in its shape: a parser that was taken over could say anything."""
    if "refused" in answer:
        known = answer["refused"] if answer["refused"] in REFUSALS else "damaged"
        raise NotConverted(known, str(answer.get("detail", ""))[:20])
    findings = tuple(
        Finding(str(one["code"]), int(one["count"]), int(one["line"]), str(one["excerpt"])[:400])
        for one in answer["findings"]
        if one["code"] in FINDINGS
    )
    return Converted(str(answer["markdown"]), str(answer["title"])[:200], findings, int(answer["pages"]))
