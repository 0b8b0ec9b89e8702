"""A signed-in browser without a screen: opens a demo link, presses its button, and fills in forms."""

import re
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode

_LONGEST = 30.0
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser:
    """Somebody of the demo; `url` is where the last page came from."""

    def __init__(self, link: str) -> None:
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))
        self.url = ""
        self.post(link, self.get(link))

    def get(self, url: str) -> str:
        return self._opened(url, None)

    def post(self, url: str, page: str) -> str:
        """Press the button of a form on `page` that has no fields to fill in."""
        token = _TOKEN.search(page)
        assert token is not None, f"no form at {self.url}"
        return self._opened(url, urlencode({"csrf_token": token[1]}).encode())

    def _opened(self, url: str, body: bytes | None) -> str:
        with self._opener.open(url, body, timeout=_LONGEST) as answer:
            self.url = answer.url
            return answer.read().decode()

    @property
    def cookie(self) -> str:
        """The header that signs another client in as the same browser."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)
