"""A model over the wire for the suggestion room: the real ChatOpenAI, a scripted server, and answers taken from the guides' units.

The guides' own units pass the gate, so an answer made of them is a good set; one fault planted in it is the only one.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.accounts import queries as accounts
from service.adapters.chat_model import ModelServer, OpenAIChatModel
from service.adapters.outbound import OutboundFilter, Person
from service.knowledge.ports import Library
from service.knowledge.values import Question, TopicUnit
from service.suggestions.actions import Desk
from service.suggestions.guided import phrases
from service.suggestions.prompts import Prompts
from service.suggestions.values import PairBrief, SideBrief, Stage
from tests.fake_answers import Recorded, language_of
from tests.fakes import FakeOpenAI, Script
from tests.libraries import folder_library

PROMPTS = Prompts(Path(__file__).parents[2] / "prompts")
_HEADING = re.compile(r"^(P\d+)# .+ > (.+)$", re.MULTILINE)
_WHY = {
    "id": "Pemimpin dan mentor memilih tema ini: {}.",
    "en": "The leader and the mentor have both chosen this theme: {}.",
}
_CHOICES = re.compile(r"^\| - ([^(\n]+)", re.MULTILINE)
Data = dict[str, Any]


def of_units(request: Recorded, count: int = 4) -> Data:
    """Topics made of the guides' units among the prompt's passages; every quotation stands in its passage."""
    language = language_of(request)
    prompt = request.prompt
    by_heading = {unit.heading: unit for unit in folder_library()._units.values() if unit.language == language}
    picked = [(number, by_heading[heading]) for number, heading in _HEADING.findall(prompt) if heading in by_heading]
    return {"topics": [_topic(number, unit, prompt, language) for number, unit in picked[:count]]}


def few(count: int) -> Callable[[Recorded], Data]:
    """A set that is good but too small."""
    return lambda request: of_units(request, count)


def spoiled(change: Callable[[Data], object], count: int = 4) -> Callable[[Recorded], Data]:
    """The good set with one fault in each of its topics."""

    def answer(request: Recorded) -> Data:
        made = of_units(request, count)
        for topic in made["topics"]:
            change(topic)
        return made

    return answer


def _topic(number: str, unit: TopicUnit, prompt: str, language: str) -> Data:
    lines = re.findall(rf"^{number}\| (.+)$", prompt, re.MULTILINE)
    return {
        "title": unit.heading,
        "reasons": list(unit.reasons),
        "why": _WHY[language].format(_chosen(unit, prompt, language)),
        "activity": [{"minutes": step.minutes, "text": step.text} for step in unit.activity],
        "prompts": list(unit.openers[:2]),
        "questions": {side: [_question(one) for one in getattr(unit, side)] for side in ("senior", "junior", "both")},
        "citations": [{"passage": number, "quote": lines[0]}],
    }


def _chosen(unit: TopicUnit, prompt: str, language: str) -> str:
    """One choice that the prompt tells of: a skill of the unit's, or the first goal."""
    told = [line.strip() for line in _CHOICES.findall(prompt)]
    skills = [phrases.SKILLS[language][skill] for skill in unit.skills]
    return next((words for words in skills if words in told), told[1] if len(told) > 1 else unit.heading)


def _question(one: Question) -> dict[str, str]:
    return {"text": one.text, "grow": one.grow}


@dataclass
class Wired:
    """A desk whose model is at the other end of a socket."""

    desk: Desk
    fake: FakeOpenAI


@contextmanager
def wired(
    *scripts: Script, people: tuple[Person, ...] | None = None, seconds: float = 8.0, library: Library | None = None
) -> Iterator[Wired]:
    """`people` are the roster; without it the accounts room is asked, which needs an app."""

    def roster() -> list[Person]:
        return [Person(card.name, card.email) for card in accounts.roster()] if people is None else list(people)

    with FakeOpenAI(*scripts) as fake:
        model = OpenAIChatModel(ModelServer("fake", fake.address, jitter=(0.01, 0.05)), OutboundFilter(roster))
        try:
            yield Wired(Desk(library or folder_library(), model, PROMPTS.render, seconds), fake)
        finally:
            model.close()


def brief(language: str = "id", **changes: Any) -> PairBrief:
    """A pair that said yes to a model on both sides, at the session on practice."""
    given: Data = {
        "pair_id": 1,
        "session": 2,
        "language": language,
        "stage": Stage(2, "practice", "Alat kerja." if language == "id" else "Tools at work.", ("practice",)),
        "senior": SideBrief(
            "senior", "Keuangan" if language == "id" else "Finance", ("try_tools",), {"automation": 1, "dashboards": 1}
        ),
        "junior": SideBrief(
            "junior",
            "Logistik" if language == "id" else "Logistics",
            ("show_work",),
            {"automation": 4, "dashboards": 3},
        ),
        "model_allowed": True,
    }
    return PairBrief(**{**given, **changes})
