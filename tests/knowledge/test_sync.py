import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from service import clock
from service.db import db
from service.knowledge import queries, tasks
from service.knowledge.actions import index
from service.knowledge.models import DocumentVersion, Generation, PassageRow, VectorRow
from service.knowledge.ports import EmbedderUnavailable, Library
from service.knowledge.values import Need
from service.ports import port
from tests import embedders, guides

BUILDER = """
import sys, time
from pathlib import Path
from service.app import create_app
from service.knowledge import tasks
from service.settings import Settings
from tests import embedders

app = create_app(Settings(data=Path(sys.argv[1]), database_url=sys.argv[3] or None, secret_key="x" * 32, _env_file=None), {})
def slow(texts):
    print("embedding", flush=True)
    time.sleep(30 if len(seen) > 0 else 0)
    seen.append(texts)
seen = []
with app.app_context():
    tasks.sync(Path(sys.argv[2]), embedders.words(before=slow))
"""


def serving_texts():
    generation = queries.generation("serving")
    return [entry.passage.text for entry in queries.entries(generation.id)] if generation else []


def hits(text, **more):
    (found,) = port(Library).find([Need(text, "id", any_language=True, **more)])
    return found.hits


def test_the_first_sync_serves_the_folder(here, folder, embedder):
    report = tasks.sync(folder, embedder)
    assert (report.documents, report.passages) == (2, 10)
    assert report.embedded == len(embedders.embedded(embedder)) == len(set(embedders.embedded(embedder)))
    assert {problem.code for problem in report.problems} >= {
        "question-twice"
    }  # the English test guide asks in Indonesian
    assert queries.generation("serving").passages == 10


def test_nothing_changed_does_nothing(here, folder, embedder):
    tasks.sync(folder, embedder)
    before = len(embedders.embedded(embedder))
    assert tasks.sync(folder, embedder).generation is None
    assert len(embedders.embedded(embedder)) == before


def test_a_changed_file_embeds_only_its_own_new_passages(here, folder, embedder):
    tasks.sync(folder, embedder)
    before = len(embedders.embedded(embedder))
    path = folder / "guides" / "id" / "rekap.md"
    path.write_text(
        path.read_text().replace("Data rekaan cukup dua puluh baris.", "Data rekaan cukup tiga puluh baris.")
    )
    report = tasks.sync(folder, embedder)
    fresh = embedders.embedded(embedder)[before:]
    assert report.embedded == len(fresh) == 2
    assert all("tiga puluh" in text for text in fresh)
    assert "tiga puluh" in " ".join(serving_texts())
    assert "cukup dua puluh baris" not in " ".join(serving_texts())


def test_a_removed_file_leaves_no_passage_and_no_vector(here, folder, embedder):
    tasks.sync(folder, embedder)
    (folder / "guides" / "en" / "rekap.md").unlink()
    tasks.sync(folder, embedder)
    assert {version.path for version in queries.documents()} == {"guides/id/rekap.md"}
    paths = select(DocumentVersion.path).join(PassageRow, PassageRow.version_id == DocumentVersion.id)
    assert set(db.session.scalars(paths)) == {"guides/id/rekap.md"}
    used = {queries.text_hash(view) for views in db.session.scalars(select(PassageRow.views)) for view in views}
    assert set(db.session.scalars(select(VectorRow.text_hash))) == used
    port(Library).refresh()
    assert {hit.passage.language for hit in hits("overtime summary formula")} == {"id"}


def test_an_old_version_keeps_its_text_for_old_citations(here, folder, embedder):
    tasks.sync(folder, embedder)
    old = queries.source("rekap-id")
    path = folder / "guides" / "id" / "rekap.md"
    path.write_text(path.read_text().replace("dua puluh", "tiga puluh"))
    tasks.sync(folder, embedder)
    assert queries.source("rekap-id").version != old.version
    assert queries.source("rekap-id", old.version).raw == old.raw
    assert queries.text_of("guides/id/rekap.md", old.version) == old.raw
    assert queries.text_of("guides/id/rekap.md", "0" * 12) is None


