"""The guides of a wheel in a folder that the organisation edits: real folders, real processes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from service.doctor import examine
from service.knowledge.actions import bundled, files
from service.knowledge.actions.bundled import Laid, lay_out, plan
from service.settings import Settings

ROOT = Path(__file__).parents[2]
FIRST = {"guides/id/satu.md": "Satu.\n", "guides/en/satu.md": "One.\n", "guides/id/dua.md": "Dua.\n"}


def ship(at: Path, guides: dict[str, str]) -> Path:
    """A bundle with exactly these guides."""
    for path in sorted(at.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    return put(at, guides)


def put(at: Path, guides: dict[str, str]) -> Path:
    for path, text in guides.items():
        (at / path).parent.mkdir(parents=True, exist_ok=True)
        (at / path).write_text(text, encoding="utf-8")
    return at


def lying(folder: Path) -> dict[str, str]:
    """What a reader of the folder finds: path and text; hidden files are no guides."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


@pytest.fixture
def bundle(tmp_path):
    return put(tmp_path / "bundle", FIRST)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data" / "knowledge"


@pytest.mark.parametrize("empty", ["missing", "there", "a volume's lost+found"])
def test_first_start_lays_all_guides(bundle, folder, empty):
    if empty != "missing":
        folder.mkdir(parents=True)
    if empty.startswith("a volume"):
        (folder / "lost+found").mkdir()
    assert lay_out(bundle, folder) == Laid(copied=tuple(sorted(FIRST)))
    assert lying(folder) == FIRST


