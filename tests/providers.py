"""An OpenID Connect provider on loopback that signs real tokens, and does on demand what no provider should.

It says yes for whoever comes, in the name of `claims`. What it is told wrongly is told by assignment: `claims` go into the ID
token (None leaves one out), `at[PATH]` answers instead of the page there. It checks what a provider checks: the client's
secret, the code (once), the address it was issued for, and PKCE.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

CLIENT, SECRET = "dua-arah", "a secret between us"
_KEYS: dict[str, Callable[[], Any]] = {
    "RS256": lambda: RSAKey.generate_key(2048, auto_kid=True),
    "PS256": lambda: RSAKey.generate_key(2048, auto_kid=True),
    "RS512": lambda: RSAKey.generate_key(2048, auto_kid=True),
    "ES256": lambda: ECKey.generate_key("P-256", auto_kid=True),
    "EdDSA": lambda: OKPKey.generate_key("Ed25519", auto_kid=True),
}


class Page(BaseHTTPRequestHandler):
    provider: "Provider"

    def log_message(self, *_args: object) -> None:
        pass

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
        self._answer(dict(parse_qsl(body)))

    def _answer(self, form: dict[str, str]) -> None:
        parts = urlsplit(self.path)
        self.provider.asked.append(parts.path)
        usual = {
            "/.well-known/openid-configuration": lambda page: page.json(self.provider.document()),
            "/keys": lambda page: page.json(self.provider.keys()),
            "/authorize": lambda page: self.provider.authorize(page, dict(parse_qsl(parts.query))),
            "/token": lambda page: self.provider.exchange(page, form),
            "/userinfo": self.provider.tell,
        }
        try:
            (self.provider.at.get(parts.path) or usual[parts.path])(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def json(self, data: object, status: int = 200, **headers: str) -> None:
        self.text(json.dumps(data), status, **headers)

    def text(self, text: str, status: int = 200, **headers: str) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


Script = Callable[[Page], None]


@dataclass
class Provider:
    alg: str = "RS256"
    claims: dict[str, Any] = field(default_factory=dict)
    document_says: dict[str, Any] = field(default_factory=dict)
    answer_says: dict[str, str] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    at: dict[str, Script] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    grants: dict[str, dict[str, str]] = field(default_factory=dict)
    public: bool = False
    sign: Callable[["Provider", dict[str, Any]], str] | None = None

    def __post_init__(self) -> None:
        self.key = _KEYS[self.alg]()
        self.published = [self.key]
        self.stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Page,), {"provider": self}))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.issuer = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def is_(self, subject: str, email: str, *, verified: Any = True) -> None:
        """From now on, this person comes."""
        self.claims.update(sub=subject, email=email, email_verified=verified)

    def turn_key(self) -> None:
        """A new key signs from now on."""
        self.key = _KEYS[self.alg]()
        self.published = [self.key]

    def document(self) -> dict[str, Any]:
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
            **self.document_says,
        }
        return {name: value for name, value in usual.items() if value is not None}

    def keys(self) -> dict[str, Any]:
        return dict(KeySet(list(self.published)).as_dict())

    def authorize(self, page: Page, asked: dict[str, str]) -> None:
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(12)
        self.grants[code] = asked
        back = {"code": code, "state": asked["state"], **self.answer_says}
        if "error" in back:
            del back["code"]
        page.text("", 302, Location=f"{asked['redirect_uri']}?{urlencode(back)}")

    def exchange(self, page: Page, form: dict[str, str]) -> None:
        if not self._knows(page, form):
            page.json({"error": "invalid_client"}, 401)
            return
        asked = self.grants.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        right = (
            asked is not None
            and form["redirect_uri"] == asked["redirect_uri"]
            and challenge.decode() == asked["code_challenge"]
        )
        if asked is None or not right:
            page.json({"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        usual = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
        }
        claims = {name: value for name, value in usual.items() if value is not None}
        token = (self.sign or signed)(self, claims)
        page.json({"access_token": "the-access-token", "token_type": "Bearer", "expires_in": 300, "id_token": token})

    def tell(self, page: Page) -> None:
        assert page.headers["Authorization"] == "Bearer the-access-token"
        page.json(self.userinfo or {})

    def _knows(self, page: Page, form: dict[str, str]) -> bool:
        if self.public:
            return form.get("client_id") == CLIENT and "Authorization" not in page.headers
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        posted = form.get("client_id") == CLIENT and form.get("client_secret") == SECRET
        return page.headers.get("Authorization") == f"Basic {basic}" or posted


def signed(provider: Provider, claims: dict[str, Any]) -> str:
    """As it should be."""
    return _encoded({"alg": provider.alg, "kid": provider.key.kid}, claims, provider.key)


def with_foreign_key(provider: Provider, claims: dict[str, Any]) -> str:
    """Under the kid of the published key, by another one."""
    return _encoded({"alg": provider.alg, "kid": provider.key.kid}, claims, _KEYS[provider.alg]())


def unsigned(_provider: Provider, claims: dict[str, Any]) -> str:
    """``alg: none``."""
    return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(claims)}."


def with_public_key_as_secret(provider: Provider, claims: dict[str, Any]) -> str:
    """``alg: HS256`` with what everybody can fetch."""
    body = f"{_part({'alg': 'HS256', 'kid': provider.key.kid})}.{_part(claims)}"
    mac = hmac.digest(provider.key.as_pem(private=False), body.encode(), "sha256")
    return f"{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def with_client_secret(provider: Provider, claims: dict[str, Any]) -> str:
    """``alg: HS256`` with the client's secret, which the standard knows and we do not take."""
    return _encoded({"alg": "HS256", "kid": provider.key.kid}, claims, OctKey.import_key(SECRET))


def with_changed_claims(provider: Provider, claims: dict[str, Any]) -> str:
    """Somebody else's claims under a true signature."""
    head, _body, tail = signed(provider, claims).split(".")
    return f"{head}.{_part({**claims, 'email': 'somebody.else@example.org'})}.{tail}"


def silent(page: Page) -> None:
    """Takes the request and says nothing."""
    page.provider.stopping.wait(60)


def drip(page: Page) -> None:
    """An answer that begins and hardly goes on."""
    page.send_response(200)
    page.send_header("Content-Length", "10000")
    page.end_headers()
    for _ in range(60):
        page.wfile.write(b" ")
        page.wfile.flush()
        if page.provider.stopping.wait(0.5):
            return


def huge(page: Page) -> None:
    """50 MB, of a length that was not told."""
    page.send_response(200)
    page.end_headers()
    page.wfile.write(b'{"issuer": "')
    for _ in range(800):
        page.wfile.write(b"x" * 65536)


def elsewhere(page: Page) -> None:
    """A redirect, which a token request must not follow with the secret in hand."""
    page.text("", 307, Location=f"{page.provider.issuer}/keys")


def comes_back(url: str, visit: Callable[[str], str]) -> dict[str, str]:
    """The parameters with which the provider sends the browser back; `visit` gives an address's Location."""
    return {name: values[0] for name, values in parse_qs(urlsplit(visit(url)).query).items()}


def _part(data: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


def _encoded(header: dict[str, Any], claims: dict[str, Any], key: Any) -> str:
    registry = JWSRegistry(algorithms=[header["alg"]], strict_check_header=False)
    return jwt.encode(header, claims, key, registry=registry)
