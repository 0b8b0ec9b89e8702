from service import clock
from service.accounts import actions as accounts
from service.db import db
from service.knowledge import queries, tasks
from service.knowledge.actions import index
from service.knowledge.models import Generation
from tests import builders


def test_the_pages_do_not_exist_for_people_without_the_role(here, visit, folder, embedder):
    tasks.sync(folder, embedder)
    guest = visit(builders.user("Somebody").id)
    for path in ("/knowledge/", "/knowledge/progress", "/knowledge/documents/rekap-id"):
        assert guest.get(path).status_code == 404
    assert guest.post("/knowledge/read-again").status_code == 404
    assert "/knowledge/" not in guest.get("/help").text


def test_documents_with_problems_first(here, visit, curator, folder, embedder, library):
    (folder / "broken.md").write_text("---\ntitle: a: b\n---\n# A\n")
    tasks.sync(folder, embedder)
    library.refresh()
    page = visit(curator.id).get("/knowledge/")
    assert page.status_code == 200
    assert "broken.md:2" in page.text
    assert "/knowledge/documents/rekap-id" in page.text
    assert page.text.index("To mend") < page.text.index("Documents of the folder")
    assert "The index is up to date." in page.text


def test_an_empty_folder_says_what_to_do(here, visit, curator):
    page = visit(curator.id).get("/knowledge/")
    assert "Nothing is indexed yet" in page.text
    assert "No document yet" in page.text


def test_a_folder_that_is_being_read_says_so_and_then_offers_what_has_changed(
    here, visit, curator, folder, embedder, library
):
    index.request_sync(clock.now())
    db.session.commit()
    page = visit(curator.id).get("/knowledge/").text
    assert "What was saved appears here within seconds." in page and "No document yet" not in page
    assert 'hx-get="/knowledge/progress"' in page
    assert 'hx-get="/knowledge/progress?of=index"' in visit(curator.id).get("/knowledge/index").text
    tasks.sync(folder, embedder)
    library.refresh()
    part = visit(curator.id).get("/knowledge/progress?of=index").text
    assert "hx-get" not in part and "The index is up to date." in part
    assert '<a href="/knowledge/index">Show what has changed</a>' in part


def test_progress_is_shown_while_the_index_is_built(here, visit, curator, folder, embedder):
    tasks.sync(folder, embedder)
    row = db.session.get_one(Generation, queries.generation("serving").id)
    row.state, row.done, row.total = "building", 3, 10
    db.session.commit()
    page = visit(curator.id).get("/knowledge/progress")
    assert "3 of 10" in page.text
    assert "<progress" in page.text


def test_a_document_with_its_passages(here, visit, curator, folder, embedder):
    tasks.sync(folder, embedder)
    page = visit(curator.id).get("/knowledge/documents/rekap-id")
    assert "Rekap lembur dengan rumus" in page.text
    assert 'lang="id"' in page.text
    assert visit(curator.id).get("/knowledge/documents/unknown").status_code == 404


def test_an_old_version_shows_its_text_escaped(here, visit, curator, folder, embedder):
    (folder / "alt.md").write_text("# Lama\n\n<script>alert(1)</script> Teks lama dari berkas.")
    tasks.sync(folder, embedder)
    old = queries.source("alt").version
    (folder / "alt.md").write_text("# Baru\n\nTeks baru dari berkas yang sama.")
    tasks.sync(folder, embedder)
    page = visit(curator.id).get(f"/knowledge/documents/alt?version={old}")
    assert "Teks lama dari berkas." in page.text
    assert "<script>alert" not in page.text


def test_a_script_in_a_guide_is_not_run(here, visit, curator, folder, embedder):
    (folder / "xss.md").write_text("# X\n\n<img src=x onerror=alert(1)> Teks [klik](javascript:alert(1)) biasa saja.")
    tasks.sync(folder, embedder)
    page = visit(curator.id).get("/knowledge/documents/xss")
    assert "<img" not in page.text
    assert 'href="javascript' not in page.text


def test_the_folder_is_read_again_on_request(here, visit, curator, folder, embedder):
    answer = visit(curator.id).post("/knowledge/read-again")
    assert answer.status_code == 303
    assert queries.generation("serving") is not None
    assert not queries.sync_requested()


def test_problems_are_told_in_the_readers_language(here, visit, folder, embedder):
    person = builders.user("Kurator", locale="id")
    accounts.grant(person.id, "admin", None, clock.now())
    (folder / "broken.md").write_text("---\ntitle: a: b\n---\n# A\n")
    tasks.sync(folder, embedder)
    page = visit(person.id, "id").get("/knowledge/")
    assert page.status_code == 200
    assert 'lang="id"' in page.text
