"""The library in figures, read from the folder alone: no database, no index."""

from __future__ import annotations

from pathlib import Path

from service.curation.rules.report import Report, report
from service.knowledge.actions import folder
from service.knowledge.rules.guides import parse_guide
from service.knowledge.values import Problem


def report_folder(path: Path) -> Report:
    """Count the folder's published documents and hold them against the bars; a file that cannot be read is a mistake."""
    unread: list[Problem] = []
    guides = [
        parse_guide(file.path, file.content.decode("utf-8-sig", errors="replace"))
        for file in folder.files(path, unread)
    ]
    return report(guides, len(folder.check(path)))
