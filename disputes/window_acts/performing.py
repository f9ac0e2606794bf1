"""Doing what was agreed, and saying that it was done."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from .. import services
from ..forms import AskForTimeForm, ClaimDoneForm, ContestForm, ExtendForm, PaymentForm
from ..models import Dispute, Obligation, Party, Payment
from ..selectors import settlement_in_force
from ..states import ObligationState, PaymentMethod, PaymentState, State
from ..taking_down import WindowAct, offer
from ..templatetags.disputes import obligation_sentence
from .building import just

if TYPE_CHECKING:
    from accounts.models import User

O = ObligationState  # noqa: E741


@offer
def performing(case: Dispute, party: Party) -> Iterator[WindowAct]:
    settlement = settlement_in_force(case)
    if settlement is None or case.state not in {State.PERFORMING, State.BREACHED}:
        return
    for owed in settlement.obligations.select_related("obligor", "creditor").prefetch_related("payments"):
        if owed.obligor_id == party.pk:
            yield from _of_obligor(owed)
        elif owed.creditor_id == party.pk:
            yield from _of_creditor(owed)


class PaymentAtWindowForm(PaymentForm):
    """A slip is given as evidence; here only what is said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["receipt"]


def _of_obligor(owed: Obligation) -> Iterator[WindowAct]:
    shows = (obligation_sentence(owed),)
    if owed.state not in {O.DUE, O.BREACHED}:
        return
    if owed.is_money:
        begun = {
            "amount": owed.unreported or None,
            "paid_on": timezone.localdate(),
            "method": PaymentMethod.CASH,
        }

        def pay(forms: list[Any], user: Any) -> object:
            given = dict(forms[0].cleaned_data)
            return services.report_payment(owed, by=user, note_text=given.pop("note"), **given)

        yield WindowAct(
            f"pay-{owed.pk}", _("登记付款"), pay, just(PaymentAtWindowForm, initial=begun), shows=shows
        )
    else:
        yield WindowAct(
            f"done-{owed.pk}",
            _("说明已经履行"),
            lambda forms, user: services.claim_performance(
                owed, by=user, note_text=forms[0].cleaned_data["note"]
            ),
            just(ClaimDoneForm),
            shows=shows,
        )
    if owed.asked_due_on is None:
        yield WindowAct(
            f"ask-{owed.pk}",
            _("请求延期"),
            lambda forms, user: services.ask_for_time(owed, by=user, **forms[0].cleaned_data),
            just(AskForTimeForm),
            shows=shows,
        )


def _of_creditor(owed: Obligation) -> Iterator[WindowAct]:
    shows = (obligation_sentence(owed),)
    for payment in owed.payments.all():
        if payment.state == PaymentState.REPORTED:
            yield from _answers_to_payment(payment, shows)
    if owed.state in {O.DUE, O.CLAIMED, O.BREACHED}:
        yield WindowAct(
            f"confirm-{owed.pk}",
            _("全部收到了") if owed.is_money and owed.state != O.CLAIMED else _("确认已经履行"),
            lambda forms, user: services.confirm_performance(owed, by=user),
            shows=shows,
            means=(_("确认后这一项就办完了，不能再反悔。全部办完后案件结案。"),),
        )
        yield WindowAct(
            f"waive-{owed.pk}",
            _("免除"),
            lambda forms, user: services.waive_obligation(owed, by=user),
            shows=shows,
            means=(_("对方不用再履行这一项，您不能再要求。"),),
        )
    if owed.state == O.CLAIMED:
        yield WindowAct(
            f"contest-{owed.pk}",
            _("还没有履行"),
            lambda forms, user: services.contest_performance(owed, by=user),
            shows=shows,
        )
    if owed.state in {O.DUE, O.BREACHED}:
        yield from _about_time(owed, shows)


def _about_time(owed: Obligation, shows: tuple[str, ...]) -> Iterator[WindowAct]:
    if owed.asked_due_on is None:
        yield WindowAct(
            f"extend-{owed.pk}",
            _("延长期限"),
            lambda forms, user: services.extend_obligation(owed, by=user, **forms[0].cleaned_data),
            just(ExtendForm),
            shows=shows,
        )
        return
    asked = _("%(who)s请求延到%(day)s") % {"who": owed.obligor.name, "day": owed.asked_due_on}
    for code, title, agrees in (
        ("agree", _("同意延期"), True),
        ("keep", _("不延，还是原来的日期"), False),
    ):
        yield WindowAct(
            f"{code}-{owed.pk}",
            title,
            partial(_answer_for_time, owed, agrees),
            shows=(*shows, asked),
        )


def _answer_for_time(owed: Obligation, agrees: bool, forms: list[Any], user: User) -> object:
    return services.answer_for_time(owed, by=user, agrees=agrees)


def _answers_to_payment(payment: Payment, shows: tuple[str, ...]) -> Iterator[WindowAct]:
    told = _("对方登记：%(day)s付款 ¥%(amount)s（%(how)s）%(note)s") % {
        "day": payment.paid_on,
        "amount": f"{payment.amount:,.2f}",
        "how": payment.get_method_display(),
        "note": payment.note,
    }
    yield WindowAct(
        f"received-{payment.pk}",
        _("确认收到这笔付款"),
        lambda forms, user: services.confirm_payment(payment, by=user),
        shows=(*shows, told),
        means=(_("确认后开出收据，不能再反悔。"),),
    )
    yield WindowAct(
        f"not-received-{payment.pk}",
        _("没有收到这笔付款"),
        lambda forms, user: services.contest_payment(payment, by=user, **forms[0].cleaned_data),
        just(ContestForm),
        shows=(*shows, told),
    )
