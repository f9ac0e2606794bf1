"""An erasure and an act on the same case at one moment: each waits for the other, neither in a circle."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

import pytest
from django.conf import settings
from django.db import connection, transaction

from accounts.models import ErasedPart, Erasure, User
from accounts.services import ask_erasure, replay_erasures, sweep_erasures
from disputes.models import Dispute, Party
from docket.selectors import verify_all
from docket.services import record
from tests import stories

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_thread(do, faults: list[BaseException]) -> Thread:
    def run() -> None:
        try:
            do()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    return Thread(target=run)


@pytest.mark.parametrize("way", ["replayed", "swept"])
def test_an_erasure_waits_for_an_act_that_then_needs_the_person(cast, travel, way):
    """The act holds the case and then writes of the person, as every act does: on PostgreSQL that locks their row."""
    dispute = stories.closed(cast)
    person = User.objects.get(pk=cast.complainant.pk)
    party = Party.objects.get(dispute=dispute, user=person)
    Path(settings.ERASURE_JOURNAL).unlink(missing_ok=True)
    if way == "replayed":
        travel.by(days=3653 + 10)
        ask_erasure(person, by=person)
        ErasedPart.objects.all().delete()
        Erasure.objects.all().delete()
        person.save()
        party.save()
    else:
        ask_erasure(person, by=person)
        travel.by(days=3653 + 10)
    holds, begins = Event(), Event()
    faults: list[BaseException] = []
    outcome: list[object] = []

    def act() -> None:
        with transaction.atomic():
            Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
            holds.set()
            begins.wait(10)
            erasing.join(timeout=2)  # it is at the lock of the case by now, holding whatever it took before
            User.objects.select_for_update().get(pk=person.pk)
            record(dispute.chain, "disputes.note", by="system", facts={})

    erasing = in_a_thread(
        lambda: outcome.append(replay_erasures() if way == "replayed" else sweep_erasures()), faults
    )
    acting = in_a_thread(act, faults)
    acting.start()
    holds.wait(10)
    erasing.start()
    begins.set()
    for thread in (acting, erasing):
        thread.join(60)
        assert not thread.is_alive()
    assert faults == []
    assert outcome == [(2, 0) if way == "replayed" else 1]
    assert Party.objects.get(pk=party.pk).name == "〔已注销用户〕"
    assert verify_all() == []
