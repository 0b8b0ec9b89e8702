import pytest

from service.knowledge.rules.faults import FAULTS, english
from service.knowledge.rules.guides import parse_guide
from service.knowledge.rules.lint import lint_guide, lint_repeats, lint_twins
from tests import guides


def codes(text, file="guides/id/rekap.md"):
    return [problem.code for problem in lint_guide(parse_guide(file, text))]


def test_a_good_guide_has_no_problem():
    assert codes(guides.indonesian()) == []
    guide = parse_guide("guides/id/rekap.md", guides.indonesian())
    assert [unit.heading for unit in guide.units] == ["Rekap lembur dengan rumus", "Rekap lembur yang diperiksa"]
    assert [step.minutes for step in guide.units[0].steps()] == [2, 5, 3]
    assert guide.units[0].openers()[0] == "Apa yang berbeda dari bayangan {sapaan} tentang rekap lembur?"
    assert [question.grow for question in guide.units[0].questions("both")] == ["R", "O", "W"]
    assert [section.heading.text for section in guide.prose] == ["Rekap lembur", "Menyiapkan", "Batas"]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("id: rekap-id\n", "", "field-missing", 1),
        ("id: rekap-id", "id: lain-id", "id-form", 2),
        ("kind: guide", "kind: note", "field-value", 9),
        ("stages: [2]\naudience", "stages: 2\naudience", "field-type", 7),
        ("stages: [2]\naudience", "stages: [7]\naudience", "field-value", 7),
        ("reviewed_on: 2026-11-24", "reviewed_on: soon", "field-type", 10),
        ("sources: []", "sources: []\nauthor: me", "field-unknown", 12),
        ("    courage: light\n", "", "field-missing", 13),
        ("courage: light", "courage: brave", "field-value", 13),
        ("# Rekap lembur\n", "# Rekap lain\n", "title-heading", 24),
        ("## Rekap lembur dengan rumus", "## Rekap lain", "unit-unlisted", 36),
        ("- (5) Pemimpin", "- (6) Pemimpin", "minutes-sum", 41),
        ("- (5) Pemimpin", "- Pemimpin", "step-form", 42),
        ("- (3) Berdua menulis satu batas rumus.\n", "", "steps-count", 41),
        ("### Pembuka\n- Apa yang berbeda", "### Pembukaan\n- Apa yang berbeda", "part-unknown", 45),
        ("- Bagian mana dari rekap lembur yang tetap perlu diperiksa orang?\n", "", "openers-count", 46),
        ("- [O] Kapan rekap lembur lebih aman dihitung dengan tangan?\n", "", "questions-count", 50),
        ("- [R] Batas rumus", "- Batas rumus", "grow-missing", 50),
        ("- [W] Langkah apa untuk", "- [O] Langkah apa untuk", "grow-action", 60),
        ("Batas rumus seperti apa yang Anda lihat dalam rekap lembur?", "Apakah Anda melihat batas rumus rekap lembur?", "question-form", 50),
        ("Batas rumus seperti apa yang Anda lihat dalam rekap lembur?", "Apa yang Anda makan pagi ini?", "question-topic", 50),
        ("Angka apa di rekap lembur yang paling sering salah?", "Angka apa di rekap lembur yang Anda lihat salah?", "spoken-register", 60),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_its_line(old, new, code, line):
    text = guides.indonesian()
    assert old in text
    found = [
        (problem.code, problem.line)
        for problem in lint_guide(parse_guide("guides/id/rekap.md", text.replace(old, new, 1)))
    ]
    assert (code, line) in found


def test_what_a_topic_is_about_has_its_length():
    assert "about-length" in codes(guides.ID.format(about="Rekap lembur itu perlu."))
    assert "about-list" in codes(guides.ID.format(about="- " + guides.ABOUT_ID))


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("---\ntitle: a: b\n---\n# A\n", "front-matter-yaml", 2),
        ("---\ntitle: A\n# A\n", "front-matter-open", 1),
        ("---\n- a\n- b\n---\n# A\n", "front-matter-map", 1),
        ("# A\n\ntext\n", "front-matter-missing", 1),
    ],
)
def test_broken_front_matter_is_told_with_its_line(text, code, line):
    assert [(problem.code, problem.line) for problem in lint_guide(parse_guide("a.md", text))] == [(code, line)]


def test_a_problem_reads_as_file_line_what_and_remedy():
    (problem,) = lint_guide(parse_guide("guides/a.md", "# A\n"))
    assert english(problem).startswith("guides/a.md:1: the guide has no front matter; begin with")
    assert all(what and remedy for what, remedy in FAULTS.values())


def test_twins_have_the_same_shape():
    mine = parse_guide("guides/id/rekap.md", guides.indonesian())
    assert lint_twins(mine, parse_guide("guides/en/rekap.md", guides.english())) == []
    other = guides.english().replace("- (5) Pemimpin", "- (4) Pemimpin").replace("[W] Langkah", "[O] Langkah")
    told = {problem.params["what"] for problem in lint_twins(mine, parse_guide("guides/en/rekap.md", other))}
    assert told == {"unit 1: minutes", "unit 1: both letters"}


def test_a_question_stands_once_in_the_folder():
    one = parse_guide("guides/id/a.md", guides.indonesian())
    two = parse_guide("guides/id/b.md", guides.indonesian())
    found = lint_repeats([one, two])
    assert len(found) == 22
    assert found[0].file == "guides/id/b.md"
    assert found[0].params["other"] == "guides/id/a.md:46"


def test_line_endings_of_windows_change_nothing():
    text = guides.indonesian().replace("\n", "\r\n")
    assert codes(text) == []
    assert parse_guide("a.md", text).units[1].line == parse_guide("a.md", guides.indonesian()).units[1].line
