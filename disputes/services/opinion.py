"""The platform's opinion, and what the parties make of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from notices.models import Paper
from notices.services import replace_papers
from notices.states import PaperKind

from .. import documents
from ..engine import acting, note, transit
from ..exceptions import NotLawfulNow, NotValid
from ..models import Dispute, Opinion, OpinionReply, Party
from ..policies import can_issue_opinion, can_review_opinion, require, require_party
from ..states import CLOCKS, PartyRole, SettlementSource, State
from ..terms import Term, from_json, to_json
from .papers import issue
from .roads import leave_unresolved
from .serving import has_acted_on
from .settlement import check_terms, conclude_settlement

if TYPE_CHECKING:
    from accounts.models import User


def issue_opinion(
    dispute: Dispute,
    *,
    by: User,
    facts_found: str,
    evidence_accepted: str,
    rule_name: str,
    rule_version: str,
    reasons: str,
    terms: Sequence[Term] = (),
    is_automated: bool = False,
) -> Opinion:
    """平台处理意见 (procedures §11.1): facts, evidence, rule and version, reasons, whether automated.

    No terms means the claim is not supported. After a request for human review only another person than
    issued the last one may issue it, and it cannot be automated (个人信息保护法 24).
    """
    with acting(dispute, by=by) as case:
        require(can_issue_opinion(by, case))
        last = case.opinions.last()
        if last is not None and last.review_asked_at is not None:
            require(can_review_opinion(by, case))
            is_automated = False
        if not all(text.strip() for text in (facts_found, rule_name, rule_version, reasons)):
            raise NotValid(_("请写全查明的事实、适用规则及版本、理由。"), code="incomplete_opinion")
        check_terms(case, terms, may_be_empty=True)
        opinion = Opinion.objects.create(
            dispute=case,
            facts_found=facts_found,
            evidence_accepted=evidence_accepted,
            rule_name=rule_name,
            rule_version=rule_version,
            reasons=reasons,
            terms=to_json(terms),
            is_automated=is_automated,
            issued_by=by,
        )
        transit(
            case,
            "issue_opinion",
            by=by,
            verb="disputes.opinion_issued",
            clocks=CLOCKS,
            facts={"automated": is_automated, "rule_version": rule_version, "supports_claim": bool(terms)},
            sealed={"facts_found": facts_found, "reasons": reasons},
        )
        earlier = list(Paper.objects.filter(chain=case.chain, kind=PaperKind.OPINION, replaced_by=None))
        paper = issue(case, documents.opinion(case, opinion), by=by, serve_on=_to_be_served(case))
        replace_papers(earlier, by_paper=paper, by=by)
    return opinion


def reply_to_opinion(dispute: Dispute, *, by: User, is_accepted: bool, reason: str = "") -> Dispute:
    """A party accepts or not. Both accept: settled on its terms. One does not: the roads are open at once."""
    with acting(dispute, by=by) as case:
        opinion = _opinion_awaiting_reply(case)
        party = require_party(
            by, case, PartyRole.COMPLAINANT, PartyRole.RESPONDENT, needs_special_mandate=True
        )
        _has_taken_part(case, party, by)
        if opinion.replies.filter(party=party).exists():
            raise NotLawfulNow(_("您已经回应过这份处理意见。"), code="already_replied")
        OpinionReply.objects.create(
            opinion=opinion, party=party, is_accepted=is_accepted, reason=reason, replied_by=by
        )
        note(
            case,
            "disputes.opinion_accepted" if is_accepted else "disputes.opinion_rejected",
            by=by,
            facts={"party": party.pk},
            sealed={"reason": reason},
        )
        if not is_accepted:
            leave_unresolved(case, by=by, ground="opinion_rejected")
        elif not _awaited(case, opinion):
            conclude_settlement(
                case,
                terms=from_json(opinion.terms),
                source=SettlementSource.OPINION,
                text=opinion.reasons,
                by=by,
            )
    return case


def ask_human_review(dispute: Dispute, *, by: User) -> Dispute:
    """A party does not want a machine to have the last word (个人信息保护法 24; 平台规则监督管理办法)."""
    with acting(dispute, by=by) as case:
        opinion = _opinion_awaiting_reply(case)
        party = require_party(by, case, PartyRole.COMPLAINANT, PartyRole.RESPONDENT)
        if not opinion.is_automated:
            raise NotLawfulNow(_("这份处理意见已由工作人员作出。"), code="not_automated")
        _has_taken_part(case, party, by)
        opinion.review_asked_by, opinion.review_asked_at = party, timezone.now()
        opinion.save()
        transit(
            case,
            "reopen_review",
            by=by,
            verb="disputes.human_review_asked",
            clocks=CLOCKS,
            facts={"party": party.pk},
        )
    return case


def _to_be_served(case: Dispute) -> list[Party]:
    """Both sides, whether they have come into the case or not; and whoever else has."""
    sides = {PartyRole.COMPLAINANT, PartyRole.RESPONDENT}
    return [party for party in case.parties.all() if party.joined_at or party.role in sides]


def _opinion_awaiting_reply(case: Dispute) -> Opinion:
    opinion = case.opinions.last()
    if case.state not in {State.OPINION_SERVING, State.OPINION_ISSUED} or opinion is None:
        raise NotLawfulNow()
    return opinion


def _has_taken_part(case: Dispute, party: Party, by: User) -> None:
    """A reply to the opinion is receipt of it; of a respondent, of the complaint it speaks of, too."""
    has_acted_on(case, party, PaperKind.OPINION, by=by)
    if party.role == PartyRole.RESPONDENT:
        has_acted_on(case, party, PaperKind.ANSWER_NOTICE, by=by)


def _awaited(case: Dispute, opinion: Opinion) -> bool:
    """Somebody with a say has not replied yet. Silence is not consent: who never joined is waited for."""
    return (
        case.parties.filter(role__in=[PartyRole.COMPLAINANT, PartyRole.RESPONDENT])
        .exclude(pk__in=opinion.replies.values("party"))
        .exists()
    )
