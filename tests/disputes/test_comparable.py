"""What a closed case leaves for the settlement compass: written when it closes, renewed, never of a withdrawn one."""

import pytest

from disputes import services
from disputes.models import ComparableCase, Dispute
from disputes.services.comparing import keep_missing_comparable
from tests import stories
from tests.cast import Cast

pytestmark = pytest.mark.both_stacks


def test_a_case_leaves_its_row_when_it_closes(cast: Cast):
    dispute = stories.settled(cast)
    assert not ComparableCase.objects.exists(), "an open case is compared with nothing"
    owed = dispute.settlements.get().obligations.get()
    services.claim_performance(owed, by=cast.respondent)
    services.confirm_performance(owed, by=cast.complainant)
    row = ComparableCase.objects.get()
    claimed = Dispute.objects.get().amount
    assert (row.pk, row.is_settled, row.days, row.amount) == (dispute.pk, True, 0, claimed)
    assert row.halves == owed.amount * 200 // claimed
    assert all(f"|{claim.remedy}|" in row.remedies for claim in dispute.claims.all())


def test_a_withdrawn_case_leaves_none(cast: Cast):
    services.withdraw_dispute(stories.answering(cast), by=cast.complainant)
    keep_missing_comparable()
    assert not ComparableCase.objects.exists()


def test_cases_that_closed_before_get_theirs_after_a_migrate_and_only_once(cast: Cast):
    stories.closed(cast)
    before = ComparableCase.objects.values().get()
    ComparableCase.objects.all().delete()
    for _migrate in range(2):
        keep_missing_comparable()
    assert ComparableCase.objects.values().get() == before


@pytest.mark.parametrize(
    ("claimed", "agreed", "halves"), [("3", "1", 66), ("3", "3", 200), ("0.01", "1", 20000)]
)
def test_a_share_is_kept_in_whole_half_per_cents_rounded_down(cast: Cast, claimed, agreed, halves):
    dispute = stories.closed(cast)
    dispute.settlements.get().obligations.update(amount=agreed)
    Dispute.objects.update(amount=claimed)
    ComparableCase.objects.all().delete()
    keep_missing_comparable()
    assert ComparableCase.objects.get().halves == halves
