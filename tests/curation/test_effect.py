import re

import pytest
from chromadb.errors import NotFoundError

from service import clock
from service.adapters.bench import SearchBench
from service.adapters.embeddings import Vectors
from service.curation import queries
from service.curation.actions import trials
from service.curation.models import TrialRow
from service.curation.rules.comparing_sets import compare_sets
from service.db import db
from service.knowledge import queries as knowledge
from service.knowledge import tasks
from service.knowledge.actions.evaluation import Label, kept_vectors
from service.knowledge.models import VectorRow
from service.knowledge.ports import Bench, Embedder
from service.knowledge.values import Need
from service.sessions import actions as sessions
from service.suggestions.models import SuggestionSet
from tests import builders, embedders
from tests.embedders import WordEmbeddings

ASKED = "/knowledge/effect/rekap-id?to=withdrawn"
LABELS = [
    Label("rumus untuk rekap lembur", "id", "id", "same", "test", (("rekap-id", "Rekap lembur dengan rumus"),)),
    Label("gunung tertinggi di Afrika", "id", "id", "none", "test", ()),
    Label("about another folder", "en", "en", "same", "test", (("elsewhere", "Nothing"),)),
]


@pytest.fixture
def outside(outside, embedder):
    return {**outside, Bench: SearchBench(embedder)}


def compared(embedder, wanted="withdrawn", document="rekap-id"):
    told = []
    result = trials.compare(document, wanted, embedder, SearchBench(embedder), LABELS, lambda *done: told.append(done))
    return result, told


def running_pairs(number):
    card = builders.programme()
    return [builders.join(card, *(_called(card, side, one) for side in ("senior", "junior"))) for one in range(number)]


def _called(card, side, number):
    """Somebody whose name no guide uses as a word."""
    return builders.intake(builders.participant(card, side, name=f"Zubaidah Z{side}{number}"))


def test_withdrawing_takes_the_right_passages_away(here, indexed, embedder):
    result, told = compared(embedder)
    questions = result["questions"]
    assert (questions["answerable"], questions["unanswerable"]) == (1, 1)
    assert questions["before"]["recall@5"] == 1.0
    assert questions["after"]["recall@5"] == 0.0
    assert questions["after"]["ndcg@10"] < questions["before"]["ndcg@10"]
    assert told[-1][0] == told[-1][1]


def test_publishing_a_draft_brings_them(here, indexed, embedder, library):
    guide = next(path for path in indexed.rglob("*.md") if "id: rekap-id" in path.read_text())
    guide.write_text(guide.read_text().replace("kind: guide", "kind: guide\nstatus: draft"))
    tasks.sync(indexed, embedder)
    serving = knowledge.generation("serving").id
    assert "rekap-id" not in {entry.passage.document for entry in knowledge.entries(serving)}
    result, _ = compared(embedder, "published")
    assert result["questions"]["before"]["recall@5"] == 0.0
    assert result["questions"]["after"]["recall@5"] == 1.0


def test_three_pairs_are_counted_and_the_titles_told(here, indexed, embedder):
    for pair in running_pairs(3):
        _hold_the_first(pair)
    result, _ = compared(embedder)
    assert result["sets"]["compared"] == 3
    assert result["sets"]["changed"] == 3
    assert result["sets"]["went"] == ["Rekap lembur dengan rumus", "Rekap lembur yang diperiksa"]
    assert result["sets"]["came"] == []
    assert db.session.query(SuggestionSet).count() == 0


def test_of_one_pair_nothing_but_some_is_told(here, indexed, embedder):
    _hold_the_first(running_pairs(1)[0])
    result, _ = compared(embedder)
    assert result["sets"] == {"compared": "some", "changed": "some", "went": [], "came": []}


def test_a_trial_begins_with_a_button_and_is_made_once(here, visit, curator, indexed):
    reader = visit(curator.id)
    assert "Show the effect first" in reader.get(ASKED).text
    answer = reader.post(ASKED)
    assert answer.status_code == 303
    page = reader.get(answer.headers["Location"])
    assert "No pair is running." in page.text
    assert re.search(r'<td class="one-line">9\d\.\d%</td>', page.text)
    reader.post(ASKED)
    assert db.session.query(TrialRow).count() == 1


