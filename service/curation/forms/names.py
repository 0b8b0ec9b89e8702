"""How the tags of a guide are called on a page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

LANGUAGE_NAMES = {"id": _l("Indonesian"), "en": _l("English")}
REASON_NAMES = {
    "practice": _l("Technology in practice"),
    "generations": _l("Bridging generations"),
    "humility": _l("Humble, open leadership"),
    "reality": _l("Decisions from reality"),
    "relevance": _l("Staying relevant"),
}
AUDIENCE_NAMES = {
    "senior": _l("Leaders"),
    "junior": _l("Mentors"),
    "facilitator": _l("Those who run a programme"),
    "sponsor": _l("Sponsors"),
    "line_manager": _l("Line managers of mentors"),
}
STATUS_NAMES = {"draft": _l("draft"), "published": _l("published"), "withdrawn": _l("withdrawn")}
KIND_NAMES = {
    "guide": _l("guide"),
    "article": _l("article"),
    "brief": _l("brief"),
    "lesson": _l("lesson"),
    "plain": _l("plain text"),
}
COURAGE_NAMES = {"light": _l("light"), "medium": _l("medium"), "bold": _l("bold")}
FIELD_NAMES = {
    "title": _l("Title"),
    "language": _l("Language"),
    "kind": _l("Kind"),
    "status": _l("Status"),
    "reviewed_on": _l("Last reviewed on"),
    "reasons": _l("Reasons"),
    "stages": _l("Sessions"),
    "audience": _l("For whom"),
    "sources": _l("Sources"),
    "skills": _l("Skills shown"),
    "courage": _l("Courage it asks for"),
}
STATE_NAMES = {
    "indexed": _l("In the index"),
    "pending": _l("Being indexed"),
    "failed": _l("Not in the index"),
    "mistakes": _l("With mistakes"),
    "one-language": _l("In one language only"),
    "flagged": _l("Flagged by somebody"),
    "unused": _l("Never suggested"),
    "stale": _l("Review is due"),
}
ORDER_NAMES = {
    "trouble": _l("Problems first"),
    "title": _l("Title"),
    "used": _l("Most suggested"),
    "useful": _l("Most useful"),
    "flagged": _l("Most flagged"),
    "reviewed": _l("Oldest review first"),
    "changed": _l("Newest change first"),
}
