"""Reads of instruments, answers and waves."""

from service.surveys.queries.answers import answers, answers_of, draft, draft_content, handed_in, stashed
from service.surveys.queries.instruments import (
    FOLDER,
    due,
    instrument,
    problems,
    questionnaire,
    questionnaires,
    source,
    wave_instrument,
    wave_questionnaire,
)
from service.surveys.queries.waves import (
    WaveStillOpen,
    answered,
    answered_in,
    drafts_count,
    reminded,
    sheets,
    unclosed,
    wave,
    waves,
)

__all__ = [
    "FOLDER",
    "WaveStillOpen",
    "answered",
    "answered_in",
    "answers",
    "answers_of",
    "draft",
    "draft_content",
    "drafts_count",
    "due",
    "handed_in",
    "instrument",
    "problems",
    "questionnaire",
    "questionnaires",
    "reminded",
    "sheets",
    "source",
    "stashed",
    "unclosed",
    "wave",
    "wave_instrument",
    "wave_questionnaire",
    "waves",
]