def test_next_start_touches_nothing(bundle, folder):
    lay_out(bundle, folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert lay_out(bundle, folder) == Laid()
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_upgrade_renews_removes_and_adds_what_nobody_touched(bundle, folder):
    lay_out(bundle, folder)
    newer = {"guides/id/satu.md": "Satu, lebih baik.\n", "guides/en/satu.md": "One.\n", "guides/id/tiga.md": "Tiga.\n"}
    laid = lay_out(ship(bundle, newer), folder)
    assert laid == Laid(copied=("guides/id/tiga.md",), renewed=("guides/id/satu.md",), removed=("guides/id/dua.md",))
    assert lying(folder) == newer


def test_last_guide_of_a_folder_takes_the_folder_along(bundle, folder):
    lay_out(bundle, folder)
    lay_out(ship(bundle, {"guides/id/satu.md": "Satu.\n"}), folder)
    assert not (folder / "guides" / "en").exists()
    assert folder.is_dir()


def test_upgrade_keeps_what_was_edited_and_says_which(bundle, folder):
    lay_out(bundle, folder)
    put(folder, {"guides/id/satu.md": "Satu, cara kami.\n", "guides/id/dua.md": "Dua, cara kami.\n"})
    assert lay_out(bundle, folder) == Laid(edited=("guides/id/dua.md", "guides/id/satu.md"))
    newer = {**FIRST, "guides/id/satu.md": "Satu, lebih baik.\n"}
    del newer["guides/id/dua.md"]
    for _start in range(2):  # it is said at every start, not at the first alone
        laid = lay_out(ship(bundle, newer), folder)
        assert laid == Laid(edited=("guides/id/dua.md", "guides/id/satu.md"), behind=("guides/id/satu.md",))
    assert lying(folder)["guides/id/satu.md"] == "Satu, cara kami.\n"
    assert lying(folder)["guides/id/dua.md"] == "Dua, cara kami.\n"


def test_upgrade_does_not_bring_back_what_was_deleted(bundle, folder):
    lay_out(bundle, folder)
    (folder / "guides/id/dua.md").unlink()
    assert lay_out(bundle, folder) == Laid(deleted=("guides/id/dua.md",))
    laid = lay_out(ship(bundle, {**FIRST, "guides/id/dua.md": "Dua, lebih baik.\n"}), folder)
    assert laid == Laid(deleted=("guides/id/dua.md",))
    assert "guides/id/dua.md" not in lying(folder)


def test_an_edit_taken_back_is_ours_to_renew_again(bundle, folder):
    lay_out(bundle, folder)
    put(folder, {"guides/id/satu.md": "Cara kami.\n"})
    lay_out(bundle, folder)
    put(folder, FIRST)
    laid = lay_out(ship(bundle, {**FIRST, "guides/id/satu.md": "Baru.\n"}), folder)
    assert laid.renewed == ("guides/id/satu.md",)


def test_a_file_of_theirs_at_the_path_of_a_new_guide_stays(bundle, folder):
    lay_out(bundle, folder)
    put(folder, {"guides/id/tiga.md": "Tiga, punya kami.\n"})
    shipped = {**FIRST, "guides/id/tiga.md": "Tiga.\n"}
    laid = lay_out(ship(bundle, shipped), folder)
    assert laid == Laid(edited=("guides/id/tiga.md",), behind=("guides/id/tiga.md",))
    (folder / "guides/id/tiga.md").unlink()
    assert lay_out(bundle, folder) == Laid(deleted=("guides/id/tiga.md",))
    assert lying(folder) == FIRST


def test_other_files_of_theirs_are_never_touched(bundle, folder):
    lay_out(bundle, folder)
    put(folder, {"sendiri/catatan.txt": "Catatan.\n", "guides/id/sendiri.md": "Sendiri.\n"})
    lay_out(ship(bundle, {"guides/id/satu.md": "Baru.\n"}), folder)
    assert lying(folder) == {
        "guides/id/satu.md": "Baru.\n",
        "sendiri/catatan.txt": "Catatan.\n",
        "guides/id/sendiri.md": "Sendiri.\n",
    }


def test_a_folder_of_their_own_gets_nothing(bundle, folder):
    put(folder, {"panduan.md": "Panduan kami.\n"})
    assert lay_out(bundle, folder) == Laid(own=True)
    assert list(folder.rglob("*")) == [folder / "panduan.md"]


def test_links_are_theirs_and_nothing_is_written_through_them(bundle, folder, tmp_path):
    lay_out(bundle, folder)
    outside = put(tmp_path / "outside", {"satu.md": "One.\n", "asli.md": "Dua.\n"})
    (folder / "guides/en/satu.md").unlink()
    (folder / "guides/en").rmdir()
    (folder / "guides/en").symlink_to(outside)
    (folder / "guides/id/dua.md").unlink()
    (folder / "guides/id/dua.md").symlink_to(outside / "asli.md")
    shipped = {"guides/id/satu.md": "Satu.\n", "guides/en/satu.md": "New.\n", "guides/en/baru.md": "New.\n"}
    laid = lay_out(ship(bundle, shipped), folder)
    assert laid.edited == ("guides/en/baru.md", "guides/en/satu.md", "guides/id/dua.md")
    assert (laid.copied, laid.renewed, laid.removed) == ((), (), ())
    assert lying(outside) == {"satu.md": "One.\n", "asli.md": "Dua.\n"}


def test_a_record_cannot_lead_outside(bundle, folder, tmp_path):
    lay_out(bundle, folder)
    victim = tmp_path / "data" / "secret-key"
    victim.write_text("Dua.\n")
    record = json.loads((folder / ".shipped.json").read_text())
    sha = record["guides"]["guides/id/dua.md"]
    record["guides"] |= {"../secret-key": sha, str(victim): sha}
    (folder / ".shipped.json").write_text(json.dumps(record))
    assert lay_out(bundle, folder).removed == ()
    assert victim.read_text() == "Dua.\n"


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"guides": 3, "shipped": ""}', '"\\u0000"'])
def test_a_damaged_record_stops_the_laying_and_nothing_else(bundle, folder, damage):
    lay_out(bundle, folder)
    put(folder, {"guides/id/satu.md": "Cara kami.\n", ".shipped.json": damage})
    laid = lay_out(ship(bundle, {"guides/id/satu.md": "Baru.\n"}), folder)
    assert "damaged" in laid.fault
    assert lying(folder) == {**FIRST, "guides/id/satu.md": "Cara kami.\n"}


def test_a_folder_that_cannot_be_written_is_said(bundle, tmp_path):
    (tmp_path / "file").write_text("")
    assert lay_out(bundle, tmp_path / "file" / "knowledge").fault


def test_cut_off_anywhere_the_next_start_ends_the_work(bundle, folder, tmp_path):
    """After each file that was written, and before the record is complete."""
    newer = {"guides/id/satu.md": "Satu, baru.\n", "guides/en/satu.md": "One, new.\n", "guides/id/tiga.md": "Tiga.\n"}
    for shipped in (FIRST, newer):
        for after in range(4):
            at = tmp_path / f"{len(shipped)}-{shipped is newer}-{after}"
            if shipped is newer:
                lay_out(ship(bundle, FIRST), at)
            ship(bundle, shipped)
            process = subprocess.run(
                [sys.executable, "-c", _KILLED, str(bundle), str(at), str(after)], cwd=ROOT, check=False, timeout=60
            )
            assert process.returncode == -signal.SIGKILL
            lay_out(bundle, at)
            assert lying(at) == shipped, after
            assert lay_out(bundle, at) == Laid()


_KILLED = """
import os, pathlib, signal, sys
from service.knowledge.actions import bundled
left = int(sys.argv[3])
whole = bundled.replace
def replace(target, content):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    whole(target, content)
bundled.replace = replace
bundled.lay_out(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
"""


