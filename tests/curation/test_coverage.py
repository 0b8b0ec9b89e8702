"""What the folder has for whom, what was asked for in vain without telling by whom, and the library in figures."""

from pathlib import Path

import pytest

from service.curation.actions.report import report_folder
from service.curation.rules.asked import cluster
from service.curation.rules.coverage import matrix
from service.knowledge.values import UnitTags
from service.suggestions.values import Unmet
from tests import guides

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
SKILL = {("id", "otomatisasi"): ("skill", "automation"), ("en", "automation"): ("skill", "automation")}


def wishes(*texts: str, language: str = "id", pairs: tuple[int, ...] = ()) -> list[Unmet]:
    """One set a text, each of another pair unless told otherwise."""
    owners = pairs or range(1, len(texts) + 1)
    return [
        Unmet(number, pair, 2, language, text) for number, (pair, text) in enumerate(zip(owners, texts, strict=True))
    ]


def test_a_unit_counts_for_its_language_its_reasons_its_sessions_and_its_readers():
    units = [
        UnitTags("id", ("practice", "reality"), (2, 5), ("senior", "junior")),
        UnitTags("id", ("practice",), (2,), ("senior",)),
        UnitTags("id", ("practice",), (2,), ()),
        UnitTags("en", ("practice",), (2,), ("junior",)),
    ]

    def count(view: str, language: str, reason: str, stage: int) -> int:
        return next(
            cell.count
            for row in matrix(units, view, language).rows
            for cell in row
            if (cell.reason, cell.stage) == (reason, stage)
        )

    assert [count(view, "id", "practice", 2) for view in ("senior", "junior", "both")] == [3, 2, 2]
    assert [count(view, "en", "practice", 2) for view in ("senior", "junior", "both")] == [0, 1, 0]
    found = matrix(units, "both", "id")
    assert {(cell.reason, cell.stage) for cell in found.cells("thin")} == {
        ("practice", 5),
        ("reality", 2),
        ("reality", 5),
    }
    assert len(found.cells("hole")) == 26 and len(found.cells("fine")) == 1


def test_what_the_service_says_itself_is_counted_by_its_key_over_both_languages():
    found = cluster([*wishes("otomatisasi", "otomatisasi"), Unmet(9, 9, 2, "en", "automation")], SKILL, [])
    assert [(one.kind, one.key, one.language, one.sets) for one in found.asked] == [("skill", "automation", "id", 3)]
    assert found.unshown == 0


def test_typed_words_are_shown_from_three_pairs_on_and_only_those_they_share():
    texts = ("drone untuk panen sawit di Riau", "panen pakai drone", "mencoba drone saat panen, rahasia divisi")
    found = cluster(wishes(*texts), {}, [])
    assert [(sorted(one.key.split()), one.sets) for one in found.asked] == [(["drone", "panen"], 3)]
    assert found.unshown == 0


@pytest.mark.parametrize("pairs", [(1, 2), (1, 2, 2), (1, 1, 1, 1)])
def test_words_of_fewer_than_three_pairs_stay_unshown_however_often_they_typed_them(pairs):
    found = cluster(wishes(*["drone untuk panen"] * len(pairs), pairs=pairs), {}, [])
    assert found.asked == () and found.unshown == len(pairs)


def test_three_pairs_with_nothing_in_common_show_nothing():
    found = cluster(wishes("drone", "podcast", "kontrak"), {}, [])
    assert found.asked == () and found.unshown == 3


def test_two_words_are_put_together_only_where_three_pairs_used_both():
    texts = ("drone panen", "drone panen", "drone kontrak", "drone kontrak")
    (only,) = cluster(wishes(*texts), {}, []).asked
    assert only.key == "drone" and only.sets == 4


def test_the_spelling_of_a_single_pair_is_not_shown():
    (only,) = cluster(wishes("memeriksa", "pemeriksaan", "diperiksa"), {}, []).asked
    assert only.key not in {"memeriksa", "pemeriksaan", "diperiksa"}
    (only,) = cluster(wishes("pemeriksaan", "pemeriksaan", "pemeriksaan", "diperiksa"), {}, []).asked
    assert only.key == "pemeriksaan"


def test_a_name_is_not_shown_even_if_everybody_wrote_it():
    texts = ["bicara dengan Damar soal drone"] * 3
    (only,) = cluster(wishes(*texts), {}, ["Damar Prakoso"]).asked
    assert "damar" not in only.key and "drone" in only.key


def test_the_report_counts_a_small_folder_and_says_each_bar_it_misses(tmp_path):
    folder = guides.write(tmp_path)
    found = report_folder(folder)
    assert found.documents == {("guide", "id"): 1, ("guide", "en"): 1} and found.pairs == 1
    assert [(one.units, one.asked("senior"), one.asked("both")) for one in found.guides] == [(2, 6, 6)] * 2
    assert found.guides[0].lacks("senior") == "W" and found.guides[0].lacks("both") == "G"
    missed = "\n".join(found.missed)
    assert "1 guides are there in both languages; 45 are wanted" in missed
    assert "guides/id/rekap.md: 2 topic units; 3 are wanted" in missed
    assert "guides/en/rekap.md: no question of W for senior" in missed
    assert "guides/en/rekap.md: 6 questions for junior; 8 are wanted" in missed
    assert "nothing for relevance at session 6 (both, en)" in missed
    assert "nothing for practice at session 2" not in missed


def test_the_report_tells_what_is_alone_broken_or_without_a_letter_and_leaves_out_what_is_not_published(tmp_path):
    folder = guides.write(tmp_path)
    indonesian = folder / "guides" / "id" / "rekap.md"
    text = indonesian.read_text(encoding="utf-8")
    indonesian.write_text(text.replace("- [W]", "- [O]"), encoding="utf-8")
    found = report_folder(folder)
    assert "guides/id/rekap.md: no question of G, W for both" in found.missed and found.problems
    assert any(line.startswith("the check finds") for line in found.missed)
    indonesian.write_text(text.replace("kind: guide", "kind: guide\nstatus: draft"), encoding="utf-8")
    found = report_folder(folder)
    assert found.alone == ("guides/en/rekap.md",) and found.pairs == 0
    assert "guides/en/rekap.md: its other language is missing" in found.missed
    assert ("guide", "id") not in found.documents


def test_a_folder_of_anything_is_counted_without_a_fault(tmp_path):
    (tmp_path / "latin.md").write_bytes("---\ntitle: caf\xe9\n---\n# x".encode("latin-1"))
    (tmp_path / "odd.md").write_text("---\nkind: [guide]\nunits: {a: 1}\nreasons: 3\n---\n# x\n")
    (tmp_path / "plain.txt").write_text("Catatan lapangan.")
    found = report_folder(tmp_path)
    assert sum(found.documents.values()) == 3 and found.guides == () and found.problems


def test_the_guides_we_ship_reach_every_bar():
    assert report_folder(KNOWLEDGE).missed == ()
