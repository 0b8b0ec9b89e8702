"""What is held against every quotation of a draft topic. A fault drops the quotation; a topic left without one is dropped.

Each rule is a function in ``CITATION_RULES``, so that a test can take one away and see a planted fault come through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from service.knowledge.rules.hidden import hidden
from service.knowledge.rules.invisible import unseen
from service.knowledge.values import Passage
from service.suggestions.rules.instructions import instructs
from service.suggestions.rules.personal import personal_fault
from service.suggestions.rules.quotations import locate, quotation_fault
from service.suggestions.values import Citation, DraftCitation


@dataclass(frozen=True)
class Claim:
    """A quotation as proposed, the passage it is said to stand in, and the words of the file where it stands.

    `words` are empty where it stands nowhere; `start` and `end` count from the passage's beginning.
    """

    quote: str
    passage: Passage
    names: tuple[str, ...]
    start: int = 0
    end: int = 0

    @property
    def words(self) -> str:
        """The file's own wording."""
        return self.passage.text[self.start : self.end]


def stands(claim: Claim) -> str | None:
    """Word for word in that passage, long enough, and not cut so that it turns."""
    return quotation_fault(claim.quote, claim.passage.text)


def seen(claim: Claim) -> str | None:
    """Where readers of the guide see it: not in a comment, not in what hides."""
    text = claim.passage.text
    cuts = [*unseen(text), *hidden(text)]
    return "hidden" if any(cut.start < claim.end and claim.start < cut.end for cut in cuts) else None


def personal(claim: Claim) -> str | None:
    """No name, e-mail, phone or identity number; a link that stands in the guide may be quoted."""
    code = personal_fault(claim.words, claim.names)
    return None if code == "link" else code


def instruction(claim: Claim) -> str | None:
    """Said to a reader, not to a machine."""
    return "instruction" if instructs(claim.words) else None


CITATION_RULES: tuple[Callable[[Claim], str | None], ...] = (stands, seen, personal, instruction)


def judged(proposed: DraftCitation, passages: Mapping[str, Passage], names: tuple[str, ...]) -> Citation | str:
    """The citation with the file's own wording, or the code of what is wrong with it."""
    passage = passages.get(proposed.passage)
    if passage is None:
        return "unknown-passage"
    start, end = locate(proposed.quote, passage.text) or (0, 0)
    claim = Claim(proposed.quote, passage, names, start, end)
    fault = next((code for rule in CITATION_RULES if (code := rule(claim))), None)
    return fault or Citation(
        document=passage.document,
        title=passage.title,
        heading=passage.heading,
        path=passage.path,
        version=passage.version,
        language=passage.language,
        passage=passage.id,
        quote=claim.words,
        start=passage.start + start,
        end=passage.start + end,
    )
