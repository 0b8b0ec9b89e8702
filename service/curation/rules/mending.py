"""What is wrong in a text and how to mend it, for somebody who has the form before them and not the manual.

`knowledge.rules.faults` says the same to those who write files by hand; here stand only the sentences that differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from service.knowledge.rules.faults import FAULTS, N_
from service.knowledge.values import Problem

UNWRITTEN = "…"
"""What the skeleton of a new guide holds where somebody is to write."""

_OF_THE_NAME = frozenset({"id-form", "twin-missing"})
_OPENLY = N_("begin with what, how, which, when or where")
_IN_THE_FORM: Mapping[str, tuple[str, str]] = {
    "unwritten": (N_("a line is still to be written"), N_("write it in place of the three dots")),
    "field-value []": (N_("nothing is chosen for %(field)s"), N_("choose at least one")),
    "field-type a text": (N_("%(field)s is empty"), N_("write it")),
    "twin-missing": (
        N_("the guide is not there in the other language yet (%(other)s)"),
        N_("open the guide once it is saved, and choose “Write it in the other language”"),
    ),
    "question-form ending": (
        N_("the line does not end as one question: “%(text)s”"),
        N_("end it with one question mark; after “Tell” or “Describe” with a full stop"),
    ),
    "question-form double": (N_("the line asks two things: “%(text)s”"), N_("ask one of them")),
    "question-form closed": (N_("yes or no would answer this: “%(text)s”"), _OPENLY),
    "question-form not-open": (N_("the question has no word that asks openly: “%(text)s”"), _OPENLY),
    "question-form long": (N_("the question is too long: “%(text)s”"), N_("use at most %(most)s words")),
    "question-form advice": (
        N_("the question hides advice: “%(text)s”"),
        N_("ask without “should”, “better” or “why not”"),
    ),
    "question-form blame": (
        N_("the question sounds like a reproach: “%(text)s”"),
        N_("ask what made something possible, not why somebody did it"),
    ),
    "question-form names-somebody": (
        N_("the answer would be a person's name: “%(text)s”"),
        N_("ask about the work, not about who"),
    ),
}


def in_the_form(problems: Iterable[Problem], offset: int, *, named: bool) -> list[Problem]:
    """What the form can mend. The `offset` lines of front matter are fields there, so they have no line (0).

    While a new guide has no short name (not `named`), nothing is said of what is made from it.
    """
    return [
        one if one.line > offset else replace(one, line=0)
        for one in problems
        if named or not (one.code in _OF_THE_NAME or one.params.get("field") == "translation_of")
    ]


def sentences(problem: Problem) -> tuple[str, str]:
    """What is wrong and how to mend it, as message ids; `most` is the longest question in words, the rest as in the problem."""
    params = problem.params
    if params.get("text") == UNWRITTEN:
        return _IN_THE_FORM["unwritten"]
    detail = params.get("fault", params.get("value", params.get("expected", "")))
    return _IN_THE_FORM.get(f"{problem.code} {detail}".strip()) or FAULTS[problem.code]
