"""What is written for a pair holds nothing of another pair, and nobody's name, address or number, whoever typed them where."""

import json

import pytest

from service.accounts import queries as accounts
from service.pairing import actions as pairing
from service.people import actions as people
from service.ports import plug
from service.sessions.actions import PairArc
from service.suggestions import queries
from service.suggestions.actions import Desk
from service.suggestions.ports import ModelUnavailable, RenderedPrompt
from service.suggestions.prompts import Prompts
from tests import builders, guides
from tests.libraries import KNOWLEDGE, FolderLibrary, folder_library
from tests.security.world import World, plain

TABLES = ("suggestion_set", "suggested_topic", "topic_citation")
PERSON = "Damar Wicaksono"
PARTNER = "Sekar Anindita"
PERSONAL = (
    PERSON,
    PARTNER,
    "damar.w@kantor.example",
    "0812 3456 7890",
    "081234567890",
    "+6281234567890",
    "3174051201900001",
)
TYPED = "tolong bahas {} di rekap lembur"


class Overheard:
    """A model that remembers what it was asked and never answers."""

    name = "overheard"

    def __init__(self) -> None:
        self.prompts: list[RenderedPrompt] = []

    def complete(self, prompt, schema, deadline, _heard=None):
        self.prompts.append(prompt)
        kind, words = "connection", "away"
        raise ModelUnavailable(kind, words)


@pytest.fixture
def plugged(world):
    """Change the desk for one test."""
    ports = dict(world.app.extensions["dua_arah.ports"])

    def use(desk: Desk) -> None:
        plug(world.app, {**ports, Desk: desk})

    yield use
    plug(world.app, ports)


def ask(world: World, reader: str, pair: str, session: int, focus: str = "") -> str:
    """Ask for a set and read the room."""
    room = f"/pairs/{{{pair}}}/sessions/{session}"
    assert world.post(reader, f"{room}/suggestions", {"focus": focus}).status_code == 303
    return plain(world.get(reader, room))


def written(world: World, *pairs: str) -> str:
    """Everything that was kept of these pairs' sets, as it stands in the database."""
    rows = world.rows_of(*TABLES)
    wanted = {world.ids[name] for name in pairs}
    sets = [row for row in rows["suggestion_set"] if row["pair_id"] in wanted]
    topics = [row for row in rows["suggested_topic"] if row["set_id"] in {row["id"] for row in sets}]
    quoted = [row for row in rows["topic_citation"] if row["topic_id"] in {row["id"] for row in topics}]
    decoded = [
        json.loads(value) if isinstance(value, str) and value[:1] in {"{", "["} else value
        for row in (*sets, *topics, *quoted)
        for value in row.values()
    ]
    return json.dumps(decoded, ensure_ascii=False)


def second_pair_of(world: World, side: str) -> None:
    """Let one member of pair A have a second partner, as pair D; the reader of `side` is in both."""
    with world.inside():
        card = builders.programme("Program kedua")
        mine = accounts.user(world.people[side])
        other = "junior" if side == "senior" else "senior"
        members = {
            side: builders.intake(builders.participant(card, side, who=mine)),
            other: builders.intake(builders.participant(card, other)),
        }
        world.ids["D"] = pairing.make_pair(card, members["senior"], members["junior"], PairArc(), builders.NOW).id


def wanting_a_model(world: World) -> None:
    for row in world.rows_of("survey_response")["survey_response"]:
        answers = {**json.loads(row["answers"]), "use_model": True}
        world.execute("UPDATE survey_response SET answers = ? WHERE id = ?", json.dumps(answers), row["id"])


def test_nothing_of_one_pair_reaches_another(world, plugged):
    """Canaries in A's intakes, wish, titles and sets are sought in B's brief, prompt, set, receipt and pages."""
    model = Overheard()
    plugged(Desk(folder_library(), model, Prompts(KNOWLEDGE.parent / "prompts").render, 5.0))
    wanting_a_model(world)
    for session in (1, 2, 3):
        ask(world, "mentor", "A", session, "antrean gudang kanariwishA")
        ask(world, "senior", "A", session, "rekap lembur kanariwishA")
    overheard_of_a = len(model.prompts)
    pages = [ask(world, "other", "B", session, "rekap lembur") for session in (1, 2, 3)]
    pages += [plain(world.get("other", f"/citations/{row['id']}")) for row in citations(world, "B")[:4]]
    with world.inside():
        briefs = [repr(queries.brief(world.ids["B"], session, "rekap lembur")) for session in (1, 2, 3)]
    prompts = [f"{one.system}\n{one.user}" for one in model.prompts[overheard_of_a:]]
    assert len(prompts) >= 3 and overheard_of_a >= 3
    assert "kanariwishA" in "".join(one.user for one in model.prompts[:overheard_of_a]), "A's own prompt has its wish"
    for text in (*pages, *briefs, *prompts, written(world, "B")):
        for canary in ("kanariwishA", "fokusA", "waktuA", "kanarisetA", "FungsiA", "LokasiA", "PeranA", "kanariA"):
            assert canary not in text, canary
    assert "kanarisetB" in written(world, "B"), "the control: B's own set is there"


