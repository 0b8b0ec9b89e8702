import threading
import time

import numpy as np
import pytest

from service.adapters import embeddings
from service.adapters.embeddings import Vectors, e5
from service.adapters.remote_embeddings import remote
from service.knowledge.ports import EmbedderUnavailable
from tests import embedders
from tests.fakes import FakeOpenAI


@pytest.fixture(scope="module")
def model():
    return e5()


@pytest.fixture
def fake():
    with FakeOpenAI() as server:
        yield server


@pytest.fixture
def far():
    """Makes remote embedders and closes what they opened."""
    made = []

    def make(model="m", **more):
        made.append(remote(model, api_key=None, **more))
        return made[-1]

    yield make
    for one in made:
        one.embeddings.close()


def cosine(one, other):
    return float(np.dot(one, other) / (np.linalg.norm(one) * np.linalg.norm(other)))


def contract(embedder):
    vectors = embedder.passages(["Rekap lembur setiap bulan", "Pompa air di kebun"])
    assert len(vectors) == 2
    assert {len(vector) for vector in vectors} == {embedder.dimensions}
    assert embedder.passages(["Rekap lembur setiap bulan"]) == [vectors[0]]
    assert embedder.passages([]) == embedder.queries([]) == []
    assert len(embedder.queries(["Apa itu rekap?"])[0]) == embedder.dimensions
    assert embedder.name
    assert embedder.version


def test_the_built_in_model_keeps_the_contract(model):
    assert model.dimensions == 384
    assert "0.3.0" in model.version
    vectors = model.passages(["Rekap lembur setiap bulan", "Pompa air di kebun"])
    assert [len(vector) for vector in vectors] == [384, 384]
    assert abs(np.linalg.norm(vectors[0]) - 1) < 1e-3
    assert model.passages([]) == model.queries([]) == []


def test_a_remote_model_keeps_the_contract(fake, far):
    contract(far(base_url=fake.address))


def test_meaning_crosses_languages(model):
    question = model.queries(["Bagaimana menghitung lembur?"])[0]
    right, wrong = model.passages(["How overtime is calculated every month.", "The ship arrives at the harbour."])
    assert cosine(question, right) > cosine(question, wrong)


def test_questions_and_passages_have_their_own_prefix(model):
    assert model.queries(["rekap lembur"])[0] != model.passages(["rekap lembur"])[0]


def test_nothing_behind_a_nul_is_lost(model):
    cut, whole = model.passages(["rekap\0lembur di pabrik"]), model.passages(["rekap lembur di pabrik"])
    assert cosine(cut[0], whole[0]) > 0.999


def test_a_lone_surrogate_does_not_stop_the_index(model):
    assert len(model.passages(["teks \ud83d rusak"])[0]) == 384


def test_models_of_the_e5_family_get_prefixes_and_others_none(fake, far):
    embedder = far("intfloat/multilingual-e5-large", base_url=fake.address)
    embedder.queries(["satu"])
    embedder.passages(["dua"])
    assert b"query: satu" in fake.sent
    assert b"passage: dua" in fake.sent
    far("another-model", base_url=fake.address).queries(["tiga"])
    assert b"query: tiga" not in fake.sent


def test_people_are_scrubbed_before_a_text_leaves(fake, far):
    embedder = far(base_url=fake.address, scrub=lambda text: text.replace("Damar", "pemimpin"))
    embedder.queries(["Apa kata Damar?"])
    embedder.passages(["Damar dan Sari"])
    assert b"Damar" not in fake.sent
    assert b"pemimpin" in fake.sent


def test_a_server_that_is_away_is_told_within_the_deadline(far):
    embedder = far(base_url="http://127.0.0.1:9/v1", seconds=2.0)
    began = time.monotonic()
    with pytest.raises(EmbedderUnavailable, match="no vectors"):
        embedder.passages(["satu"])
    assert time.monotonic() - began < 10


def test_an_answer_that_is_no_vectors_is_told(far):
    def nonsense(exchange, _request):
        exchange.json({"object": "list", "data": "none", "model": "m"})

    with FakeOpenAI(nonsense, embeddings_follow_script=True) as server:
        embedder = far(base_url=server.address, seconds=5.0)
        with pytest.raises(EmbedderUnavailable):
            embedder.passages(["satu"])


def test_a_very_long_question_costs_no_more_than_the_model_reads(model, monkeypatch):
    monkeypatch.setattr(embeddings, "_LONGEST", 24)
    question = "Bagaimana rekap lembur? " * 3
    embed = model.embeddings.embed_query
    assert model.queries([question]) == [embed(question[:24])]
    assert question not in model._questions
    monkeypatch.undo()
    assert model.queries([question]) != [embed(question[:24])]


class Counting(embedders.WordEmbeddings):
    """Notes every question it embeds."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def embed_query(self, text):
        self.asked.append(text)
        return super().embed_query(text)


def test_a_question_that_comes_again_is_not_embedded_again():
    counting = Counting()
    remembering = Vectors("words", "1", counting, embedders.DIMENSIONS, remembered=2)
    first = remembering.queries(["satu"])[0]
    first[0] += 1.0  # whoever gets a vector may change it
    again = remembering.queries(["satu"])[0]
    assert counting.asked == ["satu"]
    assert again == pytest.approx(counting.vector("satu"), rel=1e-6)
    remembering.queries(["dua", "satu", "tiga", "satu", "dua"])  # "dua" was the one longest unused
    assert counting.asked == ["satu", "dua", "tiga", "dua"]


def test_the_built_in_model_remembers_exactly(model):
    question = "Bagaimana rekap lembur dihitung?"
    assert model.queries([question]) == model.queries([question]) == [e5().embeddings.embed_query(question)]
    assert question in model._questions


def test_many_threads_remember_at_once():
    remembering = Vectors("words", "1", Counting(), embedders.DIMENSIONS, remembered=3)
    texts = [f"kata {number}" for number in range(5)]
    right = {text: embedders.WordEmbeddings().vector(text) for text in texts}
    wrong = []

    def work():
        for text in texts * 20:
            wrong.extend([] if remembering.queries([text])[0] == pytest.approx(right[text], rel=1e-6) else [text])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(remembering._questions) == 3
