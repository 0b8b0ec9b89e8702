"""Every page of every instrument, as each side reads it; the demo has opened some of them, an admin opens the others."""

from playwright.sync_api import Page as Tab

from service.surveys import queries

_PULSE = 7  # of the demo; the form after session 1 is 1
_OTHERS = ("pulse-week-12", "closing-change", "closing-experience", "day-90")
NUMBERS = {"after-session": 1, "pulse-week-4": _PULSE, **{key: _PULSE + 1 + at for at, key in enumerate(_OTHERS)}}
WHO = {"senior": "senior", "junior": "mentor"}


def open_forms(server_url: str, admin: Tab) -> None:
    """Opens what the demo has not."""
    for key in _OTHERS:
        admin.goto(f"{server_url}/programmes/1/surveys/open")
        admin.locator("[name=instrument]").select_option(key)
        admin.locator("[name=closes]").fill("2099-12-31")
        admin.locator("main form[method=post] button[type=submit]").first.click()
        admin.wait_for_load_state()
        assert admin.locator(".error-summary").count() == 0, admin.locator("main").inner_text()


def form_pages() -> list[tuple[str, str, str, str]]:
    """Name, endpoint, who opens it and address of each page, and of the pages around them."""
    found = []
    for key, number in NUMBERS.items():
        for side, form in queries.questionnaire(key).by_side.items():
            here = f"/programmes/1/forms/{number}"
            found += [
                (f"form-{key}-{side}-{page.key}", "surveys.page", WHO[side], f"{here}/pages/{page.key}")
                for page in form.pages
            ]
            if len(form.pages) > 1:
                found.append((f"form-{key}-{side}", "surveys.start", WHO[side], here))
        found.append((f"form-{key}-check", "surveys.check", "mentor", f"{here}/check"))
    return found
