"""Is it alive, can it serve, and how is it doing: for load balancers and Prometheus."""

import os
import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django_tasks_db.models import DBTaskResult

from accounts.addresses import is_from_this_machine

answers: Counter[str] = Counter()
seconds: dict[str, float] = defaultdict(float)


class CountAnswers:
    """Counts answers and their seconds by class of status, in this process."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        status = f"{response.status_code // 100}xx"
        answers[status] += 1
        seconds[status] += time.perf_counter() - began
        return response


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """Database reachable and migrated, cache reachable: else 503 and which is not."""
    wrong = {}
    for name, check in (("database", _database_ready), ("cache", _cache_ready)):
        try:
            check()
        except Exception as problem:
            wrong[name] = type(problem).__name__
    return JsonResponse({"ready": not wrong, "wrong": wrong}, status=503 if wrong else 200)


def _database_ready() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RuntimeError("migrations are missing")


def _cache_ready() -> None:
    if (ping := getattr(cache, "ping", None)) is not None:  # on Redis it would answer from its own memory
        ping()
    cache.set("readyz", 1, 5)
    if cache.get("readyz") != 1:
        raise RuntimeError("the cache forgets")


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for the machine itself, who holds METRICS_TOKEN, and staff; others get 403."""
    if not (is_from_this_machine(request) or _has_token(request) or request.user.is_staff):
        raise PermissionDenied
    families: dict[str, tuple[str, dict[str, float]]] = {
        "jiefen_answers_total": ("counter", dict(answers)),
        "jiefen_answer_seconds_total": ("counter", dict(seconds)),
        "jiefen_tasks": ("gauge", _tasks()),
    }
    lines = []
    for name, (kind, values) in families.items():
        lines.append(f"# TYPE {name} {kind}")
        lines += [
            f'{name}{{process="{os.getpid()}",status="{status}"}} {value}'
            for status, value in sorted(values.items())
        ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4")


def _has_token(request: HttpRequest) -> bool:
    expected = f"Bearer {settings.METRICS_TOKEN}"
    given = request.headers.get("authorization", "")
    return bool(settings.METRICS_TOKEN) and secrets.compare_digest(given.encode(), expected.encode())


def _tasks() -> dict[str, float]:
    counted = DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk"))
    return {status.lower(): number for status, number in counted}
