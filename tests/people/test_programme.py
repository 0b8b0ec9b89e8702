import pytest

from service.accounts import actions as accounts
from service.accounts import queries as known
from service.people import actions, queries, rules
from service.people.values import Facts, Manager, ProgrammePlan, RefusedError
from tests import builders

FACTS = {
    "side": "junior",
    "role_title": "Analis",
    "function": "Logistik",
    "site": "Bekasi",
    "grade": "3",
    "manager_state": "known",
    "manager_name": "Fajar",
    "manager_email": "fajar@contoh.example",
    "above_state": "none",
    "capacity": "1",
}


def refused(call, *arguments):
    with pytest.raises(RefusedError) as error:
        call(*arguments)
    return error.value.reason


def test_no_intake_opens_without_a_neutral_contact(here, visit):
    card = builders.programme(contact=False)
    assert refused(actions.open_intake, card.id, builders.NOW) == "no_contact"
    boss = visit(builders.admin().id)
    page = boss.get(f"/programmes/{card.id}")
    assert f"/programmes/{card.id}/contact/contact" in page.text
    assert boss.post(f"/programmes/{card.id}/intake/open").status_code == 303
    assert queries.programme(card.id).intake_opened_at is None
    form = {"name": "Netral", "email": "netral@luar.example"}
    assert boss.post(f"/programmes/{card.id}/contact/contact", form).status_code == 303
    assert queries.neutral_contact(card.id).email == "netral@luar.example"
    assert boss.post(f"/programmes/{card.id}/intake/open").status_code == 303
    assert queries.programme(card.id).intake_opened_at is not None


def test_the_neutral_contact_is_neutral(here):
    card = builders.programme(contact=False)
    senior = builders.participant(card, "senior")
    junior = builders.participant(card, "junior", line_manager=Manager("known", "atasan@contoh.example", "Atasan"))
    actions.add_seat(card.id, "panelis@contoh.example", "Panelis", junior.user_id, builders.NOW)
    boss, own = builders.admin(), builders.admin(card.id)
    cases = {
        senior.email: "contact_takes_part",
        junior.email: "contact_takes_part",
        "atasan@contoh.example": "contact_in_line",
        "panelis@contoh.example": "contact_in_line",
        boss.email: "contact_is_admin",
        own.email: "contact_is_admin",
    }
    for email, reason in cases.items():
        for part in ("contact", "deputy"):
            assert refused(actions.name_contact, card.id, part, email, "X", "id", builders.NOW) == reason
    actions.name_contact(card.id, "contact", "luar@luar.example", "Luar", "id", builders.NOW)
    assert (
        refused(actions.name_contact, card.id, "deputy", "luar@luar.example", "Luar", "id", builders.NOW)
        == "contact_twice"
    )


def test_nobody_becomes_what_the_contact_may_not_be(here):
    card = builders.programme()
    contact = queries.neutral_contact(card.id)
    junior = builders.participant(card, "junior")
    facts = Facts(side="senior")
    add = (card.id, contact.email, contact.name, "id", facts, builders.NOW)
    assert refused(actions.add_participant, *add) == "participant_is_contact"
    assert refused(actions.name_admin, card.id, contact.email, contact.name, "id", builders.NOW) == "admin_is_contact"
    manager = Facts(side="junior", line_manager=Manager("known", contact.email, contact.name))
    assert refused(actions.set_facts, junior.id, manager, builders.NOW) == "line_is_contact"
    seat = (card.id, contact.email, contact.name, junior.user_id, builders.NOW)
    assert refused(actions.add_seat, *seat) == "line_is_contact"


def test_naming_another_contact_replaces_the_first(here):
    card = builders.programme()
    actions.name_contact(card.id, "contact", "kedua@luar.example", "Kedua", "id", builders.NOW)
    assert [one.email for one in known.holders("contact", card.id)] == ["kedua@luar.example"]


def test_an_installation_admin_creates_a_programme(here, visit):
    boss = visit(builders.admin().id)
    assert "/programmes/new" in boss.get("/programmes").text
    plan = {"name": "Putaran satu", "languages": ["id"], "sessions": "6", "minutes": "45", "grade_gap": "3"}
    answer = boss.post("/programmes/new", plan)
    assert answer.status_code == 303
    card = queries.programmes()[0]
    assert (card.name, card.languages, card.grade_gap) == ("Putaran satu", ("id",), 3)
    assert boss.get(answer.headers["Location"]).status_code == 200
    changed = {**plan, "name": "Putaran dua", "starts_on": "2026-12-01", "ends_on": "2027-05-31"}
    assert boss.post(f"/programmes/{card.id}/plan", changed).status_code == 303
    assert queries.programme(card.id).name == "Putaran dua"


