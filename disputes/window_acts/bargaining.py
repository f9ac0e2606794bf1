"""Answering, bargaining, and the reply to an opinion."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from .. import services
from ..answers import TAKING
from ..forms import (
    AnswerForm,
    CompletionReplyForm,
    MessageForm,
    OpinionReplyForm,
    ReasonForm,
    claim_answer_forms,
    term_rows,
    terms_of,
)
from ..models import Dispute, Offer, Party
from ..services.negotiation import NEGOTIABLE
from ..states import OfferState, PartyRole, State
from ..taking_down import WindowAct, offer
from ..templatetags.disputes import sentences
from ..terms import from_json
from .building import SIDES, just

if TYPE_CHECKING:
    from accounts.models import User


@offer
def answering(case: Dispute, party: Party) -> Iterator[WindowAct]:
    if party.role == PartyRole.COMPLAINANT and case.state == State.COMPLETING:
        yield WindowAct(
            "complete",
            _("补正材料"),
            lambda forms, user: services.supply_completion(case, by=user, **forms[0].cleaned_data),
            just(CompletionReplyForm),
        )
    if party.role == PartyRole.RESPONDENT and case.state in TAKING:
        yield WindowAct(
            "answer",
            _("答复投诉"),
            lambda forms, user: services.answer_complaint(
                case,
                by=user,
                text=forms[0].cleaned_data["text"],
                answers={each.claim.pk: each.as_answer() for each in forms[1:]},
            ),
            lambda data: [AnswerForm(data), *claim_answer_forms(case.claims.all(), data)],
        )


@offer
def bargaining(case: Dispute, party: Party) -> Iterator[WindowAct]:
    if party.role not in SIDES or case.state not in NEGOTIABLE:
        return
    for one in case.offers.filter(to_party=party, state=OfferState.OPEN).select_related("by_party"):
        yield from _answers_to(one, case)
    for one in case.offers.filter(by_party=party, state=OfferState.OPEN):
        yield WindowAct(
            f"withdraw-{one.number}",
            _("撤回自己的第 %(n)d 份方案") % {"n": one.number},
            partial(_withdraw_offer, one),
            shows=_terms_of(one, case),
            is_between_sides=True,
        )
    yield WindowAct(
        "offer",
        _("提出和解方案"),
        lambda forms, user: services.make_offer(
            case, by=user, terms=terms_of(forms[0]), **forms[1].cleaned_data
        ),
        lambda data: [term_rows(data, parties=case.parties.all()), MessageForm(data)],
        means=(_("对方接受以后，这些约定就是和解协议。"),),
    )
    if case.state == State.NEGOTIATING:
        yield WindowAct(
            "end-negotiation",
            _("结束协商"),
            lambda forms, user: services.end_negotiation(case, by=user, **forms[0].cleaned_data),
            just(ReasonForm),
        )


def _withdraw_offer(one: Offer, forms: list[Any], user: User) -> object:
    return services.withdraw_offer(one, by=user)


def _terms_of(one: Offer, case: Dispute) -> tuple[str, ...]:
    said = [_("第 %(n)d 份方案，%(who)s提出：") % {"n": one.number, "who": one.by_party.name}]
    said += sentences(one.terms, case.parties.all())
    if one.accelerates:
        said.append(_("分期付的：有一期逾期不付，收款的一方可以要求余款全部付清。"))
    return (*said, *([one.message] if one.message else []))


def _answers_to(one: Offer, case: Dispute) -> Iterator[WindowAct]:
    shows, n = _terms_of(one, case), one.number
    yield WindowAct(
        f"accept-{n}",
        _("接受第 %(n)d 份方案") % {"n": n},
        lambda forms, user: services.accept_offer(one, by=user),
        shows=shows,
        means=(
            _("这些约定就是和解协议，对双方都有约束力，不能单方反悔。"),
            _("案件进入履行，到期没有做到的，另一方可以要求履行，或者改走调解、仲裁、诉讼。"),
        ),
        is_between_sides=True,
    )
    yield WindowAct(
        f"reject-{n}",
        _("不接受第 %(n)d 份方案") % {"n": n},
        lambda forms, user: services.reject_offer(one, by=user, **forms[0].cleaned_data),
        just(ReasonForm),
        shows=shows,
        is_between_sides=True,
    )
    yield WindowAct(
        f"counter-{n}",
        _("在第 %(n)d 份方案上修改，再提给对方") % {"n": n},
        lambda forms, user: services.counter_offer(
            one, by=user, terms=terms_of(forms[0]), **forms[1].cleaned_data
        ),
        lambda data: [
            term_rows(data, parties=case.parties.all(), terms=from_json(one.terms)),
            MessageForm(data, initial={"accelerates": one.accelerates}),
        ],
        shows=shows,
        means=(_("对方接受以后，这些约定就是和解协议。"),),
        is_between_sides=True,
    )


@offer
def replying(case: Dispute, party: Party) -> Iterator[WindowAct]:
    last = case.opinions.last()
    if last is None or case.state not in {State.OPINION_SERVING, State.OPINION_ISSUED}:
        return
    if party.role not in SIDES or last.replies.filter(party=party).exists():
        return

    def do(forms: list[Any], user: Any) -> object:
        form = forms[0]
        chosen = form.cleaned_data["answer"]
        if chosen == form.REVIEW:
            return services.ask_human_review(case, by=user)
        return services.reply_to_opinion(
            case, by=user, is_accepted=chosen == form.ACCEPT, reason=form.cleaned_data["reason"]
        )

    yield WindowAct(
        "reply",
        _("回应处理意见"),
        do,
        just(OpinionReplyForm, is_automated=last.is_automated),
        shows=(
            _("处理意见：%(reasons)s") % {"reasons": last.reasons},
            *sentences(last.terms, case.parties.all()),
        ),
        means=(_("双方都接受的，按意见履行，和双方自己谈成的约定一样有效。"),),
    )
