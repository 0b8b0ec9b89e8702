import pytest

from service.web.once import once


def asked(app, method, keys):
    made = []
    with app.test_request_context("/", method=method):
        for key in keys:
            once(key, lambda key=key: made.append(key))
    return made


@pytest.mark.parametrize(("method", "times"), [("GET", 1), ("HEAD", 1), ("POST", 2), ("DELETE", 2)])
def test_only_a_request_that_reads_is_spared_the_second_look(app, method, times):
    assert asked(app, method, ["a", "a", "b"]) == (["a"] * times + ["b"])


def test_nothing_is_kept_for_the_next_request(app):
    assert asked(app, "GET", ["a"]) == ["a"]
    assert asked(app, "GET", ["a"]) == ["a"]


def test_without_a_request_everything_is_made_anew(here):
    made = []
    for _ in range(2):
        once("a", lambda: made.append(1))
    assert made == [1, 1]


def test_none_is_an_answer_too(app):
    made = []
    with app.test_request_context("/"):
        for _ in range(2):
            assert once("a", lambda: made.append(1)) is None
    assert made == [1]
