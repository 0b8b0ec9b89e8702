"""What Prometheus is told: to whom, in which form, and that it is true of the rows."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from service import clock
from service.accounts import actions as accounts
from service.app import create_app
from service.db import db
from service.jobs import ledger
from service.notifications.models import OutboxMail
from service.operations.queries import INDEX_STATES
from service.suggestions.models import SuggestionRequest, SuggestionSet
from tests import builders
from tests.operations.conftest import TOKEN, closed_port

ROOT = Path(__file__).parents[2]
SIGNED = {"Authorization": f"Bearer {TOKEN}"}
LABELS = {
    "endpoint",
    "method",
    "status",
    "le",
    "job",
    "state",
    "step",
    "writer",
    "reason",
    "version",
}
COUNT = """
import sys
from service.adapters.metrics import PrometheusMeter
meter = PrometheusMeter()
for _ in range(int(sys.argv[1])):
    meter.observe("people.home", "GET", 200, 0.01)
if len(sys.argv) > 2:
    sys.stdout.write(meter.page([])[0].decode())
"""


def scraped(client, headers=SIGNED):
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200 and answer.mimetype == "text/plain"
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def value(found, name, **labels):
    return found.get((name, *sorted(labels.items())))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"Bearer {TOKEN[:-1]}"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": "Bearer é"},
        {"X-Token": TOKEN},
    ],
)
def test_without_the_token_nothing_is_told(client, headers):
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer"
    assert "dua_arah" not in answer.text


def test_the_token_is_no_part_of_the_address(client):
    assert client.get(f"/metrics?token={TOKEN}").status_code == 401


def test_without_the_setting_the_address_does_not_exist(settings, outside, app):
    bare = create_app(settings.model_copy(update={"metrics_token": None}), outside)
    answer = bare.test_client().get("/metrics", headers=SIGNED)
    assert answer.status_code == 404


def test_answers_are_counted_by_endpoint_and_class(client):
    for path in ("/help", "/help", "/no-such/kanari", "/sign-in/link/kanari-token"):
        client.get(path)
    found = scraped(client)
    name = "dua_arah_http_requests_total"
    assert value(found, name, endpoint="web.help_page", method="GET", status="2xx") == 2
    assert value(found, name, endpoint="none", method="GET", status="4xx") == 1
    assert value(found, name, endpoint="accounts.open_link", method="GET", status="4xx") == 1
    assert value(found, "dua_arah_http_request_seconds_count", endpoint="web.help_page") == 2
    assert value(found, "dua_arah_http_request_seconds_bucket", endpoint="web.help_page", le="+Inf") == 2
    client.open("/help", method="KANARI")
    assert not any("kanari" in str(key).lower() for key in scraped(client))


def test_labels_are_few_and_name_nobody(here, client):
    pair = builders.pair()
    accounts.grant(pair.senior.user_id, "curator", None, clock.now())
    db.session.commit()
    ledger.count("knowledge.watch", failed=False, seconds=0.5, now=clock.now())
    found = scraped(client)
    assert {label for key in found for label, _value in key[1:]} <= LABELS
    told = str(found)
    for word in ("@", "Pemimpin", "Mentor", "contoh", "/"):
        assert word not in told


def test_figures_are_those_of_the_rows(here, client, shelf):
    now = clock.now()
    pair = builders.pair()
    accounts.sign_in(pair.senior.user_id, now)
    rows = [
        OutboxMail(
            key=str(number),
            to_email="r@contoh.example",
            locale="id",
            template="sign_in",
            context={},
            state=state,
            created_at=now,
            next_try_at=now - timedelta(seconds=40),
        )
        for number, state in enumerate(("waiting", "sent", "sent", "dropped"))
    ]
    receipts = [("guided", None, now), ("mixed", "timeout", now), ("guided", "gate", now - timedelta(days=2))]
    for writer, fallback, made in receipts:
        receipt = {"writer": writer, "fallback": fallback}
        common = {"pair_id": pair.id, "session": 1, "language": "id", "missing": [], "created_at": made}
        rows.append(SuggestionSet(writer=writer, receipt=receipt, **common))
    rows.append(
        SuggestionRequest(pair_id=pair.id, session=1, asked_by=1, asked_at=now - timedelta(minutes=2), open_key="a")
    )
    rows.append(SuggestionRequest(pair_id=pair.id, session=2, asked_by=1, asked_at=now, step="failed"))
    db.session.add_all(rows)
    db.session.commit()
    ledger.beat("somewhere:1:x", now)
    for failed in (False, True):
        ledger.count("notifications.deliver", failed=failed, seconds=1.5, now=now)
    shelf.stands("degraded")

    found = scraped(client)
    assert {state: value(found, "dua_arah_mails", state=state) for state in ("waiting", "sent", "dropped")} == {
        "waiting": 1,
        "sent": 2,
        "dropped": 1,
    }
    assert 40 <= value(found, "dua_arah_mail_due_seconds") < 400
    assert 120 <= value(found, "dua_arah_wish_due_seconds") < 480
    assert value(found, "dua_arah_wishes", step="queued") == 1 and value(found, "dua_arah_wishes", step="failed") == 1
    assert value(found, "dua_arah_sets", writer="guided") == 2 and value(found, "dua_arah_sets", writer="model") == 0
    assert value(found, "dua_arah_fallbacks", reason="timeout") == 1
    assert value(found, "dua_arah_fallbacks", reason="gate") is None, "the day before yesterday"
    assert value(found, "dua_arah_workers") == 1 and value(found, "dua_arah_sessions") == 1
    assert value(found, "dua_arah_job_runs_total", job="notifications.deliver") == 2
    assert value(found, "dua_arah_job_failures_total", job="notifications.deliver") == 1
    assert value(found, "dua_arah_job_seconds_total", job="notifications.deliver") == 3.0
    assert [value(found, "dua_arah_index_state", state=state) for state in INDEX_STATES] == [0, 0, 0, 1]
    assert value(found, "dua_arah_database_up") == 1 and value(found, "dua_arah_folder_problems") == 0
    assert value(found, "dua_arah_queue_length") == 0


def test_without_a_database_the_counts_are_told_all_the_same(settings, outside, app):
    address = f"postgresql://dua:rahasia@127.0.0.1:{closed_port()}/dua"
    away = create_app(settings.model_copy(update={"database_url": type(settings.metrics_token)(address)}), outside)
    client = away.test_client()
    client.get("/healthz")
    found = scraped(client)
    assert value(found, "dua_arah_database_up") == 0
    assert value(found, "dua_arah_queue_length") is None
    assert value(found, "dua_arah_http_requests_total", endpoint="operations.healthz", method="GET", status="2xx") == 1
    with away.app_context():
        db.engine.dispose()


def test_processes_of_one_machine_count_together(tmp_path):
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    def count(*words):
        return subprocess.run(
            [sys.executable, "-c", COUNT, *words], env=environment, cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout

    count("2")
    page = count("3", "tell")
    assert 'dua_arah_http_requests_total{endpoint="people.home",method="GET",status="2xx"} 5.0' in page
    assert 'dua_arah_http_request_seconds_count{endpoint="people.home"} 5.0' in page
