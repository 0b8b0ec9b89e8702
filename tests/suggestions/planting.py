"""Handing a planted draft to the gate."""

from dataclasses import replace

from service.knowledge.values import Question
from service.suggestions.rules.gate import accept
from service.suggestions.values import DraftCitation, DraftTopic, SideBrief, Topic, Verdict
from tests.suggestions.attacks import NAMES, PAST, STOOD, TYPED, Attack
from tests.suggestions.planted import brief, draft, passage, passages


def verdict(language: str, draft_: DraftTopic, *, already: tuple[Topic, ...] | list[Topic] = (), **more) -> Verdict:
    asked = brief(language, junior=SideBrief(focus=TYPED[language]), **more)
    return accept([draft_], passages(language), asked, NAMES, already)


def codes(found: Verdict) -> list[tuple[str, str]]:
    return [(one.part, one.code) for one in found.dropped]


def shown(topic: Topic) -> set[str]:
    return {*topic.openers, *(question.text for question in topic.questions)}


def with_line(attack: Attack, text: str) -> Verdict:
    """The good draft with one more line; the letter of the attack on *grow* is no letter of GROW."""
    good = draft(attack.language)
    letter = "X" if attack.rule == "grow" and text == attack.text else "R"
    if attack.side == "openers":
        changed = replace(good, openers=(text, *good.openers))
    else:
        changed = replace(good, **{attack.side: (Question(text, letter), *getattr(good, attack.side))})
    return verdict(
        attack.language, changed, **({"past_questions": PAST[attack.language]} if attack.rule == "repeated" else {})
    )


def quoting(language: str, quote: str) -> Verdict:
    """The good draft with this as its one quotation, from a passage in which many things stand."""
    text = STOOD[language]
    material = {**passages(language), "P1": passage(language, text=text, start=0, end=len(text))}
    return accept([draft(language, citations=(DraftCitation("P1", quote),))], material, brief(language))
