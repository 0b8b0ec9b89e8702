"""What the suggestion room asks of a chat model, and the two ways in which one can let it down.

A model that cannot be reached (``ModelUnavailable``) and a model that answered nonsense (``BadDraft``) are different
things to the receipt, and to whoever has to mend it; either way the guided writer serves, within the same deadline.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, Protocol, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from service.knowledge.values import Question, Step
from service.suggestions.values import DraftCitation, DraftTopic

Unavailable = Literal[
    "timeout",  # the whole deadline passed
    "connection",  # refused, reset, no such host, or the answer broke off
    "rate_limited",  # 429, and its Retry-After does not fit into the deadline
    "server_error",  # 5xx
    "auth",  # 401 or 403: the key
    "not_found",  # 404: the model's name or the address
    "bad_request",  # any other answer that is not a completion
    "too_large",  # more bytes than a set of topics can have
    "resting",  # it failed several times in a row and is left alone for a while; nothing was asked
]
Bad = Literal[
    "truncated",  # the answer was cut at the length limit
    "empty",  # nothing in it
    "refused",  # the model or its server declined
    "bad_json",  # not JSON
    "wrong_schema",  # JSON of another shape
]

T = TypeVar("T", bound=BaseModel)
Heard = Callable[[str], None]

_MOST_TOPICS = 8  # more than that is not a set but an accident; the gate need not read it
_MOST_ITEMS = 6


@dataclass(frozen=True, slots=True)
class RenderedPrompt:
    """A prompt ready to be sent: `hash` is the SHA-256 of the file it was made from (hexadecimal)."""

    name: str
    hash: str
    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Completion(Generic[T]):
    """A model's answer that has the asked-for shape. Tokens as the server counted them, 0 where it does not count."""

    value: T
    tokens_in: int
    tokens_out: int
    seconds: float


class ModelUnavailable(Exception):
    """No usable answer came; `kind` says why, `message` is for the log and ``doctor``."""

    def __init__(self, kind: Unavailable, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind: Unavailable = kind
        self.message = message


class BadDraft(Exception):
    """An answer came and is no draft; the tokens were spent all the same."""

    def __init__(self, kind: Bad, message: str, tokens: tuple[int, int] = (0, 0)) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind: Bad = kind
        self.message = message
        self.tokens_in, self.tokens_out = tokens


class ChatModel(Protocol):
    """A chat model that answers in a given shape."""

    @property
    def name(self) -> str:
        """The model's name, as it goes into receipts."""
        ...

    def complete(
        self, prompt: RenderedPrompt, schema: type[T], deadline: float, heard: Heard | None = None
    ) -> Completion[T]:
        """The answer to `prompt` as a `schema`, at most `deadline` seconds from now; any thread may call it.

        Where `heard` is given and the server can, the answer comes piece by piece: `heard` is called in the caller's thread with
        the whole text so far, again and again, and with a shorter one where it began anew.
        Raises ``ModelUnavailable`` or ``BadDraft``, and nothing else for whatever the model or its server does.
        """
        ...

    def ping(self, deadline: float) -> float:
        """Seconds until the model answered a line that says nothing of anybody; raises ``ModelUnavailable``."""
        ...


class Answers(Protocol):
    """Keeps a model's answers, so that the same question need not be asked twice."""

    def recall(self, key: str) -> Any:
        """What was kept under `key`, as plain JSON values; None where there is nothing."""
        ...

    def remember(self, key: str, body: Any) -> None:
        """Keep plain JSON values under `key`."""
        ...


def _one_letter(value: object) -> object:
    """Small models write "Goal" or "(W)" where a letter was asked for."""
    letters = [letter for letter in value.upper() if letter.isalpha()] if isinstance(value, str) else []
    return letters[0] if letters else value


def _one_line(value: str) -> str:
    return " ".join(value.split())


Line = Annotated[str, AfterValidator(_one_line)]
Grow = Annotated[Literal["G", "R", "O", "W"], BeforeValidator(_one_letter)]


class _Drafted(BaseModel):
    """No bounds on lengths here: the gate judges, and some servers refuse a schema that has them."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class DraftedStep(_Drafted):
    """One step of the activity."""

    minutes: int
    text: Line


class DraftedQuestion(_Drafted):
    """A reflection question and its GROW letter."""

    text: Line
    grow: Grow

    def question(self) -> Question:
        """As the rooms know it."""
        return Question(self.text, self.grow)


class DraftedQuestions(_Drafted):
    """Questions by who reads them."""

    senior: list[DraftedQuestion]
    junior: list[DraftedQuestion]
    both: list[DraftedQuestion]


class DraftedCitation(_Drafted):
    """The id of a passage as the prompt named it, and words said to stand in it. White space is kept."""

    passage: str
    quote: str


class DraftedTopic(_Drafted):
    """One topic as a model writes it; nothing in it has been checked."""

    title: Line
    reasons: list[str]
    why: Line
    activity: list[DraftedStep]
    prompts: list[Line]
    questions: DraftedQuestions
    citations: list[DraftedCitation]

    def draft(self) -> DraftTopic:
        """As the gate takes it."""
        return DraftTopic(
            title=self.title,
            reasons=tuple(self.reasons[:_MOST_ITEMS]),
            why=self.why,
            activity=tuple(Step(step.minutes, step.text) for step in self.activity[:_MOST_ITEMS]),
            openers=tuple(self.prompts[:_MOST_ITEMS]),
            senior=tuple(item.question() for item in self.questions.senior[:_MOST_ITEMS]),
            junior=tuple(item.question() for item in self.questions.junior[:_MOST_ITEMS]),
            both=tuple(item.question() for item in self.questions.both[:_MOST_ITEMS]),
            citations=tuple(
                DraftCitation(item.passage.strip(), item.quote.strip()) for item in self.citations[:_MOST_ITEMS]
            ),
            author="model",
        )


class TopicsDraft(_Drafted):
    """What a model is asked for: three to five topics."""

    topics: list[DraftedTopic]

    def drafts(self) -> tuple[DraftTopic, ...]:
        """The topics as the gate takes them, in the model's order."""
        return tuple(topic.draft() for topic in self.topics[:_MOST_TOPICS])


class JudgedClaim(_Drafted):
    """A statement of a topic, and whether the passages or the pair's own wishes say so."""

    text: Line
    supported: bool


class JudgedQuestion(_Drafted):
    """A question by its number in the prompt: whether it is about the topic, and whether it can be asked upward."""

    number: int
    on_topic: bool
    safe: bool


class Judgement(_Drafted):
    """What a model says of one topic: an opinion for the evaluation, never for a set."""

    claims: list[JudgedClaim]
    questions: list[JudgedQuestion]
