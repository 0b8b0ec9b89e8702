"""Those who look after the programme and its guides: an admin at the browser, and a curator in the folder and at the command line."""

import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.soak.participants import Guest, Pace
from tests.soak.people import Names, address
from tests.soak.record import Journal
from tests.soak.stage import Stage

_GONE = frozenset({404})
_SENTENCES = (
    "Papan pengumuman gudang dibaca lebih sering daripada pesan grup.",
    "Formulir serah terima diisi pada pergantian shift, dan kolom keterangan sering kosong.",
    "The stock sheet has one row for each event and one column for each kind of fact.",
    "Rapat daring dimulai dengan satu pertanyaan yang harus dijawab hari itu juga.",
    "A dashboard without the question it answers is a picture.",
    "Tim lapangan menulis catatan dengan suara, lalu menyuntingnya sebelum dikirim.",
)
_EXTRA = 12


class Admin:
    """One long visit of an admin."""

    def __init__(self, guest: Guest, programme: int, names: Names) -> None:
        self._guest = guest
        self._browser = guest.browser
        self._journal = guest.journal
        self._chance = guest.chance
        self._home = f"/programmes/{programme}"
        self._names = names
        self._made: list[str] = []

    def visit(self) -> None:
        if not self._guest.sign_in():
            return
        steps: list[tuple[float, Callable[[], None]]] = [
            (4, self._list),
            (3, self._facts),
            (0.6, self._add),
            (0.8, self._pair),
            (0.1, self._end),
            (2, self._guides),
            (0.5, self._others),
        ]
        for _step in range(self._chance.randint(60, 90)):
            self._guest.think(1.5)
            self._chance.choices([step for _, step in steps], [weight for weight, _ in steps])[0]()
        self._guest.sign_out()

    def _list(self) -> None:
        query = self._chance.choice(["", "?sort=grade", "?sort=side", "?q=operasi", "?q=zzz&sort=name"])
        page = self._browser.get(self._home + query)
        self._journal.did("admin:people")
        people = page.linked(r"/people/\d+$")
        if people:
            self._browser.get(self._chance.choice(people))

    def _facts(self) -> None:
        people = self._browser.get(self._home).linked(r"/people/\d+$")
        if not people:
            return
        page = self._browser.get(self._chance.choice(people) + "/facts")
        form = page.own_form()
        if form:
            self._browser.send(
                form, {"site": [self._chance.choice(["Solo", "Bandung", "Makassar"])], "role_title": ["Penyelia"]}
            )
            self._journal.did("admin:facts")

    def _add(self) -> None:
        if not self._guest.pace.due("person"):
            return
        form = self._browser.get(f"{self._home}/people/new").own_form()
        name = self._names.full()
        if form:
            facts = {"side": ["junior"], "grade": ["3"], "manager_state": ["none"], "above_state": ["unknown"]}
            self._browser.send(form, {"name": [name], "email": [address(name)], "locale": ["id"], **facts})
            self._journal.did("admin:person")

    def _pair(self) -> None:
        page = self._browser.get(f"{self._home}/pairs/new")
        choose = next((one for one in page.forms if {"senior", "junior"} <= set(one.boxes)), None)
        if choose is None:
            return
        chosen = {side: self._chance.choice(choose.boxes[side].options or [""]) for side in ("senior", "junior")}
        checked = self._browser.get(f"{self._home}/pairs/new?senior={chosen['senior']}&junior={chosen['junior']}")
        confirm = next((one for one in checked.forms if one.method == "post" and "/pairs/new" in one.action), None)
        if confirm and self._guest.pace.due("pair"):
            made = self._browser.send(confirm, {side: [number] for side, number in chosen.items()})
            self._made += made.linked(r"/pairs/\d+/end$")[-1:]
            self._journal.did("admin:pair")

    def _end(self) -> None:
        if self._made:
            form = self._browser.get(self._made.pop(), wanted=_GONE).own_form()
            if form:
                self._browser.send(form, wanted=_GONE)
                self._journal.did("admin:ended")

    def _guides(self) -> None:
        page = self._browser.get("/knowledge/")
        documents = page.linked(r"/knowledge/documents/.+|/guides/.+")
        if documents:
            self._browser.get(self._chance.choice(documents), wanted=_GONE)  # the curator takes some away
        again = page.form("/read-again")
        if again and self._guest.pace.due("read-again"):
            self._browser.send(again)
            self._journal.did("admin:read-again")
        self._browser.get("/knowledge/progress")

    def _others(self) -> None:
        for path in ("/programmes", f"{self._home}/plan", f"{self._home}/contact/contact", "/knowledge/flagged"):
            self._browser.get(path)
            self._guest.think(0.5)


