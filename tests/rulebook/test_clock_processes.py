"""Clocks as they run in production: processes of their own, one of them killed in the middle of an act."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from rulebook.models import Deadline, Rule
from rulebook.services import set_deadline

CLOCK = """
import os, sys, time
import django
from django.conf import settings

settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()

from rulebook import clock
from rulebook.models import Deadline, Rule

@clock.on_due("case.answer")
def leave_a_mark(deadline):
    Rule.objects.create(code=f"mark_{deadline.pk}_{os.getpid()}")
    if sys.argv[2] == "stuck":
        print("inside", flush=True)
        sys.stdin.read()

until = time.monotonic() + 60
while Deadline.objects.filter(fired_at=None).exists() and time.monotonic() < until:
    clock.tick()
"""


def start_clock(manner: str) -> subprocess.Popen:
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", CLOCK, str(connection.settings_dict["NAME"]), manner],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])},
    )


@pytest.mark.django_db(transaction=True)
def test_a_killed_clock_loses_nothing_and_two_others_finish_exactly_once():
    long_ago = timezone.now() - timedelta(days=400)
    deadlines = [
        set_deadline(
            Rule.objects.create(code=f"matter_{n}"), "case.answer", "respondent_answer", start=long_ago
        )
        for n in range(20)
    ]
    stuck = start_clock("stuck")
    assert stuck.stdout.readline() == "inside\n"
    stuck.send_signal(signal.SIGKILL)
    stuck.communicate()
    assert Deadline.objects.exclude(fired_at=None).count() == 0
    others = [start_clock("sound") for _ in range(2)]
    for other in others:
        other.communicate(timeout=90)
    marks = Rule.objects.filter(code__startswith="mark_").values_list("code", flat=True)
    fired = sorted(int(code.split("_")[1]) for code in marks)
    assert fired == sorted(deadline.pk for deadline in deadlines)
    assert {code.split("_")[2] for code in marks} <= {str(other.pid) for other in others}
    assert [other.returncode for other in others] == [0, 0]
