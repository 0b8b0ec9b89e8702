"""What servers that speak OpenAI's protocol do each in their own way, in one table; tests hold it against recorded answers.

A server is known by its address. Whatever the table says, a server that refuses a way of asking is asked the next way from then
on, so that a proxy, an old version or a model without tools is served too. Sources stand in tests/adapters/recorded.py.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

OPENAI = "https://api.openai.com/v1"

Way = Literal["json_schema", "function", "text"]
Length = Literal["max_completion_tokens", "max_tokens"]

_SCHEMA_FIRST: tuple[Way, ...] = ("json_schema", "function", "text")


@dataclass(frozen=True, slots=True)
class Manners:
    """How a kind of server is asked: which ways in which order, and what it calls the length limit.

    `counts_streams` says whether it tells the tokens of a streamed answer when it is asked to (``stream_options``); of an answer in
    one piece all of them tell. `thinks` says where a model's thoughts may come: in fields of their own, which are not read, or in
    the text (``<think>``), where they are cut off.
    """

    name: str
    ways: tuple[Way, ...]
    length: Length
    counts_streams: bool
    thinks: Literal["apart", "in the text", "either"]


TABLE = {
    "openai": Manners("openai", _SCHEMA_FIRST, "max_completion_tokens", counts_streams=True, thinks="apart"),
    # Deployments under an API version before 2024-08-01-preview refuse json_schema and take functions.
    "azure": Manners("azure", _SCHEMA_FIRST, "max_completion_tokens", counts_streams=True, thinks="apart"),
    "ollama": Manners("ollama", _SCHEMA_FIRST, "max_tokens", counts_streams=True, thinks="either"),
    # Its cloud takes a schema without a word and does not keep it; functions it keeps.
    "ollama-cloud": Manners("ollama-cloud", ("function", "text"), "max_tokens", counts_streams=True, thinks="either"),
    # llama.cpp's server, vLLM and everybody else: nothing in an address tells them apart, and they differ in what they refuse.
    "compatible": Manners("compatible", _SCHEMA_FIRST, "max_tokens", counts_streams=True, thinks="either"),
}

_OLLAMA_PORT = 11434
_REFUSAL = frozenset({400, 404, 415, 422, 500, 501})  # llama.cpp says 500 to what it has not been started for
_REFUSED: dict[Way, re.Pattern[str]] = {
    "json_schema": re.compile(
        r"response[_ -]?format|json[_ -]?schema|structured[ _-]?output|guided[ _-]?(?:json|decoding)|grammar|samplers",
        re.IGNORECASE,
    ),
    "function": re.compile(
        r"\btools?\b|tool_choice|tool_calls?|function[ _-]?call|parallel_tool|\bfunctions?\b.{0,40}support|--jinja",
        re.IGNORECASE,
    ),
}
_REFUSED_LENGTH: dict[Length, re.Pattern[str]] = {
    "max_tokens": re.compile(
        r"'?max_tokens'?.{0,40}(?:not supported|unsupported)|unsupported.{0,20}max_tokens", re.IGNORECASE
    ),
    "max_completion_tokens": re.compile(
        r"(?:unrecognized|unknown|unsupported|unexpected|extra).{0,60}max_completion_tokens|max_completion_tokens.{0,60}"
        r"(?:not permitted|not supported|unexpected|unknown)",
        re.IGNORECASE,
    ),
}

_THOUGHTS = re.compile(r"<(think|thinking|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_END_OF_THOUGHT = re.compile(r"^.*</(?:think|thinking|reasoning)>", re.DOTALL | re.IGNORECASE)
_CHANNEL = re.compile(r"^.*<\|channel\|>final<\|message\|>", re.DOTALL)


def manners_of(address: str | None, model: str) -> Manners:
    """The row of the table for a server, by its address (None for OpenAI itself) and, for Ollama, the model's name."""
    parts = urlsplit(address or OPENAI)
    host = parts.hostname or ""
    if _within(host, "openai.com"):
        return TABLE["openai"]
    if _within(host, "azure.com"):
        return TABLE["azure"]
    if _within(host, "ollama.com") or (parts.port == _OLLAMA_PORT and model.endswith("-cloud")):
        return TABLE["ollama-cloud"]
    return TABLE["ollama" if parts.port == _OLLAMA_PORT else "compatible"]


def _within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def refuses(way: Way, status: int, words: str) -> bool:
    """Whether an error says that this way of asking is not known here, and not that something else is wrong."""
    pattern = _REFUSED.get(way)
    return pattern is not None and status in _REFUSAL and pattern.search(words) is not None


def other_length(length: Length, status: int, words: str) -> Length | None:
    """The other name of the length limit, where an error says that this one is not known."""
    if status not in _REFUSAL or not _REFUSED_LENGTH[length].search(words):
        return None
    return "max_tokens" if length == "max_completion_tokens" else "max_completion_tokens"


def refuses_streams(status: int, words: str) -> bool:
    """Whether an error says that answers do not come piece by piece here, or not with their tokens counted."""
    return status in _REFUSAL and re.search(r"\bstream(?:ing|_options)?\b", words, re.IGNORECASE) is not None


def filtered(status: int, words: str) -> bool:
    """Azure's filter refuses a prompt with a 400 where OpenAI's ends an answer with ``content_filter``."""
    return status == 400 and "content_filter" in words  # noqa: PLR2004 - HTTP's own number


def without_thoughts(text: str) -> str:
    """An answer without what the model thought aloud.

    Chat templates may open the thought in the prompt, so that only its end is in the answer; gpt-oss writes channels.
    """
    steps: tuple[Callable[[str], str], ...] = (
        lambda words: _THOUGHTS.sub("", words),
        lambda words: _END_OF_THOUGHT.sub("", words),
        lambda words: _CHANNEL.sub("", words),
    )
    for step in steps:
        text = step(text)
    return text.strip()
