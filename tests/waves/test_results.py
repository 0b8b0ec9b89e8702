"""What a closed round shows, to whom, and as which file: the release and nothing beside it."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from service.people import actions as people
from service.people.values import Facts
from service.surveys import actions, queries
from service.waves.kinds.files import csv_file, xlsx_file
from service.waves.rules import harmless
from service.waves.values import Sheet
from tests import builders, filled


def page_of(reader, there, wave):
    return reader.get(f"/programmes/{there.card.id}/results/{wave.id}")


def test_nothing_is_shown_before_the_close(programme, boss):
    there = programme(0, 12)
    wave = there.open("closing-change", "junior")
    there.answer(wave, "junior", 12)
    root = f"/programmes/{there.card.id}"
    for path in (f"results/{wave.id}", f"surveys/{wave.id}/export.csv", f"surveys/{wave.id}/export.xlsx"):
        assert boss.get(f"{root}/{path}").status_code == 404
    assert "No results yet" in boss.get(f"{root}/results").text
    with pytest.raises(queries.WaveStillOpen):
        queries.sheets(wave, builders.NOW)


def test_under_five_nothing_and_the_page_says_why(programme, boss):
    there = programme(4, 4)
    wave = there.open("closing-change")
    there.answer(wave, "senior", 4)
    there.answer(wave, "junior", 4, different_what="RAHASIA", quote=True)
    page = page_of(boss, there, there.close(wave)).text
    assert page.count("Fewer than five have answered, so nothing of this side is shown.") == 2
    assert "Too few have answered" in page and "RAHASIA" not in page and 'class="result"' not in page


def test_from_five_on_a_word_from_eight_on_counts_from_ten_on_comments(programme, boss):
    there = programme(7, 10)
    wave = there.open("closing-change")
    there.answer(wave, "senior", 7, behaviour_practice_now=[4, 4, 4, 4, 3, 0, 1], different=False)
    told = ["Data dulu.", "Rapat singkat."]
    there.answer(
        wave,
        "junior",
        10,
        different=[True] * 5 + [False] * 5,
        different_what=told,
        different_seen=None,
        quote=[True, False, True, True],
    )
    page = page_of(boss, there, there.close(wave)).text
    assert "More towards “several times a week”" in page, "seven leaders: a word only"
    assert "5 of 10" in page and page.count('class="plot plot-dots"') == 2, "ten mentors: counts of the yes/no question"
    assert "Data dulu." in page, "with permission"
    assert page.count("<blockquote>") == 4
    assert "May this be quoted" not in page, "how many allowed it is no result"


def test_the_worst_case_of_unanimity_is_a_band(programme, boss):
    there = programme(0, 10)
    wave = there.open("closing-change", "junior")
    there.answer(wave, "junior", 10, different=True)
    page = page_of(boss, there, there.close(wave)).text
    assert "8–10 of 10" in page and "0–2 of 10" in page and "10 of 10" not in page.replace("8–10 of 10", "")


def test_an_anonymous_round_is_released_the_same_way(programme, boss):
    there = programme(6, 8)
    wave = there.open("pulse-week-4")
    there.answer(wave, "senior", 6, can_disagree=4, worry=0)
    there.answer(wave, "junior", 8, can_disagree=[4, 3, 4, 3, 4, 3, 4, 0], worry=None)
    page = page_of(boss, there, there.close(wave)).text
    assert "More agree" in page
    assert "0–2 of 8" in page and "no answer" in page
    assert all(who.name not in page for side in there.people.values() for who in side)


def test_participants_and_the_admin_read_the_same(programme, boss, visit):
    there = programme(5, 5)
    wave = there.open("pulse-week-4")
    there.answer(wave, "senior", 5)
    there.answer(wave, "junior", 5)
    there.close(wave)
    reader = visit(there.people["junior"][0].user_id)
    shown = page_of(reader, there, wave)
    assert shown.status_code == 200
    assert "export" not in shown.text and "export.csv" in page_of(boss, there, wave).text
    assert f"/results/{wave.id}" in reader.get(f"/programmes/{there.card.id}/results").text
    assert visit(builders.user().id).get(f"/programmes/{there.card.id}/results/{wave.id}").status_code == 404
    assert visit().get(f"/programmes/{there.card.id}/results").status_code == 303


def read_csv(answer):
    assert answer.status_code == 200 and answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"))))
    assert rows
    return rows


def test_the_csv_holds_the_release_with_ids_labels_and_iso_moments(programme, boss):
    there = programme(4, 10)
    wave = there.open("closing-change")
    there.answer(wave, "senior", 4, different=True)
    there.answer(
        wave, "junior", 10, different=[True] * 5 + [False] * 5, different_what="=1+1", different_seen=None, quote=True
    )
    there.close(wave)
    answer = boss.get(f"/programmes/{there.card.id}/surveys/{wave.id}/export.csv")
    assert (
        "attachment" in answer.headers["Content-Disposition"]
        and f"closing-change-{wave.id}.csv" in answer.headers["Content-Disposition"]
    )
    rows = read_csv(answer)
    assert {row["opened"] for row in rows} == {"2026-11-23T03:00+00:00"}
    assert {row["closed"] for row in rows} == {"2026-11-24T03:00+00:00"}
    yes = next(row for row in rows if row["item"] == "different" and row["answer"] == "true")
    assert (yes["side"], yes["count_from"], yes["count_to"], yes["asked_to"]) == ("junior", "5", "5", "10")
    assert (yes["answer_id"], yes["answer_en"]) == ("Ya", "Yes")
    assert yes["question_en"].startswith("Is there anything you do differently")
    assert [row["withheld"] for row in rows if row["side"] == "senior"] == ["fewer than 5 answers"]
    comments = [row["comment"] for row in rows if row["comment"]]
    assert comments == ["'=1+1"] * 5
    assert all(who.name not in answer.text and who.email not in answer.text for who in there.people["junior"])


def test_the_workbook_reads_back_with_a_codebook_and_no_formula(programme, boss):
    there = programme(0, 10)
    wave = there.open("closing-change", "junior")
    there.answer(wave, "junior", 10, different=[True, False], different_what='=HYPERLINK("http://x")', quote=True)
    there.close(wave)
    answer = boss.get(f"/programmes/{there.card.id}/surveys/{wave.id}/export.xlsx")
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["results", "codebook"]
    results, codes = (list(book[name].values) for name in book.sheetnames)
    assert results[0][:3] == ("wave", "instrument", "edition")
    assert ("different", "senior + junior") in {row[:2] for row in codes}
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    assert '\'=HYPERLINK("http://x")' in {cell.value for cell in cells}


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "\u200b=1",
    "a;=1",
    "a,\n@x",
    '"=1',
    "a|-x",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_made_harmless_however_a_reader_splits_the_file(text):
    safe = harmless(text)
    assert safe.replace("'", "") == text, "nothing is lost"
    for separator in (",", ";", "\t", "|", "\n", "\r", '"'):
        for part in safe.split(separator):
            assert part.strip(" \u200b\t\r\n")[:1] not in set("=+-@＝＋－＠") or not part.strip()
    assert harmless(safe) == safe


@pytest.mark.parametrize("text", ["5–7", "sangat setuju", "a-b", "x = y", "e-mail@contoh.example", "", "'ok"])
def test_plain_text_stays_as_it_is(text):
    assert harmless(text) == text


@pytest.mark.parametrize("text", FORMULAS)
def test_both_files_give_back_what_was_put_in(text):
    sheet = Sheet("one", (("head", "number"), (text, 7)))
    rows = list(csv.reader(StringIO(csv_file(sheet).decode("utf-8-sig"), newline="")))
    assert rows[1] == [harmless(text), "7"]
    cells = list(load_workbook(BytesIO(xlsx_file([sheet])))["one"].values)
    assert cells[1][1] == 7
    assert str(cells[1][0]).replace("_x000D_", "\r").replace("\n", "\r") == harmless(text).replace("\n", "\r")


def test_an_author_gets_the_own_rows_of_a_confidential_form_and_nobody_else_does(programme, visit, boss):
    there = programme(0, 2)
    wave = there.open("closing-change", "junior")
    there.answer(wave, "junior", 1, different=True, different_what="@milik saya", quote=False)
    me, other = (visit(who.user_id) for who in there.people["junior"])
    address = f"/programmes/{there.card.id}/forms/{wave.id}/mine.csv"
    rows = read_csv(me.get(address))
    assert [row["item"] for row in rows] == ["different", "different_what", "different_seen", "quote"]
    assert [row["code"] for row in rows] == ["true", "", "", "false"]
    assert rows[1]["answer_id"] == "'@milik saya" and rows[0]["handed_in"] == "2026-11-24T03:00:00+00:00"
    assert other.get(address).status_code == 404, "has handed in nothing"
    assert boss.get(address).status_code == 404
    there.close(wave)
    assert len(read_csv(me.get(address))) == 4


def test_nobody_can_be_given_back_anonymous_answers(programme, visit):
    there = programme(0, 1)
    wave = there.open("pulse-week-4", "junior")
    there.answer(wave, "junior", 1)
    assert (
        visit(there.people["junior"][0].user_id)
        .get(f"/programmes/{there.card.id}/forms/{wave.id}/mine.csv")
        .status_code
        == 404
    )


def test_a_draft_is_in_no_file(programme, visit):
    there = programme(0, 1)
    wave = there.open("closing-change", "junior")
    who = there.people["junior"][0]
    form = queries.wave_instrument(wave, "junior")
    actions.save_page(form, there.card.id, who.user_id, filled.answers(form), builders.NOW, wave=wave)
    assert visit(who.user_id).get(f"/programmes/{there.card.id}/forms/{wave.id}/mine.csv").status_code == 404


def test_released_counts_do_not_follow_somebody_who_changes_sides(programme, boss):
    """Else an admin could move one person to and fro and read their answer off the difference."""
    there = programme(8, 9)
    wave = there.open("closing-change")
    there.answer(wave, "senior", 8, different=False)
    there.answer(wave, "junior", 9, different=[True] * 4 + [False] * 5)
    there.close(wave)
    before = boss.get(f"/programmes/{there.card.id}/surveys/{wave.id}/export.csv").text
    people.set_facts(there.people["junior"][0].id, Facts(side="senior"), builders.NOW)
    assert builders.again(there.people["junior"][0].id).side == "senior"
    assert boss.get(f"/programmes/{there.card.id}/surveys/{wave.id}/export.csv").text == before


def test_a_comment_is_shown_as_text_whatever_it_holds(programme, boss):
    there = programme(0, 10)
    wave = there.open("closing-change", "junior")
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }}"
    there.answer(wave, "junior", 10, different=True, different_what=attack, different_seen=None, quote=True)
    page = page_of(boss, there, there.close(wave)).text
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page and "<img src=x" not in page
    assert "{{ 7*7 }}" in page
