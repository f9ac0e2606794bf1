"""The case as the mediator reads it: positions side by side, and what happened in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from disputes.models import Claim, ClaimAnswer, Dispute

from ..models import Mediation
from ..states import EndOfOffice, Office


@dataclass(frozen=True)
class Moment:
    """One line of the timeline on the mediator's page."""

    at: datetime
    title: str
    text: str = ""
    by: str = ""


def timeline(mediation: Mediation) -> list[Moment]:
    """The whole matter in order, from what all sides know. No word from any room."""
    dispute = mediation.dispute
    found = [Moment(dispute.filed_at or dispute.created_at, _("提交投诉"), dispute.title)]
    if dispute.admitted_at:
        found.append(Moment(dispute.admitted_at, _("受理")))
    found += [
        Moment(response.answered_at, _("答复"), response.text, response.party.name)
        for response in dispute.responses.select_related("party")
    ]
    found += [Moment(opinion.issued_at, _("处理意见"), opinion.reasons) for opinion in dispute.opinions.all()]
    found.append(
        Moment(mediation.requested_at, _("申请调解"), mediation.request_text, mediation.requested_by.name)
    )
    found += [
        Moment(consent.given_at, _("同意调解"), by=consent.party.name)
        for consent in mediation.consents.filter(is_willing=True).select_related("party")
    ]
    if mediation.accepted_at:
        found.append(Moment(mediation.accepted_at, _("调解组织受理"), by=mediation.body.name))
    for held in mediation.appointments.select_related("mediator"):
        leads = held.office == Office.LEAD
        named = _("确定调解员") if leads else _("增加协同调解员")
        found.append(Moment(held.made_at, named, held.get_how_display(), held.mediator.name))
        if held.end and held.ended_at and held.end != EndOfOffice.CONCLUDED:
            left = _("更换调解员") if leads else _("协同调解员退出")
            found.append(Moment(held.ended_at, left, held.get_end_display(), held.mediator.name))
    if mediation.began_at:
        found.append(Moment(mediation.began_at, _("调解开始")))
    found += [
        Moment(p.made_at, _("第%(n)d号调解方案") % {"n": p.number}, p.get_state_display())
        for p in mediation.proposals.all()
    ]
    found += [
        Moment(a.drafted_at, _("协议第%(n)d稿") % {"n": a.number}, a.get_state_display())
        for a in mediation.agreements.all()
    ]
    if mediation.ended_at:
        found.append(Moment(mediation.ended_at, mediation.get_state_display()))
    return sorted(found, key=lambda moment: moment.at)


@dataclass(frozen=True)
class Position:
    """One claim, and what each respondent says to it."""

    claim: Claim
    answers: list[ClaimAnswer]


def positions(dispute: Dispute) -> list[Position]:
    """Claims against answers, side by side; of each respondent the newest answer."""
    found = []
    for claim in dispute.claims.prefetch_related("answers__response__party"):
        newest = {answer.response.party_id: answer for answer in claim.answers.all()}
        found.append(Position(claim, list(newest.values())))
    return found
