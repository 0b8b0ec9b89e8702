"""From a brief to accepted topics over the wire: the prompt files, the real client, a scripted server and the gate together."""

from pathlib import Path

import pytest

from service.adapters.chat_model import ModelServer, OpenAIChatModel
from service.adapters.outbound import OutboundFilter, Person
from service.knowledge.values import Passage
from service.suggestions import model as writer
from service.suggestions.prompts import Prompts
from service.suggestions.rules.gate import accept
from service.suggestions.values import PairBrief, SideBrief, Stage
from tests.fakes import SCRIPTS, FakeOpenAI

PROMPTS = Prompts(Path(__file__).parents[2] / "prompts")
TEXTS = {
    "id": (
        "Rekap lembur menghabiskan waktu dua jam setiap akhir pekan. Angka yang keliru jarang terlihat di rekapitulasi.",
        "Dasbor menampilkan waktu tunggu tanpa menceritakan kejadian di bangsal. Warna hijau mudah dipercaya.",
        "Formulir serah terima diisi pada pergantian shift yang paling sibuk. Kolom keterangan sering dibiarkan kosong.",
    ),
    "en": (
        "The overtime summary takes two hours at the end of every week. A wrong figure is seldom seen in the summary.",
        "A dashboard shows the waiting time without telling what happened on the ward. Green is easy to believe.",
        "The handover form is filled in during the busiest minutes of a shift. The column for remarks stays empty.",
    ),
}


def passages(language: str) -> list[Passage]:
    return [
        Passage(
            f"d{n}#1", f"d{n}", f"d{n}.md", "v", f"Judul {n}", "Bagian", language, "topic", None, 0, len(text), text
        )
        for n, text in enumerate(TEXTS[language], start=1)
    ]


@pytest.mark.parametrize("script", ["good", "refuses-response-format", "invented-quotation", "wrong-language"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_gate_lets_through_what_is_good_and_nothing_else(language: str, script: str):
    focus = "Kata Damar Wijaya: hubungi 0812-3456-7890, soal rekap lembur."
    purpose = "Mentor menunjukkan alat kerja."
    brief = PairBrief(1, 2, language, Stage(2, "practice", purpose, ("practice",)), SideBrief(), SideBrief(), focus)
    offered = passages(language)
    with FakeOpenAI(SCRIPTS[script]()) as fake:
        model = OpenAIChatModel(ModelServer("fake", fake.address), OutboundFilter(lambda: [Person("Damar Wijaya")]))
        answer = writer.write(brief, offered, model, PROMPTS.render, 10.0)
        model.close()
        assert b"Damar" not in fake.sent and b"3456" not in fake.sent
        assert b"| Kata^[orang]:^hubungi^[telepon],^soal^rekap^lembur." in fake.sent
    verdict = accept(answer.drafts, {passage.id: passage for passage in offered}, brief)
    good = script in {"good", "refuses-response-format"}
    assert len(verdict.topics) == (3 if good else 0), verdict.dropped
    for topic in verdict.topics:
        assert all(citation.quote in TEXTS[language][int(citation.document[1:]) - 1] for citation in topic.citations)
    if not good:
        assert {item.code for item in verdict.dropped} & {"not-verbatim", "language"}
