"""The library in figures, from the folder alone."""

import json

from tests import guides
from tests.cli.console import Console


def test_the_report_ends_with_one_where_a_bar_is_missed_and_needs_no_database(tmp_path):
    console = Console(tmp_path / "data", guides.write(tmp_path / "knowledge"))
    said = console.run("knowledge", "report")
    assert said.code == 1, said.err
    assert "guides in both languages: 1 (at least 45)" in said.out
    assert "guides/id/rekap.md: 2 topic units; 3 are wanted" in said.out
    told = console.run("knowledge", "report", "--json")
    assert told.code == 1
    found = json.loads(told.out)
    assert found["documents"] == {"guide en": 1, "guide id": 1}
    assert found["coverage"]["both id"]["practice"] == [0, 1, 1, 0, 0, 0]
    assert len(found["missed"]) == said.out.split("Missed: ")[1].count("\n") - 1
    assert not list((tmp_path / "data").glob("*.db*"))
