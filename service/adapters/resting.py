"""A model that failed several times in a row is left alone for a while, so that nobody waits for what does not come.

The circuit breaker of Nygard's *Release It!*: closed while all is well, open after ``FAULTS`` faults in a row, half-open once it
has rested, when one caller tries and all others still leave it alone. State lives in the process, as the connection does.
"""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from pydantic import BaseModel

from service.suggestions.ports import BadDraft, ChatModel, Completion, Heard, ModelUnavailable, RenderedPrompt

T = TypeVar("T", bound=BaseModel)

FAULTS = 3
REST_SECONDS = 60.0
_log = structlog.get_logger(__name__)


class RestingModel:
    """A ``ChatModel`` around another; raises ``ModelUnavailable`` of kind ``resting`` while that one is left alone.

    Only what makes a model unavailable counts; an answer that is no draft is an answer.
    """

    def __init__(
        self,
        model: ChatModel,
        faults: int = FAULTS,
        rest: float = REST_SECONDS,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        self._model = model
        self._most, self._rest, self._stopwatch = faults, rest, stopwatch
        self._lock = threading.Lock()
        self._faults = 0
        self._rests_until = 0.0
        self._trying = False

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    def complete(
        self, prompt: RenderedPrompt, schema: type[T], deadline: float, heard: Heard | None = None
    ) -> Completion[T]:
        """See ``ChatModel``."""
        self._enter()
        good = False
        try:
            answer = self._model.complete(prompt, schema, deadline, heard)
            good = True
        except BadDraft:
            good = True
            raise
        finally:
            self._leave(good=good)
        return answer

    def ping(self, deadline: float) -> float:
        """See ``ChatModel``. Whoever asks for it wants to know how the model is, so it is asked in any state."""
        return self._model.ping(deadline)

    def _enter(self) -> None:
        with self._lock:
            if self._faults < self._most:
                return
            left = self._rests_until - self._stopwatch()
            if left > 0 or self._trying:
                message = f"left alone after {self._faults} faults in a row, for {max(left, 0):.0f} s"
                raise ModelUnavailable(kind="resting", message=message)
            self._trying = True

    def _leave(self, *, good: bool) -> None:
        with self._lock:
            self._trying = False
            if good:
                self._faults = 0
                return
            self._faults += 1
            if self._faults >= self._most:
                self._rests_until = self._stopwatch() + self._rest
                _log.warning("model_rests", model=self.name, faults=self._faults, seconds=self._rest)
