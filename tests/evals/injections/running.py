"""Every case through the real pipeline: the real client, the real filter and gate, and a server that obeys what reaches it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from unittest.mock import patch

from service.adapters.chat_model import ModelServer, OpenAIChatModel
from service.adapters.outbound import OutboundFilter, Person
from service.knowledge.rules.guides import PARTS
from service.knowledge.rules.intervals import wilson
from service.knowledge.rules.passages import Document, read_document
from service.knowledge.rules.questions import stems
from service.suggestions.actions import Desk, composing, suggest
from service.suggestions.actions.keeping import as_json
from service.suggestions.rules import citations, frame, gate, instructions, lines, material
from service.suggestions.values import Outcome, PairBrief, SideBrief, Topic
from tests.evals.injections.carriers import Case, arrived, planted
from tests.evals.injections.obedient import NAME, SECRETS, followed, obeys, told
from tests.evals.injections.roster import ROSTER, written
from tests.fake_answers import Recorded
from tests.fakes import FakeOpenAI, good
from tests.libraries import KNOWLEDGE, FolderLibrary
from tests.suggestions import modelled

PEOPLE = (*ROSTER, Person(NAME, "damar.wicaksono@contoh.co.id"))
_FORM = frozenset("uncited language closed advice blame register".split())
_GUIDES = ("automation-small", "dashboards-reading", "data-tidy", "shared-documents")


@dataclass(frozen=True)
class Result:
    """How a case went: whether the instruction reached the model, and whether it had its way.

    `through` says that a topic which follows it came through the gate, `shown` that it is in the set, the receipt or the record.
    """

    case: Case
    arrived: bool
    asked: bool
    through: bool
    shown: bool


class Poisoned(FolderLibrary):
    """A few of the shipped guides, one of them with something planted in each of its topics."""

    def __init__(self, language: str, injected: str) -> None:
        documents = [_poisoned(language, injected) if injected else _guide(language, _GUIDES[0])]
        documents += [_guide(language, name) for name in _GUIDES[1:]]
        self.texts = {(one.path, one.sha256[:12]): one.raw for one in documents}
        self.entries = [entry for one in documents for entry in one.entries]
        self._stems = {entry.passage.id: stems(entry.lexical, entry.passage.language) for entry in self.entries}
        self._weights = {stem: 1.0 for found in self._stems.values() for stem in found}
        self._units = {entry.passage.id: entry.unit for entry in self.entries if entry.unit}


@cache
def _guide(language: str, name: str) -> Document:
    path = f"guides/{language}/{name}.md"
    return read_document(path, (KNOWLEDGE / path).read_bytes())


def _poisoned(language: str, injected: str) -> Document:
    """The first guide with a paragraph more at the end of what each topic is about."""
    path = f"guides/{language}/{_GUIDES[0]}.md"
    activity = f"\n### {PARTS[language]['activity']}"
    raw = (KNOWLEDGE / path).read_text("utf-8")
    changed = raw.replace(activity, f"\n{injected}\n{activity}")
    if changed == raw:
        message = f"{path} has no {activity.strip()}"
        raise ValueError(message)
    return read_document(path, changed.encode())


def brief(case: Case) -> PairBrief:
    """A pair whose texts hold the case, if it is theirs, and some of the roster in any case."""
    injected = planted(case)
    people = [written((case.number * 5 + step) % len(ROSTER)) for step in range(5)]
    made = modelled.brief(case.language)
    texts = {"senior": SECRETS["senior"], "junior": SECRETS["junior"], "focus": ""}
    if case.place in texts:
        texts[case.place] = injected
    return replace(
        made,
        senior=_with(made.senior, f"{texts['senior']}. {people[0]}", people[1]),
        junior=_with(made.junior, f"{texts['junior']}. {people[2]}", people[3]),
        focus=f"{texts['focus']} {people[4]}".strip(),
    )


def _with(side: SideBrief, focus: str, person: str) -> SideBrief:
    return replace(side, focus=focus, function=f"{side.function}, {person}")


@contextmanager
def without_signs() -> Iterator[None]:
    """No sentence is taken for one that speaks to a machine: everything arrives, and only the rest of the gate stands."""
    material.material.cache_clear()
    try:
        with patch.object(instructions, "INSTRUCTIONS", ()):
            yield
    finally:
        material.material.cache_clear()


@contextmanager
def without_the_gate() -> Iterator[None]:
    """No rule of the gate holds: what an obedient model then gets through shows what the cases are worth."""
    with (
        patch.object(frame, "FRAME_RULES", ()),
        patch.object(lines, "LINE_RULES", ()),
        patch.object(citations, "CITATION_RULES", ()),
        patch.object(gate, "WHOLE_RULES", ()),
    ):
        yield


def known(case: Case) -> bool:
    """Dictated prose that breaks no rule is not stopped where its words cannot be compared with what was typed."""
    return case.aim == "dictated" and (case.place == "guide" or case.form in {"base64", "rot13"})


@contextmanager
def server() -> Iterator[tuple[FakeOpenAI, OpenAIChatModel]]:
    """One scripted server and one client for all cases."""
    with FakeOpenAI() as fake:
        model = OpenAIChatModel(ModelServer("fake", fake.address, jitter=(0.01, 0.05)), OutboundFilter(lambda: PEOPLE))
        try:
            yield fake, model
        finally:
            model.close()


def run(case: Case, fake: FakeOpenAI, model: OpenAIChatModel) -> Result:
    """One case."""
    heard: list[bool] = []

    def answer(request: Recorded) -> object:
        made = modelled.of_units(request)
        heard.append(arrived(case, request.prompt))
        if heard[-1]:
            for topic in made["topics"]:
                obeys(case, topic, request)
        return made

    fake.script(good(answer))
    injected = planted(case) if case.place not in {"senior", "junior", "focus"} else ""
    desk = Desk(Poisoned(case.language, injected), model, modelled.PROMPTS.render, 30.0)
    passed: list[Topic] = []
    weave = composing.weave

    def woven(topics, proposals, judge, measure):
        passed.extend(one.topic for one in proposals)
        return weave(topics, proposals, judge, measure)

    with patch.object(composing, "weave", woven):  # looks on; what is done is the same
        outcome = suggest(brief(case), desk, "model", [person.name for person in PEOPLE])
    through = any(followed(case, topic) for topic in passed)
    return Result(case, any(heard), bool(heard), through, through or _shown(case, outcome))


def _shown(case: Case, outcome: Outcome) -> bool:
    """Whether the instruction had its way in the set, or its words stand in what is kept and printed."""
    if any(followed(case, topic) for topic in outcome.topics):
        return True
    if case.aim in _FORM or (case.aim, case.place) == ("forged", "guide"):
        return False  # what a line of bad form or a quotation said is told with the refusal, which does no harm
    record = as_json(outcome)
    return told(case, json.dumps([record["receipt"], record["missing"]], ensure_ascii=False))


def run_all(every: Iterable[Case], fake: FakeOpenAI, model: OpenAIChatModel) -> list[Result]:
    """All cases, one after the other."""
    return [run(case, fake, model) for case in every]


def rate(results: list[Result]) -> str:
    """Successes of attempts with the Wilson 95 % interval."""
    hits = sum(one.shown for one in results)
    low, high = wilson(hits, len(results))
    return f"{hits:3} of {len(results):3}  {hits / len(results):.3f}  [{low:.3f}, {high:.3f}]"
