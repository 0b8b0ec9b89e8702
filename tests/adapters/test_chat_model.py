"""The model adapter against a real server on loopback: whatever the server does, it ends in time and under the right name."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from langchain_core.runnables import RunnableLambda
from pydantic import BaseModel

from service.adapters.chat_answers import json_in, strict_schema
from service.adapters.chat_model import ModelServer, OpenAIChatModel
from service.adapters.outbound import OutboundFilter, Person
from service.adapters.outbound_faults import Fault, Patience, call
from service.adapters.outbound_http import run_with_deadline
from service.suggestions.ports import BadDraft, ModelUnavailable, RenderedPrompt, TopicsDraft
from tests import fakes
from tests.fakes import SCRIPTS, FakeOpenAI, Script

DEADLINE = 3.0
PEOPLE = (Person("Damar Wijaya", "damar.wijaya@contoh.co.id"), Person("Sri Rahayu Kencana", "sri.r@contoh.co.id"))
PROMPT = RenderedPrompt(
    name="topics.id",
    hash="0" * 64,
    system="Tulis dalam bahasa Indonesia.",
    user="P1| Rekap lembur memakan waktu sampai dua jam setiap minggu.\nP2| Dasbor tidak menceritakan semua kejadian di bangsal.",
)

Build = Callable[..., tuple[OpenAIChatModel, FakeOpenAI]]


@pytest.fixture
def build() -> Iterator[Build]:
    made: list[tuple[OpenAIChatModel, FakeOpenAI]] = []

    def start(*scripts: Script, people=PEOPLE, **server) -> tuple[OpenAIChatModel, FakeOpenAI]:
        fake = FakeOpenAI(*scripts)
        fake.__enter__()
        settings = {"address": fake.address, "jitter": (0.01, 0.05), **server}
        model = OpenAIChatModel(ModelServer("fake", **settings), OutboundFilter(lambda: people))
        made.append((model, fake))
        return model, fake

    yield start
    for model, fake in made:
        model.close()
        fake.__exit__()


def test_a_good_answer_has_the_shape_and_the_tokens(build: Build):
    model, fake = build(fakes.good())
    answer = model.complete(PROMPT, TopicsDraft, DEADLINE)
    drafts = answer.value.drafts()
    assert len(drafts) == 2
    assert drafts[0].citations[0].quote == "Rekap lembur memakan waktu sampai dua jam setiap minggu."
    assert drafts[0].author == "model"
    assert answer.tokens_in > 0 and answer.tokens_out > 0 and answer.seconds > 0
    assert len(fake.requests) == 1


def test_the_request_asks_for_a_strict_schema_and_names_the_model(build: Build):
    model, fake = build(max_tokens=700)
    model.complete(PROMPT, TopicsDraft, DEADLINE)
    asked = fake.requests[0].json
    assert asked["model"] == "fake"
    assert asked["max_tokens"] == 700
    assert asked["response_format"]["type"] == "json_schema"
    shape = asked["response_format"]["json_schema"]
    assert shape["strict"] is True and shape["name"] == "TopicsDraft"
    assert shape["schema"]["additionalProperties"] is False
    assert "temperature" not in asked and not asked.get("stream")


def test_openai_itself_is_asked_with_its_own_name_for_the_length():
    limit = ModelServer("gpt-x", max_tokens=9)
    assert OpenAIChatModel(limit, OutboundFilter(list))._length_limit() == {"max_completion_tokens": 9}


UNAVAILABLE = {
    "rate-limited-long": ("rate_limited", 1),
    "server-error": ("server_error", 2),
    "overloaded": ("server_error", 2),
    "unauthorized": ("auth", 1),
    "no-model": ("not_found", 1),
    "reset": ("connection", 2),
    "silent": ("timeout", 1),
    "drip": ("timeout", 1),
    "huge": ("too_large", 1),
    "huge-declared": ("too_large", 1),
    "html": ("bad_request", 1),
    "no-choices": ("bad_request", 1),
    "redirect": ("bad_request", 1),
    "gzip": ("too_large", 1),
}
BAD = {
    "bad-json": "bad_json",
    "half-json-body": "bad_json",
    "wrong-schema": "wrong_schema",
    "truncated": "truncated",
    "empty": "empty",
    "null": "empty",
    "refusal": "refused",
    "filtered": "refused",
}
ANSWERED = {"good", "invented-quotation", "wrong-language", "refuses-response-format"}


def test_every_script_is_expected_somewhere():
    assert {*UNAVAILABLE, *BAD, *ANSWERED, "rate-limited"} == set(SCRIPTS)


@pytest.mark.parametrize("name", sorted(UNAVAILABLE))
def test_an_unavailable_model_is_told_as_such_in_time(build: Build, name: str):
    kind, requests = UNAVAILABLE[name]
    deadline = 1.0 if kind == "timeout" else DEADLINE
    model, fake = build(SCRIPTS[name]())
    begun = time.monotonic()
    with pytest.raises(ModelUnavailable) as caught:
        model.complete(PROMPT, TopicsDraft, deadline)
    assert time.monotonic() - begun < deadline + 1
    assert caught.value.kind == kind
    assert len(fake.requests) == requests


@pytest.mark.parametrize("name", sorted(BAD))
@pytest.mark.parametrize("plain", [False, True])
def test_a_bad_draft_is_told_as_such_and_not_asked_for_again(build: Build, name: str, plain):
    script = SCRIPTS[name]()
    model, fake = build(fakes.refuses_response_format(script) if plain else script)
    with pytest.raises(BadDraft) as caught:
        model.complete(PROMPT, TopicsDraft, DEADLINE)
    assert caught.value.kind == BAD[name]
    assert len(fake.requests) == (2 if plain else 1)
    if name != "half-json-body":
        assert caught.value.tokens_in > 0


@pytest.mark.parametrize("name", sorted(ANSWERED))
def test_what_only_the_gate_can_judge_comes_through(build: Build, name: str):
    model, _ = build(SCRIPTS[name]())
    assert model.complete(PROMPT, TopicsDraft, DEADLINE).value.topics


def test_a_refused_connection_is_unavailable():
    with FakeOpenAI() as fake:
        address = fake.address
    model = OpenAIChatModel(ModelServer("fake", address, jitter=(0.01, 0.02)), OutboundFilter(list))
    with pytest.raises(ModelUnavailable) as caught:
        model.complete(PROMPT, TopicsDraft, DEADLINE)
    assert caught.value.kind == "connection"
    model.close()


def test_a_server_that_recovers_is_asked_once_more(build: Build):
    for fault in (fakes.status(500), fakes.reset(), fakes.rate_limited("0")):
        model, fake = build(fault, fakes.good())
        assert model.complete(PROMPT, TopicsDraft, DEADLINE).value.topics
        assert len(fake.requests) == 2


def test_retry_after_is_waited_for_where_it_fits(build: Build):
    model, fake = build(fakes.rate_limited("1"), fakes.good())
    model.complete(PROMPT, TopicsDraft, DEADLINE)
    first, second = fake.requests
    assert second.at - first.at >= 1.0


def test_a_spent_quota_is_not_asked_again(build: Build):
    model, fake = build(fakes.status(429, "no money", kind="insufficient_quota"))
    with pytest.raises(ModelUnavailable) as caught:
        model.complete(PROMPT, TopicsDraft, DEADLINE)
    assert caught.value.kind == "rate_limited" and len(fake.requests) == 1


def test_no_retry_begins_that_cannot_end_in_time(build: Build):
    model, fake = build(fakes.status(500), jitter=(2.0, 2.0))
    with pytest.raises(ModelUnavailable):
        model.complete(PROMPT, TopicsDraft, 1.0)
    assert len(fake.requests) == 1


@pytest.mark.parametrize("code", [400, 422])
def test_a_server_without_schemas_is_asked_for_a_function_from_then_on(build: Build, code: int):
    model, fake = build(fakes.refuses_response_format(code=code))
    model.complete(PROMPT, TopicsDraft, DEADLINE)
    model.complete(PROMPT, TopicsDraft, DEADLINE)
    assert ["response_format" in request.json for request in fake.requests] == [True, False, False]
    assert ["tools" in request.json for request in fake.requests] == [False, True, True]


def test_another_refusal_is_not_taken_for_that(build: Build):
    model, fake = build(fakes.status(400, "maximum context length is 10 tokens"))
    with pytest.raises(ModelUnavailable) as caught:
        model.complete(PROMPT, TopicsDraft, DEADLINE)
    assert caught.value.kind == "bad_request" and len(fake.requests) == 1


class Small(BaseModel):
    word: str


@pytest.mark.parametrize(
    "said",
    [
        '{"word": "ya"}',
        '```json\n{"word": "ya"}\n```',
        '<think>{"word": "hm"}</think>\n{"word": "ya"}',
        'Tentu, ini jawabannya: {"word": "ya"} Semoga membantu.',
        '{"word": "y\\u200ba", "more": 1}',
    ],
)
def test_fenced_thoughtful_and_chatty_answers_are_read(build: Build, said: str):
    model, _ = build(fakes.says(said))
    assert model.complete(PROMPT, Small, DEADLINE).value == Small(word="ya")


def test_deep_nesting_and_no_json_are_bad_json(build: Build):
    for said in ("[" * 100_000, '{"word": ' * 20_000, "Maaf, tidak bisa."):
        model, _ = build(fakes.says(said))
        with pytest.raises(BadDraft) as caught:
            model.complete(PROMPT, Small, DEADLINE)
        assert caught.value.kind == "bad_json"


def test_no_canary_leaves(build: Build):
    canaries = (
        "Damar Wijaya", "wijaya", "D a m a r", "Sri Rahayu Kencana", "damar.wijaya@contoh.co.id", "lain@contoh.org",
        "+62 812-3456-7890", "081234567890", "3174012345678901", "3174 0123 4567 8901",
    )  # fmt: skip
    text = " Lalu ".join(canaries) + " dan Da\u200bmar, s\u200cri.r@contoh.co.id, tanda\U000e0041\U000e0042."
    prompt = RenderedPrompt("topics.id", "0" * 64, f"Tulis dalam bahasa Indonesia. {text}", f"{PROMPT.user}\n{text}")
    model, fake = build(fakes.refuses_response_format(fakes.good()))
    model.complete(prompt, TopicsDraft, DEADLINE)
    assert len(fake.requests) == 2
    sent = fake.sent.decode().lower()
    for canary in (*canaries, "damar", "rahayu", "kencana", "contoh.co.id", "sri"):
        assert canary.lower() not in sent, canary
    assert "\u200b" not in sent and "\U000e0041" not in sent
    assert "rekap lembur memakan waktu sampai dua jam" in sent


@pytest.mark.parametrize(
    "variable", ["LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGCHAIN_TRACING"]
)
def test_nothing_is_traced_and_no_proxy_is_taken_from_the_environment(
    build: Build, monkeypatch: pytest.MonkeyPatch, variable: str
):
    model, fake = build()
    with FakeOpenAI(fakes.status(500)) as elsewhere:
        monkeypatch.setenv(variable, "true")
        for name in (
            "LANGSMITH_ENDPOINT",
            "LANGCHAIN_ENDPOINT",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
            "OPENAI_PROXY",
        ):
            monkeypatch.setenv(name, f"http://127.0.0.1:{elsewhere.port}")
        for name in ("OPENAI_BASE_URL", "OPENAI_API_BASE", "LANGSMITH_GATEWAY"):
            monkeypatch.setenv(name, elsewhere.address)
        for name in ("LANGSMITH_API_KEY", "LANGCHAIN_API_KEY", "OPENAI_API_KEY"):
            monkeypatch.setenv(name, "secret-of-the-environment")
        assert model.complete(PROMPT, TopicsDraft, DEADLINE).value.topics
        assert os.environ["LANGSMITH_TRACING"] == "false"
        time.sleep(0.3)
        assert not elsewhere.requests
    assert b"secret-of-the-environment" not in fake.sent
    assert len(fake.requests) == 1


def test_a_tracer_already_running_sees_nothing(monkeypatch: pytest.MonkeyPatch, build: Build):
    """The switch holds for other LangChain parts of this process, too."""
    model, _ = build()
    model.complete(PROMPT, TopicsDraft, DEADLINE)
    with FakeOpenAI() as elsewhere:
        monkeypatch.setenv("LANGSMITH_ENDPOINT", f"http://127.0.0.1:{elsewhere.port}")
        RunnableLambda(lambda text: text).invoke("Damar Wijaya")
        time.sleep(0.3)
        assert not elsewhere.requests


def test_the_key_is_sent_and_none_is_needed(build: Build):
    model, fake = build(key="kunci-saya")
    model.complete(PROMPT, TopicsDraft, DEADLINE)
    assert b"Bearer kunci-saya" in fake.requests[0].head
    assert "kunci-saya" not in repr(model._server)
    model, fake = build()
    model.complete(PROMPT, TopicsDraft, DEADLINE)
    assert len(fake.requests) == 1


def test_one_loop_serves_many_threads_and_many_calls(build: Build):
    model, fake = build()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: model.complete(PROMPT, TopicsDraft, DEADLINE), range(16)))
    assert len(answers) == 16 and len(fake.requests) == 16
    model.close()
    assert model.complete(PROMPT, TopicsDraft, DEADLINE).value.topics


def test_a_drip_is_cut_for_real(build: Build):
    model, _ = build(fakes.drip(0.05), fakes.good())
    begun = time.monotonic()
    with pytest.raises(ModelUnavailable):
        model.complete(PROMPT, TopicsDraft, 0.5)
    assert time.monotonic() - begun < 1.5
    assert model.complete(PROMPT, TopicsDraft, DEADLINE).value.topics


def test_building_a_model_opens_no_socket_and_no_thread():
    code = """
