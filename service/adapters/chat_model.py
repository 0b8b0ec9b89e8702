"""A chat model behind any OpenAI-compatible server, through LangChain's ``ChatOpenAI``.

What is asked for is structured output: a strict JSON schema, where that is refused a function call, where that is refused
too JSON in the text; what a server refused once it is not asked again, for the life of the process. How servers differ
stands in ``chat_servers``; what comes back is parsed and validated in ``chat_answers`` in any case.
"""

import contextlib
import json
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import openai
import structlog
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.runnables import Runnable
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, SecretStr

from service.adapters.chat_answers import (
    MESSAGE,
    Answer,
    answer_of,
    answer_of_error,
    as_plain_json,
    strict_schema,
    value_of,
)
from service.adapters.chat_servers import (
    OPENAI,
    Way,
    filtered,
    manners_of,
    other_length,
    refuses,
    refuses_streams,
)
from service.adapters.chat_streams import NoStream, listened, streamed
from service.adapters.outbound import OutboundFilter
from service.adapters.outbound_faults import JITTER_SECONDS, Fault, Patience, call
from service.adapters.outbound_http import (
    MAX_RESPONSE_BYTES,
    close_http_client,
    connect_timeout,
    guarded_http_client,
    refusing_http_client,
)
from service.adapters.tracing import silence_tracing
from service.suggestions.ports import BadDraft, Completion, Heard, ModelUnavailable, RenderedPrompt
from service.suggestions.rules.spotlight import spotlight

T = TypeVar("T", bound=BaseModel)

_NO_KEY = "no-key"  # local servers ask for none; the openai package insists on one
_PING = RenderedPrompt("ping", "", "Answer with a JSON object.", 'Answer {"ok": true}.')
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ModelServer:
    """Where the model is and how it is asked; from the settings. `address` is None for OpenAI itself."""

    model: str
    address: str | None = None
    key: str | None = field(default=None, repr=False)
    max_tokens: int | None = None
    proxy: str | None = None
    limit: int = MAX_RESPONSE_BYTES
    jitter: tuple[float, float] = JITTER_SECONDS


class _Pong(BaseModel):
    ok: bool


