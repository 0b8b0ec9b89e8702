from datetime import UTC, datetime, timedelta

import pytest

from service.accounts import rules
from service.accounts.values import CODE_TRIES, SESSION_IDLE, Window

NOW = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(("typed", "code"), [("123456", "123456"), (" 123 456 ", "123456"), ("123-456", "123456")])
def test_a_code_may_be_typed_with_spaces_or_a_dash(typed, code):
    assert rules.normal_code(typed) == code


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "123456\n7"])
def test_anything_else_is_no_code(typed):
    assert rules.normal_code(typed) is None


def test_a_session_ends_when_idle_at_its_absolute_end_and_when_ended():
    ends = NOW + timedelta(days=14)
    assert rules.session_lives(now=NOW, last_seen=NOW, ends=ends, ended=None)
    assert not rules.session_lives(now=NOW + SESSION_IDLE, last_seen=NOW, ends=ends, ended=None)
    assert not rules.session_lives(now=ends, last_seen=ends, ends=ends, ended=None)
    assert not rules.session_lives(now=NOW, last_seen=NOW, ends=ends, ended=NOW)


def test_a_code_ends_by_time_use_and_tries():
    later = NOW + timedelta(minutes=10)
    assert rules.code_lives(now=NOW, expires=later, used=None, tries=CODE_TRIES - 1)
    assert not rules.code_lives(now=NOW, expires=later, used=None, tries=CODE_TRIES)
    assert not rules.code_lives(now=later, expires=later, used=None, tries=0)
    assert not rules.code_lives(now=NOW, expires=later, used=NOW, tries=0)


def test_a_window_is_full_by_its_own_tries_only():
    hour = Window(2, timedelta(hours=1))
    old, new = NOW - timedelta(hours=1), NOW - timedelta(minutes=1)
    assert not rules.too_many([old, new], [hour], NOW)
    assert rules.too_many([new, new], [hour], NOW)


def test_the_same_code_for_two_purposes_or_keys_has_different_hashes():
    hashes = {rules.digest(key, purpose, "123456") for key in ("a", "b") for purpose in ("code", "link")}
    assert len(hashes) == 4


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1"])
def test_loopback_addresses(address):
    assert rules.is_loopback(address)


@pytest.mark.parametrize("address", [None, "", "10.0.0.1", "203.0.113.9", "localhost.evil.example"])
def test_other_addresses(address):
    assert not rules.is_loopback(address)


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]"])
def test_names_of_this_machine(host):
    assert rules.is_loopback_name(host)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""])
def test_other_names(host):
    assert not rules.is_loopback_name(host)
