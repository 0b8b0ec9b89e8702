"""Who may open what, written down by hand a second time: a guard that changes must be changed here too.

`in` is sent to sign in, `bye` signed out, `-` is 404 (the page does not exist for this reader), a number the answer's status.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.test import TestResponse

from service import clock
from tests.security.world import READERS

_ROWS = """
                                                     out stra seni ment othe play admi chie far  cura cont
GET  /static/css/app.css                             200 200  200  200  200  200  200  200  200  200  200
GET  /help                                           200 200  200  200  200  200  200  200  200  200  200
POST /language                                       303 303  303  303  303  303  303  303  303  303  303
GET  /healthz                                        200 200  200  200  200  200  200  200  200  200  200
GET  /readyz                                         503 503  503  503  503  503  503  503  503  503  503
GET  /metrics                                        -   -    -    -    -    -    -    -    -    -    -

GET  /sign-in                                        200 302  302  302  302  302  302  302  302  302  302
POST /sign-in                                        303 303  303  303  303  303  303  303  303  303  303
GET  /sign-in/code                                   200 200  200  200  200  200  200  200  200  200  200
POST /sign-in/code                                   422 422  422  422  422  422  422  422  422  422  422
GET  /sign-in/link/unknown                           410 410  410  410  410  410  410  410  410  410  410
POST /sign-in/link/unknown                           410 410  410  410  410  410  410  410  410  410  410
POST /sign-in/oidc                                   -   -    -    -    -    -    -    -    -    -    -
GET  /sign-in/oidc/callback                          -   -    -    -    -    -    -    -    -    -    -
POST /sign-out                                       bye bye  bye  bye  bye  bye  bye  bye  bye  bye  bye
GET  /account                                        in  200  200  200  200  200  200  200  200  200  200
POST /account                                        in  303  303  303  303  303  303  303  303  303  303
POST /account/sign-out-everywhere                    in  bye  bye  bye  bye  bye  bye  bye  bye  bye  bye
GET  /demo/{demo}                                    -   -    -    -    -    -    -    -    -    -    -
POST /demo/{demo}                                    -   -    -    -    -    -    -    -    -    -    -

GET  /                                               in  200  200  200  200  200  200  200  200  200  200
GET  /programmes                                     in  -    -    -    -    200  200  200  200  -    -
GET  /programmes/new                                 in  -    -    -    -    -    -    200  -    -    -
POST /programmes/new                                 in  -    -    -    -    -    -    303  -    -    -
GET  /programmes/{P}                                 in  -    -    -    -    -    200  200  -    -    -
GET  /programmes/{P}/plan                            in  -    -    -    -    -    200  200  -    -    -
GET  /programmes/{P}/model                           in  -    -    -    -    -    200  200  -    -    -
POST /programmes/{P}/plan                            in  -    -    -    -    -    303  303  -    -    -
GET  /programmes/{P}/people/new                      in  -    -    -    -    -    200  200  -    -    -
POST /programmes/{P}/people/new                      in  -    -    -    -    -    303  303  -    -    -
GET  /programmes/{P}/people/{mA}/facts               in  -    -    -    -    -    200  200  -    -    -
POST /programmes/{P}/people/{mA}/facts               in  -    -    -    -    -    303  303  -    -    -
GET  /programmes/{P}/people/{mA}                     in  -    200  200  -    -    200  200  -    -    200
GET  /programmes/{P}/people                          in  -    -    -    -    -    -    -    -    -    200
GET  /programmes/{P}/contact/contact                 in  -    -    -    -    -    200  200  -    -    -
POST /programmes/{P}/contact/contact                 in  -    -    -    -    -    303  303  -    -    -
GET  /programmes/{P}/admins/new                      in  -    -    -    -    -    200  200  -    -    -
POST /programmes/{P}/admins/new                      in  -    -    -    -    -    303  303  -    -    -
GET  /programmes/{P}/panels/new                      in  -    -    -    -    -    200  200  -    -    -
POST /programmes/{P}/panels/new                      in  -    -    -    -    -    303  303  -    -    -
POST /programmes/{P}/panels/{pA}/remove              in  -    -    -    -    -    303  303  -    -    -
POST /programmes/{P}/intake/open                     in  -    -    -    -    -    303  303  -    -    -
POST /programmes/{P}/corrections/{kA}/close          in  -    -    -    -    -    303  303  -    -    -
GET  /programmes/{P}/notice                          in  -    200  200  200  200  -    -    -    -    -
POST /programmes/{P}/notice                          in  -    303  303  303  303  -    -    -    -    -
GET  /programmes/{P}/correction                      in  -    200  200  200  200  -    -    -    -    -
POST /programmes/{P}/correction                      in  -    303  303  303  303  -    -    -    -    -

