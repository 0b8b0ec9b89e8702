"""Runs commands in processes forked from this one, which has imported what they need and done nothing with it.

A job is a line of JSON on standard input; the answer is the exit code, a line on standard output.
"""

import io
import json
import os
import sys
import traceback
from typing import Any, NoReturn

import service.adapters.bench
import service.adapters.chat_model
import service.adapters.embeddings
import service.adapters.library
import service.adapters.mail
import service.adapters.remote_embeddings  # noqa: F401
from service.cli import main


def play(job: dict[str, Any]) -> NoReturn:
    code: object = 1
    try:
        os.environ.clear()
        os.environ.update(job["environment"])
        os.chdir(job["folder"])
        for name, number in (("out", 1), ("err", 2)):
            file = os.open(job[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(file, number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), encoding="utf-8", write_through=True)
        sys.stderr = io.TextIOWrapper(
            io.FileIO(2, "w", closefd=False), encoding="utf-8", errors="backslashreplace", write_through=True
        )
        sys.argv = ["dua-arah", *job["words"]]
        main(prog_name="dua-arah")
    except SystemExit as end:
        code = end.code
        if isinstance(code, str):
            sys.stderr.write(f"{code}\n")
    except BaseException:  # noqa: BLE001 - as the interpreter would
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 0 if code is None else 1)


def serve() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        pid = os.fork()
        if pid == 0:
            play(job)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        sys.stdout.write(f"{status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
