"""Who sees what: the one declared table, and the one question the rest of the code asks it.

Pages show it beside each form (`seen_by`), queries and guards ask it (`sight`), and a test walks it cell by cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Audience(StrEnum):
    """Whose eyes; the author is whoever wrote it."""

    AUTHOR = "author"
    PARTNER = "partner"
    ADMIN = "admin"
    CONTACT = "contact"
    SPONSOR = "sponsor"


class Datum(StrEnum):
    """What there is to see."""

    PROFILE = "profile"
    EXCLUSION_LIST = "exclusion_list"
    INTAKE_RATINGS = "intake_ratings"
    DRAFTS = "drafts"
    SUGGESTIONS = "suggestions"
    MARKS = "marks"
    NOTES = "notes"
    FORM_ANSWERS = "form_answers"
    CASE = "case"
    INSIGHTS = "insights"


class Sight(StrEnum):
    """How much of it."""

    YES = "yes"
    WORDS = "words"
    WORDS_AND_AGGREGATES = "words_and_aggregates"
    AGGREGATES = "aggregates"
    COUNTS = "counts"
    COUNTS_PER_GUIDE = "counts_per_guide"
    NO_MATCHER_ONLY = "no_matcher_only"
    NO = "no"


_COLUMNS = (Audience.AUTHOR, Audience.PARTNER, Audience.ADMIN, Audience.CONTACT, Audience.SPONSOR)
_Y, _N, _AGG = Sight.YES, Sight.NO, Sight.AGGREGATES

_ROWS: Mapping[Datum, tuple[Sight, Sight, Sight, Sight, Sight]] = {
    #                     author  partner       admin                       contact  sponsor
    Datum.PROFILE: (_Y, _Y, _Y, _Y, _N),
    Datum.EXCLUSION_LIST: (_Y, _N, Sight.NO_MATCHER_ONLY, _N, _N),
    Datum.INTAKE_RATINGS: (_Y, Sight.WORDS, Sight.WORDS_AND_AGGREGATES, _N, _AGG),
    Datum.DRAFTS: (_Y, _N, _N, _N, _N),
    Datum.SUGGESTIONS: (_Y, _Y, Sight.COUNTS, _N, _N),
    Datum.MARKS: (_Y, _N, Sight.COUNTS_PER_GUIDE, _N, _N),
    Datum.NOTES: (_Y, _N, _N, _N, _N),
    Datum.FORM_ANSWERS: (_Y, _N, _AGG, _N, _AGG),
    Datum.CASE: (_Y, _N, _N, _Y, _N),
    Datum.INSIGHTS: (_Y, _Y, _Y, _Y, _Y),
}

VISIBILITY: Mapping[Datum, Mapping[Audience, Sight]] = {
    datum: dict(zip(_COLUMNS, row, strict=True)) for datum, row in _ROWS.items()
}

_OF_ONE_PERSON = {Sight.YES, Sight.WORDS, Sight.WORDS_AND_AGGREGATES}


def sight(audience: Audience, datum: Datum) -> Sight:
    """How much of `datum` this audience may see."""
    return VISIBILITY[datum][audience]


def may_read(audience: Audience, datum: Datum) -> bool:
    """Whether a page for this audience may show one person's own words or figures."""
    return sight(audience, datum) is Sight.YES


def may_read_in_words(audience: Audience, datum: Datum) -> bool:
    """Whether it may show one person's topics in words, without any number."""
    return sight(audience, datum) in _OF_ONE_PERSON


def seen_by(datum: Datum) -> tuple[tuple[Sight, tuple[Audience, ...]], ...]:
    """The same row, grouped for reading: how much, and who, the most first."""
    row = VISIBILITY[datum]
    return tuple(
        (level, tuple(one for one in _COLUMNS if row[one] is level)) for level in Sight if level in row.values()
    )