def test_a_version_that_comes_back_is_whole_again(here, folder, embedder):
    path = folder / "guides" / "id" / "rekap.md"
    first = path.read_text()
    tasks.sync(folder, embedder)
    before = sorted(serving_texts())
    path.write_text(first.replace("dua puluh", "tiga puluh"))
    tasks.sync(folder, embedder)
    path.write_text(first)
    tasks.sync(folder, embedder)
    assert sorted(serving_texts()) == before


def test_a_new_embedder_builds_beside_the_old_and_then_serves(here, folder, embedder):
    tasks.sync(folder, embedder)
    old = queries.generation("serving")
    seen = []
    other = embedders.words(version="2", before=lambda _texts: seen.append(queries.generation("serving").id))
    tasks.sync(folder, other)
    assert set(seen) == {old.id}
    assert queries.generation("serving").embedder_version == "2"
    assert set(db.session.scalars(select(VectorRow.embedder_version))) == {"2"}


def test_an_embedder_that_is_away_leaves_the_last_generation_serving(here, folder, embedder):
    tasks.sync(folder, embedder)
    old = queries.generation("serving")
    (folder / "neu.md").write_text("# Neu\n\nEine neue Datei mit neuem Text.")
    with pytest.raises(EmbedderUnavailable):
        tasks.sync(folder, embedders.away())
    assert queries.generation("serving") == old
    assert queries.generation("failed").message == "away"


def test_an_incomplete_generation_is_never_switched_to(here, folder, embedder, monkeypatch):
    tasks.sync(folder, embedder)
    old = queries.generation("serving")
    (folder / "neu.md").write_text("# Neu\n\nSatu berkas baru dengan teks baru di dalamnya.")
    monkeypatch.setattr(index, "keep_vectors", lambda *_arguments: None)
    with pytest.raises(index.IndexMismatch, match="have no vector"):
        tasks.sync(folder, embedder)
    assert queries.generation("serving") == old


def test_vectors_of_the_wrong_length_are_refused(here, folder):
    short = embedders.Vectors("words", "1", embedders.WordEmbeddings(), embedders.DIMENSIONS + 1)
    with pytest.raises(index.IndexMismatch, match="wrong length"):
        tasks.sync(folder, short)


def test_a_broken_guide_is_noted_and_the_rest_serves(here, folder, embedder):
    (folder / "broken.md").write_text("---\ntitle: a: b\n---\n# A\n")
    (folder / "latin.txt").write_bytes(b"caf\xe9")
    report = tasks.sync(folder, embedder)
    assert report.documents == 2
    told = [(p.file, p.code) for p in queries.problems() if not p.file.startswith("guides/")]
    assert told == [("broken.md", "front-matter-yaml"), ("latin.txt", "not-utf8")]


def test_of_two_files_with_one_id_the_first_serves(here, folder, embedder):
    (folder / "zwei.md").write_text("---\nid: rekap-id\ntitle: X\n---\n# X\n\nTeks yang lain.")
    tasks.sync(folder, embedder)
    assert "Teks yang lain." not in serving_texts()
    assert "id-twice" in [problem.code for problem in queries.problems()]


def test_a_draft_is_read_but_not_served(here, folder, embedder):
    (folder / "draft.md").write_text(
        "---\nid: draft\ntitle: Draf\nstatus: draft\n---\n# Draf\n\nBelum selesai ditulis."
    )
    tasks.sync(folder, embedder)
    assert "Belum selesai ditulis." not in serving_texts()
    assert {card.document: card.serving for card in queries.documents()}["draft"] is False


def test_two_builders_do_not_meet(here, folder, embedder):
    tasks.sync(folder, embedder)
    row = db.session.get_one(Generation, queries.generation("serving").id)
    db.session.add(
        Generation(
            embedder=row.embedder, embedder_version=row.embedder_version, splitter=row.splitter, state="building",
            passages=0, done=0, total=0, owner=f"elsewhere:{os.getpid()}:abc", beat_at=clock.now(), created_at=clock.now(),
            switched_at=None, message="",
        )
    )  # fmt: skip
    db.session.commit()
    with pytest.raises(index.SyncRunning):
        tasks.sync(folder, embedder)
    db.session.rollback()
    db.session.execute(
        update(Generation).where(Generation.state == "building").values(beat_at=clock.now() - timedelta(minutes=5))
    )
    db.session.commit()
    tasks.sync(folder, embedder)
    assert queries.generation("building") is None


