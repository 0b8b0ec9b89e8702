import json
from pathlib import Path

import pytest

from service.adapters.bench import SearchBench
from service.knowledge import queries, tasks
from service.knowledge.actions import evaluation
from service.knowledge.actions.folder import read
from tests import embedders

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


def lines(path, rows):
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path):
    passages = lines(
        tmp_path / "passages.jsonl",
        [
            {"id": "a", "text": "Gudang kita menyimpan beras dan gula di rak kayu."},
            {"id": "b", "text": "Kurir mengantar paket ke rumah pelanggan setiap pagi."},
            {"id": "c", "text": "Dokter memeriksa pasien di bangsal anak pada malam hari."},
        ],
    )
    questions = lines(
        tmp_path / "questions.jsonl",
        [
            {"question": "Di mana beras disimpan?", "relevant": ["a"]},
            {"question": "Siapakah yang memeriksa pasien anak?", "relevant": ["c"]},
        ],
    )
    return passages, questions


def test_the_figures_have_their_fixed_names(here, files, embedder):
    found = evaluation.evaluate(*files, embedder, SearchBench(embedder)).figures()
    assert list(found) == ["fused", "bm25", "dense"]
    assert all(list(leg) == ["ndcg@10", "recall@1", "recall@5", "recall@10", "mrr"] for leg in found.values())
    assert found["fused"]["mrr"] == 1.0


def test_vectors_are_kept_for_the_next_measurement(here, files, embedder, folder):
    evaluation.evaluate(*files, embedder, SearchBench(embedder))
    before = len(embedders.embedded(embedder))
    tasks.sync(folder, embedder)
    synced = len(embedders.embedded(embedder))
    assert evaluation.evaluate(*files, embedder, SearchBench(embedder)).figures()["fused"]["mrr"] == 1.0
    assert before < synced == len(embedders.embedded(embedder))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{", "questions.jsonl:1: this line is not JSON"),
        ("[]", "questions.jsonl:1: this line is not a JSON object"),
        ('{"question": "apa?"}', "questions.jsonl:1: relevant must list ids"),
        ('{"question": "apa?", "relevant": ["x"]}', "questions.jsonl:1: relevant must list ids"),
        ('{"question": "", "relevant": ["a"]}', "questions.jsonl:1: the field question must be a text"),
    ],
)
def test_bad_labels_are_told_with_their_line(here, files, embedder, row, message):
    files[1].write_text(row)
    with pytest.raises(evaluation.BadLabels, match=r"questions\.jsonl:1") as caught:
        evaluation.evaluate(*files, embedder, SearchBench(embedder))
    assert message in str(caught.value)


def test_a_file_that_is_no_text_is_told(here, files, embedder):
    files[0].write_bytes(b"\xff\xfe")
    with pytest.raises(evaluation.BadLabels, match="cannot be read"):
        evaluation.evaluate(*files, embedder, SearchBench(embedder))


def test_the_own_set_is_measured_by_group(here, folder, embedder):
    tasks.sync(folder, embedder)
    labels = [
        evaluation.Label("Batas rumus rekap lembur?", "id", "en", "cross", "test", (("rekap-en", "Limits"),)),
        evaluation.Label("Berapa harga ikan tuna?", "id", "id", "none", "test", ()),
    ]
    run = evaluation.evaluate_own(embedder, SearchBench(embedder), labels)
    found = run.figures()
    assert set(found) == {"fused", "bm25", "dense", "fused cross", "bm25 cross", "dense cross", "abstention"}
    assert found["fused cross"]["recall@5"] == 1.0
    assert set(found["abstention"]) == {"unanswerable", "answerable"}
    answered, unanswerable = run.asked
    assert answered.supported == (answered.margin > 0) and unanswerable.supported == (unanswerable.margin > 0)
    assert unanswerable.legs == {} and run.curve()[-1] == (1.0, 1.0)


def test_the_own_set_is_large_enough_and_points_at_real_headings():
    labels = evaluation.own_labels()
    assert sum(1 for label in labels if label.group == "cross") >= 60
    assert sum(1 for label in labels if not label.relevant) >= 40
    assert {label.part for label in labels} == {"tune", "test"}
    there = {
        (entry.passage.document, entry.passage.heading)
        for document in read(KNOWLEDGE, ()).documents
        for entry in document.entries
    }
    assert [place for label in labels for place in label.relevant if place not in there] == []


def test_without_an_index_nothing_is_found(here, embedder):
    assert queries.generation("serving") is None
    labels = [evaluation.Label("Apa?", "id", "id", "same", "test", (("a", "b"),))]
    assert evaluation.evaluate_own(embedder, SearchBench(embedder), labels).figures()["fused"]["mrr"] == 0.0
