"""Whose turn it is while the dispute is inside, and while a settlement is being performed.

A table of contents in business order. Gateways read the state; nothing here writes it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from accounts.states import Role

from .answers import answers_of
from .models import Dispute
from .selectors import complainants, open_obligations, open_offers, respondents
from .states import ObligationState, State
from .turns import CaseFlow, Holder, TurnNode, begin

S = State


def is_answer_awaited(dispute: Dispute) -> bool:
    """Whoever is here may answer before the others have been reached."""
    return dispute.state == S.ANSWERING or (
        dispute.state == S.SERVING and bool(those_who_have_not_answered(dispute))
    )


def is_reply_awaited(dispute: Dispute) -> bool:
    return dispute.state == S.OPINION_ISSUED or (
        dispute.state == S.OPINION_SERVING and bool(those_who_have_not_replied(dispute))
    )


def asks(question: Callable[[Dispute], bool]) -> Callable[[Any], bool]:
    return lambda activation: question(activation.process.dispute)


def in_state(*states: str) -> Callable[[Dispute], bool]:
    return lambda dispute: dispute.state in states


def when(*states: str) -> Callable[[Any], bool]:
    """A gateway's condition."""
    return lambda activation: activation.process.dispute.state in states


def the_desk(dispute: Dispute) -> list[Holder]:
    if dispute.desk is None:
        return []
    return [Holder(organisation=dispute.desk, role=role) for role in (Role.HANDLER, Role.RECEPTIONIST)]


def the_reviewer(dispute: Dispute) -> list[Holder]:
    """A handler; after a request for human review only a supervisor."""
    last = dispute.opinions.last()
    role = Role.SUPERVISOR if last is not None and last.review_asked_at else Role.HANDLER
    return [Holder(organisation=dispute.desk, role=role)]


def the_complainants(dispute: Dispute) -> list[Holder]:
    return [Holder(party=party) for party in complainants(dispute)]


def those_who_have_not_answered(dispute: Dispute) -> list[Holder]:
    """Who has the notice; while it is on its way, whoever is here already."""
    answers = answers_of(dispute)
    if dispute.state == S.SERVING:
        return [Holder(party=party) for party in (*answers.open, *answers.unserved) if party.joined_at]
    return [Holder(party=party) for party in answers.open]


def both_sides(dispute: Dispute) -> list[Holder]:
    return [Holder(party=party) for party in (*complainants(dispute), *respondents(dispute))]


def those_who_may_move_on(dispute: Dispute) -> list[Holder]:
    """Both sides, but for whom nobody has reached; whoever has made an offer waits for its answer, unless one waits
    for theirs."""
    offers = list(open_offers(dispute))
    asked = {offer.to_party_id for offer in offers}
    waiting = {offer.by_party_id for offer in offers} - asked
    unserved = {party.pk for party in answers_of(dispute).unserved}
    away = waiting | unserved
    return [holder for holder in both_sides(dispute) if holder.party and holder.party.pk not in away]


def those_who_have_not_replied(dispute: Dispute) -> list[Holder]:
    opinion = dispute.opinions.last()
    replied = set(opinion.replies.values_list("party", flat=True)) if opinion else set()
    return [
        holder
        for holder in both_sides(dispute)
        if holder.party
        and holder.party.pk not in replied
        and (holder.party.joined_at or dispute.state != S.OPINION_SERVING)
    ]


def those_who_owe_or_confirm(dispute: Dispute) -> list[Holder]:
    """The obligor while something is due; the creditor while something waits to be confirmed."""
    holders = []
    for owed in open_obligations(dispute):
        if owed.state == ObligationState.CLAIMED:
            holders.append(Holder(party=owed.creditor))
            continue
        holders.append(Holder(party=owed.obligor))
        if owed.reported or owed.asked_due_on:  # a part was paid, or more time is asked for
            holders.append(Holder(party=owed.creditor))
    return list(dict.fromkeys(holders))


def those_who_were_let_down(dispute: Dispute) -> list[Holder]:
    creditors = [Holder(party=owed.creditor) for owed in open_obligations(dispute)]
    return list(dict.fromkeys([*creditors, *the_complainants(dispute)]))


