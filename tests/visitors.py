"""A visitor for tests: keeps cookies, sends the form's token, and checks every page it is given.

Every HTML answer must parse strictly, name its language, have one ``h1`` and one title, no id twice, no dead label, no inline
style or script, and forms that post only with a token.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service import clock
from service.accounts import actions
from service.db import db

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Visitor:
    """One reader at the app; `language` is what their browser asks for."""

    app: Flask
    language: str = "en"
    headers: dict[str, str] = field(default_factory=dict)
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str, **options: Any) -> TestResponse:
        """Open a page and check it."""
        return self._checked(self.client.get(path, headers=self._headers(options), **options))

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form with a fresh token."""
        fields = {"csrf_token": self.token(), **(data or {})}
        return self._checked(self.client.post(path, data=fields, headers=self._headers(options), **options))

    def token(self) -> str:
        """A token that belongs to this browser's session."""
        found = _TOKEN.search(self.client.get("/help").text)
        assert found, "the help page has a form with a token"
        return found.group(1)

    def sign_in(self, user_id: int) -> "Visitor":
        """Sign a person in through a real session row, without the mail."""
        with self.app.app_context():
            token = actions.sign_in(user_id, clock.now())
            db.session.commit()
        with self.client.session_transaction() as session:
            session.clear()
            session["_user_id"] = token
            session["_fresh"] = True
        return self

    def _headers(self, options: dict[str, Any]) -> dict[str, str]:
        return {"Accept-Language": self.language, **self.headers, **options.pop("headers", {})}

    def _checked(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html" and response.text.lstrip().lower().startswith("<!doctype"):
            check_page(response.text)
        _ = response.data
        response.close()  # a static file stays open otherwise
        return response


def person(app: Flask, email: str = "ratna@example.org", name: str = "Ratna", locale: str = "id") -> int:
    """A person in the database; returns their id."""
    with app.app_context():
        row = actions.ensure_user(email, name, locale, clock.now())
        db.session.commit()
        return row.id


def parse(text: str) -> Element:
    """The page as a tree; raises when it is not valid HTML."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parse(text)
    return tree


def check_page(text: str) -> None:
    """What is true of every page."""
    page = parse(text)
    assert page.get("lang") in {"id", "en"}
    assert len([title for title in page.iter("title") if (title.text or "").strip()]) == 1
    assert len(list(page.iter("h1"))) == 1, "one h1 a page"
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), f"an id stands twice: {sorted(one for one in ids if ids.count(one) > 1)}"
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.get("style") is None, f"inline style on {element.tag}"
        assert element.tag != "style" and not (element.tag == "script" and (element.text or "").strip())
        assert not [name for name in element.attrib if str(name).startswith("on")], f"inline handler on {element.tag}"
        if element.tag == "label" and element.get("for"):
            assert element.get("for") in ids, f"label for {element.get('for')} leads nowhere"
        for name in ("aria-describedby", "aria-labelledby"):
            for target in (element.get(name) or "").split():
                assert target in ids, f"{name}={target} leads nowhere"
        if element.tag == "a" and (element.get("href") or "").startswith("#"):
            assert (element.get("href") or "")[1:] in ids, f"{element.get('href')} leads nowhere"
    for form in page.iter("form"):
        if (form.get("method") or "get").lower() == "post":
            assert [field for field in form.iter("input") if field.get("name") == "csrf_token"], "a form without token"
