"""What people do in this room: wish for a set, have it composed, keep it, mark a topic."""

from service.suggestions.actions.composing import Desk, ModelRefusedError, suggest
from service.suggestions.actions.keeping import as_json, mark, receipt_json, receipt_words, save
from service.suggestions.actions.rehearsing import Rehearsal, rehearse
from service.suggestions.actions.requests import Claim, advance, ask, claim, fail, finish, release, sweep

__all__ = [
    "Claim",
    "Desk",
    "ModelRefusedError",
    "Rehearsal",
    "advance",
    "as_json",
    "ask",
    "claim",
    "fail",
    "finish",
    "mark",
    "receipt_json",
    "receipt_words",
    "rehearse",
    "release",
    "save",
    "suggest",
    "sweep",
]
