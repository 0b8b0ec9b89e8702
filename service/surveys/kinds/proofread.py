"""Reads the questions of an instrument as their readers do, and says where a wording is doubtful or an origin is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.surveys.kinds.instrument import Instrument, Page, Questionnaire
from service.surveys.kinds.questions import Choice, Question, Scale
from service.surveys.rules.wording import Doubt, doubts
from service.surveys.values import LANGUAGES


@dataclass(frozen=True, slots=True)
class Remark:
    """What is doubtful about one question (or, under the page's key, a page's heading) as one side reads it."""

    item: str
    side: str
    language: str
    doubt: Doubt

    def __str__(self) -> str:
        return f"{self.item}, {self.side}, {self.language}: {self.doubt.sign} ({self.doubt.found})"


def proofread(questionnaire: Questionnaire) -> tuple[Remark, ...]:
    """Every remark that no `wording_ok` excuses, every excuse that nothing needs, and every rating without provenance."""
    excuses = {
        (item.id, sign): (sign, reason)
        for instrument in questionnaire.by_side.values()
        for item in instrument.items()
        for sign, reason in item.wording_ok
    }
    needed: set[tuple[str, str]] = set()
    remarks = []
    for instrument in questionnaire.by_side.values():
        for remark in _remarks(instrument):
            excuse = excuses.get((remark.item, remark.doubt.sign))
            if excuse is None:
                remarks.append(remark)
            else:
                needed.add(excuse)
    idle = {
        excuse: item for (item, _), excuse in excuses.items() if excuse not in needed
    }  # made from one entry: share one
    return (
        *remarks,
        *(Remark(item, "both", "both", Doubt("excuse", sign)) for (sign, _), item in sorted(idle.items())),
    )


def stem(page: Page, item: Question, language: str) -> str:
    """A question as it is read: after its page's heading, where that is its first half or asks what the item only names."""
    title, text = page.title.into(language), item.text.into(language)
    if title.endswith("…"):
        return f"{title.removesuffix('…').strip()} {text}"
    return f"{title} {text}" if title.endswith("?") and not re.search(r"[.?](?: \(.*\))?$", text) else text


def _remarks(instrument: Instrument) -> Iterator[Remark]:
    for page in instrument.pages:
        for language in LANGUAGES:
            for doubt in doubts(page.title.into(language), language):
                if doubt.sign != "no_time_frame":  # a heading need not say when: the question below it does
                    yield Remark(page.key, instrument.side, language, doubt)
        for item in page.items:
            yield from _of_item(instrument, page, item)


def _of_item(instrument: Instrument, page: Page, item: Question) -> Iterator[Remark]:
    frequency = isinstance(item, Scale) and item.measures == "frequency"
    for language in LANGUAGES:
        for doubt in doubts(stem(page, item, language), language, frequency=frequency):
            yield Remark(item.id, instrument.side, language, doubt)
    if isinstance(item, Scale | Choice) and item.provenance is None:
        yield Remark(item.id, instrument.side, "both", Doubt("no_provenance", item.kind))
