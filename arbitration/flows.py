"""Whose turn it is while a case is with an arbitration commission."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from accounts.states import Role
from disputes.models import Dispute
from disputes.turns import CaseFlow, Holder, TurnNode, asked_once, begin

from .selectors import running_referral
from .states import ReferralState

R = ReferralState
running = asked_once(running_referral)


def in_state(*states: str) -> Callable[[Dispute], bool]:
    def holds(dispute: Dispute) -> bool:
        referral = running(dispute)
        return referral is not None and referral.state in states

    return holds


def when(*states: str) -> Callable[[Any], bool]:
    return lambda activation: in_state(*states)(activation.process.dispute)


def the_applicant(dispute: Dispute) -> list[Holder]:
    referral = running(dispute)
    return [Holder(party=referral.applicant)] if referral else []


def those_who_have_not_agreed(dispute: Dispute) -> list[Holder]:
    referral = running(dispute)
    if referral is None or referral.state != R.AGREEING:
        return []
    return [Holder(party=party) for party in referral.submission.missing_parties()]


def the_registrar(dispute: Dispute) -> list[Holder]:
    referral = running(dispute)
    return [Holder(organisation=referral.commission, role=Role.REGISTRAR)] if referral else []


class ArbitrationFlow(CaseFlow):
    """仲裁移送"""

    start = begin().Next(this.route)
    route = (
        flow.Switch()
        .Case(this.answer_proposal, when(R.AGREEING))
        .Case(this.prepare, when(R.PREPARING))
        .Case(this.answer_referral, when(R.SENT))
        .Case(this.report_result, when(R.ACCEPTED))
        .Default(this.end)
    )

    # everybody who has not accepted yet
    answer_proposal = (
        TurnNode(while_=in_state(R.AGREEING), holders=those_who_have_not_agreed)
        .Annotation(title=_("答复是否同意仲裁"))
        .Next(this.after_proposal)
    )
    after_proposal = flow.Switch().Case(this.prepare, when(R.PREPARING)).Default(this.end)

    # the applicant
    prepare = (
        TurnNode(while_=in_state(R.PREPARING), holders=the_applicant)
        .Annotation(title=_("核对并提交仲裁申请"))
        .Next(this.after_prepare)
    )
    after_prepare = flow.Switch().Case(this.answer_referral, when(R.SENT)).Default(this.end)

    # the commission's registrar
    answer_referral = (
        TurnNode(while_=in_state(R.SENT), holders=the_registrar)
        .Annotation(title=_("回复是否受理"))
        .Next(this.after_answer)
    )
    after_answer = flow.Switch().Case(this.report_result, when(R.ACCEPTED)).Default(this.end)

    report_result = (
        TurnNode(while_=in_state(R.ACCEPTED), holders=the_registrar)
        .Annotation(title=_("登记仲裁结果"))
        .Next(this.end)
    )

    end = flow.TerminateEnd()