def citations(world: World, pair: str):
    rows = world.rows_of(*TABLES)
    sets = {row["id"] for row in rows["suggestion_set"] if row["pair_id"] == world.ids[pair]}
    topics = {row["id"] for row in rows["suggested_topic"] if row["set_id"] in sets}
    return [row for row in rows["topic_citation"] if row["topic_id"] in topics]


def test_who_is_in_two_pairs_carries_nothing_of_the_partner_from_one_to_the_other(world):
    second_pair_of(world, "senior")
    for session in (1, 2):
        ask(world, "mentor", "A", session, "antrean gudang kanariwishA")
    pages = [ask(world, "senior", "D", session, "rekap lembur") for session in (1, 2)]
    with world.inside():
        briefs = [repr(queries.brief(world.ids["D"], session)) for session in (1, 2)]
    for text in (*pages, *briefs, written(world, "D")):
        for canary in (
            "kanariwishA",
            "kanarijuniorfokusA",
            "kanarijuniorwaktu",
            "kanarisetA",
            "Ajunior",
            "kanariAjunior",
        ):
            assert canary not in text, canary


@pytest.mark.parametrize("reader", ["senior", "mentor"])
def test_what_a_partner_typed_into_their_form_is_not_told_where_the_folder_has_nothing(world, reader):
    odd = "xylofon gamelan kanariganjil"
    with world.inside():
        for name in ("sA", "mA"):
            builders.intake(builders.again(world.ids[name]), focus=f"{odd} {name}")
    page = ask(world, reader, "A", 2, "kolintang zirkon kanarisendiri")
    assert "kanariganjil" not in page and "kanariganjil" not in written(world, "A")
    assert "kanarisendiri" in page, "a wish for the session is told to the two of it"


def test_no_name_address_or_number_stands_in_a_set_or_its_receipt(world, plugged):
    """Typed into intakes, wish, function and the guides themselves, in every spelling of PERSONAL."""
    with world.inside():
        for name in ("sA", "mA"):
            builders.intake(builders.again(world.ids[name]), focus=TYPED.format(" ".join(PERSONAL)))
    world.execute("UPDATE user SET name = ? WHERE id = ?", PERSON, world.people["senior"])
    world.execute("UPDATE user SET name = ? WHERE id = ?", PARTNER, world.people["mentor"])
    world.execute("UPDATE participation SET function = ? WHERE id IN (?, ?)", PERSON, world.ids["sA"], world.ids["mA"])
    plugged(Desk(FolderLibrary(spoiled(world))))
    topics = 0
    for session in (1, 2, 3):
        for personal in PERSONAL:
            ask(world, "mentor", "A", session, TYPED.format(personal))
        ask(world, "senior", "A", session, "rekap lembur")
        topics = len(citations(world, "A"))
    kept = written(world, "A")
    for personal in (*PERSONAL, *(part for name in (PERSON, PARTNER) for part in name.split())):
        assert personal not in kept, personal
    for own in world.own.values():
        assert own[1] not in kept
    assert topics > 1, "there are topics left to look at"


def spoiled(world: World):
    """A folder in which some lines of a guide name people: an opener, a question, a step, a sentence to quote."""
    folder = world.folder.parent / "spoiled"
    for number, personal in enumerate(("", *PERSONAL)):
        for language, text in (("id", guides.indonesian()), ("en", guides.english())):
            path = folder / language / f"rekap-{number}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(respelt(text, number, personal), encoding="utf-8")
    return folder


def respelt(text: str, number: int, personal: str) -> str:
    matter = ("lembur", "cuti", "gudang", "servis", "kasir", "armada", "jadwal", "pesanan")[number]
    text = (
        text.replace("lembur", matter)
        .replace("rekap-id", f"rekap-id-{number}")
        .replace("rekap-en", f"rekap-en-{number}")
    )
    if not personal:
        return text
    lines = text.splitlines()
    spoilt = [line + f" {personal}" if line.startswith(("- [R]", "- (2)", "- Bagian")) else line for line in lines]
    return "\n".join(spoilt) + "\n"


def test_a_title_that_names_somebody_does_not_come_back_in_the_receipt(world, plugged):
    folder = world.folder.parent / "titled"
    folder.mkdir()
    text = guides.indonesian().replace("Rekap lembur dengan rumus", f"Rekap lembur milik {PERSON}")
    (folder / "rekap.md").write_text(text, encoding="utf-8")
    world.execute("UPDATE user SET name = ? WHERE id = ?", PERSON, world.people["stranger"])
    plugged(Desk(FolderLibrary(folder)))
    ask(world, "mentor", "A", 2, "rekap lembur")
    kept = written(world, "A")
    assert '"name"' in kept and "Damar" not in kept, "the receipt says that a name was refused, and not which"


def test_a_name_given_later_is_kept_out_of_the_next_set(world):
    """The roster is read at every writing, not once."""
    with world.inside():
        people.name_admin(world.ids["P"], "nanti@kantor.example", "Rekap Lembur", "id", builders.NOW)
        assert "Rekap Lembur" in queries.banned_names(world.ids["A"])
