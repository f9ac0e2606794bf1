import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import RequestFactory

from background.tasks import task
from config.observability import metrics


@task()
def wait() -> None: ...


def ask(address: str, **headers: str):
    request = RequestFactory().get("/metrics", REMOTE_ADDR=address, headers=headers)
    request.user = AnonymousUser()
    return metrics(request)


def test_a_living_process_says_so(client):
    assert client.get("/healthz").text == "ok\n"


@pytest.mark.django_db
def test_a_ready_process_says_so(client):
    assert client.get("/readyz").json() == {"ready": True, "wrong": {}}


@pytest.mark.django_db
def test_a_process_without_its_migrations_is_not_ready(client):
    MigrationRecorder(connection).migration_qs.filter(app="docket").delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        503,
        {"ready": False, "wrong": {"database": "RuntimeError"}},
    )


@pytest.mark.django_db
def test_metrics_count_answers_and_tasks(client):
    wait.enqueue()
    client.get("/healthz")
    lines = ask("127.0.0.1").text.splitlines()
    assert "# TYPE jiefen_tasks gauge" in lines
    assert [
        line.rpartition(" ")[2] for line in lines if "jiefen_tasks{" in line and 'status="ready"' in line
    ] == ["1"]
    assert [
        line for line in lines if line.startswith("jiefen_answers_total") and 'status="2xx"' in line
    ] != []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "headers", "token"),
    [
        ("203.0.113.7", {}, ""),
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.7"}, ""),
        ("203.0.113.7", {"authorization": "Bearer "}, ""),
        ("203.0.113.7", {"authorization": "Bearer wrong"}, "right"),
    ],
)
def test_metrics_are_not_for_strangers(settings, address, headers, token):
    settings.METRICS_TOKEN = token
    with pytest.raises(PermissionDenied):
        ask(address, **headers)


@pytest.mark.django_db
def test_metrics_are_for_who_holds_the_token(settings):
    settings.METRICS_TOKEN = "right"
    assert ask("203.0.113.7", authorization="Bearer right").status_code == 200
