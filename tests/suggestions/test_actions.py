"""Composing a set with a model at the other end of a socket: whatever it does, a usable and labelled set comes in time."""

import time
from dataclasses import replace

import pytest

from service.adapters.outbound import Person
from service.suggestions import actions
from service.suggestions.actions import ModelRefusedError, suggest
from service.suggestions.ports import BadDraft, ModelUnavailable
from service.suggestions.values import MAX_TOPICS, MIN_TOPICS, Outcome, SideBrief
from tests.fakes import SCRIPTS, good, raw, refuses_response_format, status, with_quote, wrong_language
from tests.libraries import FolderLibrary, folder_library
from tests.suggestions.modelled import PROMPTS, Data, Wired, brief, few, of_units, spoiled, wired

PEOPLE = (Person("Damar Wijaya", "damar.wijaya@contoh.co.id"), Person("Sri Rahayu Kencana", "sri.r@contoh.co.id"))
IN_TIME = 3.0

# What the receipt says after each script, once repaired or given up; None where the model wrote the set.
FALLBACKS = {
    "bad-json": "bad_json",
    "empty": "empty",
    "filtered": "refused",
    "gzip": "too_large",
    "half-json-body": "bad_json",
    "html": "bad_request",
    "huge": "too_large",
    "huge-declared": "too_large",
    "invented-quotation": "gate",
    "no-choices": "bad_request",
    "no-model": "not_found",
    "null": "empty",
    "overloaded": "server_error",
    "drip": "timeout",
    "rate-limited": "rate_limited",
    "rate-limited-long": "rate_limited",
    "redirect": "bad_request",
    "refusal": "refused",
    "reset": "connection",
    "server-error": "server_error",
    "silent": "timeout",
    "truncated": "truncated",
    "unauthorized": "auth",
    "wrong-language": "gate",
    "wrong-schema": "wrong_schema",
}
OWN = {"good", "refuses-response-format"}  # made of the guides' units below, so that the whole set passes the gate


def usable(outcome: Outcome) -> None:
    """What a pair may be shown: enough topics, and every quotation where it is said to stand."""
    assert MIN_TOPICS <= len(outcome.topics) <= MAX_TOPICS
    for topic in outcome.topics:
        assert topic.citations and topic.senior and topic.junior and topic.both and len(topic.openers) == 2
        for one in topic.citations:
            text = folder_library().text_of(one.path, one.version)
            assert text is not None and text[one.start : one.end] == one.quote


def test_every_script_is_expected_somewhere():
    assert {*FALLBACKS, *OWN} == set(SCRIPTS)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("play", [good, lambda answer: refuses_response_format(good(answer))])
def test_a_good_set_is_the_models(language: str, play):
    with wired(play(of_units), people=PEOPLE) as one:
        outcome = suggest(brief(language), one.desk, "model")
    usable(outcome)
    receipt = outcome.receipt
    assert {topic.author for topic in outcome.topics} == {"model"} and receipt.writer == "model"
    assert (receipt.model, receipt.fallback, receipt.dropped) == ("fake", None, ())
    assert receipt.prompt == f"topics.{language}" and receipt.prompt_hash and len(receipt.prompt_hash) == 64
    assert receipt.tokens_in > 0 and receipt.tokens_out > 0


@pytest.mark.parametrize("name", sorted(FALLBACKS))
def test_every_fault_ends_in_a_usable_labelled_set_in_time(name: str):
    with wired(SCRIPTS[name](), people=PEOPLE, seconds=IN_TIME) as one:
        begun = time.monotonic()
        outcome = suggest(brief(), one.desk)
        took = time.monotonic() - begun
        asked = len(one.fake.chats)
    usable(outcome)
    assert took < IN_TIME + 3, (
        "it hangs"
    )  # the machine may be busy; the deadline itself is tried below by a clock of its own
    assert outcome.receipt.writer in {"guided", "mixed"} and outcome.receipt.fallback == FALLBACKS[name]
    assert asked >= 1
    if name in {"invented-quotation", "bad-json", "wrong-schema", "truncated", "empty"}:
        assert asked == 2, "repaired once, and not twice"
    assert not [topic for topic in outcome.topics if topic.author == "model"] or outcome.receipt.writer == "mixed"