def test_a_changed_version_is_tried_anew(here, visit, curator, indexed, embedder):
    reader = visit(curator.id)
    reader.post(ASKED)
    guide = next(path for path in indexed.rglob("*.md") if "id: rekap-id" in path.read_text())
    guide.write_text(guide.read_text().replace("Data asli tidak dipakai.", "Data asli jangan dipakai."))
    tasks.sync(indexed, embedder)
    assert "Show the effect first" in reader.get(ASKED).text


def test_while_it_runs_the_page_asks_again_and_what_was_cut_off_can_be_begun_anew(here, visit, curator, indexed):
    version, generation = queries.present("rekap-id")
    now = clock.now()
    row = TrialRow(
        document="rekap-id",
        version=version,
        wanted="withdrawn",
        generation=generation,
        state="running",
        done=2,
        total=9,
        asked_at=now,
        asked_by=curator.id,
        beat_at=now,
    )
    db.session.add(row)
    db.session.commit()
    reader = visit(curator.id)
    part = reader.get(f"/knowledge/trials/{row.id}").text
    assert "2 of 9" in part
    assert 'hx-trigger="every 2s"' in part
    row.beat_at = now - queries.trials._SILENT
    db.session.commit()
    part = reader.get(f"/knowledge/trials/{row.id}").text
    assert "did not come to an end" in part
    assert "hx-trigger" not in part


def test_a_trial_whose_embedder_is_away_ends_and_may_be_begun_anew(here, visit, curator, indexed, monkeypatch):
    db.session.query(VectorRow).delete()
    db.session.commit()
    monkeypatch.setitem(here.extensions["dua_arah.ports"], Embedder, embedders.away())
    reader = visit(curator.id)
    page = reader.get(reader.post(ASKED).headers["Location"])
    assert "did not come to an end" in page.text
    assert "Show the effect first" in page.text


def test_the_bench_asks_the_embedder_once_and_leaves_no_collection(here, indexed, embedder):
    asked = []

    class Counted(WordEmbeddings):
        def embed_query(self, text):
            asked.append(text)
            return super().embed_query(text)

    bench = SearchBench(Vectors("words", "1", Counted(), embedders.DIMENSIONS))
    entries = knowledge.entries(knowledge.generation("serving").id)
    vectors = kept_vectors(entries, embedder)
    need = Need("rumus lembur", "id")
    for _once in range(2):
        with bench.stand(entries, vectors) as stand:
            assert stand.library.find([need])[0].hits
            collection = stand._search.dense.store
            assert collection._client.list_collections()
        with pytest.raises(NotFoundError):
            collection._client.get_collection(collection._collection_name, embedding_function=None)
    assert len(asked) == 1 and "rumus lembur" in asked[0]


def test_what_there_is_not_is_not_tried(here, visit, curator, indexed):
    reader = visit(curator.id)
    assert reader.get("/knowledge/effect/unknown?to=withdrawn").status_code == 404
    assert reader.post("/knowledge/effect/unknown?to=withdrawn").status_code == 404
    assert reader.get("/knowledge/effect/rekap-id?to=elsewhere").status_code == 404
    assert reader.get("/knowledge/trials/999").status_code == 404


def test_two_changed_pairs_of_many_are_some():
    told = compare_sets([["a"], ["a"], ["b"], ["b"]], [["c"], ["c"], ["b"], ["b"]])
    assert told == {"compared": 4, "changed": "some", "went": ["a"], "came": ["c"]}


def test_another_order_is_no_change_and_a_title_that_only_moves_neither_goes_nor_comes():
    told = compare_sets([["a", "b"], ["x"], ["y"]], [["b", "a"], ["y"], ["x"]])
    assert told["went"] == told["came"] == []
    assert compare_sets([["a", "b"]] * 3, [["b", "a"]] * 3)["changed"] == "none"


def _hold_the_first(pair) -> None:
    """So that the pair prepares the session that the folder has a topic for."""
    sessions.mark_held(pair.id, 1, clock.now())