def test_a_request_is_answered_by_the_sync_that_follows(here, folder, embedder):
    index.request_sync(clock.now())
    db.session.commit()
    assert queries.sync_requested()
    tasks.sync(folder, embedder)
    assert not queries.sync_requested()


def test_the_watcher_reads_only_what_has_changed(here, folder, embedder, monkeypatch):
    calls = []
    monkeypatch.setattr(tasks, "_seen", None)
    real = tasks._index
    monkeypatch.setattr(tasks, "_index", lambda: calls.append(1) or real())
    tasks.watch()
    tasks.watch()
    assert len(calls) == 1
    (folder / "neu.md").write_text("# Baru\n\nSatu berkas baru dengan teks baru.")
    tasks.watch()
    index.request_sync(clock.now())
    db.session.commit()
    tasks.watch()
    assert len(calls) == 3
    assert "Satu berkas baru dengan teks baru." in serving_texts()


def test_bm25_serves_while_the_first_index_is_built(here, folder, library):
    seen = []

    def look(_texts):
        (found,) = library.find([Need("rekap lembur rumus", "id")])
        seen.append((found.degraded, bool(found.hits), library.status().state))

    embedder = embedders.words(before=look)
    tasks.sync(folder, embedder, started=library.refresh)
    assert set(seen) == {(("dense",), True, "building")}
    library.refresh()
    assert library.status().state == "ready"


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_a_killed_builder_leaves_the_last_generation_and_its_vectors(here, folder, embedder, settings, database_url):
    tasks.sync(folder, embedder)
    old, texts = queries.generation("serving"), serving_texts()
    long = "\n\n".join(f"Kalimat nomor {n} tentang gudang dan rak." for n in range(40))
    (folder / "panjang.md").write_text(f"# Panjang\n\n{long}\n")
    db.session.rollback()
    process = subprocess.Popen(
        [sys.executable, "-c", BUILDER, str(settings.data), str(folder), database_url or ""],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert process.stdout.readline()
        assert process.stdout.readline()
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    assert queries.generation("serving") == old
    assert serving_texts() == texts
    assert queries.generation("building") is not None
    db.session.rollback()
    began = time.monotonic()
    report = tasks.sync(folder, embedder)
    assert time.monotonic() - began < 20
    assert report.embedded < len([text for text in embedders.embedded(embedder) if "nomor" in text]) + 16
    assert any("nomor 39" in text for text in serving_texts())


def test_search_answers_in_the_fixed_shape(here, folder, embedder):
    tasks.sync(folder, embedder)
    found = queries.search(port(Library), "rekap lembur dengan rumus", limit=2, language="id")
    assert list(found[0]) == ["document", "heading", "path", "language", "score", "text", "start", "end"]
    raw = (folder / found[0]["path"]).read_text(encoding="utf-8-sig")
    assert found[0]["text"] == raw[found[0]["start"] : found[0]["end"]]
    assert found[0]["score"] >= found[1]["score"]


def test_windows_files_with_a_mark_are_cited_exactly(here, folder, embedder):
    content = b"\xef\xbb\xbf" + guides.ARTICLE.replace("\n", "\r\n").encode()
    (folder / "artikel.txt").write_bytes(content)
    tasks.sync(folder, embedder)
    entry = next(
        entry for entry in queries.entries(queries.generation("serving").id) if entry.passage.path == "artikel.txt"
    )
    assert entry.passage.text == content.decode("utf-8-sig")[entry.passage.start : entry.passage.end]


def test_a_broken_file_that_is_removed_is_no_longer_told(here, folder, embedder):
    (folder / "latin.txt").write_bytes(b"caf\xe9")
    tasks.sync(folder, embedder)
    known = queries.problems()
    assert tasks.sync(folder, embedder).problems == tuple(known)
    (folder / "latin.txt").unlink()
    tasks.sync(folder, embedder)
    assert {problem.file for problem in queries.problems()} == {problem.file for problem in known} - {"latin.txt"}
