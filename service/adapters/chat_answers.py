"""What a model's server answered, read as what was asked for; whatever it was asked, Pydantic has the last word.

Servers that accept a schema do not always keep it, and local models like to think aloud or to fence their JSON.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import openai
from langchain_core.messages import AIMessage, BaseMessage
from pydantic import BaseModel, ValidationError

from service.adapters.chat_servers import without_thoughts
from service.adapters.outbound import strip_hidden
from service.adapters.outbound_faults import chain
from service.suggestions.ports import BadDraft

T = TypeVar("T", bound=BaseModel)

MESSAGE = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """A model's words, before they are looked at."""

    text: str
    finish: str
    refusal: str
    tokens_in: int
    tokens_out: int


def answer_of(message: BaseMessage) -> Answer:
    """The words of a completion: a function's arguments where it called one, else its text."""
    usage = message.usage_metadata if isinstance(message, AIMessage) else None
    tokens_in, tokens_out = _tokens(usage)
    return Answer(
        text=_arguments(message) or str(message.text),
        finish=str(message.response_metadata.get("finish_reason") or ""),
        refusal=str(message.additional_kwargs.get("refusal") or ""),
        tokens_in=tokens_in,
        tokens_out=tokens_out,
    )


def _arguments(message: BaseMessage) -> str:
    if not isinstance(message, AIMessage):
        return ""
    if message.tool_calls:
        return json.dumps(message.tool_calls[0]["args"])
    return str(message.invalid_tool_calls[0]["args"] or "") if message.invalid_tool_calls else ""


def _tokens(usage: Mapping[str, Any] | None) -> tuple[int, int]:
    return (int(usage.get("input_tokens") or 0), int(usage.get("output_tokens") or 0)) if usage else (0, 0)


def answer_of_error(error: BaseException) -> Answer | None:
    """The openai package raises on a cut or filtered answer; what it cost is in the completion it holds."""
    for link in chain(error):
        if isinstance(link, openai.LengthFinishReasonError | openai.ContentFilterFinishReasonError):
            usage = link.completion.usage if link.completion else None
            finish = "length" if isinstance(link, openai.LengthFinishReasonError) else "content_filter"
            return Answer("", finish, "", usage.prompt_tokens if usage else 0, usage.completion_tokens if usage else 0)
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


def as_plain_json(schema: type[BaseModel]) -> str:
    """Words that ask for JSON of that schema, for a server that knows no other way."""
    shape = json.dumps(_lean(schema.model_json_schema()), ensure_ascii=False, separators=(",", ":"))
    return f"Answer with one JSON object and nothing else. Its JSON schema:\n{shape}"


def json_in(text: str) -> Any:
    """The JSON object in a model's words, which may be fenced or stand behind thoughts; raises ``ValueError``."""
    plain = without_thoughts(text)
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


def value_of(answer: Answer, schema: type[T]) -> T:
    """An answer as a `schema`; raises ``BadDraft`` with the tokens it cost."""
    spent = (answer.tokens_in, answer.tokens_out)
    if answer.finish == "length":
        raise BadDraft(kind="truncated", message="the answer was cut at the length limit", tokens=spent)
    if answer.refusal or answer.finish == "content_filter":
        raise BadDraft(
            kind="refused", message=answer.refusal[:MESSAGE] or "the server's filter stopped the answer", tokens=spent
        )
    if not answer.text.strip():
        raise BadDraft(kind="empty", message="the answer has no text", tokens=spent)
    try:
        data = _cleaned(json_in(answer.text))
    except (ValueError, RecursionError) as error:
        raise BadDraft(kind="bad_json", message=str(error)[:MESSAGE], tokens=spent) from None
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadDraft(kind="wrong_schema", message=f"{where}: {first['msg']}"[:MESSAGE], tokens=spent) from None
