"""What the two say to single payments; and calling the whole sum due."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ..exceptions import NotPermitted
from ..forms import ContestForm
from ..models import Payment
from ..policies import speaks_for
from ..selectors import settlement_in_force
from ..services import (
    call_whole_sum,
    callable_obligations,
    confirm_payment,
    contest_payment,
    withdraw_payment,
)
from ..states import PaymentState, State
from .finding import find_case, frame, own_party, status_of, to_case, too_late

P = PaymentState
PAYMENT_ACTS = {
    "confirm": {P.REPORTED, P.CONTESTED},
    "contest": {P.REPORTED},
    "withdraw": {P.REPORTED, P.CONTESTED},
}
SAID = {
    "confirm": _("已经确认收到，收据已经开好。"),
    "contest": _("已经告诉对方没有收到。"),
    "withdraw": _("已经撤回这笔登记。"),
}


def may_answer(act, user, payment):
    owed = payment.obligation
    return speaks_for(user, owed.obligor if act == "withdraw" else owed.creditor)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def payment_act(request, reference, pk, act):
    """Each act first says in plain words what it means."""
    dispute = find_case(request, reference)
    payment = get_object_or_404(
        Payment.objects.select_related(
            "obligation__settlement", "obligation__obligor", "obligation__creditor"
        ),
        pk=pk,
        obligation__settlement__dispute=dispute,
        obligation__settlement__replaced_at=None,
    )
    if not may_answer(act, request.user, payment):
        raise NotPermitted()
    form = ContestForm(request.POST if request.method == "POST" else None) if act == "contest" else None
    if request.method == "POST" and (form is None or form.is_valid()):
        if act == "confirm":
            confirm_payment(payment, by=request.user)
        elif act == "contest":
            contest_payment(payment, by=request.user, reason=form.cleaned_data["reason"])
        else:
            withdraw_payment(payment, by=request.user)
        messages.success(request, SAID[act])
        dispute = find_case(request, reference)
        return to_case(dispute) if dispute.state == State.CLOSED else to_plan(dispute)
    if request.method != "POST" and payment.state not in PAYMENT_ACTS[act]:
        return to_plan(dispute)
    context = frame(request, dispute, payment=payment, owed=payment.obligation, form=form, act=act)
    return render(request, "disputes/payment_act.html", context, status=status_of(form) if form else 200)


def to_plan(dispute):
    return redirect("disputes:perform", dispute.reference)


def callable_by(user, dispute):
    """What this person may call due now."""
    return [
        owed
        for party in dispute.parties.all()
        if speaks_for(user, party, needs_special_mandate=True)
        for owed in callable_obligations(dispute, party)
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_whole(request, reference):
    """An instalment was missed, and the agreement says that then the rest is due."""
    dispute = find_case(request, reference)
    own_party(request, dispute)
    if request.method == "POST":
        call_whole_sum(dispute, by=request.user)
        messages.success(request, _("已经通知对方：余款全部到期。"))
        return to_plan(dispute)
    found = callable_by(request.user, dispute)
    if settlement_in_force(dispute) is None or not found:
        return too_late(request, dispute)
    return render(request, "disputes/call_whole.html", frame(request, dispute, obligations=found))
