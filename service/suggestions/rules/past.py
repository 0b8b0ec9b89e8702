"""What a topic leaves behind for the sets after it."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from service.suggestions.values import Earlier, Topic

SET_ASIDE = frozenset({"not_for_us", "inappropriate"})
LIKED = frozenset({"used", "useful"})


def earlier(session: int, topic: Topic, marks: AbstractSet[str] = frozenset()) -> Earlier:
    """A topic suggested at a session as later sets see it; `marks` are those of both sides, whosever they are."""
    return Earlier(
        session=session,
        title=topic.title,
        unit=topic.unit,
        document=topic.citations[0].document if topic.citations else "",
        reasons=topic.reasons,
        skills=topic.skills,
        evidence=topic.evidence,
        liked=bool(marks & LIKED),
        declined="not_for_us" in marks,
        barred="inappropriate" in marks,
    )


def teaser(why: str) -> str:
    """The first sentence of a *why*, for the line of a topic that is closed."""
    head, stop, _ = why.partition(". ")
    return f"{head}." if stop else why
