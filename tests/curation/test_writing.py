"""A curator writes, changes, compares and restores guides; nobody's text is ever written over unseen."""

import re
import threading

import pytest

from service import clock
from service.accounts import actions as accounts
from service.db import db
from service.knowledge import queries, tasks
from service.knowledge.actions import writing
from service.knowledge.actions.writing import Author
from service.knowledge.rules.composing import put_together, take_apart
from tests import builders

PATH = "guides/id/rekap.md"
URL = f"/knowledge/edit/{PATH}"


@pytest.fixture
def curator(here):
    person = builders.user("Kurator Satu", locale="en")
    accounts.grant(person.id, "curator", None, clock.now())
    return person


@pytest.fixture
def desk(visit, curator, folder, embedder, library):
    tasks.sync(folder, embedder)
    library.refresh()
    return visit(curator.id)


def fields(page: str) -> dict[str, list[str]]:
    """What the editing form would send, from its HTML."""
    found: dict[str, list[str]] = {}
    form = page[page.index("<form", page.index("<main")) :]
    form = form[form.index('method="post" action="/knowledge') :].split("</form>")[0]
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or "checked" in tag):
            found.setdefault(name[1], []).append(value[1] if value else "")
    for name, inner in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', inner)
        found[name] = [chosen[1] if chosen else ""]
    for name, inner in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL):
        found[name] = [
            inner.replace("&#34;", '"')
            .replace("&#39;", "'")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
        ]
    return found


def test_a_guide_opened_and_saved_says_the_same(desk, folder):
    before = (folder / PATH).read_text()
    sent = fields(desk.get(URL).text)
    answer = desk.post(URL, {**sent, "do": "save"})
    assert answer.status_code == 303
    after = (folder / PATH).read_text()
    old, new = take_apart(before), take_apart(after)
    assert dict(new.fields) == dict(old.fields)
    assert new.body.strip() == old.body.strip()


def test_a_change_is_saved_with_author_note_and_the_text_before(desk, folder, curator):
    before = (folder / PATH).read_text()
    sent = fields(desk.get(URL).text)
    body = sent["body"][0].replace("Data rekaan cukup dua puluh baris.", "Data rekaan cukup tiga puluh baris.")
    assert desk.post(URL, {**sent, "body": body, "note": "lebih banyak baris", "do": "save"}).status_code == 303
    assert "tiga puluh baris" in (folder / PATH).read_text()
    newest, *older = queries.revisions(PATH)
    assert (newest.author_id, newest.way, newest.note) == (curator.id, "web", "lebih banyak baris")
    assert before in [one.raw for one in older]
    page = desk.get(f"/knowledge/history/{PATH}").text
    assert "lebih banyak baris" in page and "Kurator Satu" in page
    compared = desk.get(f"/knowledge/compare/{PATH}?from={older[0].key}").text
    assert "<del>" in compared and "dua puluh baris" in compared and "tiga puluh baris" in compared
    base = writing.lying(folder, PATH).sha256
    assert desk.post(f"/knowledge/restore/{PATH}?from={older[0].key}", {"base": base}).status_code == 303
    assert (folder / PATH).read_text() == before
    assert queries.revisions(PATH)[0].way == "restore"


def test_two_who_edit_both_keep_their_text(desk, folder, visit):
    other = builders.user("Kurator Dua", locale="en")
    accounts.grant(other.id, "curator", None, clock.now())
    second = visit(other.id)
    mine, theirs = fields(desk.get(URL).text), fields(second.get(URL).text)
    ours = mine["body"][0].replace("Data asli tidak dipakai.", "Data asli tinggal di kantor.")
    others = theirs["body"][0].replace("aturan yang salah", "aturan yang keliru")
    assert second.post(URL, {**theirs, "body": others, "do": "save"}).status_code == 303
    clash = desk.post(URL, {**mine, "body": ours, "do": "save"})
    assert clash.status_code == 409
    assert "Somebody else saved this guide" in clash.text
    assert "aturan yang keliru" in clash.text, "theirs is shown"
    assert "Data asli tinggal di kantor." in clash.text, "ours is still in the form"
    assert "aturan yang keliru" in (folder / PATH).read_text(), "and nothing was written over"
    again = fields(clash.text)
    both = again["body"][0].replace("aturan yang salah", "aturan yang keliru")
    assert desk.post(URL, {**again, "body": both, "do": "save"}).status_code == 303
    text = (folder / PATH).read_text()
    assert "Data asli tinggal di kantor." in text and "aturan yang keliru" in text