class HandlingFlow(CaseFlow):
    """平台处理"""

    start = begin().Next(this.route)
    route = (
        flow.Switch()
        .Case(this.admit, when(S.FILED))
        .Case(this.complete, when(S.COMPLETING))
        .Case(this.notify, when(S.SERVING))
        .Case(this.answer, when(S.ANSWERING))
        .Case(this.negotiate, when(S.NEGOTIATING))
        .Case(this.review, when(S.REVIEWING))
        .Case(this.notify_opinion, when(S.OPINION_SERVING))
        .Case(this.reply_to_opinion, when(S.OPINION_ISSUED))
        .Case(this.choose_road, when(S.CHOOSING_ROAD))
        .Default(this.end)
    )

    # the desk
    admit = (
        TurnNode(while_=in_state(S.FILED), holders=the_desk)
        .Annotation(title=_("审查是否受理"))
        .Next(this.after_admit)
    )
    after_admit = (
        flow.Switch()
        .Case(this.complete, when(S.COMPLETING))
        .Case(this.notify, when(S.SERVING))
        .Case(this.answer, when(S.ANSWERING))
        .Default(this.end)
    )

    # the complainant
    complete = (
        TurnNode(while_=in_state(S.COMPLETING), holders=the_complainants)
        .Annotation(title=_("补正材料"))
        .Next(this.after_complete)
    )
    after_complete = flow.Switch().Case(this.admit, when(S.FILED)).Default(this.end)

    # the desk sees to it that the notice arrives; whoever is here already may answer meanwhile
    notify = flow.Split().Next(this.serve).Next(this.answer, asks(is_answer_awaited))
    serve = (
        TurnNode(while_=in_state(S.SERVING), holders=the_desk)
        .Annotation(title=_("送达答辩通知"))
        .Next(this.after_serve)
    )
    after_serve = (
        flow.Switch()
        .Case(this.answer, when(S.ANSWERING))
        .Case(this.negotiate, when(S.NEGOTIATING))
        .Default(this.end)
    )

    # the respondent
    answer = (
        TurnNode(while_=is_answer_awaited, holders=those_who_have_not_answered)
        .Annotation(title=_("答复投诉"))
        .Next(this.after_answer)
    )
    after_answer = (
        flow.Switch()
        .Case(this.negotiate, when(S.NEGOTIATING))
        .Case(this.review, when(S.REVIEWING))
        .Case(this.choose_road, when(S.CHOOSING_ROAD))
        .Default(this.end)
    )

    # both sides
    negotiate = (
        TurnNode(while_=in_state(S.NEGOTIATING), holders=those_who_may_move_on)
        .Annotation(title=_("双方协商"))
        .Next(this.after_negotiate)
    )
    after_negotiate = (
        flow.Switch()
        .Case(this.review, when(S.REVIEWING))
        .Case(this.choose_road, when(S.CHOOSING_ROAD))
        .Default(this.end)
    )

    # the platform
    review = (
        TurnNode(while_=in_state(S.REVIEWING), holders=the_reviewer)
        .Annotation(title=_("出具处理意见"))
        .Next(this.after_review)
    )
    after_review = (
        flow.Switch()
        .Case(this.notify_opinion, when(S.OPINION_SERVING))
        .Case(this.reply_to_opinion, when(S.OPINION_ISSUED))
        .Case(this.choose_road, when(S.CHOOSING_ROAD))
        .Default(this.end)
    )

    # the desk, again; and whoever has it may reply
    notify_opinion = flow.Split().Next(this.serve_opinion).Next(this.reply_to_opinion, asks(is_reply_awaited))
    serve_opinion = (
        TurnNode(while_=in_state(S.OPINION_SERVING), holders=the_desk)
        .Annotation(title=_("送达处理意见"))
        .Next(this.after_serve_opinion)
    )
    after_serve_opinion = flow.Switch().Case(this.reply_to_opinion, when(S.OPINION_ISSUED)).Default(this.end)

    # both sides
    reply_to_opinion = (
        TurnNode(while_=is_reply_awaited, holders=those_who_have_not_replied)
        .Annotation(title=_("回应处理意见"))
        .Next(this.after_reply)
    )
    after_reply = (
        flow.Switch()
        .Case(this.review, when(S.REVIEWING))
        .Case(this.choose_road, when(S.CHOOSING_ROAD))
        .Default(this.end)
    )

    # the complainant
    choose_road = (
        TurnNode(while_=in_state(S.CHOOSING_ROAD), holders=the_complainants)
        .Annotation(title=_("选择下一步途径"))
        .Next(this.end)
    )

    end = flow.TerminateEnd()


class PerformanceFlow(CaseFlow):
    """履行"""

    start = begin().Next(this.route)
    route = (
        flow.Switch()
        .Case(this.perform, when(S.PERFORMING))
        .Case(this.answer_breach, when(S.BREACHED))
        .Default(this.end)
    )

    # who owes, who is owed
    perform = (
        TurnNode(while_=in_state(S.PERFORMING), holders=those_who_owe_or_confirm)
        .Annotation(title=_("履行约定"))
        .Next(this.after_perform)
    )
    after_perform = flow.Switch().Case(this.answer_breach, when(S.BREACHED)).Default(this.end)

    # who was let down
    answer_breach = (
        TurnNode(while_=in_state(S.BREACHED), holders=those_who_were_let_down)
        .Annotation(title=_("处理未履行"))
        .Next(this.after_breach)
    )
    after_breach = flow.Switch().Case(this.perform, when(S.PERFORMING)).Default(this.end)

    end = flow.TerminateEnd()