def test_several_processes_at_once(folder, tmp_path):
    """Starts of the old version beside starts of the new: every file is whole, and the next start settles it."""
    old = put(tmp_path / "old", {f"guides/id/{n}.md": f"Lama {n}.\n" * 400 for n in range(30)})
    new = put(tmp_path / "new", {f"guides/id/{n}.md": f"Baru {n}.\n" * 400 for n in range(5, 35)})
    program = (
        "import pathlib, sys; from service.knowledge.actions.bundled import lay_out; "
        "sys.exit(lay_out(*map(pathlib.Path, sys.argv[1:])).fault or 0)"
    )
    started = [subprocess.Popen([sys.executable, "-c", program, one, folder], cwd=ROOT) for one in (old, new) * 4]
    assert [process.wait(120) for process in started] == [0] * len(started)
    whole = {*lying(old).values(), *lying(new).values()}
    assert set(lying(folder).values()) <= whole
    lay_out(new, folder)
    assert lying(folder) == lying(new)
    assert not [path for path in folder.rglob("*") if path.name.endswith(".incoming")]


def test_plan_for_every_state_of_one_guide():
    """What was laid, what is shipped, what lies there: A, B or nothing each; C is the organisation's."""
    found = {}
    for was in (None, "A"):
        for new in (None, "A", "B"):
            for now in (None, "A", "B", "C"):
                made = plan({"g": new} if new else {}, {"g": was} if was else {}, {"g": now} if now else {})
                kinds = ("copy", "renew", "remove", "edited", "behind", "deleted")
                found[was, new, now] = " ".join(kind for kind in kinds if getattr(made, kind))
    ours = {key: words for key, words in found.items() if words and key[0]}
    assert ours == {
        ("A", None, "A"): "remove",
        ("A", None, "B"): "edited",
        ("A", None, "C"): "edited",
        ("A", "A", None): "deleted",
        ("A", "A", "B"): "edited",
        ("A", "A", "C"): "edited",
        ("A", "B", None): "deleted",
        ("A", "B", "A"): "renew",
        ("A", "B", "C"): "edited behind",
    }
    fresh = {key: words for key, words in found.items() if words and not key[0] and key[1]}
    assert fresh == {
        (None, "A", None): "copy",
        (None, "A", "B"): "edited behind",
        (None, "A", "C"): "edited behind",
        (None, "B", None): "copy",
        (None, "B", "A"): "edited behind",
        (None, "B", "C"): "edited behind",
    }


class InAWheel(Settings):
    """Settings as they are where the guides lie in a bundle."""

    bundle: Path

    @property
    def bundled_guides(self) -> Path:
        return self.bundle


def test_doctor_says_which_guides_are_the_organisations(bundle, folder, tmp_path):
    settings = InAWheel(data=folder.parent, knowledge=folder, bundle=bundle, secret_key="x" * 32, _env_file=None)

    def guides() -> list[tuple[bool, str]]:
        return [(one.good, one.text) for one in examine(settings) if one.part == "guides"]

    assert guides() == [(True, "as shipped")]
    (folder / "guides/id/dua.md").unlink()
    put(folder, {"guides/id/satu.md": "Cara kami.\n"})
    ship(bundle, {**FIRST, "guides/id/satu.md": "Baru.\n"})
    ((good, text),) = guides()
    assert good
    assert "edited here, kept: guides/id/satu.md" in text
    assert "deleted here, kept out: guides/id/dua.md" in text
    assert f"in {bundle}: guides/id/satu.md" in text
    put(folder, {".shipped.json": "{"})
    ((good, text),) = guides()
    assert not good
    assert "damaged" in text


def test_log_tells_an_upgrade_once(bundle, folder, capsys):
    lay_out(bundle, folder)
    put(folder, {"guides/id/satu.md": "Cara kami.\n"})
    ship(bundle, {**FIRST, "guides/id/satu.md": "Baru.\n"})
    capsys.readouterr()
    lay_out(bundle, folder)
    told = capsys.readouterr().out
    assert "guides_kept" in told and "guides/id/satu.md" in told
    lay_out(bundle, folder)
    assert "guides_kept" not in capsys.readouterr().out


def test_no_lock_is_waited_for_where_nothing_is_to_do(bundle, folder):
    lay_out(bundle, folder)
    with files.alone(folder / bundled._LOCK, "held"):
        assert lay_out(bundle, folder) == Laid()


def test_a_checkout_edits_its_guides_where_they_are(tmp_path):
    settings = Settings(data=tmp_path, _env_file=None)
    assert settings.bundled_guides is None
    assert settings.knowledge == ROOT / "knowledge"
    assert os.environ.get("DUA_ARAH_KNOWLEDGE") is None