def test_a_refused_connection_ends_in_a_guided_set():
    with wired(good(of_units), people=PEOPLE) as one:
        one.fake._server.shutdown()
        one.fake._server.server_close()
        outcome = suggest(brief(), one.desk)
    usable(outcome)
    assert (outcome.receipt.writer, outcome.receipt.fallback) == ("guided", "connection")
    assert (outcome.receipt.model, outcome.receipt.prompt) == (None, None), "no model has a part in this set"


class Clock:
    """A stop-watch that only goes on when somebody works."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


class Unhurried(FolderLibrary):
    """A library that takes its seconds each time."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        super().__init__()
        self.clock, self.seconds = clock, seconds

    def find(self, needs):
        self.clock.at += self.seconds
        return super().find(needs)


class UsesItAll:
    """A model that takes exactly what it is given, once or each time, and gives nothing."""

    name = "late"

    def __init__(self, clock: Clock, *, share: float = 1.0) -> None:
        self.clock, self.share, self.given = clock, share, []

    def complete(self, _prompt, _schema, deadline, _heard=None):
        self.given.append(deadline)
        self.clock.at += deadline * self.share
        if self.share == 1.0:
            raise ModelUnavailable("timeout", "late")
        raise BadDraft("empty", "nothing")


@pytest.mark.parametrize("reading", [0.0, 0.5, 2.0, 4.0])
@pytest.mark.parametrize("share", [1.0, 0.6])
def test_the_deadline_is_the_whole_sets(reading: float, share: float):
    """Reading the guides before and filling up from them afterwards are inside it: a slow library leaves a model less."""
    clock = Clock()
    model = UsesItAll(clock, share=share)
    desk = actions.Desk(Unhurried(clock, reading), model, PROMPTS.render, 20.0, clock)
    outcome = suggest(brief(), desk)
    usable(outcome)
    assert outcome.receipt.seconds <= 20.0
    assert model.given[0] >= 20.0 - 3 * reading and len(model.given) == (1 if share == 1.0 else 2)
    assert outcome.receipt.fallback == ("timeout" if share == 1.0 else "empty")


def test_without_time_left_no_model_is_asked():
    with wired(good(of_units), people=PEOPLE, seconds=1.0) as one:
        outcome = suggest(brief(), one.desk)
        assert one.fake.requests == []
    usable(outcome)
    assert (outcome.receipt.writer, outcome.receipt.fallback) == ("guided", "timeout")


def no_opener(topic: Data) -> None:
    topic["prompts"] = topic["prompts"][:1]


def invented(topic: Data) -> None:
    topic["citations"][0]["quote"] = "Kalimat ini tidak ada di panduan mana pun."


def another_passage(topic: Data) -> None:
    topic["citations"][0]["passage"] = "P99"


def nine_minutes(topic: Data) -> None:
    topic["activity"][0]["minutes"] += 1


def rated(topic: Data) -> None:
    topic["why"] = "Nilai pemimpin untuk otomasi adalah 1 dari 4."


def named(topic: Data) -> None:
    topic["why"] = "Damar Wijaya memilih tema ini bersama mentor."


def telephone(topic: Data) -> None:
    topic["activity"][0]["text"] += " Telepon 0812-3456-7890."


def closed(topic: Data) -> None:
    topic["questions"]["junior"] = [{"text": "Apakah Anda setuju dengan rekap itu?", "grow": "R"}]


FAULTS = {
    no_opener: "few-openers",
    invented: "not-verbatim",
    another_passage: "unknown-passage",
    nine_minutes: "minutes",
    rated: "number",
    named: "name",
    telephone: "phone",
    closed: "closed",
}


@pytest.mark.parametrize("change", FAULTS, ids=lambda one: one.__name__)
def test_what_the_gate_refuses_is_repaired_once_with_its_findings(change):
    with wired(good(spoiled(change)), good(of_units), people=PEOPLE) as one:
        outcome = suggest(brief(), one.desk, names=[person.name for person in PEOPLE])
        first, second = one.fake.chats
    usable(outcome)
    assert (outcome.receipt.writer, outcome.receipt.fallback) == ("model", None)
    assert FAULTS[change] in {item.code for item in outcome.receipt.dropped}
    assert FAULTS[change] not in first.messages[-1].split("Potongan panduan.")[0].split("number = ada angka.")[1]
    assert FAULTS[change] in second.messages[-1].split("number = ada angka.")[1]


