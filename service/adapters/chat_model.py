"""A chat model behind any OpenAI-compatible server, through LangChain's ``ChatOpenAI``.

What is asked for is structured output (``json_schema``, strict); a server that refuses it is asked for plain JSON
instead, once and for the life of the process. What comes back is always parsed and validated here, because servers
that accept a schema do not always keep it, and local models like to think aloud or fence their JSON.
"""

import contextlib
import json
import os
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import openai
import structlog
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from pydantic import BaseModel, SecretStr, ValidationError

from service.adapters.outbound import OutboundFilter, strip_hidden
from service.adapters.outbound_faults import JITTER_SECONDS, Fault, Patience, call, chain
from service.adapters.outbound_http import (
    MAX_RESPONSE_BYTES,
    close_http_client,
    connect_timeout,
    guarded_http_client,
    refusing_http_client,
)
from service.adapters.tracing import silence_tracing
from service.suggestions.ports import BadDraft, Completion, ModelUnavailable, RenderedPrompt

T = TypeVar("T", bound=BaseModel)

OPENAI = "https://api.openai.com/v1"
_NO_KEY = "no-key"  # local servers ask for none; the openai package insists on one
_REFUSAL = (400, 404, 415, 422, 501)
_REFUSED_FORMAT = re.compile(
    r"response_?format|json_?schema|structured[ _-]?output|guided[ _-]?(?:json|decoding)|grammar", re.IGNORECASE
)
_THOUGHTS = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_MESSAGE = 200
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


@dataclass(frozen=True, slots=True)
class _Answer:
    """A model's words, before they are looked at."""

    text: str
    finish: str
    refusal: str
    tokens_in: int
    tokens_out: int


def _tokens(usage: Mapping[str, Any] | None) -> tuple[int, int]:
    return (int(usage.get("input_tokens") or 0), int(usage.get("output_tokens") or 0)) if usage else (0, 0)


def _answer_of(message: BaseMessage) -> _Answer:
    usage = message.usage_metadata if isinstance(message, AIMessage) else None
    calls = message.tool_calls if isinstance(message, AIMessage) else []
    text = json.dumps(calls[0]["args"]) if calls else str(message.text)
    return _Answer(
        text=text,
        finish=str(message.response_metadata.get("finish_reason") or ""),
        refusal=str(message.additional_kwargs.get("refusal") or ""),
        tokens_in=_tokens(usage)[0],
        tokens_out=_tokens(usage)[1],
    )


def _answer_of_error(error: BaseException) -> _Answer | None:
    """The openai package raises on a cut or filtered answer; what it cost is in the completion it holds."""
    for link in chain(error):
        if isinstance(link, openai.LengthFinishReasonError | openai.ContentFilterFinishReasonError):
            usage = link.completion.usage if link.completion else None
            finish = "length" if isinstance(link, openai.LengthFinishReasonError) else "content_filter"
            return _Answer("", finish, "", usage.prompt_tokens if usage else 0, usage.completion_tokens if usage else 0)
    return None


def _lean(node: Any) -> Any:
    """A JSON schema without Pydantic's titles and our docstrings: tokens that tell a model nothing."""
    if isinstance(node, dict):
        return {
            key: _lean(value)
            for key, value in node.items()
            if not (key in {"title", "description"} and isinstance(value, str))
        }
    return [_lean(item) for item in node] if isinstance(node, list) else node


def strict_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of `schema` as OpenAI's strict mode wants it: every property required, no others."""
    parameters = openai.pydantic_function_tool(schema)["function"]["parameters"]
    lean: dict[str, Any] = _lean(parameters)
    return {"title": schema.__name__, "description": "The answer.", **lean}


def json_in(text: str) -> Any:
    """The JSON object in a model's words, which may be fenced or stand behind thoughts; raises ``ValueError``."""
    plain = _THOUGHTS.sub("", text).strip()
    try:
        return json.loads(plain)
    except ValueError:
        start = plain.find("{")
        if start < 0:
            raise
        return json.JSONDecoder().raw_decode(plain, start)[0]


def _cleaned(data: Any) -> Any:
    """No hidden character comes in either: NUL, bidi and tag characters have no place in a page or a database."""
    if isinstance(data, str):
        return strip_hidden(data)
    if isinstance(data, dict):
        return {key: _cleaned(value) for key, value in data.items()}
    return [_cleaned(item) for item in data] if isinstance(data, list) else data


