"""Reads of the main job: briefs, sets and wishes for the pages, and figures for whoever runs this."""

from service.suggestions.queries.courage import held_courage, own_courage
from service.suggestions.queries.figures import SetFigures, figures, oldest_due
from service.suggestions.queries.quotations import InContext, in_context, standing, withdrawn
from service.suggestions.queries.sets import (
    RequestState,
    ShownSet,
    ShownTopic,
    banned_names,
    brief,
    citation,
    flagged,
    latest_request,
    next_session,
    open_request,
    pair_of_topic,
    request_state,
    session_of_topic,
    sets,
    topic,
)
from service.suggestions.queries.usage import DayUsage, tokens_left, usage
from service.suggestions.queries.use import unmet, use_of_documents, use_of_passages

__all__ = [
    "DayUsage",
    "InContext",
    "RequestState",
    "SetFigures",
    "ShownSet",
    "ShownTopic",
    "banned_names",
    "brief",
    "citation",
    "figures",
    "flagged",
    "held_courage",
    "in_context",
    "latest_request",
    "next_session",
    "oldest_due",
    "open_request",
    "own_courage",
    "pair_of_topic",
    "request_state",
    "session_of_topic",
    "sets",
    "standing",
    "tokens_left",
    "topic",
    "unmet",
    "usage",
    "use_of_documents",
    "use_of_passages",
    "withdrawn",
]
