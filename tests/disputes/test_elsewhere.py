"""What this platform knows of a road it does not see, and of an agreement that was broken before the case ended."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from casefiles.services import paper_pdf
from disputes import services
from disputes.models import Dispute, Obligation
from disputes.states import ELSEWHERE, Channel, Outcome, State
from notices.models import Paper
from notices.states import PaperKind
from reporting.states import RESULT_OF, Result
from tests import stories

pytestmark = pytest.mark.django_db


def breached(cast) -> Dispute:
    dispute = stories.settled(cast)
    services.settlement.breach_obligation(Obligation.objects.get(settlement__dispute=dispute), by=None)
    return Dispute.objects.get(pk=dispute.pk)


@pytest.mark.parametrize("channel", [Channel.REGULATOR, Channel.LITIGATION])
def test_what_goes_on_elsewhere_is_chosen_and_never_said_to_have_ended(cast, client, channel):
    dispute = stories.negotiating(cast)
    services.take_elsewhere(dispute, by=cast.complainant, channel=channel, body_name="示例市某机关")
    dispute.refresh_from_db()
    chosen = dispute.proceedings.get(channel=channel)
    assert (chosen.closed_at, chosen.outcome, chosen.is_elsewhere) == (None, "", True)
    assert not dispute.proceedings.exclude(channel__in=ELSEWHERE).filter(closed_at=None).exists()
    day = timezone.localdate(chosen.opened_at)
    report = Paper.objects.get(chain=dispute.chain, kind=PaperKind.CLOSING_REPORT)
    printed = "".join(
        "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper_pdf(report))).pages).split()
    )
    assert f"示例市某机关投诉人于{day}选择没有登记" in printed
    client.force_login(cast.complainant)
    page = client.get(reverse("proceedings:case", args=[dispute.reference]))
    assert "以后在那里怎样办理，这里没有记录" in page.text


def withdraw(dispute, by):
    services.withdraw_dispute(dispute, by=by)


def go_to_court(dispute, by):
    services.take_elsewhere(dispute, by=by, channel=Channel.LITIGATION, body_name="示例市人民法院")


def rest(dispute, by):
    services.close_unresolved(dispute, by=by)


@pytest.mark.parametrize(
    ("act", "ground"), [(withdraw, "withdrawn"), (go_to_court, "taken_to_litigation"), (rest, "")]
)
def test_a_broken_agreement_stays_the_outcome_whatever_its_creditor_does_next(cast, act, ground):
    dispute = breached(cast)
    act(dispute, cast.complainant)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.outcome, dispute.ground) == (State.CLOSED, Outcome.BREACHED, ground)
    assert RESULT_OF[dispute.outcome] == Result.OTHERWISE  # not among the withdrawn
    report = Paper.objects.get(chain=dispute.chain, kind=PaperKind.CLOSING_REPORT)
    assert "和解未履行" in report.html
    assert dispute.is_withdrawn is (act is withdraw)


def test_a_broken_agreement_is_not_forgotten_on_the_way_through_another_stage(cast):
    """Broken, then taken to mediation, which ends without result; then withdrawn."""
    dispute = breached(cast)
    Dispute.objects.filter(pk=dispute.pk).update(state=State.CHOOSING_ROAD)
    dispute.refresh_from_db()
    withdraw(dispute, cast.complainant)
    dispute.refresh_from_db()
    assert dispute.outcome == Outcome.BREACHED


@pytest.mark.parametrize("mend", ["waive", "extend", "perform"])
def test_what_was_mended_is_no_breach(cast, mend):
    dispute = breached(cast)
    owed = Obligation.objects.get(settlement__dispute=dispute)
    if mend == "waive":
        services.waive_obligation(owed, by=cast.complainant)
    elif mend == "extend":
        services.extend_obligation(owed, by=cast.complainant, due_on=timezone.localdate() + timedelta(30))
    else:
        services.confirm_performance(owed, by=cast.complainant)
    dispute.refresh_from_db()
    assert not dispute._is_broken()


def test_without_a_breach_a_withdrawal_is_a_withdrawal(cast):
    dispute = stories.negotiating(cast)
    withdraw(dispute, cast.complainant)
    dispute.refresh_from_db()
    assert (dispute.outcome, dispute.ground) == (Outcome.WITHDRAWN, "withdrawn")
