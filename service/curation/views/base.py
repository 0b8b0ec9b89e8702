"""The blueprint of all curation pages, and what several of them show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint
from flask_babel import gettext as _

from service import clock, jobs
from service.knowledge.actions import index
from service.knowledge.rules.faults import FAULTS
from service.knowledge.values import LIMIT_MB, Problem

blueprint = Blueprint("curation", __name__, url_prefix="/knowledge")


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem in the reader's language."""

    file: str
    line: int
    what: str
    remedy: str


def fault(problem: Problem) -> Fault:
    """A problem told to the reader."""
    what, remedy = FAULTS[problem.code]
    params: Mapping[str, str | int] = problem.params
    return Fault(problem.file, problem.line, _(what, **params), _(remedy, **params))


def fault_words(code: str) -> str:
    """What keeps a file out of the index, in a few words; a message of the index as it is."""
    return _(FAULTS[code][0], limit=LIMIT_MB, detail="…", value="…", other="…") if code in FAULTS else code


def follow_folder(kind: str = "read") -> None:
    """Have the index follow the folder now, or be made again (see ``index.request_sync``)."""
    index.request_sync(clock.now(), kind)
    jobs.enqueue("knowledge.index")