def test_a_file_changed_outside_meanwhile_is_not_written_over(desk, folder):
    sent = fields(desk.get(URL).text)
    changed = (folder / PATH).read_text().replace("Rumus mengulang", "Rumus selalu mengulang")
    (folder / PATH).write_text(changed)
    assert desk.post(URL, {**sent, "do": "save"}).status_code == 409
    assert (folder / PATH).read_text() == changed


def test_a_text_that_came_past_the_pages_is_kept_before_it_is_written_over(desk, folder):
    changed = (folder / PATH).read_text().replace("Rumus mengulang", "Rumus diam-diam mengulang")
    (folder / PATH).write_text(changed)  # not indexed yet
    sent = fields(desk.get(URL).text)
    sent["body"] = [sent["body"][0].replace("diam-diam ", "")]
    assert desk.post(URL, {**sent, "do": "save"}).status_code == 303
    kept = queries.revisions(PATH)
    assert [one.way for one in kept][:2] == ["web", "folder"]
    assert changed in [one.raw for one in kept]


def test_a_new_guide_from_empty_form_to_the_index(desk, folder, embedder, library):
    page = desk.get("/knowledge/new?language=id&reason=reality&stage=5")
    sent = fields(page.text)
    assert sent["reasons"] == ["reality"] and sent["stages"] == ["5"] and sent["status"] == ["draft"]
    refused = desk.post("/knowledge/new", {**sent, "slug": "Bukan Nama", "title": "", "do": "save"})
    assert refused.status_code == 422 and "Give the guide a title." in refused.text and "small letters" in refused.text
    sent |= {"slug": ["papan-shift"], "title": ["Papan shift"], "kind": ["article"], "status": ["published"]}
    sent["body"] = ["# Papan shift\n\nPapan magnet dibaca tiga kali sehari oleh regu zamrud.\n"]
    assert desk.post("/knowledge/new", {**sent, "do": "save"}).status_code == 303
    assert (folder / "guides/id/papan-shift.md").is_file()
    tasks.sync(folder, embedder)
    library.refresh()
    assert queries.search(library, "regu zamrud")[0]["path"] == "guides/id/papan-shift.md"
    again = desk.post("/knowledge/new", {**sent, "do": "save"})
    assert again.status_code == 409 and "there already" in again.text


def test_withdrawn_is_out_of_the_index_and_back_when_published(desk, folder, embedder, library):
    base = writing.lying(folder, PATH).sha256
    url = f"/knowledge/status/{PATH}?to=withdrawn"
    assert "Withdraw this guide?" in desk.get(url).text
    assert desk.post(url, {"base": base, "note": "usang"}).status_code == 303
    assert take_apart((folder / PATH).read_text()).fields["status"] == "withdrawn"
    tasks.sync(folder, embedder)
    library.refresh()
    assert PATH not in {one["path"] for one in queries.search(library, "rekap lembur", language="id")}
    base = writing.lying(folder, PATH).sha256
    assert desk.post(f"/knowledge/status/{PATH}?to=published", {"base": base}).status_code == 303
    tasks.sync(folder, embedder)
    library.refresh()
    assert PATH in {one["path"] for one in queries.search(library, "rekap lembur", language="id")}


def test_a_file_taken_away_can_be_put_back(desk, folder):
    before = (folder / PATH).read_text()
    base = writing.lying(folder, PATH).sha256
    assert desk.post(f"/knowledge/remove/{PATH}", {"base": base}).status_code == 303
    assert not (folder / PATH).exists()
    page = desk.get(f"/knowledge/history/{PATH}").text
    assert "There is no file of this name now" in page
    kept = next(one for one in queries.revisions(PATH) if one.raw is not None)
    assert desk.post(f"/knowledge/restore/{PATH}?from={kept.key}", {"base": ""}).status_code == 303
    assert (folder / PATH).read_text() == before