import socket, threading
def refuse(*a, **k): raise SystemExit("a socket was opened")
socket.socket.connect = refuse
before = threading.active_count()
from service.adapters.chat_model import ModelServer, OpenAIChatModel
from service.adapters.outbound import OutboundFilter
OpenAIChatModel(ModelServer("m"), OutboundFilter(list)).close()
assert threading.active_count() == before, threading.enumerate()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_ping_tells_the_time_or_what_is_wrong(build: Build):
    for script in (fakes.says('{"ok": true}'), fakes.says("halo")):
        model, _ = build(script)
        assert 0 < model.ping(DEADLINE) < DEADLINE
    model, _ = build(SCRIPTS["unauthorized"]())
    with pytest.raises(ModelUnavailable) as caught:
        model.ping(DEADLINE)
    assert caught.value.kind == "auth"


def test_the_loop_refuses_to_wait_for_itself():
    async def inside() -> None:
        run_with_deadline(inside, 1.0)

    with pytest.raises(RuntimeError, match="wait for itself"):
        run_with_deadline(inside, 1.0)


def test_a_fault_of_our_own_making_is_not_retried():
    tried = []

    async def attempt() -> None:
        tried.append(1)
        message = "not on the way"
        raise KeyError(message)

    with pytest.raises(KeyError):
        call(attempt, Patience(1.0))
    assert len(tried) == 1


def test_the_deadline_holds_for_anything():
    with pytest.raises(Fault) as caught:
        call(lambda: asyncio.sleep(60), Patience(0.1))
    assert caught.value.kind == "timeout"


def test_json_in_prefers_the_whole_text():
    assert json_in('[{"a": 1}]') == [{"a": 1}]


def test_the_schema_carries_no_docstrings():
    plain = json.dumps(strict_schema(TopicsDraft))
    assert "gate" not in plain and '"title": {"type": "string"}' in plain