# Parts that the unit's own words can stand in for, by the name the receipt has for them.
STAND_INS = {no_opener: "openers", nine_minutes: "activity", closed: "junior"}


@pytest.mark.parametrize("change", [one for one in FAULTS if one not in STAND_INS], ids=lambda one: one.__name__)
def test_what_stays_bad_is_filled_by_the_guides(change):
    with wired(good(spoiled(change)), people=PEOPLE) as one:
        outcome = suggest(brief(), one.desk, names=[person.name for person in PEOPLE])
        assert len(one.fake.chats) == 2
    usable(outcome)
    assert (outcome.receipt.writer, outcome.receipt.fallback) == ("guided", "gate")
    assert FAULTS[change] in {item.code for item in outcome.receipt.dropped}
    assert outcome.receipt.stood_in == ()


@pytest.mark.parametrize("change", STAND_INS, ids=lambda one: one.__name__)
def test_where_one_part_stays_bad_the_units_own_stands_in(change):
    with wired(good(spoiled(change)), people=PEOPLE) as one:
        outcome = suggest(brief(), one.desk)
        assert len(one.fake.chats) == 2
    usable(outcome)
    receipt = outcome.receipt
    assert (receipt.writer, receipt.fallback, receipt.stood_in) == ("mixed", "gate", (STAND_INS[change],))
    assert {topic.author for topic in outcome.topics} == {"model"}
    assert all(topic.why.startswith("Pemimpin dan mentor memilih") for topic in outcome.topics), (
        "the rest is the model's"
    )


def test_a_topic_that_is_bad_in_three_parts_is_not_the_models():
    def broken(topic: Data) -> None:
        for change in STAND_INS:
            change(topic)

    with wired(good(spoiled(broken)), people=PEOPLE) as one:
        outcome = suggest(brief(), one.desk)
    usable(outcome)
    assert (outcome.receipt.writer, outcome.receipt.stood_in) == ("guided", ())


def test_a_small_set_keeps_what_is_good_and_is_called_mixed():
    with wired(good(few(2)), people=PEOPLE) as one:
        outcome = suggest(brief(), one.desk)
    usable(outcome)
    assert [topic.author for topic in outcome.topics] == ["model", "model", "guided", "guided"]
    assert (outcome.receipt.writer, outcome.receipt.fallback) == ("mixed", "gate")
    assert len({topic.unit for topic in outcome.topics}) == 4


def test_a_fault_after_a_good_start_keeps_the_start():
    with wired(good(few(1)), status(500), people=PEOPLE) as one:
        outcome = suggest(brief(), one.desk)
    usable(outcome)
    assert (outcome.receipt.writer, outcome.receipt.fallback) == ("mixed", "server_error")


def test_both_tries_count_in_the_receipt():
    with wired(good(with_quote("Tidak ada di mana pun.")), people=PEOPLE) as once, wired(people=PEOPLE) as fine:
        twice = suggest(brief(), once.desk).receipt
        single = suggest(brief(), Wired(fine.desk, fine.fake).desk).receipt
    assert twice.tokens_in > single.tokens_in > 0


@pytest.mark.parametrize("text", ["", "null", "[]", '"x"', "{}", '{"choices": []}', "\x00", "data: [DONE]\n\n"])
def test_any_other_answer_ends_in_a_guided_set(text: str):
    with wired(raw(text), people=PEOPLE, seconds=IN_TIME) as one:
        outcome = suggest(brief(), one.desk)
    usable(outcome)
    assert outcome.receipt.writer == "guided" and outcome.receipt.fallback


def test_a_prompt_that_cannot_be_read_is_said_and_nothing_is_sent(tmp_path):
    with wired(people=PEOPLE) as one:
        outcome = suggest(brief(), replace(one.desk, render=type(PROMPTS)(tmp_path).render))
        assert one.fake.requests == []
    usable(outcome)
    assert (outcome.receipt.writer, outcome.receipt.fallback) == ("guided", "prompt")