def test_a_mistake_keeps_what_was_typed(here, visit):
    boss = visit(builders.admin().id)
    wrong = {
        "name": "Putaran satu",
        "languages": ["id"],
        "sessions": "enam",
        "minutes": "5",
        "grade_gap": "2",
        "starts_on": "2026-12-02",
        "ends_on": "2026-12-01",
    }
    page = boss.post("/programmes/new", wrong)
    assert page.status_code == 422 and queries.programmes() == []
    for typed in ("Putaran satu", "enam", 'value="5"', "2026-12-01"):
        assert typed in page.text
    assert "#ends_on" in page.text and "#sessions" in page.text and 'id="error-summary"' in page.text
    assert "Error:" in page.text.split("</title>")[0] or "Kesalahan:" in page.text.split("</title>")[0]


def test_people_are_added_by_hand_with_their_facts(here, visit):
    card = builders.programme()
    boss = visit(builders.admin().id)
    person = {**FACTS, "name": "Dimas", "email": "dimas@contoh.example", "locale": "en"}
    assert boss.post(f"/programmes/{card.id}/people/new", person).status_code == 303
    who = queries.participants(card.id)[0]
    assert (who.name, who.side, who.function, who.site, who.grade) == ("Dimas", "junior", "Logistik", "Bekasi", 3)
    assert known.user(who.user_id).locale == "en"
    fajar = known.user_by_email("fajar@contoh.example")
    assert queries.reporting_lines(card.id) == {who.user_id: fajar.id, fajar.id: None}
    again = boss.post(f"/programmes/{card.id}/people/new", person)
    assert again.status_code == 422 and len(queries.participants(card.id)) == 1
    page = boss.get(f"/programmes/{card.id}/people/{who.id}/facts")
    assert "fajar@contoh.example" in page.text
    changed = {**FACTS, "grade": "", "manager_state": "unknown", "manager_name": "", "manager_email": ""}
    assert boss.post(f"/programmes/{card.id}/people/{who.id}/facts", changed).status_code == 303
    who = queries.participation(who.id)
    assert (who.grade, who.line_manager_unknown, who.line_manager_user_id) == (None, True, None)
    assert who.name in boss.get(f"/programmes/{card.id}").text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "bukan-surel"}, "email"),
        ({"name": ""}, "name"),
        ({"side": ""}, "side-0"),
        ({"grade": "0"}, "grade"),
        ({"grade": "tiga"}, "grade"),
        ({"manager_email": ""}, "manager_email"),
        ({"manager_email": "dimas@contoh.example"}, "manager_email"),
        ({"above_state": "known"}, "above_email"),
        ({"capacity": "0"}, "capacity"),
    ],
)
def test_wrong_facts_name_their_field(here, visit, change, field):
    card = builders.programme()
    person = {**FACTS, "name": "Dimas", "email": "dimas@contoh.example", "locale": "id", **change}
    page = visit(builders.admin().id).post(f"/programmes/{card.id}/people/new", person)
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert queries.participants(card.id) == []
    assert "Bekasi" in page.text


def test_the_side_stays_once_a_form_was_begun(here):
    card = builders.programme()
    who = builders.intake(builders.participant(card, "junior"))
    assert refused(actions.set_facts, who.id, Facts(side="senior"), builders.NOW) == "side_is_fixed"


def test_the_programme_page_tells_who_handed_in_and_nothing_of_it(here, visit):
    card = builders.programme()
    builders.intake(builders.participant(card, "junior", name="Sudah"), worth_time="RAHASIA SEKALI")
    builders.participant(card, "junior", name="Belum")
    page = visit(builders.admin().id).get(f"/programmes/{card.id}").text
    assert "Sudah" in page and "Belum" in page and "RAHASIA" not in page


def test_people_are_found_and_sorted(here, visit):
    card = builders.programme()
    for name, function, grade in (("Zaki", "Gudang", 3), ("Ani", "Kas", 2), ("Budi", "Gudang", 4)):
        builders.participant(card, "junior", name=name, function=function, grade=grade)
    people = queries.participants(card.id)
    assert [one.name for one in rules.arrange(people, "", "name")] == ["Ani", "Budi", "Zaki"]
    assert [one.name for one in rules.arrange(people, "gudang", "name")] == ["Budi", "Zaki"]
    assert [one.name for one in rules.arrange(people, "", "grade")] == ["Budi", "Zaki", "Ani"]
    assert rules.arrange(people, "tidakada", "nonsense") == []
    page = visit(builders.admin().id).get(f"/programmes/{card.id}?q=gudang&sort=nonsense")
    rows = page.text.split("<tbody>")[1].split("</tbody>")[0]
    assert "Budi" in rows and "Ani" not in rows


