"""Two runs side by side: every figure with its change over the pairs both have, and the sets that are not the same any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.knowledge.rules.intervals import Part
from service.suggestions.evaluation.breakdown import WORDS_A_MINUTE
from service.suggestions.evaluation.changes import Change, paired_change
from service.suggestions.evaluation.figures import BARS, courses, overlap_by_pair
from service.suggestions.evaluation.records import SetRecord, SuggestionsRun, all_checks, summed


@dataclass(frozen=True, slots=True)
class ChangedSet:
    """A set that both runs have and that differs: topics that went and came, and those whose words changed."""

    name: str
    gone: tuple[str, ...]
    new: tuple[str, ...]
    reworded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Changes by figure over the common pairs, the changed sets of `sets` common ones, and what only one run has."""

    changes: Mapping[str, Change]
    changed: tuple[ChangedSet, ...]
    sets: int
    only_first: int
    only_second: int


def compare(first: SuggestionsRun, second: SuggestionsRun) -> Comparison:
    """The second run against the first."""
    before, after = parts(first), parts(second)
    changes = {
        name: change
        for name in before
        if name in after and (change := paired_change(before[name], after[name])) is not None
    }
    mine = {(one.pair, one.session): one for one in first.sets}
    theirs = {(one.pair, one.session): one for one in second.sets}
    common = [key for key in mine if key in theirs]
    changed = [_changed(mine[key], theirs[key]) for key in common]
    return Comparison(
        changes=changes,
        changed=tuple(one for one in changed if one is not None),
        sets=len(common),
        only_first=len(mine) - len(common),
        only_second=len(theirs) - len(common),
    )


def parts(run: SuggestionsRun) -> dict[str, dict[int, Part]]:
    """By figure, what each pair adds to it: a course of six sessions is one unit, since its sets depend on each other."""
    found: dict[str, dict[int, Part]] = {}
    for pair, sets in courses(run).items():
        counts = summed(all_checks(one) for one in sets)
        for name, (good, of) in counts.items():
            if name in BARS:
                found.setdefault(name, {})[pair] = (good, of)
        topics = [topic for one in sets for topic in one.topics]
        each = len(topics)
        documents = {document for topic in topics for document in topic.documents}
        for name, part in (
            ("topics a set", (each, len(sets))),
            ("words of why", (sum(len(topic.why.split()) for topic in topics), each)),
            ("minutes a topic", (sum(topic.words for topic in topics) / WORDS_A_MINUTE, each)),
            ("said to be missing, a set", (sum(len(one.missing) for one in sets), len(sets))),
            ("refused by the gate, a set", (sum(sum(one.dropped.values()) for one in sets), len(sets))),
            ("documents quoted, a pair", (len(documents), 1)),
            ("topics a model wrote", (sum(topic.author == "model" for topic in topics), each)),
        ):
            found.setdefault(name, {})[pair] = part
    found["topics in common with another pair"] = overlap_by_pair(run)
    return found


def _changed(one: SetRecord, other: SetRecord) -> ChangedSet | None:
    before, after = ({topic.title: topic.print for topic in each.topics} for each in (one, other))
    gone = tuple(title for title in before if title not in after)
    new = tuple(title for title in after if title not in before)
    reworded = tuple(title for title in before if title in after and before[title] != after[title])
    return ChangedSet(one.name, gone, new, reworded) if gone or new or reworded else None
