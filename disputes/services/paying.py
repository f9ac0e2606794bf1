"""Money paid on an obligation, a part at a time: entered by whoever owes it, answered by whoever is owed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from rulebook.services import set_deadline

from .. import documents
from ..engine import acting, deadline_kind, note, proof_given, transit
from ..exceptions import NotLawfulNow, NotPermitted, NotValid
from ..models import Dispute, Obligation, Payment
from ..policies import speaks_for
from ..states import PAYMENT_CLOCKS, ObligationState, PaymentMethod, PaymentState
from .obligations import (
    conclude_if_done,
    move,
    owed_now,
    reopen,
    resume_if_possible,
    stop_due_clock,
)
from .papers import issue

if TYPE_CHECKING:
    from accounts.models import User

O = ObligationState  # noqa: E741
PAYABLE = (O.DUE, O.BREACHED)


def report_payment(
    obligation: Obligation,
    *,
    by: User,
    amount: Decimal,
    paid_on: date,
    method: str = PaymentMethod.OTHER,
    note_text: str = "",
    receipt: UploadedFile | None = None,
    pays_more: bool = False,
) -> list[Payment]:
    """Enter what was paid. What goes beyond this instalment counts for the next ones to the same creditor. The
    creditor answers each, or is silent for the confirmation period.

    What goes beyond all of them is refused, unless `pays_more` says that it was meant; it is kept as surplus then.
    """
    with acting(obligation.dispute, by=by) as case:
        owed = owed_now(obligation)
        if not speaks_for(by, owed.obligor):
            raise NotPermitted()
        same = owed.payments.filter(
            state=PaymentState.REPORTED, paid_on=paid_on, method=method, note=note_text, reported_by=by
        )
        if (twin := same.filter(amount=amount).first()) is not None:
            return [twin]  # pressed twice
        if not owed.is_money or owed.state not in PAYABLE:
            raise NotLawfulNow()
        _require_sensible(amount, paid_on, method)
        _require_owed(owed, amount, pays_more=pays_more)
        proof = _kept(case, by, receipt, owed)
        made = _spread(owed, amount, by, paid_on=paid_on, method=method, note=note_text, proof=proof)
        for payment in made:
            _await_answer(payment, by=by)
        resume_if_possible(case, by)
    return made


def _require_sensible(amount: Decimal, paid_on: date, method: str) -> None:
    if amount <= 0:
        raise NotValid(_("请写明付了多少钱。"), code="no_amount")
    if amount >= Decimal(10) ** 12 or amount != amount.quantize(Decimal("0.01")):
        raise NotValid(_("请检查金额，最多两位小数。"), code="bad_amount")
    if paid_on > timezone.localdate():
        raise NotValid(_("付款日期不能晚于今天。"), code="future")
    if method not in PaymentMethod.values:
        raise NotValid(_("请选择付款方式。"), code="bad_method")


def _require_owed(owed: Obligation, amount: Decimal, *, pays_more: bool) -> None:
    """A slip of the finger must not mark every instalment as paid."""
    left = sum((each.unreported for each in _payable(owed)), Decimal(0))
    if left and amount > left and not pays_more:
        raise NotValid(
            _("还要付的一共是 ¥%(left)s，您写的是 ¥%(amount)s。请核对；确实多付了的，请在下面勾选。")
            % {"left": f"{left:,.2f}", "amount": f"{amount:,.2f}"},
            code="more_than_owed",
        )


def _payable(owed: Obligation) -> list[Obligation]:
    """This one first, then what falls due next between the same two."""
    others = owed.settlement.obligations.filter(
        obligor=owed.obligor_id, creditor=owed.creditor_id, state__in=PAYABLE
    ).exclude(pk=owed.pk)
    return [owed, *(each for each in others if each.is_money)]


def _kept(case: Dispute, by: User, receipt: UploadedFile | None, owed: Obligation) -> int | None:
    if receipt is None:
        return None
    title = _("付款凭证（%(name)s）") % {"name": owed.obligor.name}
    answers = proof_given.send(Dispute, dispute=case, by=by, file=receipt, title=title)
    return next((int(key) for _receiver, key in answers if key is not None), None)


def _spread(owed: Obligation, amount: Decimal, by: User, **entered: Any) -> list[Payment]:
    made, left = [], amount
    for target in _payable(owed):
        part = min(left, target.unreported)
        if part > 0:
            made.append(Payment.objects.create(obligation=target, amount=part, reported_by=by, **entered))
            left -= part
    if not made:
        raise NotLawfulNow(_("登记过的款项已经够了，等对方确认。"), code="all_reported")
    if left > 0:
        made[-1].surplus = left
        made[-1].save(update_fields=["surplus"])
    return made


def _await_answer(payment: Payment, *, by: User) -> None:
    owed = owed_now(payment.obligation_id)
    clock = PAYMENT_CLOCKS[PaymentState.REPORTED]
    set_deadline(
        payment,
        deadline_kind(payment, PaymentState.REPORTED),
        clock.rule,
        filed_at=owed.dispute.filed_at,
        remind_days=clock.remind_days,
    )
    note(
        owed.dispute,
        "disputes.payment_reported",
        by=by,
        facts={"payment": payment.pk, "obligation": owed.pk, "proof": payment.proof},
        sealed={"amount": str(payment.amount), "note": payment.note},
    )
    if owed.unreported == 0:
        stop_due_clock(owed)
        move(owed, "claim_done", by, "disputes.performance_claimed", note=payment.note)


def confirm_payment(payment: Payment, *, by: User | None) -> Payment:
    """The creditor has the money (`by` None: silent after notice). A receipt is made; the sum complete, it is done."""
    with acting(payment.dispute, by=by) as case:
        paid = _answerable(payment, by)
        if paid.state == PaymentState.CONFIRMED:
            return paid
        count_payment(paid, by=by)
        owed = owed_now(paid.obligation_id)
        if owed.left == 0 and owed.is_open:
            stop_due_clock(owed)
            owed.settled_by = by
            move(owed, "confirm", by, "disputes.performance_confirmed")
        conclude_if_done(case, by=by)
        resume_if_possible(case, by)
    return paid


def count_payment(payment: Payment, *, by: User | None) -> None:
    payment.answered_by = by
    _turn(payment, "confirm", by, "disputes.payment_confirmed")
    if by is not None:
        issue(payment.dispute, documents.receipt(payment), by=by)


def contest_payment(payment: Payment, *, by: User, reason: str = "") -> Payment:
    """The creditor has not got it: it does not count, and what is owed is due again."""
    with acting(payment.dispute, by=by) as case:
        paid = _answerable(payment, by)
        if paid.state == PaymentState.CONTESTED:
            return paid
        refuse_payment(paid, by=by, reason=reason)
        _reopen_if_short(paid, by=by)
        resume_if_possible(case, by)
    return paid


def refuse_payment(payment: Payment, *, by: User, reason: str = "") -> None:
    payment.answered_by = by
    _turn(payment, "contest", by, "disputes.payment_contested", sealed={"reason": reason}, note=reason)


def withdraw_payment(payment: Payment, *, by: User) -> Payment:
    """A slip: whoever entered it takes it back before it was confirmed."""
    with acting(payment.dispute, by=by):
        paid = Payment.objects.select_related("obligation__settlement__dispute__chain").get(pk=payment.pk)
        owed = owed_now(paid.obligation_id)
        if not speaks_for(by, owed.obligor):
            raise NotPermitted()
        if paid.state == PaymentState.WITHDRAWN:
            return paid
        _turn(paid, "withdraw", by, "disputes.payment_withdrawn")
        _reopen_if_short(paid, by=by)
    return paid


def _answerable(payment: Payment, by: User | None) -> Payment:
    paid = Payment.objects.select_related("obligation__settlement__dispute__chain").get(pk=payment.pk)
    owed = owed_now(paid.obligation_id)
    if by is not None and not speaks_for(by, owed.creditor):
        raise NotPermitted()
    return paid


def _reopen_if_short(payment: Payment, *, by: User) -> None:
    owed = owed_now(payment.obligation_id)
    if owed.state == O.CLAIMED and owed.unreported > 0:
        reopen(owed, by=by, verb="disputes.performance_contested")


def _turn(payment: Payment, name: str, by: User | None, verb: str, **data: Any) -> None:
    facts = {"payment": payment.pk, "obligation": payment.obligation_id}
    transit(payment, name, by=by, verb=verb, clocks=PAYMENT_CLOCKS, facts=facts, **data)
