"""The desk's first check: admit, ask for completion, or decline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from rulebook.selectors import ground as ground_of

from .. import documents
from ..engine import acting, transit
from ..exceptions import NotValid
from ..models import CompletionRequest, Decision, Dispute
from ..policies import can_admit, require, require_may_decide_admission, require_party
from ..states import CLOCKS, PartyRole
from .joining import invite_party
from .papers import issue
from .roads import close_proceedings

if TYPE_CHECKING:
    from accounts.models import User


def admit_dispute(dispute: Dispute, *, by: User | None, reasons: str = "") -> Dispute:
    """受理: the respondent is served and has to answer. `by` None: the desk was silent, which admits."""
    with acting(dispute, by=by) as case:
        if by is not None:
            require_may_decide_admission(by, case)
        transit(
            case, "admit", by=by, verb="disputes.admitted", clocks=CLOCKS, facts={"by_silence": by is None}
        )
        decision = Decision.objects.create(dispute=case, is_admitted=True, reasons=reasons, decided_by=by)
        issue(case, documents.admission(case, decision), by=by)
        for party in case.parties.filter(role=PartyRole.RESPONDENT):
            invite_party(party, by=by)
    return case


def ask_completion(dispute: Dispute, *, by: User, defects: list[str]) -> Dispute:
    """一次性告知: all defects at once, with a date."""
    defects = [text.strip() for text in defects if text.strip()]
    if not defects:
        raise NotValid(_("请写明需要补正的内容。"), code="no_defects")
    with acting(dispute, by=by) as case:
        require(can_admit(by, case))
        transit(
            case,
            "ask_completion",
            by=by,
            verb="disputes.completion_asked",
            clocks=CLOCKS,
            facts={"defects": len(defects)},
            sealed={"defects": "\n".join(defects)},
        )
        request = CompletionRequest.objects.create(dispute=case, defects=defects, asked_by=by)
        issue(case, documents.completion_request(case, request), by=by)
    return case


def supply_completion(dispute: Dispute, *, by: User, reply: str) -> Dispute:
    """The complainant has added what was asked (evidence is added on its own page); the desk's clock starts anew."""
    with acting(dispute, by=by) as case:
        require_party(by, case, PartyRole.COMPLAINANT)
        if reply.strip():
            case.narrative = f"{case.narrative}\n\n{_('补充说明')}：{reply.strip()}"
        transit(case, "complete", by=by, verb="disputes.completed", clocks=CLOCKS, sealed={"reply": reply})
        request = case.completion_requests.filter(replied_at=None).last()
        if request is not None:
            request.reply, request.replied_at = reply, timezone.now()
            request.save()
    return case


def decline_dispute(dispute: Dispute, *, by: User, ground: str, reasons: str) -> Dispute:
    """不予受理, with a coded ground, reasons and the other ways open (消保法实施条例 46)."""
    if not reasons.strip():
        raise NotValid(_("请写明不予受理的理由。"), code="no_reasons")
    ground_of(ground)
    with acting(dispute, by=by) as case:
        require_may_decide_admission(by, case)
        transit(
            case,
            "decline",
            by=by,
            verb="disputes.declined",
            clocks=CLOCKS,
            facts={"ground": ground},
            sealed={"reasons": reasons},
            ground=ground,
        )
        decision = Decision.objects.create(
            dispute=case, is_admitted=False, ground=ground, reasons=reasons, decided_by=by
        )
        close_proceedings(case)
        issue(case, documents.decline(case, decision), by=by)
    return case
