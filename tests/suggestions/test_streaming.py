"""Topics are told of while the next ones are written, kept where an answer breaks off, and the deadline and the byte cap hold."""

import json
import threading
import time
from itertools import pairwise

import pytest

from service import clock, ports
from service.adapters.chat_model import ModelServer, OpenAIChatModel
from service.adapters.outbound import OutboundFilter
from service.db import db
from service.suggestions import actions, tasks
from service.suggestions.actions import Desk, suggest
from service.suggestions.models import SuggestionRequest
from service.suggestions.ports import BadDraft, ModelUnavailable, RenderedPrompt, TopicsDraft
from service.suggestions.rules.unfinished import finished
from tests import builders
from tests.fake_answers import completion, events, topics
from tests.fakes import FakeOpenAI, good, raw, status, truncated
from tests.suggestions.modelled import brief, few, of_units, spoiled, wired

PROMPT = RenderedPrompt(
    "topics.id",
    "0" * 64,
    "Tulis dalam bahasa Indonesia.",
    "P1| Rekap lembur memakan waktu sampai dua jam setiap minggu.\nP2| Dasbor tidak menceritakan semua kejadian di bangsal.",
)
DATA = {"topics": [{"title": 'Satu "kutip" } di dalam', "n": [1, {"a": "]"}]}, {"title": "Dua"}, {"title": "Tiga"}]}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(DATA),
        "```json\n" + json.dumps(DATA, indent=1),
        f'<think>{{"topics": [{{}}]}}</think>{json.dumps(DATA)}',
    ],
)
def test_at_every_moment_only_what_is_whole_is_finished(text):
    """Cut anywhere, it is a beginning of the list; never less than before."""
    before = 0
    for end in range(len(text) + 1):
        items = finished(text[:end], "topics")
        assert items == DATA["topics"][: len(items)] and len(items) >= before
        before = len(items)
    assert before == 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"topics": "no"}',
        '{"ideas": [{}]}',
        '{"topics": [1, {}]}',
        "[" * 9000,
        '{"topics": [' + '{"a":' * 9000,
    ],
)
def test_anything_else_has_nothing_finished(text):
    assert finished(text, "topics") == []


def parts(answer=of_units, cut: int | None = None):
    """The events of an answer; with `cut` only those until so many topics are whole."""

    def make(request) -> list[str]:
        made = answer(request)
        content = json.dumps(made, ensure_ascii=False)
        if cut is not None:
            content = content[: content.index(json.dumps(made["topics"][cut]["title"], ensure_ascii=False))]
        whole = list(events(completion(content, words=10), size=60))
        return whole if cut is None else whole[:-3]

    return make


def test_titles_are_told_before_the_answer_is_whole():
    """The server goes on only when the first title was told of."""
    heard, told = threading.Event(), []

    def play(exchange, request):
        whole = list(events(completion(json.dumps(of_units(request), ensure_ascii=False), words=10), size=60))
        half = len(whole) // 2

        def waiting():
            yield from whole[:half]
            assert heard.wait(5), "nothing was told of half an answer"
            yield from whole[half:]

        exchange.events(waiting())

    def tell(titles):
        told.append(list(titles))
        heard.set()

    with wired(play, people=()) as one:
        outcome = suggest(brief(), one.desk, told=tell)
    assert [len(titles) for titles in told] == [1, 2, 3, 4]
    assert told[-1] == [topic.title for topic in outcome.topics]
    assert outcome.receipt.writer == "model" and outcome.receipt.tokens_in == 10


def test_only_what_passes_the_gate_is_told():
    def invented(topic):
        topic["citations"][0]["quote"] = "Kalimat ini tidak ada di panduan mana pun."

    told = []
    with wired(good(spoiled(invented)), people=()) as one:
        suggest(brief(), one.desk, told=told.append)
    assert told == []


def silent_after(make):
    def play(exchange, request):
        def stuck():
            yield from make(request)
            while not exchange.stopped(0.1):
                pass

        exchange.events(stuck())

    return play


def closed_after(make):
    return lambda exchange, request: exchange.events(make(request))


def test_what_was_finished_when_the_time_was_up_is_kept():
    with wired(silent_after(parts(cut=2)), people=(), seconds=3.5) as one:
        begun = time.monotonic()
        outcome = suggest(brief(), one.desk, told=lambda _titles: None)
        took = time.monotonic() - begun
    assert took < 3.5 + 3, "it hangs"
    assert [topic.author for topic in outcome.topics].count("model") == 2 and len(outcome.topics) >= 3
    receipt = outcome.receipt
    assert (receipt.writer, receipt.fallback, receipt.model, receipt.prompt) == (
        "mixed",
        "timeout",
        "fake",
        "topics.id",
    )


def test_a_stream_that_ends_too_early_keeps_its_whole_topics_and_is_repaired():
    """Here the server says nothing of an end: what came is no JSON, and the model is asked once more."""
    with wired(closed_after(parts(cut=2)), status(500), people=()) as one:
        outcome = suggest(brief(), one.desk, told=lambda _titles: None)
        assert len(one.fake.chats) >= 2
    assert [topic.author for topic in outcome.topics].count("model") == 2
    assert (outcome.receipt.writer, outcome.receipt.fallback) == ("mixed", "server_error")


def test_a_cut_answer_keeps_its_whole_topics():
    with wired(truncated(), people=()) as one:
        outcome = suggest(brief(), one.desk, told=lambda _titles: None)
    assert len(outcome.topics) >= 3 and outcome.receipt.fallback in {"truncated", "gate"}


