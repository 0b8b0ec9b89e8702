import re

import pytest

from service.web import access


def everybodys_routes(app):
    return [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("kit.")]


def test_every_endpoint_stands_in_the_declared_table(app):
    declared = access.table()
    missing = sorted({rule.endpoint for rule in everybodys_routes(app)} - set(declared))
    assert missing == []


def test_every_line_of_the_table_is_an_endpoint(app):
    assert sorted(set(access.table()) - set(app.view_functions)) == []


def test_an_endpoint_nobody_declared_answers_404(visitor):
    assert visitor.get("/kit/secret").status_code == 404


def test_a_guard_gets_the_addresss_arguments(visitor):
    assert visitor.get("/kit/for/7").text == "number 7"
    assert visitor.get("/kit/for/8").status_code == 404


def test_declaring_again_is_fine_and_differently_is_not():
    access.declare("same", {"one": access.everyone})
    access.declare("same", {"one": access.everyone})
    with pytest.raises(ValueError, match="declared twice"):
        access.declare("same", {"one": lambda **_: None})
    access._table.pop("same.one")


def path_of(rule) -> str:
    """An address of this rule with something plausible in every place."""
    path = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule.rule)
    path = re.sub(r"<int:\w+>", "1", path)
    return re.sub(r"<[^>]+>", "x", path)


def posts(app):
    return [rule for rule in app.url_map.iter_rules() if "POST" in rule.methods]


def test_every_post_without_a_token_or_with_a_wrong_one_is_refused(app, visitor):
    assert len(posts(app)) >= 8
    for rule in posts(app):
        path = path_of(rule)
        assert visitor.client.post(path).status_code == 400, rule
        assert visitor.client.post(path, data={"csrf_token": "wrong"}).status_code == 400, rule


def test_every_post_from_a_foreign_origin_is_refused_even_with_a_token(app, visitor):
    for rule in posts(app):
        path = path_of(rule)
        for origin in ("https://evil.example", "null", "http://localhost.evil.example"):
            assert visitor.post(path, headers={"Origin": origin}).status_code == 400, rule
        assert visitor.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400, rule


def test_a_token_of_another_visitor_is_refused(app, visitor):
    token = visitor.token()
    other = type(visitor)(app)
    other.token()
    assert other.client.post("/kit/write/200", data={"csrf_token": token}).status_code == 400
    assert visitor.client.post("/kit/write/200", data={"csrf_token": token}).status_code == 200


@pytest.mark.parametrize("origin", ["http://localhost", "http://127.0.0.1:8000"])
def test_our_own_forms_pass(visitor, origin):
    headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
    assert visitor.post("/kit/write/200", headers=headers).status_code == 200
