"""What a topic is worth, and that no model, however small or bad, makes a set worth less than the guided one."""

from dataclasses import replace

import pytest

from service.knowledge.values import Question
from service.suggestions.actions import composing, suggest
from service.suggestions.actions.desk import Course
from service.suggestions.actions.weaving import Proposal, weave
from service.suggestions.rules.gate import accept
from service.suggestions.rules.worth import SET_WEIGHTS, WEIGHTS
from service.suggestions.values import DraftCitation, DraftTopic, Topic, Verdict
from tests.fakes import SCRIPTS, good, says
from tests.libraries import folder_library
from tests.suggestions.modelled import Data, brief, few, of_units, spoiled, wired

NEVER_ENDING = {"drip", "silent", "huge", "huge-declared"}  # their faults are tried in test_actions
ABOUT = 1e-9


def material_of(asked):
    return composing._gather(asked, folder_library())


def guided_of(asked):
    material = material_of(asked)
    return composing._guided(asked, folder_library(), material, ())[0], material.measure(asked)


def vague(topic: Data) -> None:
    topic["why"] = "Tema ini cocok untuk sesi ini." if topic["reasons"] else "This theme suits the session."


def elsewhere(topic: Data) -> None:
    topic["reasons"] = ["relevance"]


def meagre(topic: Data) -> None:
    for side, questions in topic["questions"].items():
        topic["questions"][side] = questions[:1]


def without_action(topic: Data) -> None:
    topic["questions"]["both"] = [{**one, "grow": "R"} for one in topic["questions"]["both"]]


def one_letter(topic: Data) -> None:
    for side, questions in topic["questions"].items():
        topic["questions"][side] = [{**one, "grow": "R"} for one in questions]


def rambling(topic: Data) -> None:
    """Every text at the length that the gate still allows, padded with what says nothing."""
    padding = "dari waktu ke waktu pada umumnya dan seterusnya dalam keadaan yang biasa"
    for side, questions in topic["questions"].items():
        topic["questions"][side] = [{**one, "text": f"{one['text'][:-1]} {padding}?"} for one in questions]
    topic["why"] = f"{topic['why'][:-1]} {padding} {padding} {padding} {padding}."


POOR = [vague, elsewhere, meagre, without_action, one_letter, rambling]


@pytest.mark.parametrize("change", POOR, ids=lambda one: one.__name__)
def test_a_poor_topic_that_passes_the_gate_pushes_out_nothing_better(change):
    with wired(good(spoiled(change)), people=()) as one:
        outcome = suggest(brief(), one.desk)
    receipt = outcome.receipt
    assert (receipt.writer, receipt.fallback) == ("guided", "outweighed")
    assert {item.code for item in receipt.dropped} >= {"outweighed"} and receipt.tokens_out > 0
    assert outcome.topics == suggest(brief(), one.desk, "guided").topics


ANSWERS = {
    **{name: make() for name, make in SCRIPTS.items() if name not in NEVER_ENDING},
    "good": good(of_units),
    "one": good(few(1)),
    "two": good(few(2)),
    "three": good(few(3)),
    "nothing": says('{"topics": []}'),
    **{change.__name__: good(spoiled(change)) for change in POOR},
}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", ANSWERS)
def test_no_model_makes_a_set_worth_less(name: str, language: str):
    asked = brief(language)
    guided, measure = guided_of(asked)
    with wired(ANSWERS[name], people=()) as one:
        material = material_of(asked)
        first = composing._guided(asked, folder_library(), material, ())[0]
        until = one.desk.stopwatch() + one.desk.seconds
        woven = composing._with_model(asked, one.desk, material, (), Course(), first, until)
    assert first == guided
    assert measure.set(woven) >= measure.set(guided) - ABOUT
    assert len(woven) >= len(guided)
    if name == "good":
        assert {topic.author for topic in woven} == {"model"}


def test_a_topic_on_another_unit_takes_the_place_of_the_least():
    """The guided set is made poorer by hand: what is worth more than its least topic gets that place, and no other."""
    asked = brief()
    guided, measure = guided_of(asked)
    worst = replace(guided[2], unit="nobody's", reasons=("relevance",), why="Tema ini cocok.")
    topics = (guided[0], guided[1], worst)
    made = weave([*topics, guided[3]], [proposal_of(guided[2])], accepted(measure), measure)
    assert made.topics == (guided[0], guided[1], replace(guided[2], author="model", evidence=()), guided[3])
    assert [one.topic for one in made.placed] == [guided[2]] and made.outweighed == ()


def test_a_free_place_is_taken():
    guided, measure = guided_of(brief())
    made = weave(guided[:2], [proposal_of(guided[2])], accepted(measure), measure)
    assert [topic.author for topic in made.topics] == ["guided", "guided", "model"]


def test_what_repeats_a_topic_that_stays_gets_no_place():
    guided, measure = guided_of(brief())
    made = weave(guided, [proposal_of(replace(guided[0], unit=None))], lambda _draft, _rest: Verdict(()), measure)
    assert made.topics == tuple(guided) and [one.code for one in made.outweighed] == ["outweighed"]


def proposal_of(topic: Topic) -> Proposal:
    draft = DraftTopic(
        topic.title, topic.reasons, topic.why, topic.activity, topic.openers, topic.senior, topic.junior, topic.both,
        tuple(DraftCitation(one.passage, one.quote) for one in topic.citations), topic.unit, "model", topic.skills,
    )  # fmt: skip
    return Proposal(draft, topic)


def accepted(measure):
    return lambda draft, rest: accept([draft], measure.passages, measure.brief, (), rest)


def test_each_part_counts():
    """Take away what a part looks at, and exactly that share is less."""
    (topic, *_), measure = guided_of(brief())
    whole = measure.shares(topic)
    assert set(whole) == set(WEIGHTS) and min(whole.values()) > 0
    closed = tuple(replace(one, grow="R") for one in topic.both)
    foreign = tuple(Question("Apa kabar kucing tetangga sebelah?", one.grow) for one in topic.senior)
    long = " ".join(["rekap"] * 30)
    for part, poorer in {
        "stage": replace(topic, reasons=("relevance",)),
        "action": replace(topic, both=closed),
        "sides": replace(topic, junior=topic.junior[:1]),
        "specific": replace(topic, senior=foreign),
        "why": replace(topic, why="Tema ini cocok untuk sesi ini."),
        "short": replace(topic, title=long),
        "quoted": replace(topic, citations=tuple(replace(one, language="en") for one in topic.citations)),
        "needs": replace(topic, unit=None, title="x", activity=(), openers=(), senior=(), junior=(), both=()),
    }.items():
        assert measure.shares(poorer)[part] < whole[part], part
        assert measure.topic(poorer) < measure.topic(topic), part
    same = tuple(replace(one, grow="R") for one in topic.senior)
    assert measure.shares(replace(topic, senior=same, junior=same, both=same))["grow"] < whole["grow"]


def test_listing_what_the_two_chose_makes_no_topic_better():
    (topic, *_), measure = guided_of(brief())
    listed = "; ".join(plan.words for plan in measure.planned)
    assert measure.topic(replace(topic, why=listed)) <= measure.topic(topic)


def test_a_set_is_worth_more_than_its_topics_alone():
    guided, measure = guided_of(brief())
    alone = sum(map(measure.topic, guided))
    assert alone < measure.set(guided) <= alone + sum(SET_WEIGHTS.values())
    assert measure.set(guided[:1] * 4) < measure.set(guided), "four times the same is less"
