"""The catalogue is complete, and the check that says so can fail."""

import pytest
from babel.messages.catalog import Catalog

from tests.house import translations
from tests.house.translations import CATALOGUE, ROOT, catalogue, extracted, faults

HEAD = 'msgid ""\nmsgstr ""\n"Language: id\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def wanted() -> Catalog:
    catalog = Catalog()
    for number in range(translations.LEAST):
        catalog.add(f"Line {number}", locations=[("service/a.py", 1), ("templates/a.html", 1)])
    catalog.add("Hello %(name)s", locations=[("service/a.py", 1)])
    catalog.add(("%(num)s topic", "%(num)s topics"), locations=[("service/a.py", 2)])
    return catalog


def lines(replace: dict[str, str] | None = None, extra: str = "") -> bytes:
    texts = {f"Line {number}": f"Baris {number}" for number in range(translations.LEAST)}
    texts |= {"Hello %(name)s": "Halo %(name)s"} | (replace or {})
    body = "".join(f'msgid "{key}"\nmsgstr "{value}"\n\n' for key, value in texts.items())
    plural = 'msgid "%(num)s topic"\nmsgid_plural "%(num)s topics"\nmsgstr[0] "%(num)s topik"\n\n'
    return (HEAD + body + plural + extra).encode()


def test_every_message_is_in_indonesian():
    assert CATALOGUE.is_file()
    assert list(faults(extracted(), catalogue(CATALOGUE.read_bytes()))) == []


def test_python_and_templates_are_both_read():
    places = {path for message in extracted() for path, _ in message.locations}
    assert any(path.startswith("service/") for path in places)
    assert any(path.startswith("templates/mail/") for path in places)
    assert not any(path.startswith((".venv", "tests")) for path in places)


def test_a_finished_catalogue_has_no_faults():
    assert list(faults(wanted(), catalogue(lines()))) == []


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (lines({"Hello %(name)s": ""}), "missing: 'Hello %(name)s'"),
        (lines({"Hello %(name)s": "Halo"}), "other placeholders (%(name)s)"),
        (lines({"Hello %(name)s": "Halo %(nama)s"}), "other placeholders"),
        (lines({"Hello %(name)s": "Halo %(name)d"}), "other placeholders"),
        (lines({"Line 1": "Baris 100%% dari {sapaan}"}), "other placeholders (%%, {sapaan})"),
        (lines(extra='#, fuzzy\nmsgid "Line 1"\nmsgstr "Baris"\n'), "fuzzy: 'Line 1'"),
        (lines(extra='msgid "Gone"\nmsgstr "Hilang"\n'), "obsolete: 'Gone'"),
        (lines(extra='#~ msgid "Gone"\n#~ msgstr "Hilang"\n'), "obsolete: 'Gone'"),
        (lines({"Line 1": "Untuk Kamu"}), "says “Kamu”"),
        (lines({"Line 1": "Temui pasangan Anda"}), "says “pasangan Anda”"),
        (lines({"Line 1": "Submit formulir"}), "says “Submit”"),
        (lines({"Line 1": "Daftar user"}), "says “user”"),
        (lines().replace(b"nplurals=1; plural=0;", b"nplurals=2; plural=(n != 1);"), "Indonesian has one form"),
        (lines().replace(b"topics", b"themes"), "another plural"),
        (HEAD.encode(), "missing: 'Line 1'"),
    ],
)
def test_the_check_can_fail(content, fault):
    found = list(faults(wanted(), catalogue(content)))
    assert any(one.startswith(fault) or fault in one for one in found), found


def test_words_that_only_contain_a_forbidden_one_are_fine():
    assert list(faults(wanted(), catalogue(lines({"Line 1": "Peserta mengisi kamus; pasangan mentoring Anda"})))) == []


def test_an_empty_extraction_fails():
    assert any("do the patterns" in fault for fault in faults(Catalog(), catalogue(HEAD.encode())))


def test_patterns_from_another_folder_are_noticed(tmp_path):
    (tmp_path / "babel.cfg").write_text((ROOT / "babel.cfg").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "a.py").write_text("_('Hello')\n", encoding="utf-8")
    assert any("do the patterns" in fault for fault in faults(extracted(tmp_path), catalogue(lines())))


def test_a_broken_template_is_not_left_out_silently(tmp_path):
    (tmp_path / "babel.cfg").write_text((ROOT / "babel.cfg").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text("{{ _('Hello') }}{% if %}", encoding="utf-8")
    with pytest.raises(Exception, match=r"[Ee]xpected"):
        extracted(tmp_path)
