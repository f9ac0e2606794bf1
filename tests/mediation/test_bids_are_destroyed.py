"""After a round nothing is left of a bid: in no row, no page of the database file, no log, no hash."""

import base64
import hashlib
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection

from docket.models import Entry
from docket.selectors import verify_chain
from mediation.models import Bid, BiddingKey
from mediation.services import place_bid, stop_bidding
from tests.cast import make_cast
from tests.mediation.cases import Case, make_case
from tests.mediation.test_bidding import fresh, opened
from tests.mediation.test_secrecy import everything_but_messages

pytestmark = pytest.mark.django_db(transaction=True)
HERS, HIS = Decimal("2837.19"), Decimal("1964.53")


@pytest.fixture
def talk() -> Case:
    return make_case(make_cast()).mediating()


def all_rows() -> str:
    """As a dump would show them: every table, rooms and notices and tasks as well."""
    rows = [serializers.serialize("json", model._base_manager.all()) for model in apps.get_models()]
    return "\n".join(rows)


def raw() -> bytes:
    """The bytes of the database itself: pages in use, free pages, and the log beside it.

    Another process reads them: who closes the file in this one gives up every lock that SQLite holds on it here.
    """
    file = Path(connection.settings_dict["NAME"])
    log = file.with_name(file.name + "-wal")
    return subprocess.check_output(["cat", *(path for path in (file, log) if path.exists())])


def shapes(amount: Decimal) -> list[str]:
    cents = int(amount * 100)
    return [str(amount), f"{amount:,}", str(cents), cents.to_bytes(16, "big").hex()]


def assert_nowhere(*amounts: Decimal) -> None:
    rows = all_rows() + everything_but_messages()
    for amount in amounts:
        assert [shape for shape in shapes(amount) if shape in rows] == []


def assert_in_no_byte(*texts: str) -> None:
    if connection.vendor == "sqlite":
        found = raw()
        assert [text for text in texts if text.encode() in found] == []
        assert [amount for amount in (HERS, HIS) if str(amount).encode() in found] == []


def test_a_pending_bid_is_sealed_and_a_lost_one_is_gone_from_every_row_and_byte(talk: Case):
    bidding = opened(talk)
    place_bid(bidding, by=talk.cast.complainant, amount=HERS, round=1)
    sealed = [Bid.objects.get().token, BiddingKey.objects.get().token]
    commitment = Bid.objects.get().commitment
    assert_nowhere(HERS)
    if connection.vendor == "sqlite":
        assert all(token.encode() in raw() for token in sealed)  # the search would find what is there
        assert str(HERS).encode() not in raw()
    place_bid(bidding, by=talk.cast.respondent, amount=HIS, round=1)
    assert fresh(bidding).round == 2
    assert_nowhere(HERS, HIS)
    assert not Bid.objects.exists()
    assert sealed[1] not in all_rows()  # the next round has a key of its own
    assert_in_no_byte(*sealed)
    ended = Entry.objects.get(verb="mediation.bidding_round_ended")
    assert ended.actor == "clock" and commitment in ended.facts["commitments"]
    assert ended.facts["commitments"] == sorted(ended.facts["commitments"])
    assert verify_chain(talk.dispute.chain) == []


def test_a_bid_in_a_round_that_is_not_completed_is_gone_as_well(talk: Case):
    bidding = opened(talk)
    place_bid(bidding, by=talk.cast.complainant, amount=HERS, round=1)
    sealed = [Bid.objects.get().token, BiddingKey.objects.get().token]
    stop_bidding(bidding, by=talk.cast.mediator)
    assert_nowhere(HERS)
    assert_in_no_byte(
        *sealed,
    )
    # not even that there was a bid: a round that was not completed leaves no commitment
    assert "commitments" not in Entry.objects.get(verb="mediation.bidding_stopped").facts


def test_of_a_match_only_the_sum_is_kept(talk: Case):
    bidding = opened(talk)
    place_bid(bidding, by=talk.cast.complainant, amount=HIS, round=1)
    place_bid(bidding, by=talk.cast.respondent, amount=HERS, round=1)
    assert fresh(bidding).result == Decimal("2400.86")
    assert_nowhere(HERS, HIS)
    assert "2400.86" in everything_but_messages()


def test_the_entries_do_not_tell_who_bid_or_who_bid_last(talk: Case):
    bidding = opened(talk)
    before = talk.dispute.chain.entries.count()
    place_bid(bidding, by=talk.cast.complainant, amount=HERS, round=1)
    assert talk.dispute.chain.entries.count() == before  # a single bid leaves no trace at all
    place_bid(bidding, by=talk.cast.respondent, amount=HIS, round=1)
    told = Entry.objects.filter(verb__startswith="mediation.bidding_").order_by("seq")
    assert list(told.values_list("verb", "actor")) == [
        ("mediation.bidding_offered", talk.cast.mediator.actor),
        ("mediation.bidding_opened", "clock"),
        ("mediation.bidding_round_ended", "clock"),
    ]


def test_a_commitment_says_nothing_once_its_salt_is_destroyed(talk: Case):
    """Whoever has the whole database and the server's secret tries every sum to the cent, and finds none."""
    bidding = opened(talk)
    place_bid(bidding, by=talk.cast.complainant, amount=HERS, round=1)
    first = Bid.objects.get().commitment
    place_bid(bidding, by=talk.cast.respondent, amount=HIS, round=1)
    binding = f"bid:{bidding.pk}:1:{talk.li.pk}".encode()
    tried = range(300_000)
    assert not any(
        hashlib.sha256(cents.to_bytes(16, "big") + binding).hexdigest() == first for cents in tried
    )
    place_bid(fresh(bidding), by=talk.cast.complainant, amount=HERS, round=2)
    assert Bid.objects.get().commitment != first  # the same sum is another hash


def test_sealed_bids_all_have_one_length(talk: Case):
    lengths = set()
    for amount in ("0.01", "2400", "999999999999.99"):
        bidding = opened(talk)
        place_bid(bidding, by=talk.cast.complainant, amount=Decimal(amount), round=1)
        lengths.add(len(base64.b64decode(Bid.objects.get().token)))
        stop_bidding(bidding, by=talk.cast.mediator)
    assert len(lengths) == 1


def test_a_sealed_bid_counts_only_for_its_own_side_and_round(talk: Case):
    from cryptography.exceptions import InvalidTag

    bidding = opened(talk)
    place_bid(bidding, by=talk.cast.complainant, amount=HERS, round=1)
    Bid.objects.update(party=talk.wang)  # somebody at the database changes whose it is
    with pytest.raises(InvalidTag):
        place_bid(bidding, by=talk.cast.complainant, amount=HERS, round=1)
