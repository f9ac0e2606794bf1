"""The record: written with the act, refused any change, erased where the law asks it."""

import json
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from docket import hashing
from docket.exceptions import NotCanonical, NotInTransaction
from docket.models import Chain, Checkpoint, CheckpointHead, Entry, Opening, SigningKey
from docket.sealing import Unreadable, unseal
from docket.selectors import entries_of, opened, verify_all, verify_chain
from docket.services import erase, make_checkpoint, open_chain, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]


def test_entries_are_numbered_without_gaps_and_chained(chain):
    entries = list(entries_of(chain))
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert [entry.previous for entry in entries] == [hashing.GENESIS, entries[0].hash, entries[1].hash]
    assert (chain.length, chain.head) == (3, entries[2].hash)
    chain.refresh_from_db()
    assert (chain.length, chain.head) == (3, entries[2].hash)
    assert verify_all() == []


def test_a_stale_chain_object_still_appends_at_the_end(chain):
    stale = Chain(pk=chain.pk)
    assert record(stale, "disputes.withdrawn", by="user:1").seq == 4
    assert verify_chain(chain) == []


def test_sealed_values_are_nowhere_in_clear(chain):
    first = entries_of(chain).first()
    kept = json.dumps([first.facts, first.commitments, *Opening.objects.values_list("token", flat=True)])
    assert "张三" not in kept and "139" not in json.dumps(first.commitments)
    assert opened(first) == {"amount": "88.00", "name": "张三", "phone": "139"}


def test_two_people_of_one_name_have_different_commitments():
    chain = open_chain()
    one, two = (record(chain, "x.y", by="system", sealed={"name": "张三"}) for _ in range(2))
    assert one.commitments["name"] != two.commitments["name"]


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    chain = open_chain()
    with pytest.raises(NotInTransaction):
        record(chain, "disputes.filed", by="user:1")
    assert Entry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_entry():
    chain = open_chain()
    with pytest.raises(RuntimeError), transaction.atomic():
        record(chain, "disputes.filed", by="user:1", sealed={"name": "张三"})
        raise RuntimeError
    chain.refresh_from_db()
    assert (chain.length, Entry.objects.count(), Opening.objects.count()) == (0, 0, 0)
    with transaction.atomic():
        assert record(chain, "disputes.filed", by="user:1").seq == 1


def test_facts_that_cannot_be_written_one_way_are_refused(chain):
    with pytest.raises(NotCanonical):
        record(chain, "disputes.filed", by="user:1", facts={"amount": 88.5})
    assert verify_chain(chain) == []


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_unbroken_chain():
    chain, start = open_chain(), threading.Barrier(4)

    def write(who: int) -> None:
        start.wait()
        try:
            for _ in range(5):
                with transaction.atomic():
                    record(Chain(pk=chain.pk), "chat.said", by=f"user:{who}")
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=[who]) for who in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [entry.seq for entry in entries_of(chain)] == list(range(1, 21))
    assert verify_chain(chain) == []


# --- refusing change


@pytest.mark.parametrize(
    "model", [Entry, Checkpoint, CheckpointHead, SigningKey], ids=lambda model: model.__name__
)
def test_the_database_refuses_update_and_delete(chain, model):
    make_checkpoint()
    rows = model.objects.all()
    assert rows.exists()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.update(id=999)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows._raw_delete(rows.db)
    assert verify_all() == []


# --- erasure


def test_an_erased_value_is_gone_and_the_chain_still_verifies(chain):
    first = entries_of(chain).first()
    entry = erase(first, ["name"], by="user:7")
    assert (entry.verb, entry.actor, entry.facts) == (
        "docket.openings_erased",
        "user:7",
        {"erased": [[1, "name"]]},
    )
    assert opened(first) == {"amount": "88.00", "phone": "139"}
    assert verify_chain(chain) == []


def test_a_whole_chain_can_be_erased_and_no_other(chain):
    other = open_chain()
    record(other, "disputes.filed", by="user:1", sealed={"name": "李四"})
    erase(chain)
    assert opened(entries_of(chain).first()) == {"amount": "88.00"}
    assert Opening.objects.count() == 1
    assert entries_of(chain).last().facts == {"erased": [[1, "name"], [1, "phone"], [3, "text"]]}
    assert verify_all() == []


def test_openings_survive_a_change_of_the_secret_key_by_way_of_the_old_one(chain, settings):
    token, old = Opening.objects.first().token, settings.SECRET_KEY
    settings.SECRET_KEY = "a new key"
    with pytest.raises(Unreadable):
        unseal(token)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(token)[1] == "张三"