def test_panels_are_noted_and_removed(here, visit):
    card, other = builders.programme(), builders.programme("Lain")
    junior = builders.participant(card, "junior")
    boss = visit(builders.admin().id)
    seat = {"name": "Panelis", "email": "panelis@contoh.example", "about": junior.user_id}
    for _ in range(2):
        assert boss.post(f"/programmes/{card.id}/panels/new", seat).status_code == 303
    seats = queries.seats(card.id)
    assert [(one.panelist, one.about) for one in seats] == [("Panelis", junior.name)]
    boss.post(f"/programmes/{other.id}/panels/{seats[0].id}/remove")
    assert len(queries.seats(card.id)) == 1, "through another programme nothing goes"
    boss.post(f"/programmes/{card.id}/panels/{seats[0].id}/remove")
    assert queries.seats(card.id) == []
    own = {**seat, "email": junior.email}
    assert boss.post(f"/programmes/{card.id}/panels/new", own).status_code == 422
    stranger = builders.participant(other, "junior")
    assert boss.post(f"/programmes/{card.id}/panels/new", {**seat, "about": stranger.user_id}).status_code == 422


def test_a_correction_reaches_the_admin_and_is_closed(here, visit):
    card = builders.programme()
    who = builders.participant(card, "junior")
    me, boss = visit(who.user_id), visit(builders.admin().id)
    path = f"/programmes/{card.id}/correction"
    assert me.get(path).status_code == 200
    assert me.post(path, {"text": " "}).status_code == 422
    for _ in range(2):
        assert me.post(path, {"text": "Lokasi saya Bekasi <b>"}).status_code in {302, 303}
    assert len(queries.corrections(card.id)) == 1, "a double click is one request"
    page = boss.get(f"/programmes/{card.id}")
    assert "Lokasi saya Bekasi &lt;b&gt;" in page.text
    request = queries.corrections(card.id)[0]
    assert boss.post(f"/programmes/{builders.programme('Lain').id}/corrections/{request.id}/close").status_code == 404
    assert boss.post(f"/programmes/{card.id}/corrections/{request.id}/close").status_code == 303
    assert queries.corrections(card.id) == []


def test_plans_and_defaults_agree(here):
    row = actions.create_programme(ProgrammePlan("Biasa"), builders.NOW)
    card = queries.programme(row.id)
    assert (card.sessions, card.minutes, card.grade_gap, card.languages) == (6, 45, 2, ("id", "en"))


def test_an_admin_named_for_one_programme_sees_that_one(here, visit):
    card, other = builders.programme("Putaran Mawar"), builders.programme("Putaran Melati")
    boss = visit(builders.admin().id)
    form = {"name": "Kelola", "email": "kelola@contoh.example"}
    assert boss.post(f"/programmes/{card.id}/admins/new", form).status_code == 303
    own = known.user_by_email("kelola@contoh.example")
    page = visit(own.id).get("/programmes").text
    assert "Mawar" in page and "Melati" not in page and "/programmes/new" not in page
    assert visit(own.id).get(f"/programmes/{other.id}").status_code == 404
    assert visit(own.id).get("/programmes/new").status_code == 404


def test_an_admin_who_takes_part_sees_their_own_side_only(here, visit):
    card = builders.programme()
    boss = builders.admin()
    builders.participant(card, "senior", who=boss)
    other = builders.participant(card, "junior")
    visitor = visit(boss.id)
    for path in ("", "/plan", "/people/new", f"/people/{other.id}", "/pairs/new", "/contact/contact", "/panels/new"):
        assert visitor.get(f"/programmes/{card.id}{path}").status_code == 404, path
    assert visitor.post(f"/programmes/{card.id}/intake/open").status_code == 404
    assert card.name not in visitor.get("/programmes").text
    assert visitor.get(f"/programmes/{card.id}/notice").status_code == 200


@pytest.mark.parametrize("role", ["participant", "contact", "elsewhere", "nobody"])
def test_the_admins_pages_do_not_exist_for_others(here, visit, role):
    card = builders.programme()
    who = builders.participant(card, "junior")
    elsewhere = builders.admin(builders.programme("Lain").id)
    user_id = {
        "participant": who.user_id,
        "contact": queries.neutral_contact(card.id).user_id,
        "elsewhere": elsewhere.id,
        "nobody": builders.user().id,
    }[role]
    visitor = visit(user_id)
    for path in (
        "",
        "/plan",
        "/people/new",
        f"/people/{who.id}/facts",
        "/contact/deputy",
        "/admins/new",
        "/panels/new",
    ):
        assert visitor.get(f"/programmes/{card.id}{path}").status_code == 404, path
        assert visitor.post(f"/programmes/{card.id}{path}").status_code in {404, 405}, path
    assert visitor.post(f"/programmes/{card.id}/intake/open").status_code == 404
    assert visitor.get(f"/programmes/{card.id + 100}").status_code == 404


def test_signed_out_readers_are_sent_to_sign_in(here, visit):
    card = builders.programme()
    for path in ("/", "/programmes", f"/programmes/{card.id}", f"/programmes/{card.id}/notice"):
        answer = visit().get(path)
        assert answer.status_code == 303 and "/sign-in" in answer.headers["Location"], path


def test_disabled_people_stay_out(here, visit):
    card = builders.programme()
    who = builders.participant(card, "junior")
    visitor = visit(who.user_id)
    accounts.disable(who.user_id, builders.NOW)
    assert visitor.get(f"/programmes/{card.id}/notice").status_code == 303
