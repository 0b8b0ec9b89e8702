"""What the model behind the scripted server says: a decent set made from the prompt's own passages, and ways to spoil it."""

import hashlib
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MODEL = "fake"
DIMENSIONS = 64


@dataclass(frozen=True)
class Recorded:
    """One request as it arrived: `head` and `body` are the bytes on the wire."""

    method: str
    path: str
    head: bytes
    body: bytes
    at: float

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body) if self.body else {}

    @property
    def messages(self) -> list[str]:
        return [str(message["content"]) for message in self.json.get("messages", [])]

    @property
    def prompt(self) -> str:
        """The user's part as a model reads it: with spaces where the marks are."""
        return self.messages[-1].replace("^", " ")

    @property
    def bytes(self) -> bytes:
        return self.head + self.body


Answer = Callable[[Recorded], object]


@dataclass(frozen=True)
class Sentence:
    """A line of the prompt's passages."""

    passage: str
    text: str


def offered(request: Recorded) -> list[Sentence]:
    """The sentences of the prompt's passages, one a line: ``P1| …``."""
    found = re.findall(r"^(P\d+)\| (.+)$", request.prompt, flags=re.MULTILINE)
    return [Sentence(passage, text) for passage, text in found]


def language_of(request: Recorded) -> str:
    return "id" if "Tulis dalam bahasa Indonesia" in request.messages[0] else "en"


def _keyword(sentence: str) -> str:
    words = re.findall(r"[^\W\d_]{5,}", sentence)
    return max(words, key=len).lower() if words else "kerja"


# Three ways to put a topic, so that the topics of a set do not repeat each other.
_TEXTS: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "id": (
        {
            "title": "Melihat {word} dari dekat",
            "why": "Tujuan dan peran Anda berdua bertemu pada {word}.",
            "steps": (
                "Mentor menunjukkan {word} dengan data rekaan.",
                "Pemimpin mencoba {word} sendiri.",
                "Catat satu batasnya.",
            ),
            "prompts": (
                "Apa yang paling terlihat dari {word} ini?",
                "Bagaimana {word} biasanya sampai ke meja {{sapaan}}?",
            ),
            "senior": (
                "Apa yang ingin Anda pahami lebih jauh tentang {word}?",
                "Bagian mana dari {word} yang baru bagi Anda?",
            ),
            "junior": (
                "Bagaimana Anda menjelaskan {word} dengan satu contoh?",
                "Apa yang Anda siapkan sebelum menunjukkan {word}?",
            ),
            "both": (
                "Langkah apa tentang {word} yang akan kita coba minggu depan?",
                "Pilihan apa yang kita lihat untuk {word}?",
            ),
        },
        {
            "title": "Cerita singkat: {word}",
            "why": "Mentor mengenal {word} dari pekerjaan sehari-hari, dan pemimpin ingin mendengarnya.",
            "steps": (
                "Mentor membacakan cerita rekaan tentang {word}.",
                "Pemimpin menceritakan ulang {word}.",
                "Mentor meluruskan.",
            ),
            "prompts": (
                "Cerita seperti apa tentang {word} yang pernah {{sapaan}} dengar?",
                "Kapan {word} menjadi penting di ruang rapat?",
            ),
            "senior": (
                "Keputusan seperti apa yang bersandar pada {word}?",
                "Sejauh mana {word} sampai kepada Anda dalam laporan?",
            ),
            "junior": (
                "Kejadian mana tentang {word} yang layak Anda ceritakan?",
                "Dari mana Anda mengenal {word} pertama kali?",
            ),
            "both": (
                "Tanda apa pada {word} yang akan kita periksa lewat sumber lain?",
                "Harapan apa yang kita simpan pada {word}?",
            ),
        },
        {
            "title": "Sepuluh menit bersama {word}",
            "why": "Pada tahap ini {word} dapat dicoba langsung oleh pemimpin dengan panduan mentor.",
            "steps": (
                "Mentor menggambar alur {word} rekaan.",
                "Pemimpin menambah dua kotak pada gambar {word}.",
                "Pilih satu kotak.",
            ),
            "prompts": (
                "Kotak mana di gambar {word} yang paling ramai?",
                "Gambarkan {word} seperti yang {{sapaan}} bayangkan.",
            ),
            "senior": (
                "Kebiasaan apa yang ingin Anda uji lewat gambar {word}?",
                "Berapa banyak waktu yang dipakai tim untuk {word}?",
            ),
            "junior": (
                "Seperti apa gambar {word} kalau Anda yang menentukan?",
                "Garis mana pada gambar {word} yang jarang dilihat orang?",
            ),
            "both": (
                "Kotak {word} mana yang akan kita ubah bersama sebelum bertemu lagi?",
                "Jalan apa yang terbuka bagi kita di gambar {word}?",
            ),
        },
    ),
    "en": (
        {
            "title": "A close look at {word}",
            "why": "Your goals and your roles meet at {word}.",
            "steps": (
                "The mentor shows {word} with invented data.",
                "The leader tries {word} alone.",
                "Note one limit.",
            ),
            "prompts": ("What stands out to you in this {word}?", "How does {word} usually reach your desk?"),
            "senior": ("What would you like to understand better about {word}?", "Which part of {word} is new to you?"),
            "junior": (
                "How do you explain {word} with a single example?",
                "What do you prepare before showing {word}?",
            ),
            "both": (
                "What step about {word} will we try before the next session?",
                "Which options do we see for {word}?",
            ),
        },
        {
            "title": "Short story: {word}",
            "why": "The mentor knows {word} from daily work, and the leader wants to hear about it.",
            "steps": (
                "The mentor reads an invented story of {word}.",
                "The leader retells {word}.",
                "The mentor corrects.",
            ),
            "prompts": (
                "What kind of story about {word} have you heard?",
                "When does {word} become important in the meeting room?",
            ),
            "senior": (
                "Which decisions of yours rest on {word}?",
                "How far does {word} get into the reports you read?",
            ),
            "junior": ("Which event around {word} is worth telling?", "Where did you first meet {word}?"),
            "both": ("Which sign in {word} will we check with another source?", "What hope do we place in {word}?"),
        },
        {
            "title": "Ten minutes with a drawing of {word}",
            "why": "At this stage the leader can try {word} directly while the mentor guides.",
            "steps": (
                "The mentor draws invented boxes of {word}.",
                "The leader adds two boxes to {word}.",
                "Pick a box.",
            ),
            "prompts": (
                "Which box in the drawing of {word} is the busiest?",
                "Describe {word} the way you picture it.",
            ),
            "senior": (
                "Which habit would you like to test with the drawing of {word}?",
                "How much time does the team spend on {word}?",
            ),
            "junior": (
                "How would the drawing of {word} look if you decided?",
                "Which line in {word} is seldom noticed?",
            ),
            "both": (
                "Which box of {word} will we change together by next month?",
                "Which roads are open to us in {word}?",
            ),
        },
    ),
}


