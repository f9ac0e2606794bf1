"""The roads between channels, and the ways a case ends without a settlement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from rulebook.services import cancel_deadlines

from .. import documents
from ..engine import acting, note, transit
from ..exceptions import NotLawfulNow, NotValid
from ..models import Dispute, Obligation, Proceeding, Satisfaction
from ..policies import can_withdraw, require, require_party
from ..states import CLOCKS, ELSEWHERE, Channel, OfferState, PartyRole, PaymentState, State
from .papers import issue

if TYPE_CHECKING:
    from accounts.models import Organisation, User


def open_proceeding(
    dispute: Dispute,
    *,
    channel: str,
    by: User | None,
    body: Organisation | None = None,
    body_name: str = "",
) -> Proceeding:
    """Enter a channel in the passport. Only the channel's own app calls this, inside its act."""
    with acting(dispute, by=by) as case:
        proceeding = Proceeding.objects.create(
            dispute=case, channel=channel, body=body, body_name=body_name or (body.name if body else "")
        )
        note(
            case,
            "disputes.channel_entered",
            by=by,
            facts={"channel": channel, "body": body.pk if body else None},
        )
    return proceeding


def close_proceeding(proceeding: Proceeding, *, outcome: str, ground: str = "", by: User | None) -> None:
    with acting(proceeding.dispute_id, by=by) as case:
        Proceeding.objects.filter(pk=proceeding.pk, closed_at=None).update(
            closed_at=timezone.now(), outcome=outcome, ground=ground
        )
        note(
            case,
            "disputes.channel_left",
            by=by,
            facts={"channel": proceeding.channel, "outcome": outcome, "ground": ground},
        )


def close_proceedings(case: Dispute) -> None:
    """The case is over: whatever channel is still open ends with it. What goes on elsewhere does not, for all we know."""
    case.proceedings.filter(closed_at=None).exclude(channel__in=ELSEWHERE).update(
        closed_at=case.closed_at, outcome=case.outcome, ground=case.ground
    )


def close_inside(case: Dispute, *, outcome: str) -> None:
    """Platform handling is over; outside channels go on."""
    case.proceedings.filter(channel__in=[Channel.ONLINE, Channel.DESK], closed_at=None).update(
        closed_at=timezone.now(), outcome=outcome
    )


def move_on_from_negotiation(
    case: Dispute, *, by: User | None, verb: str, reason: str = "", facts: dict[str, Any] | None = None
) -> None:
    """To the review of a neutral desk; where there is none, the complainant chooses (procedures §12, f)."""
    if case.has_neutral_desk:
        transit(
            case,
            "start_review",
            by=by,
            verb=verb,
            clocks=CLOCKS,
            facts=facts,
            sealed={"reason": reason} if reason else None,
        )
    else:
        leave_unresolved(case, by=by, ground="negotiation_failed", verb=verb, facts=facts)


def leave_unresolved(
    dispute: Dispute,
    *,
    by: User | None,
    ground: str,
    verb: str = "disputes.left_unresolved",
    facts: dict[str, Any] | None = None,
) -> Dispute:
    """The stage brought no result; the complainant chooses among the roads that are open."""
    with acting(dispute, by=by) as case:
        transit(
            case,
            "leave_unresolved",
            by=by,
            verb=verb,
            clocks=CLOCKS,
            facts={"ground": ground, **(facts or {})},
        )
        close_inside(case, outcome="unresolved")
    return case


def take_elsewhere(dispute: Dispute, *, by: User, channel: str, body_name: str = "") -> Dispute:
    """The complainant takes the matter to an authority or a court. No inside step may block this."""
    if channel not in ELSEWHERE:
        raise NotValid(_("请选择监管部门或法院。"), code="wrong_channel")
    with acting(dispute, by=by) as case:
        require_party(by, case, PartyRole.COMPLAINANT, needs_special_mandate=True)
        open_proceeding(case, channel=channel, by=by, body_name=body_name)
        transit(
            case,
            "take_elsewhere",
            by=by,
            verb="disputes.taken_elsewhere",
            clocks=CLOCKS,
            facts={"channel": channel},
            ground=f"taken_to_{channel}",
        )
        end_case(case, by=by)
    return case


def withdraw_dispute(dispute: Dispute, *, by: User, reason: str = "") -> Dispute:
    """撤回: the complainant's own decision, at any time before the end."""
    with acting(dispute, by=by) as case:
        require(can_withdraw(by, case))
        party = require_party(by, case, PartyRole.COMPLAINANT)
        transit(case, "withdraw", by=by, verb="disputes.withdrawn", clocks=CLOCKS, sealed={"reason": reason})
        issue(case, documents.withdrawal(case, party), by=by)
        end_case(case, by=by)
    return case


def close_unresolved(dispute: Dispute, *, by: User | None) -> Dispute:
    """The complainant lets it rest, or chose no road in time. The roads outside stay open all the same."""
    with acting(dispute, by=by) as case:
        if by is not None:
            require_party(by, case, PartyRole.COMPLAINANT, needs_special_mandate=True)
        name = "close_breached" if case.state == State.BREACHED else "close_unresolved"
        transit(case, name, by=by, verb="disputes.closed_unresolved", clocks=CLOCKS)
        end_case(case, by=by)
    return case


def conclude_arbitration(dispute: Dispute, *, outcome: str, by: User | None) -> Dispute:
    """An award, or a settlement before the tribunal, ends the matter here."""
    with acting(dispute, by=by) as case:
        transit(
            case,
            "conclude_arbitration",
            by=by,
            verb="disputes.arbitration_concluded",
            clocks=CLOCKS,
            outcome=outcome,
        )
        end_case(case, by=by)
    return case


def give_satisfaction(dispute: Dispute, *, by: User, score: int, comment: str = "") -> Satisfaction:
    """Asked once after closing: 1 (not at all) to 5 (very)."""
    with acting(dispute, by=by) as case:
        party = require_party(by, case, PartyRole.COMPLAINANT, PartyRole.RESPONDENT)
        if case.state != State.CLOSED:
            raise NotLawfulNow()
        if case.satisfactions.filter(party=party).exists():
            raise NotLawfulNow(_("您已经评价过了，谢谢。"), code="already_rated")
        satisfaction = Satisfaction.objects.create(dispute=case, party=party, score=score, comment=comment)
        note(case, "disputes.satisfaction_given", by=by, facts={"score": score, "role": party.role})
    return satisfaction


def end_case(case: Dispute, *, by: User | None) -> None:
    """What every end has in common: open offers lapse, channels close, the closing report is issued."""
    case.offers.filter(state=OfferState.OPEN).update(state=OfferState.LAPSED, answered_at=timezone.now())
    stop_obligation_clocks(case)
    close_proceedings(case)
    issue(case, documents.closing_report(case), by=by)


def stop_obligation_clocks(case: Dispute) -> None:
    """What is closed or replaced by another settlement can no longer fall due."""
    for obligation in Obligation.objects.filter(settlement__dispute=case, settlement__replaced_at=None):
        cancel_deadlines(obligation)
        for payment in obligation.payments.filter(state=PaymentState.REPORTED):
            cancel_deadlines(payment)
