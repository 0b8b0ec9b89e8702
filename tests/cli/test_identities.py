"""What an operator does about the identity provider: look whether it serves, and let go of an account."""

import sqlite3

from tests.cli.console import Console
from tests.providers import CLIENT, Provider


def sign_in(line: str) -> bool:
    return line.split()[1:2] == ["sign-in:"]


def test_doctor_looks_at_the_provider_where_there_is_one(empty: Console):
    with Provider() as provider:
        settings = {
            "DUA_ARAH_SIGN_IN": "both",
            "DUA_ARAH_OIDC_ISSUER": provider.issuer,
            "DUA_ARAH_OIDC_CLIENT_ID": CLIENT,
            "DUA_ARAH_PUBLIC_URL": "https://mentor.contoh.example",
        }
        [found] = filter(sign_in, empty.run("doctor", **settings).out.splitlines())
        assert found.startswith("ok ") and "https://mentor.contoh.example/sign-in/oidc/callback" in found
        provider.at["/keys"] = lambda page: page.text("", 500)
        [found] = filter(sign_in, empty.run("doctor", **settings).out.splitlines())
        assert found.startswith("BAD") and "DUA_ARAH_OIDC_ISSUER" in found and "500" in found
    assert not list(filter(sign_in, empty.run("doctor").out.splitlines()))


def test_an_account_is_forgotten_by_its_address(empty: Console):
    assert empty.run("unlink", "wulan@contoh.example").sentence == "nobody here has the address wulan@contoh.example"
    empty.run("admin", "wulan@contoh.example")
    assert "nothing to forget" in empty.run("unlink", "wulan@contoh.example").out
    connection = sqlite3.connect(empty.data / "dua-arah.sqlite3")
    with connection:
        connection.execute(
            "insert into oidc_identity (user_id, issuer, subject, created_at) "
            "select id, 'https://id.contoh.example', '7f3a', '2026-12-08 03:00:00' from user"
        )
    connection.close()
    assert "forgotten" in empty.run("unlink", "Wulan@contoh.example").out
    assert empty.rows("select count(*) from oidc_identity") == [(0,)]