GET  /programmes/{P}/forms/intake-senior             in  -    200  -    200  -    -    -    -    -    -
GET  /programmes/{P}/forms/intake-junior             in  -    -    200  -    200  -    -    -    -    -
GET  /programmes/{P}/forms/intake-junior/pages/goals in  -    -    200  -    200  -    -    -    -    -
POST /programmes/{P}/forms/intake-junior/pages/goals in  -    -    303  -    303  -    -    -    -    -
POST /programmes/{P}/forms/intake-junior/pages/goals/keep in  -    -    200  -    200  -    -    -    -    -
POST /programmes/{P}/forms/intake-junior/discard     in  -    -    303  -    303  -    -    -    -    -
GET  /programmes/{P}/forms/intake-junior/check       in  -    -    200  -    200  -    -    -    -    -
POST /programmes/{P}/forms/intake-junior/check       in  -    -    303  -    303  -    -    -    -    -
GET  /programmes/{P}/forms/intake-junior/receipt     in  -    -    200  -    200  -    -    -    -    -

GET  /programmes/{P}/forms/{wA}/mine.csv             in  -    -    200  -    -    -    -    -    -    -
GET  /programmes/{P}/surveys                         in  -    -    -    -    -    200  200  -    -    -
GET  /programmes/{P}/surveys/open                    in  -    -    -    -    -    200  200  -    -    -
POST /programmes/{P}/surveys/open                    in  -    -    -    -    -    303  303  -    -    -
GET  /programmes/{P}/surveys/{oA}                    in  -    -    -    -    -    200  200  -    -    -
GET  /programmes/{P}/surveys/{oA}/close              in  -    -    -    -    -    200  200  -    -    -
POST /programmes/{P}/surveys/{oA}/close              in  -    -    -    -    -    303  303  -    -    -
GET  /programmes/{P}/surveys/{oA}/dates              in  -    -    -    -    -    200  200  -    -    -
POST /programmes/{P}/surveys/{oA}/dates              in  -    -    -    -    -    303  303  -    -    -
GET  /programmes/{P}/surveys/forms/day-90/junior/id  in  -    -    -    -    -    200  200  -    -    -
GET  /programmes/{P}/surveys/forms/day-90/codebook   in  -    -    -    -    -    200  200  -    -    -
GET  /programmes/{P}/surveys/{wA}/export.csv         in  -    -    -    -    -    200  200  -    -    -
GET  /programmes/{P}/results                         in  -    200  200  200  200  200  200  -    -    -
GET  /programmes/{P}/results/{wA}                    in  -    200  200  200  200  200  200  -    -    -

GET  /messages                                       in  200 302  302  302  302  200  200  200  200  302
GET  /programmes/{P}/talk                            in  -   200  200  200  200  -    -    -    -    -
POST /programmes/{P}/talk                            in  -   303  303  303  303  -    -    -    -    -
GET  /programmes/{P}/talk/{hA}                       in  -   -    200  -    -    -    -    -    -    -
GET  /programmes/{P}/talk/{hA}/withdraw              in  -   -    200  -    -    -    -    -    -    -
POST /programmes/{P}/talk/{hA}/withdraw              in  -   -    303  -    -    -    -    -    -    -
GET  /programmes/{P}/cases                           in  -   -    -    -    -    -    -    -    -    200
GET  /programmes/{P}/cases/{hA}                      in  -   -    -    -    -    -    -    -    -    200
POST /programmes/{P}/cases/{hA}                      in  -   -    -    -    -    -    -    -    -    303
POST /programmes/{P}/cases/{hA}/done                 in  -   -    -    -    -    -    -    -    -    303

GET  /programmes/{P}/pairs/new                       in  -    -    -    -    -    200  200  -    -    -
POST /programmes/{P}/pairs/new                       in  -    -    -    -    -    303  303  -    -    -
GET  /programmes/{P}/pairs/{A}/end                   in  -    -    -    -    -    200  200  -    -    -
POST /programmes/{P}/pairs/{A}/end                   in  -    -    -    -    -    303  303  -    -    -
GET  /programmes/{P}/exclusions                      in  -    200  200  200  200  -    -    -    -    -
POST /programmes/{P}/exclusions                      in  -    422  303  422  303  -    -    -    -    -
POST /programmes/{P}/exclusions/{free}/remove        in  -    303  303  303  303  -    -    -    -    -

