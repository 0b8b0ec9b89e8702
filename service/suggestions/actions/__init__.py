"""What people do in this room: wish for a set, have it composed, keep it, mark a topic."""

from service.suggestions.actions.composing import suggest
from service.suggestions.actions.daring import choose_courage
from service.suggestions.actions.desk import Desk, ModelRefusedError
from service.suggestions.actions.keeping import as_json, mark, receipt_json, receipt_words, save
from service.suggestions.actions.rehearsing import Rehearsal, rehearse
from service.suggestions.actions.remembering import KeptAnswers
from service.suggestions.actions.requests import Claim, advance, ask, claim, fail, finish, release, show_partly, sweep
from service.suggestions.actions.spending import count, held

__all__ = [
    "Claim",
    "Desk",
    "KeptAnswers",
    "ModelRefusedError",
    "Rehearsal",
    "advance",
    "as_json",
    "ask",
    "choose_courage",
    "claim",
    "count",
    "fail",
    "finish",
    "held",
    "mark",
    "receipt_json",
    "receipt_words",
    "rehearse",
    "release",
    "save",
    "show_partly",
    "suggest",
    "sweep",
]