def topics(request: Recorded, count: int = 3, language: str | None = None) -> dict[str, Any]:
    """A decent set made from the prompt's own passages: every quotation stands there."""
    texts = _TEXTS[language or language_of(request)]
    sentences = [sentence for sentence in offered(request) if len(sentence.text) >= 12]
    chosen: dict[str, Sentence] = {}
    for sentence in sentences:
        if len(sentence.text.split()) >= 6:
            chosen.setdefault(sentence.passage, sentence)
    picks = (list(chosen.values()) or sentences or [Sentence("P1", "kerja")])[:count]
    return {"topics": [_topic(texts[number % len(texts)], sentence) for number, sentence in enumerate(picks)]}


def _topic(texts: Mapping[str, Any], sentence: Sentence) -> dict[str, Any]:
    def fill(text: str) -> str:
        return text.format(word=_keyword(sentence.text))

    def questions(side: str, grow: str) -> list[dict[str, str]]:
        return [{"text": fill(text), "grow": letter} for text, letter in zip(texts[side], grow, strict=True)]

    return {
        "title": fill(texts["title"]),
        "reasons": ["practice"],
        "why": fill(texts["why"]),
        "activity": [{"minutes": m, "text": fill(t)} for m, t in zip((3, 5, 2), texts["steps"], strict=True)],
        "prompts": [fill(text) for text in texts["prompts"]],
        "questions": {
            "senior": questions("senior", "GR"),
            "junior": questions("junior", "RR"),
            "both": questions("both", "WO"),
        },
        "citations": [{"passage": sentence.passage, "quote": sentence.text}],
    }


def with_quote(quote: str) -> Answer:
    """The same set, but every quotation is this one: invented."""

    def answer(request: Recorded) -> object:
        made = topics(request)
        for topic in made["topics"]:
            topic["citations"] = [{**citation, "quote": quote} for citation in topic["citations"]]
        return made

    return answer


def completion(
    content: str | None, *, finish: str = "stop", refusal: str | None = None, words: int = 0
) -> dict[str, Any]:
    """The protocol's envelope around an answer."""
    out = len((content or "").split())
    return {
        "id": "chatcmpl-fake",
        "object": "chat.completion",
        "created": 0,
        "model": MODEL,
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content, "refusal": refusal},
            }
        ],
        "usage": {"prompt_tokens": words, "completion_tokens": out, "total_tokens": words + out},
    }


def events(data: Mapping[str, Any], *, usage: bool = True, size: int = 120) -> Iterator[str]:
    """The same completion as a stream's events: words piece by piece, how it ended, what it cost, and that it is over."""
    (choice,) = data["choices"]
    content = choice["message"]["content"] or ""
    head = {"id": data["id"], "object": "chat.completion.chunk", "created": 0, "model": data["model"]}
    pieces: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    pieces += [{"content": content[at : at + size]} for at in range(0, len(content), size)]
    for piece in pieces:
        yield json.dumps({**head, "choices": [{"index": 0, "delta": piece, "finish_reason": None}]})
    yield json.dumps({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}]})
    if usage:
        yield json.dumps({**head, "choices": [], "usage": data["usage"]})
    yield "[DONE]"


def wrong_language(request: Recorded) -> object:
    return topics(request, language="en" if language_of(request) == "id" else "id")


def vector(text: str, dimensions: int = DIMENSIONS) -> list[float]:
    """A unit vector of a text: a bag of hashed words, so that texts with the same words are near."""
    values = [0.0] * dimensions
    for word in re.findall(r"\w+", text.lower()):
        digest = hashlib.sha256(word.encode()).digest()
        values[int.from_bytes(digest[:4]) % dimensions] += 1.0 if digest[4] % 2 else -1.0
    length = math.sqrt(sum(value * value for value in values)) or 1.0
    return [value / length for value in values]
