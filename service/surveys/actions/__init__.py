"""What changes forms: an author writes and hands in, an admin opens and closes waves."""

from service.surveys.actions.waves import RefusedWave, close_wave, move_close, note_mail, open_wave
from service.surveys.actions.writing import (
    ClosedError,
    ConflictError,
    IncompleteError,
    discard_draft,
    drop_stash,
    save_page,
    seal_old_drafts,
    stash,
    submit,
    take_turn,
    told,
)

__all__ = [
    "ClosedError",
    "ConflictError",
    "IncompleteError",
    "RefusedWave",
    "close_wave",
    "discard_draft",
    "drop_stash",
    "move_close",
    "note_mail",
    "open_wave",
    "save_page",
    "seal_old_drafts",
    "stash",
    "submit",
    "take_turn",
    "told",
]
