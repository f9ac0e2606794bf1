"""The mediator's proposal, put to all sides in secret: accepted only when all accept, and else nobody learns who
refused: not the other side, not the mediator, and afterwards not even the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.exceptions import NotLawfulNow
from disputes.services.settlement import check_terms
from disputes.terms import Term, to_json
from rulebook.services import cancel_deadlines, set_deadline

from ..models import Mediation, Proposal, ProposalReply
from ..policies import require_mediator, require_spoken_for
from ..selectors import open_proposal, parties_to_reply
from ..states import AgreementState, MediationState, ProposalState
from .cooling import stop_cooling_off
from .course import acting_in, note_in, require_state
from .rooms import say

if TYPE_CHECKING:
    from accounts.models import User

M = MediationState
REPLY_KIND = "mediation.proposal.open"
REPLY_RULE = "proposal_reply"


def make_proposal(mediation: Mediation, *, by: User, terms: Sequence[Term], message: str = "") -> Proposal:
    with acting_in(mediation, by=by) as locked:
        require_mediator(by, locked)
        require_state(locked, M.MEDIATING)
        if open_proposal(locked) is not None:
            raise NotLawfulNow(_("上一份调解方案还在等待回应，请先撤回。"), code="proposal_open")
        check_terms(locked.dispute, terms)
        proposal = Proposal.objects.create(
            mediation=locked,
            number=locked.proposals.count() + 1,
            terms=to_json(terms),
            message=message,
            made_by=by,
        )
        filed_at = locked.dispute.filed_at
        set_deadline(proposal, REPLY_KIND, REPLY_RULE, filed_at=filed_at, remind_days=(1,))
        note_in(
            locked,
            "mediation.proposal_made",
            by=by,
            facts={"proposal": proposal.number},
            sealed={"terms": str(proposal.terms), "message": message},
        )
        words = gettext_lazy(
            "调解员提出第{n}号调解方案，请各方分别私下回应：只有各方都接受才会公布结果为接受。"
        )
        say(locked, format_lazy(words, n=proposal.number))
    return proposal


def reply_to_proposal(proposal: Proposal, *, by: User, is_accepted: bool) -> Proposal:
    """Neither the docket nor the rooms are told the answer, and no result before everybody has answered."""
    with acting_in(proposal.mediation_id, by=by) as locked:
        current = _open_one(locked, proposal)
        for party in require_spoken_for(by, locked, parties_to_reply(locked), needs_special_mandate=True):
            ProposalReply.objects.create(
                proposal=current, party=party, is_accepted=is_accepted, replied_by=by
            )
        note_in(locked, "mediation.proposal_answered", by=by, facts={"proposal": current.number})
        if not parties_to_reply(locked):
            _publish(locked, current)
    return current


def withdraw_proposal(proposal: Proposal, *, by: User) -> Proposal:
    with acting_in(proposal.mediation_id, by=by) as locked:
        require_mediator(by, locked)
        current = _open_one(locked, proposal)
        _close(current, ProposalState.WITHDRAWN)
        note_in(locked, "mediation.proposal_withdrawn", by=by, facts={"proposal": current.number})
        say(locked, format_lazy(gettext_lazy("第{n}号调解方案已撤回。"), n=current.number))
    return current


def close_proposal(mediation: Mediation) -> None:
    """What lies on the table when the talk ends or the mediator changes is withdrawn."""
    current = open_proposal(mediation)
    if current is not None:
        _close(current, ProposalState.WITHDRAWN)


def proposal_time_ended(mediation: Mediation, pk: int) -> None:
    """Silence counts as no acceptance, and looks like any other failure: nothing says whether somebody refused."""
    proposal = mediation.proposals.get(pk=pk)
    if proposal.state != ProposalState.OPEN:
        return
    _close(proposal, ProposalState.FAILED)
    note_in(mediation, "mediation.proposal_lapsed", by=None, facts={"proposal": proposal.number})
    words = gettext_lazy("第{n}号调解方案到期，未获各方一致接受。")
    say(mediation, format_lazy(words, n=proposal.number))


def drop_draft(mediation: Mediation) -> None:
    stop_cooling_off(mediation)
    mediation.agreements.filter(state=AgreementState.DRAFT).update(state=AgreementState.REPLACED)


def _open_one(mediation: Mediation, proposal: Proposal) -> Proposal:
    require_state(mediation, M.MEDIATING)
    current = mediation.proposals.get(pk=proposal.pk)
    if current.state != ProposalState.OPEN:
        raise NotLawfulNow(_("这份调解方案已经有结果或者已经撤回。"), code="proposal_closed")
    return current


def _publish(mediation: Mediation, proposal: Proposal) -> None:
    """The result is nobody's act: whoever happened to answer last must not be read out of the docket."""
    if proposal.replies.filter(is_accepted=False).exists():
        _close(proposal, ProposalState.FAILED)
        note_in(mediation, "mediation.proposal_failed", by=None, facts={"proposal": proposal.number})
        say(mediation, format_lazy(gettext_lazy("第{n}号调解方案未获各方一致接受。"), n=proposal.number))
    else:
        proposal.state, proposal.closed_at = ProposalState.ACCEPTED, timezone.now()
        proposal.save()
        cancel_deadlines(proposal, kinds=[REPLY_KIND])
        note_in(mediation, "mediation.proposal_accepted", by=None, facts={"proposal": proposal.number})
        words = gettext_lazy("各方都接受第{n}号调解方案，调解员据此起草协议。")
        say(mediation, format_lazy(words, n=proposal.number))


def _close(proposal: Proposal, state: str) -> None:
    proposal.replies.update(is_accepted=None)
    proposal.state, proposal.closed_at = state, timezone.now()
    proposal.save()
    cancel_deadlines(proposal, kinds=[REPLY_KIND])