class Curator:
    """Edits, adds, removes and breaks files of the folder, and runs commands beside the server."""

    def __init__(self, stage: Stage, journal: Journal, pace: Pace, seed: int) -> None:
        self._stage = stage
        self._journal = journal
        self._pace = pace
        self._chance = random.Random(seed)
        self._folder = stage.knowledge
        self._whole = {path: path.read_bytes() for path in sorted(self._folder.rglob("*.md"))}
        self._added: list[Path] = []
        self._number = 0

    def work(self) -> None:
        steps: list[tuple[float, Callable[[], None]]] = [
            (4, self._edit),
            (3, self._add),
            (1, self._remove),
            (1, self._break),
            (2, self._mend),
            (2, self._sync),
            (1.5, self._search),
            (0.5, self._check),
            (0.5, self._suggest),
        ]
        while not self._pace.stop.is_set():
            self._pace.pause(self._chance, 4)
            self._chance.choices([step for _, step in steps], [weight for weight, _ in steps])[0]()

    def tidy(self) -> None:
        """Leave a folder in which every file is sound."""
        for path, content in self._whole.items():
            path.write_bytes(content)

    def _sentence(self) -> str:
        self._number += 1
        return f"{self._chance.choice(_SENTENCES)} Catatan {self._number}: {self._chance.choice(_SENTENCES)}"

    def _guide(self) -> Path:
        return self._chance.choice(list(self._whole))

    def _edit(self) -> None:
        path = self._guide()
        path.write_bytes(self._whole[path].rstrip() + f"\n\n## Catatan\n\n{self._sentence()}\n".encode())
        self._journal.did("guide:edited")

    def _add(self) -> None:
        path = self._folder / f"catatan-{self._number}.txt"
        path.write_text(f"Catatan lapangan\n\n{self._sentence()}\n\n{self._sentence()}\n", encoding="utf-8")
        self._added.append(path)
        self._journal.did("guide:added")
        if len(self._added) > _EXTRA:
            self._added.pop(0).unlink()

    def _remove(self) -> None:
        if self._added and self._chance.random() < 0.5:
            self._added.pop(self._chance.randrange(len(self._added))).unlink()
        else:
            self._guide().unlink(missing_ok=True)
        self._journal.did("guide:removed")

    def _break(self) -> None:
        path = self._guide()
        content = self._whole[path]
        path.write_bytes(
            self._chance.choice([content[: len(content) // 3], b"---\nid: [\n" + content, content + b"\xff\xfe", b""])
        )
        self._journal.did("guide:broken")

    def _mend(self) -> None:
        self.tidy()
        self._journal.did("guide:mended")

    def _sync(self) -> None:
        self._command("knowledge", "sync")

    def _search(self) -> None:
        said = self._command("knowledge", "search", self._chance.choice(_SENTENCES)[:40], "--json")
        if said:
            json.loads(said)

    def _check(self) -> None:
        self._command("knowledge", "check", fine=(0, 1))

    def _suggest(self) -> None:
        said = self._command("suggest", "1", "--session", str(self._chance.randint(1, 6)), "--json")
        if said:
            json.loads(said)

    def _command(self, *words: str, fine: tuple[int, ...] = (0,)) -> str:
        """Run a command; what it printed where it ended well, and otherwise a mishap."""
        name = f"dua-arah {' '.join(words[:2])}"
        self._journal.did(f"command:{' '.join(words[:2] if words[0] == 'knowledge' else words[:1])}")
        try:
            said = self._stage.run(*words)
        except subprocess.TimeoutExpired:
            self._journal.mishap("command", f"{name} did not end")
            return ""
        if said.returncode not in fine or "Traceback" in said.stderr:
            self._journal.mishap("command", f"{name}: {said.returncode} {said.stderr.strip()[-300:]}")
            return ""
        return said.stdout


def persons(people: dict[str, Any], chance: random.Random) -> list[dict[str, Any]]:
    """Everybody once, in an order of chance; those with a partner twice, since they have more to do."""
    deck = [*people["people"], *(one for one in people["people"] if one["pair"] is not None)]
    chance.shuffle(deck)
    return deck
