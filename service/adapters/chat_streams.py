"""An answer that comes piece by piece: read on the loop of the outside world, told in the thread of whoever asked."""

import queue
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.runnables import Runnable

from service.suggestions.ports import Heard

T = TypeVar("T")

_CLOSES = "}"  # only then can something have been finished


class NoStream(Exception):
    """The server answered, but not piece by piece."""


async def streamed(model: Runnable[Any, Any], messages: list[BaseMessage], tell: Heard) -> BaseMessage:
    """The whole answer of a stream; `tell` gets the text so far whenever something may have been finished.

    Raises ``NoStream`` where nothing came that looks like a piece of one.
    """
    whole: AIMessageChunk | None = None
    text = ""
    try:
        async for chunk in model.astream(messages):
            whole = chunk if whole is None else whole + chunk
            piece = _words(chunk)
            text += piece
            if _CLOSES in piece:
                tell(text)
    except ValueError as error:  # LangChain's word for a stream without a piece
        if whole is None:
            raise NoStream from error
        raise
    if whole is None:
        raise NoStream
    return whole


def _words(chunk: AIMessageChunk) -> str:
    """What a piece adds: a function's arguments, or text."""
    return "".join(call["args"] or "" for call in chunk.tool_call_chunks) or str(chunk.text)


def listened(ask: Callable[[Heard], T], heard: Heard) -> T:
    """What `ask` gives; what it tells meanwhile, from any thread, is heard in this one.

    `ask` has its own deadline, and this ends with it.
    """
    told: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    with ThreadPoolExecutor(1, thread_name_prefix="listening") as pool:
        answer = pool.submit(ask, told.put)
        answer.add_done_callback(lambda _done: told.put(None))
        while (text := told.get()) is not None:
            heard(text)
        return answer.result()
