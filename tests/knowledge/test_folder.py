import os
from pathlib import Path

import pytest

from service.knowledge.actions import folder
from tests import guides

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


def paths(root):
    problems = []
    return [file.path for file in folder.files(root, problems)], [(p.file, p.code) for p in problems]


def test_only_visible_regular_text_files_inside_the_folder_count(tmp_path):
    outside = tmp_path / "outside.md"
    outside.write_text("# Rahasia\n\nTidak boleh terbaca.")
    root = guides.write(tmp_path / "knowledge")
    (root / "link.md").symlink_to(outside)
    (root / "folder-link").symlink_to(tmp_path, target_is_directory=True)
    (root / ".hidden.md").write_text("# x")
    (root / ".git").mkdir()
    (root / ".git" / "a.md").write_text("# x")
    (root / "picture.png").write_bytes(b"\x89PNG")
    os.mkfifo(root / "pipe.md")
    (root / "catatan.TXT").write_text("Catatan")
    assert paths(root) == (["catatan.TXT", "guides/en/rekap.md", "guides/id/rekap.md"], [])


def test_a_file_that_is_not_utf8_stops_no_other(tmp_path):
    root = guides.write(tmp_path)
    (root / "latin.md").write_bytes("# Judul\n\ncaf\xe9".encode("latin-1"))
    reading = folder.read(root, ())
    assert len(reading.documents) == 2
    assert [(p.file, p.line, p.code) for p in reading.problems] == [("latin.md", 3, "not-utf8")]


def test_a_broken_guide_stops_no_other(tmp_path):
    root = guides.write(tmp_path)
    (root / "broken.md").write_text("---\ntitle: a: b\n---\n# A\n")
    reading = folder.read(root, ())
    assert [document.path for document in reading.documents] == ["guides/en/rekap.md", "guides/id/rekap.md"]
    assert [(p.file, p.line, p.code) for p in reading.problems] == [("broken.md", 2, "front-matter-yaml")]


def test_a_file_that_is_too_large_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "LIMIT_MB", 0)
    root = guides.write(tmp_path)
    assert {p.code for p in folder.read(root, ()).problems} == {"too-large"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read_is_told(tmp_path):
    root = guides.write(tmp_path)
    (root / "guides" / "id" / "rekap.md").chmod(0)
    assert [p.code for p in folder.read(root, ()).problems] == ["unreadable"]


def test_two_files_with_one_id_are_told(tmp_path):
    root = guides.write(tmp_path)
    (root / "zwei.md").write_text("---\nid: rekap-id\ntitle: X\n---\n# X\n\nTeks.")
    assert ("zwei.md", "id-twice") in [(p.file, p.code) for p in folder.check(root)]


def test_a_guide_without_its_twin_is_told(tmp_path):
    root = guides.write(tmp_path)
    (root / "guides" / "en" / "rekap.md").unlink()
    assert [(p.file, p.code) for p in folder.check(root)] == [("guides/id/rekap.md", "twin-missing")]


def test_the_folder_we_ship_keeps_to_its_own_rules():
    assert [f"{p.file}:{p.line} {p.code}" for p in folder.check(KNOWLEDGE)] == []


def test_the_fingerprint_changes_with_a_file(tmp_path):
    root = guides.write(tmp_path)
    before = folder.fingerprint(root)
    assert folder.fingerprint(root) == before
    (root / "neu.md").write_text("# Neu")
    assert folder.fingerprint(root) != before
