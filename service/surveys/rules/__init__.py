"""The survey room's rules, without a page or a table: who sees what, how a question may be worded, what may be released."""

from service.surveys.rules.visibility import (
    VISIBILITY,
    Audience,
    Datum,
    Sight,
    may_read,
    may_read_in_words,
    seen_by,
    sight,
)

__all__ = ["VISIBILITY", "Audience", "Datum", "Sight", "may_read", "may_read_in_words", "seen_by", "sight"]