GET  /pairs/{A}                                      in  -    302  302  -    -    -    -    -    -    -
GET  /pairs/{A}/sessions                             in  -    200  200  -    -    -    -    -    -    -
POST /pairs/{A}/sessions/1/held                      in  -    303  303  -    -    -    -    -    -    -
GET  /pairs/{A}/sessions/1                           in  -    200  200  -    -    -    -    -    -    -
POST /pairs/{A}/sessions/1/suggestions               in  -    303  303  -    -    -    -    -    -    -
POST /pairs/{A}/sessions/1/courage                   in  -    303  303  -    -    -    -    -    -    -
GET  /pairs/{A}/sessions/1/progress                  in  -    200  200  -    -    -    -    -    -    -
POST /topics/{tA}/mark                               in  -    303  303  -    -    -    -    -    -    -
GET  /citations/{cA}                                 in  -    200  200  -    -    -    -    -    -    -

GET  /curation/flagged                               in  -    -    -    -    301  301  301  301  301  -
GET  /knowledge/flagged                              in  -    -    -    -    200  200  200  200  200  -
GET  /knowledge/learn                                in  -    -    -    -    200  200  200  200  200  -
GET  /knowledge/                                     in  -    -    -    -    200  200  200  200  200  -
GET  /knowledge/progress                             in  -    -    -    -    200  200  200  200  200  -
GET  /knowledge/upload                               in  -    -    -    -    200  200  200  200  200  -
POST /knowledge/upload                               in  -    -    -    -    422  422  422  422  422  -
POST /knowledge/read-again                           in  -    -    -    -    303  303  303  303  303  -
GET  /knowledge/documents/rekap-id                   in  -    -    -    -    200  200  200  200  200  -
GET  /knowledge/try                                  in  -    -    -    -    200  200  200  200  200  -
GET  /knowledge/try/pair                             in  -    -    -    -    200  200  200  200  200  -
GET  /knowledge/trials/{trial}                       in  -    -    -    -    200  200  200  200  200  -
POST /knowledge/effect/rekap-id?to=withdrawn         in  -    -    -    -    303  303  303  303  303  -
GET  /knowledge/effect/rekap-id?to=withdrawn         in  -    -    -    -    200  200  200  200  200  -
GET  /knowledge/index                                in  -    -    -    -    200  200  200  200  200  -
GET  /knowledge/index/rebuild/anew                   in  -    -    -    -    200  200  200  200  200  -
POST /knowledge/index/rebuild/rebuild                in  -    -    -    -    303  303  303  303  303  -
GET  /knowledge/index/embedder/words               in  -    -    -    -    200  200  200  200  200  -
POST /knowledge/index/embedder/words               in  -    -    -    -    303  303  303  303  303  -
POST /knowledge/index/cancel                         in  -    -    -    -    303  303  303  303  303  -
GET  /knowledge/new                                  in  -    -    -    -    200  200  200  200  200  -
POST /knowledge/new                                  in  -    -    -    -    303  303  303  303  303  -
POST /knowledge/preview                              in  -    -    -    -    200  200  200  200  200  -
GET  /knowledge/edit/{guide}                         in  -    -    -    -    200  200  200  200  200  -
POST /knowledge/edit/{guide}                         in  -    -    -    -    303  303  303  303  303  -
GET  /knowledge/history/{guide}                      in  -    -    -    -    200  200  200  200  200  -
GET  /knowledge/compare/{guide}?from={kept}          in  -    -    -    -    200  200  200  200  200  -
POST /knowledge/restore/{guide}?from={kept}          in  -    -    -    -    303  303  303  303  303  -
GET  /knowledge/status/{guide}?to=withdrawn          in  -    -    -    -    200  200  200  200  200  -
POST /knowledge/status/{guide}?to=withdrawn          in  -    -    -    -    303  303  303  303  303  -
GET  /knowledge/remove/{guide}                       in  -    -    -    -    200  200  200  200  200  -
POST /knowledge/remove/{guide}                       in  -    -    -    -    303  303  303  303  303  -
"""

_FACTS = {
    "side": "junior",
    "role_title": "Staf",
    "function": "Layanan",
    "site": "Solo",
    "grade": "3",
    "manager_state": "none",
    "above_state": "unknown",
    "capacity": "1",
}
_SOON = (clock.now().astimezone(ZoneInfo("Asia/Jakarta")).date() + timedelta(days=2)).isoformat()  # midnight may come
_NAMED = {"name": "Orang Baru", "email": "baru@contoh.example"}
_PLAN = {"name": "Program lain", "languages": "id", "sessions": "6", "minutes": "45", "grade_gap": "2"}
_GUIDE = {
    "title": "Rekap lembur",
    "language": "id",
    "kind": "article",
    "status": "published",
    "body": "# Rekap lembur\n\nSatu kalimat tentang rekap lembur.",
    "do": "save",
}
FORMS: dict[str, dict[str, Any]] = {
    "/language": {"language": "en"},
    "/sign-in": {"email": "siapa@contoh.example"},
    "/sign-in/code": {"email": "siapa@contoh.example", "code": "123456"},
    "/account": {"locale": "en", "timezone": "Asia/Makassar"},
    "/programmes/new": _PLAN,
    "/programmes/{P}/plan": _PLAN,
    "/programmes/{P}/people/new": {**_NAMED, "locale": "id", **_FACTS},
    "/programmes/{P}/people/{mA}/facts": _FACTS,
    "/programmes/{P}/contact/contact": _NAMED,
    "/programmes/{P}/admins/new": _NAMED,
    "/programmes/{P}/panels/new": {**_NAMED, "about": "{usA}"},
    "/programmes/{P}/correction": {"text": "Tingkat saya keliru."},
    "/programmes/{P}/forms/intake-junior/pages/goals": {"goals": ["show_work", "career_view"]},
    "/programmes/{P}/forms/intake-junior/pages/goals/keep": {"goals": ["show_work"]},
    "/programmes/{P}/talk": {
        "wish": "now",
        "text": "Mohon waktu.",
        "readers": "{ucA}",
        "number": "999999",
        "step": "send",
    },
    "/programmes/{P}/cases/{hA}": {"text": "Mari bicara.", "number": "999999"},
    "/programmes/{P}/surveys/open": {"instrument": "day-90", "side": "both", "opens": _SOON, "closes": _SOON},
    "/programmes/{P}/surveys/{oA}/dates": {"closes": _SOON},
    "/programmes/{P}/pairs/new": {"senior": "{free}", "junior": "{unpaired}"},
    "/programmes/{P}/exclusions": {"person": "{sB}"},
    "/pairs/{A}/sessions/1/suggestions": {"focus": "rekap"},
    "/pairs/{A}/sessions/1/courage": {"level": "bold"},
    "/topics/{tA}/mark": {"kind": "useful"},
    "/knowledge/new": {**_GUIDE, "slug": "baru", "title": "Panduan baru"},
    "/knowledge/preview": _GUIDE,
    "/knowledge/edit/{guide}": {**_GUIDE, "base": "{sha}"},
    "/knowledge/restore/{guide}?from={kept}": {"base": "{sha}"},
    "/knowledge/status/{guide}?to=withdrawn": {"base": "{sha}"},
    "/knowledge/remove/{guide}": {"base": "{sha}"},
}
"""What a form is sent with so that it does something, where it has fields."""


@dataclass(frozen=True)
class Row:
    """One line: the method, the address, and what each reader gets."""

    method: str
    address: str
    expected: dict[str, str]

    @property
    def name(self) -> str:
        return f"{self.method} {self.address}"

    @property
    def shut(self) -> tuple[str, ...]:
        """The readers who are not let in."""
        return tuple(reader for reader in READERS if self.expected[reader] in SHUT)

    @property
    def form(self) -> dict[str, Any]:
        return FORMS.get(self.address, {})


def _read() -> Iterator[Row]:
    for line in _ROWS.strip("\n").splitlines()[1:]:
        if line:
            method, address, *cells = line.split()
            yield Row(method, address, dict(zip(READERS, cells, strict=True)))


ROWS = tuple(_read())


SHUT = frozenset({"in", "-"})
"""What a reader gets who is not let in."""


def outcome(answer: TestResponse) -> str:
    """The cell an answer belongs to."""
    if answer.status_code == 404:
        return "-"
    if answer.status_code == 303 and answer.headers["Location"].split("?")[0] == "/sign-in":
        return "bye" if "Set-Cookie" in answer.headers else "in"
    return str(answer.status_code)
