"""Whose turn it is while a case is in mediation. Gateways read the state; nothing here writes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from accounts.states import Role
from disputes.models import Dispute
from disputes.turns import CaseFlow, Holder, TurnNode, asked_once, begin

from .models import Mediation
from .selectors import (
    current_agreement,
    has_signed,
    mediators_of,
    open_draw,
    parties_awaited,
    parties_to_answer_all,
    parties_to_choose,
    parties_to_consent,
    parties_to_give_word,
    parties_to_sign,
    parties_to_waive,
    running_mediation,
)
from .states import MediationState, SignerRole

M = MediationState
Holders = Callable[[Dispute], list[Holder]]
running = asked_once(running_mediation)


def in_state(*states: str) -> Callable[[Dispute], bool]:
    def holds(dispute: Dispute) -> bool:
        mediation = running(dispute)
        return mediation is not None and mediation.state in states

    return holds


def when(*states: str) -> Callable[[Any], bool]:
    """A gateway's condition."""
    return lambda activation: in_state(*states)(activation.process.dispute)


def drawing(dispute: Dispute) -> bool:
    """The roster is published: the body only waits, the lot names the mediator."""
    mediation = running(dispute)
    return mediation is not None and mediation.state == M.APPOINTING and open_draw(mediation) is not None


def naming(dispute: Dispute) -> bool:
    return in_state(M.APPOINTING)(dispute) and not drawing(dispute)


def of_running(held: Callable[[Mediation], list[Holder]]) -> Holders:
    def holders(dispute: Dispute) -> list[Holder]:
        mediation = running(dispute)
        return held(mediation) if mediation else []

    return holders


@of_running
def those_asked(mediation: Mediation) -> list[Holder]:
    return [Holder(party=party) for party in parties_to_consent(mediation)]


@of_running
def the_secretary(mediation: Mediation) -> list[Holder]:
    return [Holder(organisation=mediation.body, role=Role.SECRETARY)]


@of_running
def those_who_choose(mediation: Mediation) -> list[Holder]:
    return [Holder(party=party) for party in parties_to_choose(mediation)]


@of_running
def those_who_give_a_word(mediation: Mediation) -> list[Holder]:
    draw = open_draw(mediation)
    return [Holder(party=party) for party in parties_to_give_word(draw)] if draw else []


@of_running
def the_mediator(mediation: Mediation) -> list[Holder]:
    return [Holder(user=mediation.mediator)] if mediation.mediator else []


@of_running
def those_who_may_challenge(mediation: Mediation) -> list[Holder]:
    return [Holder(party=party) for party in parties_to_waive(mediation)]


@of_running
def those_in_session(mediation: Mediation) -> list[Holder]:
    """The mediators always; a party while anything on the table waits for its word."""
    waiting = [*parties_awaited(mediation), *parties_to_answer_all(mediation)]
    parties = [Holder(party=party) for party in dict.fromkeys(waiting)]
    return [*[Holder(user=person) for person in mediators_of(mediation)], *parties]


@of_running
def those_who_sign(mediation: Mediation) -> list[Holder]:
    """Parties and mediator in any order, the body's seal last."""
    agreement = current_agreement(mediation)
    holders = [Holder(party=party) for party in parties_to_sign(mediation)]
    if agreement and not has_signed(agreement, SignerRole.MEDIATOR):
        holders.append(Holder(user=mediation.mediator))
    return holders or [Holder(organisation=mediation.body, role=Role.SECRETARY)]