def _value(answer: _Answer, schema: type[T]) -> T:
    spent = (answer.tokens_in, answer.tokens_out)
    if answer.finish == "length":
        raise BadDraft(kind="truncated", message="the answer was cut at the length limit", tokens=spent)
    if answer.refusal or answer.finish == "content_filter":
        raise BadDraft(
            kind="refused", message=answer.refusal[:_MESSAGE] or "the server's filter stopped the answer", tokens=spent
        )
    if not answer.text.strip():
        raise BadDraft(kind="empty", message="the answer has no text", tokens=spent)
    try:
        data = _cleaned(json_in(answer.text))
    except (ValueError, RecursionError) as error:
        raise BadDraft(kind="bad_json", message=str(error)[:_MESSAGE], tokens=spent) from None
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadDraft(kind="wrong_schema", message=f"{where}: {first['msg']}"[:_MESSAGE], tokens=spent) from None


class OpenAIChatModel:
    """The ``ChatModel`` port over an OpenAI-compatible server.

    Opens no socket and no thread before the first prompt.
    """

    def __init__(self, server: ModelServer, outbound: OutboundFilter) -> None:
        self._server = server
        self._outbound = outbound
        self._plain = False
        self._lock = threading.Lock()
        self._chat: ChatOpenAI | None = None
        self._chat_pid = 0

    @property
    def name(self) -> str:
        """The model's name."""
        return self._server.model

    def complete(self, prompt: RenderedPrompt, schema: type[T], deadline: float) -> Completion[T]:
        """See ``ChatModel``. Both parts of the prompt go through the outbound filter, whoever made them."""
        begun = time.monotonic()
        silence_tracing()
        system, user = self._outbound.texts((prompt.system, prompt.user))
        try:
            answer = call(lambda: self._ask(system, user, schema), Patience(deadline, self._server.jitter))
        except Fault as fault:
            raise ModelUnavailable(fault.kind, fault.message) from fault
        except BadDraft:
            raise
        except json.JSONDecodeError as error:
            raise BadDraft(kind="bad_json", message=f"the server's answer is not JSON: {error}"[:_MESSAGE]) from None
        except Exception as error:
            _log.warning("model_answer_not_understood", model=self.name, error=type(error).__name__)
            message = f"the server's answer is not a completion ({type(error).__name__})"
            raise ModelUnavailable(kind="bad_request", message=message) from error
        value = _value(answer, schema)
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
        """OpenAI knows ``max_completion_tokens`` and refuses the older name.

        Nearly everybody else knows only the older.
        """
        limit = self._server.max_tokens
        if limit is None:
            return {}
        host = urlsplit(self._server.address or OPENAI).hostname or ""
        if host.endswith((".openai.com", ".azure.com")):
            return {"max_completion_tokens": limit}
        return {"extra_body": {"max_tokens": limit}}

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
                    disable_streaming=True,
                    stream_usage=False,
                    cache=False,
                    verbose=False,
                    **self._length_limit(),
                )
            return self._chat

    async def _ask(self, system: str, user: str, schema: type[BaseModel]) -> _Answer:
        if not self._plain:
            try:
                return await self._structured(system, user, schema)
            except openai.APIStatusError as error:
                if error.status_code not in _REFUSAL or not _REFUSED_FORMAT.search(f"{error.message} {error.body}"):
                    raise
                self._plain = True
                _log.info("model_without_structured_output", model=self.name)
        asked = f"{system}\n\n{_as_plain_json(schema)}"
        return _answer_of(await self._client().ainvoke([SystemMessage(asked), HumanMessage(user)]))

    async def _structured(self, system: str, user: str, schema: type[BaseModel]) -> _Answer:
        chain_ = self._client().with_structured_output(
            strict_schema(schema), method="json_schema", strict=True, include_raw=True
        )
        try:
            result = await chain_.ainvoke([SystemMessage(system), HumanMessage(user)])
        except (openai.LengthFinishReasonError, openai.ContentFilterFinishReasonError) as error:
            answer = _answer_of_error(error)
            if answer is None:
                raise
            return answer
        return _answer_of(result["raw"])


def _as_plain_json(schema: type[BaseModel]) -> str:
    shape = json.dumps(_lean(schema.model_json_schema()), ensure_ascii=False, separators=(",", ":"))
    return f"Answer with one JSON object and nothing else. Its JSON schema:\n{shape}"