@pytest.fixture
def listen():
    """The adapter alone at a scripted server: what it gives, and all it told."""
    made = []

    def start(*scripts, **settings):
        fake = FakeOpenAI(*scripts)
        fake.__enter__()
        model = OpenAIChatModel(
            ModelServer("fake", fake.address, jitter=(0.01, 0.02), **settings), OutboundFilter(list)
        )
        made.append((model, fake))
        told: list[tuple[str, int]] = []

        def ask(deadline=5.0):
            return model.complete(
                PROMPT, TopicsDraft, deadline, lambda text: told.append((text, threading.get_ident()))
            )

        return ask, fake, told

    yield start
    for model, fake in made:
        model.close()
        fake.__exit__()


def test_a_stream_is_asked_for_with_its_tokens_and_heard_in_the_callers_thread(listen):
    ask, fake, told = listen(good(), max_tokens=700)
    answer = ask()
    asked = fake.chats[0].json
    assert asked["stream"] is True and asked["stream_options"] == {"include_usage": True} and asked["max_tokens"] == 700
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert answer.value.topics and answer.tokens_in > 0 and answer.tokens_out > 0
    assert told and {thread for _, thread in told} == {threading.get_ident()}
    texts = [text for text, _ in told]
    assert all(later.startswith(earlier) for earlier, later in pairwise(texts))


def test_who_does_not_listen_asks_for_no_stream(listen):
    _, fake, _ = listen(good())
    model = OpenAIChatModel(ModelServer("fake", fake.address), OutboundFilter(list))
    model.complete(PROMPT, TopicsDraft, 5.0)
    model.close()
    assert not fake.chats[0].json.get("stream")


def in_one_piece(exchange, request):
    """Takes no notice of ``stream``."""
    exchange.json(completion(json.dumps(topics(request)), words=5))


def no_streams(exchange, request):
    if request.json.get("stream"):
        status(400, "stream_options is not supported")(exchange, request)
    else:
        good()(exchange, request)


@pytest.mark.parametrize("play", [in_one_piece, no_streams])
def test_a_server_without_streams_is_asked_in_one_piece_from_then_on(listen, play):
    ask, fake, told = listen(play)
    assert ask().value.topics and ask().value.topics and told == []
    assert [bool(chat.json.get("stream")) for chat in fake.chats] == [True, False, False]


def test_a_function_call_comes_piece_by_piece_too(listen):
    """As OpenAI streams one: a first piece with the name, then pieces of its arguments (api-reference/chat-streaming)."""

    def play(exchange, request):
        if "response_format" in request.json:
            status(400, "response_format json_schema is not supported")(exchange, request)
            return
        arguments = json.dumps(topics(request), ensure_ascii=False)
        head = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        pieces = [{"id": "call_1", "type": "function", "function": {"name": "TopicsDraft", "arguments": ""}}]
        pieces += [{"function": {"arguments": arguments[at : at + 80]}} for at in range(0, len(arguments), 80)]
        lines = [
            {**head, "choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, **piece}]}, "finish_reason": None}]}
            for piece in pieces
        ]
        lines.append({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]})
        exchange.events([*map(json.dumps, lines), "[DONE]"])

    ask, fake, told = listen(play)
    assert len(ask().value.topics) == 2 and len(fake.chats) == 2
    assert len(finished(told[-1][0], "topics")) == 2


def test_an_endless_stream_meets_the_byte_cap(listen):
    def play(exchange, _request):
        piece = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        delta = json.dumps(
            {**piece, "choices": [{"index": 0, "delta": {"content": "x" * 4000}, "finish_reason": None}]}
        )
        exchange.events(delta for _ in range(5000))

    ask, _, _ = listen(play, limit=256 * 1024)
    with pytest.raises(ModelUnavailable) as caught:
        ask(20.0)
    assert caught.value.kind == "too_large"


def test_a_dripping_stream_ends_with_the_deadline(listen):
    def play(exchange, request):
        def slowly():
            for part in events(completion(json.dumps(topics(request))), size=1):
                if exchange.stopped(0.05):
                    return
                yield part

        exchange.events(slowly())

    ask, _, _ = listen(play)
    begun = time.monotonic()
    with pytest.raises(ModelUnavailable) as caught:
        ask(1.0)
    assert caught.value.kind == "timeout" and time.monotonic() - begun < 4.0, "it hangs"


def test_nonsense_in_a_stream_is_nonsense(listen):
    ask, _, _ = listen(raw("data: {}\n\ndata: [DONE]\n\n", kind="text/event-stream"))
    with pytest.raises((BadDraft, ModelUnavailable)):
        ask()


def test_the_page_tells_what_is_written_so_far(here, visit, monkeypatch):
    card = builders.programme()
    sides = [
        builders.intake(builders.participant(card, side, name=name), use_model=True)
        for side, name in (("senior", "Ratna Maheswari"), ("junior", "Dimas Rekaputra"))
    ]
    pair = builders.join(card, *sides)
    request_id = actions.ask(pair.id, 2, pair.senior.user_id, clock.now())
    db.session.info.pop("dua_arah.pending_jobs", None)
    db.session.commit()
    guest = visit(pair.senior.user_id)
    seen = []

    with wired(good(few(4)), people=()) as one:
        ports.plug(here, {**here.extensions["dua_arah.ports"], Desk: one.desk})
        honest = actions.show_partly

        def look(claimed, titles):
            honest(claimed, titles)
            db.session.commit()
            seen.append((list(titles), guest.get(f"/pairs/{pair.id}/sessions/2/progress").get_data(as_text=True)))

        monkeypatch.setattr(actions, "show_partly", look)
        tasks.suggest(request_id)
    db.session.rollback()
    assert [len(titles) for titles, _ in seen] == [1, 2, 3, 4]
    for titles, html in seen:
        assert f"{len(titles)} topik sudah ditulis" in html
        assert all(f'<li lang="id">{title}</li>' in html for title in titles)
    assert db.session.get_one(SuggestionRequest, request_id).partial is None