class MediationFlow(CaseFlow):
    """第三方调解"""

    start = begin().Next(this.route)
    route = (
        flow.Switch()
        .Case(this.consent, when(M.CONSENTING))
        .Case(this.decide_on_case, when(M.BODY_DECIDING))
        .Case(this.choose_mediator, when(M.CHOOSING))
        .Case(this.give_word, lambda activation: drawing(activation.process.dispute))
        .Case(this.appoint, when(M.APPOINTING))
        .Case(this.disclose, when(M.DISCLOSING))
        .Case(this.challenge_or_waive, when(M.CHALLENGEABLE))
        .Case(this.decide_challenge, when(M.CHALLENGED))
        .Case(this.mediate, when(M.MEDIATING))
        .Case(this.sign, when(M.SIGNING))
        .Default(this.end)
    )

    # the other side
    consent = (
        TurnNode(while_=in_state(M.CONSENTING), holders=those_asked)
        .Annotation(title=_("答复是否同意调解"))
        .Next(this.after_consent)
    )
    after_consent = flow.Switch().Case(this.decide_on_case, when(M.BODY_DECIDING)).Default(this.end)

    # the body
    decide_on_case = (
        TurnNode(while_=in_state(M.BODY_DECIDING), holders=the_secretary)
        .Annotation(title=_("决定是否接受调解"))
        .Next(this.after_decision)
    )
    after_decision = flow.Switch().Case(this.choose_mediator, when(M.CHOOSING)).Default(this.end)

    # both sides
    choose_mediator = (
        TurnNode(while_=in_state(M.CHOOSING), holders=those_who_choose)
        .Annotation(title=_("选择调解员"))
        .Next(this.after_choice)
    )
    after_choice = (
        flow.Switch()
        .Case(this.disclose, when(M.DISCLOSING))
        .Case(this.appoint, when(M.APPOINTING))
        .Default(this.end)
    )

    # the body
    appoint = (
        TurnNode(while_=naming, holders=the_secretary)
        .Annotation(title=_("指定调解员"))
        .Next(this.after_appointment)
    )
    after_appointment = (
        flow.Switch()
        .Case(this.disclose, when(M.DISCLOSING))
        .Case(this.give_word, lambda activation: drawing(activation.process.dispute))
        .Default(this.end)
    )

    # both sides, while the roster of a draw is open
    give_word = (
        TurnNode(while_=drawing, holders=those_who_give_a_word)
        .Annotation(title=_("写一个词，参与抽签"))
        .Next(this.after_draw)
    )
    after_draw = (
        flow.Switch()
        .Case(this.disclose, when(M.DISCLOSING))
        .Case(this.appoint, when(M.APPOINTING))
        .Default(this.end)
    )

    # the mediator
    disclose = (
        TurnNode(while_=in_state(M.DISCLOSING), holders=the_mediator)
        .Annotation(title=_("接受指定并披露利害关系"))
        .Next(this.after_disclosure)
    )
    after_disclosure = (
        flow.Switch()
        .Case(this.challenge_or_waive, when(M.CHALLENGEABLE))
        .Case(this.appoint, when(M.APPOINTING))
        .Default(this.end)
    )

    # both sides
    challenge_or_waive = (
        TurnNode(while_=in_state(M.CHALLENGEABLE), holders=those_who_may_challenge)
        .Annotation(title=_("对调解员有无异议"))
        .Next(this.after_challenge)
    )
    after_challenge = (
        flow.Switch()
        .Case(this.mediate, when(M.MEDIATING))
        .Case(this.decide_challenge, when(M.CHALLENGED))
        .Case(this.appoint, when(M.APPOINTING))
        .Default(this.end)
    )

    # the body
    decide_challenge = (
        TurnNode(while_=in_state(M.CHALLENGED), holders=the_secretary)
        .Annotation(title=_("决定回避申请"))
        .Next(this.after_challenge_decision)
    )
    after_challenge_decision = (
        flow.Switch()
        .Case(this.mediate, when(M.MEDIATING))
        .Case(this.appoint, when(M.APPOINTING))
        .Default(this.end)
    )

    # the mediator with both sides
    mediate = (
        TurnNode(while_=in_state(M.MEDIATING), holders=those_in_session)
        .Annotation(title=_("进行调解"))
        .Next(this.after_mediate)
    )
    after_mediate = (
        flow.Switch()
        .Case(this.sign, when(M.SIGNING))
        .Case(this.decide_challenge, when(M.CHALLENGED))
        .Case(this.appoint, when(M.APPOINTING))
        .Default(this.end)
    )

    # both sides, the mediator, the body
    sign = (
        TurnNode(while_=in_state(M.SIGNING), holders=those_who_sign)
        .Annotation(title=_("签署调解协议"))
        .Next(this.after_sign)
    )
    after_sign = (
        flow.Switch()
        .Case(this.mediate, when(M.MEDIATING))
        .Case(this.appoint, when(M.APPOINTING))
        .Default(this.end)
    )

    end = flow.TerminateEnd()
