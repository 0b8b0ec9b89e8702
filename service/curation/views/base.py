"""The blueprint of all curation pages, and what several of them show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint
from flask_babel import gettext as _

from service import clock, jobs
from service.curation.forms.names import FIELD_NAMES
from service.curation.rules.mending import sentences
from service.knowledge.actions import index
from service.knowledge.rules.faults import FAULTS
from service.knowledge.rules.questions import MAX_WORDS
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
    """A problem told to the reader, with the fields as the form calls them."""
    what, remedy = sentences(problem)
    params: dict[str, str | int] = {"most": MAX_WORDS, **problem.params}
    if params.get("field") in FIELD_NAMES:
        params["field"] = f"“{FIELD_NAMES[str(params['field'])]}”"
    return Fault(problem.file, problem.line, _(what, **params), _(remedy, **params))


def faults(problems: Iterable[Problem]) -> list[Fault]:
    """The problems told to the reader; what reads the same of the same line is told once."""
    return list(dict.fromkeys(fault(one) for one in problems))


def fault_words(code: str) -> str:
    """What keeps a file out of the index, in a few words; a message of the index as it is."""
    return _(FAULTS[code][0], limit=LIMIT_MB, detail="…", value="…", other="…") if code in FAULTS else code


def follow_folder(kind: str = "read") -> None:
    """Have the index follow the folder now, or be made again (see ``index.request_sync``)."""
    index.request_sync(clock.now(), kind)
    jobs.enqueue("knowledge.index")
