"""What is wrong in the folder, as the last reading of it found."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from service.db import db
from service.knowledge import queries
from service.knowledge.models import FolderProblem
from service.knowledge.rules.faults import KEEPS_OUT
from service.knowledge.values import Problem


def stand(found: Sequence[Problem]) -> bool:
    """Whether what a reading found is what was noted; only faults that keep a file out of the index can change without it."""
    noted = {
        (problem.file, problem.line, problem.code)
        for problem in queries.problems()
        if problem.code in KEEPS_OUT or problem.code.startswith("front-matter-")
    }
    return noted == {(problem.file, problem.line, problem.code) for problem in found}


def note(problems: Sequence[Problem]) -> None:
    """Replace what is known to be wrong in the folder."""
    db.session.execute(delete(FolderProblem))
    for problem in problems:
        db.session.add(
            FolderProblem(path=problem.file, line=problem.line, code=problem.code, params=dict(problem.params))
        )
    db.session.flush()