def test_a_plain_text_can_be_withdrawn_and_stays_readable(desk, folder, embedder, library):
    (folder / "catatan.txt").write_text(
        "1. Papan pengumuman\n\nPapan pengumuman gudang dibaca regu kuarsa tiap pagi.\n"
    )
    tasks.sync(folder, embedder)
    base = writing.lying(folder, "catatan.txt").sha256
    assert desk.post("/knowledge/status/catatan.txt?to=withdrawn", {"base": base}).status_code == 303
    tasks.sync(folder, embedder)
    library.refresh()
    assert "catatan.txt" not in {one["path"] for one in queries.search(library, "regu kuarsa", language="id")}
    assert not [one for one in queries.problems() if one.file == "catatan.txt"]


def test_broken_front_matter_is_edited_as_text(desk, folder):
    (folder / "guides/id/rusak.md").write_text("---\ntitle: a: b\n---\n# A\n\nSatu kalimat.\n")
    url = "/knowledge/edit/guides/id/rusak.md"
    page = desk.get(url)
    assert "The whole file" in page.text and "double quotes" in page.text
    sent = fields(page.text)
    sent["body"] = [sent["body"][0].replace("title: a: b", 'title: "a: b"')]
    assert desk.post(f"{url}?as=text", sent).status_code == 303
    assert take_apart((folder / "guides/id/rusak.md").read_text()).fields == {"title": "a: b"}


def test_the_preview_tells_mistakes_and_runs_no_script(desk):
    sent = fields(desk.get(URL).text)
    body = (
        sent["body"][0].replace("Apa yang ingin Anda pahami", "Apakah Anda sudah paham")
        + "\n<script>alert(1)</script>\n"
    )
    page = desk.post(f"/knowledge/preview?path={PATH}", {**sent, "body": body})
    assert page.status_code == 200
    assert "Apakah Anda sudah paham" in page.text and "to mend" in page.text
    assert "<script" not in page.text and "<html" not in page.text


@pytest.mark.parametrize(
    "path",
    [
        "../outside.md",
        "guides/../../x.md",
        "/etc/passwd",
        ".hidden.md",
        "guides/.git/x.md",
        "a.html",
        "x\x00.md",
        "a//b.md",
        "a\\b.md",
    ],
)
def test_no_path_leads_out_of_the_folder(desk, folder, path):
    with pytest.raises(writing.BadPath):
        writing.save(folder, path, "x", None, Author(None, "web"), clock.now())
    if "\x00" not in path:
        assert desk.get(f"/knowledge/edit/{path}").status_code in {404, 308}


def test_a_link_in_the_folder_is_not_followed(folder, here, tmp_path):
    (tmp_path / "outside").mkdir()
    (folder / "link").symlink_to(tmp_path / "outside")
    (folder / "one.md").symlink_to(tmp_path / "outside" / "one.md")
    for path in ("link/a.md", "one.md"):
        with pytest.raises(writing.BadPath):
            writing.save(folder, path, "x", None, Author(None, "web"), clock.now())
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_folder_that_cannot_be_written_says_so_and_loses_nothing(desk, folder, monkeypatch):
    sent = fields(desk.get(URL).text)
    body = sent["body"][0] + "\nKalimat yang belum tersimpan.\n"
    before = len(queries.revisions(PATH))

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "_put", full)
    answer = desk.post(URL, {**sent, "body": body, "do": "save"})
    assert answer.status_code == 503
    assert "cannot be written to now" in answer.text and "Kalimat yang belum tersimpan." in answer.text
    assert len(queries.revisions(PATH)) == before


def test_of_many_writers_with_one_base_exactly_one_gets_in(app, folder, here):
    base = writing.lying(folder, PATH).sha256
    db.session.commit()
    outcomes: list[str] = []

    def write(number: int) -> None:
        with app.app_context():
            try:
                writing.save(folder, PATH, f"Teks nomor {number}.\n", base, Author(None, "web"), clock.now())
                outcomes.append(f"in {number}")
            except writing.Conflict:
                outcomes.append("conflict")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [one for one in outcomes if one.startswith("in")]
    assert len(winners) == 1 and outcomes.count("conflict") == 7
    assert (folder / PATH).read_text() == f"Teks nomor {winners[0][3:]}.\n"


def test_what_the_form_does_not_know_stays(folder):
    raw = "---\nid: a-id\nowner: Bagian Umum\nunits:\n  - heading: Satu\n    stages: [2]\n---\n# A\n"
    parts = take_apart(raw)
    again = take_apart(put_together(parts.fields, parts.body))
    assert again.fields == parts.fields and again.body == parts.body
