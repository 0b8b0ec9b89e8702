"""Answers that a whole instrument accepts: the same for the same question, so that tests can say what they changed."""

from typing import Any

from service.surveys.kinds.instrument import Instrument


def answer(item: Any, text: str = "Catatan contoh.") -> Any:
    """A stored answer to one question of any kind."""
    simple = {"scale": 1, "yes_no": True, "date": "2026-12-01"}
    if item.kind in simple:
        return simple[item.kind]
    if item.kind == "weekly_grid":
        return [f"{item.days[0].key}-{item.halves[0].key}"]
    if item.kind in {"choice", "several"}:
        return item.options[0].key if item.kind == "choice" else [item.options[0].key]
    return text[: item.longest]


def answers(instrument: Instrument, text: str = "Catatan contoh.") -> dict[str, Any]:
    """An answer to every question that is asked of somebody who answers so."""
    found: dict[str, Any] = {}
    for page in instrument.pages:
        for _ in page.items:  # an answer may open another question of the same page
            for item in instrument.asked_on(page, found):
                found.setdefault(item.id, answer(item, text))
    return found


def posted(item: Any) -> Any:
    """The same as a browser sends it."""
    given = item.fill(answer(item))
    return given.isoformat() if item.kind == "date" else given