class OpenAIChatModel:
    """The ``ChatModel`` port over an OpenAI-compatible server.

    Opens no socket and no thread before the first prompt.
    """

    def __init__(self, server: ModelServer, outbound: OutboundFilter) -> None:
        self._server = server
        self._outbound = outbound
        manners = manners_of(server.address, server.model)
        self._ways: list[Way] = list(manners.ways)  # those not refused yet, the best first
        self._length = manners.length
        self._length_known = False
        self._streams, self._counts_streams = True, manners.counts_streams
        self._lock = threading.Lock()
        self._chat: ChatOpenAI | None = None
        self._chat_pid = 0

    @property
    def name(self) -> str:
        """The model's name."""
        return self._server.model

    def complete(
        self, prompt: RenderedPrompt, schema: type[T], deadline: float, heard: Heard | None = None
    ) -> Completion[T]:
        """See ``ChatModel``. Both parts of the prompt go through the outbound filter, whoever made them.

        Marks are set after it: between the parts of a name they would hide it.
        """
        begun = time.monotonic()
        silence_tracing()
        system, user = self._outbound.texts((prompt.system, prompt.user))
        user = spotlight(user)
        try:
            patience = Patience(deadline, self._server.jitter)
            if heard is None:
                answer = call(lambda: self._ask(system, user, schema), patience)
            else:
                answer = listened(lambda tell: call(lambda: self._ask(system, user, schema, tell), patience), heard)
        except Fault as fault:
            raise ModelUnavailable(fault.kind, fault.message) from fault
        except BadDraft:
            raise
        except json.JSONDecodeError as error:
            raise BadDraft(kind="bad_json", message=f"the server's answer is not JSON: {error}"[:MESSAGE]) from None
        except Exception as error:
            _log.warning("model_answer_not_understood", model=self.name, error=type(error).__name__)
            message = f"the server's answer is not a completion ({type(error).__name__})"
            raise ModelUnavailable(kind="bad_request", message=message) from error
        value = value_of(answer, schema)
        return Completion(value, answer.tokens_in, answer.tokens_out, time.monotonic() - begun)

    def ping(self, deadline: float) -> float:
        """See ``ChatModel``. An answer of any shape is an answer."""
        begun = time.monotonic()
        with contextlib.suppress(BadDraft):
            self.complete(_PING, _Pong, deadline)
        return time.monotonic() - begun

    def close(self) -> None:
        """Close the connections. The model may be used again afterwards."""
        with self._lock:
            chat, self._chat = self._chat, None
        if chat is not None and self._chat_pid == os.getpid():
            for client in (chat.http_async_client, chat.http_client):
                close_http_client(client)

    def _length_limit(self) -> dict[str, Any]:
        """The length limit under the name this server knows.

        For ``extra_body``, since LangChain writes it under OpenAI's name whatever it is called here.
        """
        limit = self._server.max_tokens
        return {} if limit is None else {self._length: limit}

    def _client(self) -> ChatOpenAI:
        with self._lock:
            if self._chat is None or self._chat_pid != os.getpid():
                self._chat_pid = os.getpid()
                self._chat = ChatOpenAI(
                    model=self._server.model,
                    base_url=self._server.address or OPENAI,
                    api_key=SecretStr(self._server.key or _NO_KEY),
                    http_async_client=guarded_http_client(proxy=self._server.proxy, limit=self._server.limit),
                    http_client=refusing_http_client(),
                    openai_proxy=None,
                    timeout=connect_timeout(),
                    max_retries=0,
                    use_responses_api=False,
                    stream_usage=self._counts_streams,
                    cache=False,
                    verbose=False,
                )
            return self._chat

    async def _ask(self, system: str, user: str, schema: type[BaseModel], tell: Heard | None = None) -> Answer:
        """The answer by the first way that this server does not refuse; a refusal is remembered."""
        while True:
            way, length, streams = self._ways[0], self._length, self._streams
            try:
                return await self._ask_by(way, system, user, schema, tell if streams else None)
            except openai.APIStatusError as error:
                if filtered(error.status_code, _words(error)):
                    return Answer("", "content_filter", "", 0, 0)
                self._learn(way, error)
                if (way, length, streams) == (self._ways[0], self._length, self._streams):
                    raise
            except NoStream:
                self._streams = False

    def _learn(self, way: Way, error: openai.APIStatusError) -> None:
        """Another thread may have learned the same meanwhile: only what was tried is given up."""
        words = _words(error)
        length = other_length(self._length, error.status_code, words)
        with self._lock:
            if length is not None and not self._length_known:
                self._length, self._length_known = length, True
            elif self._streams and refuses_streams(error.status_code, words):
                self._streams = False
            elif refuses(way, error.status_code, words) and len(self._ways) > 1 and self._ways[0] == way:
                self._ways.pop(0)
                _log.info("model_asked_another_way", model=self.name, refused=way, now=self._ways[0])

    async def _ask_by(self, way: Way, system: str, user: str, schema: type[BaseModel], tell: Heard | None) -> Answer:
        asked = f"{system}\n\n{as_plain_json(schema)}" if way == "text" else system
        messages = [SystemMessage(asked), HumanMessage(user)]
        try:
            if tell is not None:
                return answer_of(await streamed(self._bound(way, schema), messages, tell))
            return answer_of(await self._bound(way, schema).ainvoke(messages))
        except (openai.LengthFinishReasonError, openai.ContentFilterFinishReasonError) as error:
            answer = answer_of_error(error)
            if answer is None:
                raise
            return answer

    def _bound(self, way: Way, schema: type[BaseModel]) -> Runnable[Any, Any]:
        """The client with what this way adds to a request."""
        if way == "text":
            return self._client().bind(extra_body=self._length_limit())
        shape = strict_schema(schema)
        if way == "json_schema":
            # Not by its name: LangChain takes that for a wish to have its own parsing, which we do not use.
            return self._client().bind(extra_body={"response_format": _response_format(shape), **self._length_limit()})
        return self._client().bind_tools(
            [shape],
            tool_choice=schema.__name__,
            strict=True,
            parallel_tool_calls=False,
            extra_body=self._length_limit(),
        )


def _words(error: openai.APIStatusError) -> str:
    return f"{error.message} {error.body}"


def _response_format(shape: Mapping[str, Any]) -> dict[str, Any]:
    schema = {key: value for key, value in shape.items() if key not in {"title", "description"}}
    return {"type": "json_schema", "json_schema": {"name": shape["title"], "strict": True, "schema": schema}}