@pytest.mark.parametrize("choice", ["auto", "guided"])
def test_without_consent_nothing_is_sent(choice):
    with wired(good(of_units), people=PEOPLE) as one:
        outcome = suggest(brief(model_allowed=False), one.desk, choice)
        assert one.fake.requests == []
    usable(outcome)
    assert outcome.receipt.writer == "guided" and outcome.receipt.fallback is None


def test_guided_by_choice_sends_nothing_either():
    with wired(good(of_units), people=PEOPLE) as one:
        assert suggest(brief(), one.desk, "guided").receipt.writer == "guided"
        assert one.fake.requests == []


@pytest.mark.parametrize(
    ("changes", "more", "reason"),
    [
        ({"model_allowed": False}, {}, "no-consent"),
        ({}, {"may_use_model": False}, "not-now"),
    ],
)
def test_a_model_asked_for_by_name_is_refused_aloud(changes, more, reason):
    with wired(good(of_units), people=PEOPLE) as one:
        with pytest.raises(ModelRefusedError) as caught:
            suggest(brief(**changes), one.desk, "model", **more)
        assert one.fake.requests == []
    assert caught.value.reason == reason


def test_without_a_model_it_is_refused_too():
    with pytest.raises(ModelRefusedError) as caught:
        suggest(brief(), actions.Desk(folder_library()), "model")
    assert caught.value.reason == "no-model"


# Canaries: planted wherever a text comes from, sought in every byte that was sent.

NAMES = ("Damar Wijaya", "damar wijaya", "DAMAR", "Kencana")
ADDRESSES = ("damar.wijaya@contoh.co.id", "orang.lain@kantor.example")
PHONES = ("+62 812-9876-5432", "081298765433", "(021) 5550199", "+6281298765434")
IDENTITIES = ("3174096112900001", "31.74.09.611290.0002")
CANARIES = (*NAMES, *ADDRESSES, *PHONES, *IDENTITIES)
PLANTED = f"Tanya {', '.join(CANARIES)}, soal laporan bulanan."


class Whispering(FolderLibrary):
    """The shipped guides with the canaries in every passage's words."""

    def find(self, needs):
        return [
            replace(found, hits=tuple(replace(hit, passage=_whisper(hit.passage)) for hit in found.hits))
            for found in super().find(needs)
        ]

    def units(self, language, stage):
        return [replace(unit, passage=_whisper(unit.passage)) for unit in super().units(language, stage)]


def _whisper(passage):
    text = f"{passage.text}\n\n{PLANTED}"
    return replace(passage, text=text, end=passage.start + len(text), heading=f"{passage.heading} {PLANTED}")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("answer", [of_units, with_quote("x"), wrong_language])
def test_no_canary_leaves(language: str, answer):
    senior = SideBrief("senior", f"Keuangan {PLANTED}", ("try_tools",), {"automation": 1}, focus=f"Laporan {PLANTED}")
    junior = SideBrief("junior", f"Logistik {PLANTED}", ("show_work",), {"automation": 4}, focus=f"Rekap {PLANTED}")
    asked = brief(
        language, senior=senior, junior=junior, focus=f"Stok {PLANTED}", past_titles=(f"Judul lama {PLANTED}",)
    )
    with wired(good(answer), people=PEOPLE, library=Whispering()) as one:
        outcome = suggest(asked, one.desk, "model")
        sent = one.fake.sent
        assert len(one.fake.chats) >= 1
    assert b"[orang]" in sent and b"[surel]" in sent and b"[telepon]" in sent and b"[nomor identitas]" in sent
    assert [canary for canary in CANARIES if canary.lower().encode() in sent.lower()] == []
    digits = bytes(byte for byte in sent if 48 <= byte <= 57)
    assert [
        canary for canary in (*PHONES, *IDENTITIES) if "".join(filter(str.isdigit, canary)).encode() in digits
    ] == []
    assert outcome.receipt.writer in {"guided", "mixed", "model"}
