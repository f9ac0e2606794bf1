"""What was agreed, and the doing of it: paid, claimed, confirmed, contested, waived, put off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from rulebook.exceptions import NoSuchTerm
from rulebook.selectors import category, live_deadlines, roads_after_breach

from ..exceptions import NotPermitted, NotValid
from ..forms import AskForTimeForm, ClaimDoneForm, ExtendForm, PaymentForm
from ..models import Obligation
from ..policies import party_of, speaks_for
from ..selectors import is_enforceable, settlement_in_force
from ..services import (
    answer_for_time,
    ask_for_time,
    claim_performance,
    confirm_performance,
    contest_performance,
    extend_obligation,
    report_payment,
    waive_obligation,
)
from ..states import ObligationState, PartyRole, PaymentMethod, SettlementSource, State
from .finding import find_case, frame, own_party, status_of, to_case, too_late
from .payments import PAYMENT_ACTS, callable_by, may_answer

O = ObligationState  # noqa: E741
#: What each act is lawful from. The obligor does `done` and `ask`, the creditor the rest.
LAWFUL = {
    "done": {O.DUE, O.BREACHED},
    "confirm": {O.DUE, O.CLAIMED, O.BREACHED},
    "contest": {O.CLAIMED},
    "agree": {O.DUE, O.BREACHED},
    "keep": {O.DUE, O.BREACHED},
    "ask": {O.DUE, O.BREACHED},
    "extend": {O.DUE, O.BREACHED},
    "waive": {O.DUE, O.CLAIMED, O.BREACHED},
}
OBLIGORS = {"done", "ask"}
FORMS = {"done": ClaimDoneForm, "extend": ExtendForm, "ask": AskForTimeForm}
SAID = {
    "done": _("已经通知对方确认。"),
    "confirm": _("已经确认履行。"),
    "contest": _("已经告诉对方还没有履行。"),
    "waive": _("已经免除这一项。"),
    "extend": _("期限已经延长。"),
    "ask": _("已经把请求告诉对方。对方同意以前，还是原来的日期。"),
    "agree": _("期限已经延长。"),
    "keep": _("已经告诉对方：还是原来的日期。"),
}


@login_required
@require_http_methods(["GET", "HEAD"])
def perform(request, reference):
    dispute = find_case(request, reference)
    own_party(request, dispute)
    settlement = settlement_in_force(dispute)
    if settlement is None:
        return too_late(request, dispute)
    owed = list(settlement.obligations.select_related("obligor", "creditor").prefetch_related("payments"))
    is_breached = dispute.state == State.BREACHED
    context = frame(
        request,
        dispute,
        settlement=settlement,
        obligations=[_as_seen(one, request.user, dispute) for one in owed],
        totals=_totals(owed),
        is_breached=is_breached,
        roads=_roads(request.user, dispute, settlement, owed)
        if is_breached or dispute.state == State.CLOSED
        else [],
        is_owed=is_owed(request.user, owed),
        may_choose=party_of(request.user, dispute).role == PartyRole.COMPLAINANT,
        may_call_whole=bool(callable_by(request.user, dispute)),
        receipts={
            paper.facts.get("payment"): paper for paper in dispute.chain.papers.filter(kind="payment_receipt")
        },
        today=timezone.localdate(),
    )
    return render(request, "disputes/perform.html", context)


def _as_seen(owed, user, dispute):
    """An obligation and its payments, with the acts that this person may do about each now."""
    is_open = dispute.state in {State.PERFORMING, State.BREACHED}
    payments = [
        {
            "paid": paid,
            "deadline": live_deadlines(paid).first() if paid.state == "reported" else None,
            "acts": [
                act
                for act in PAYMENT_ACTS
                if is_open and paid.state in PAYMENT_ACTS[act] and may_answer(act, user, paid)
            ],
        }
        for paid in owed.payments.all()
    ]
    return {
        "owed": owed,
        "payments": payments,
        "deadline": live_deadlines(owed).first(),
        "acts": [
            act
            for act in LAWFUL
            if is_open and owed.state in LAWFUL[act] and _is_offered(act, owed) and _may(act, user, owed)
        ],
        "percent": int(owed.paid * 100 / owed.amount) if owed.is_money and owed.amount else 0,
    }


def _is_offered(act, owed):
    """Agreeing or not needs a question; while one is open it is answered and not passed over."""
    if act in {"agree", "keep"}:
        return owed.asked_due_on is not None
    return not (act in {"extend", "ask"} and owed.asked_due_on is not None)


def _totals(owed):
    """Of all money in the plan: agreed, received, waiting for an answer, still open."""
    money = [one for one in owed if one.is_money and one.state != O.WAIVED]
    if len(money) < 2:
        return None
    done = [one for one in money if one.state == O.PERFORMED]
    received = sum(one.amount if one in done else one.paid for one in money)
    total = sum(one.amount for one in money)
    return {
        "total": total,
        "paid": received,
        "reported": sum(one.reported for one in money if one not in done),
        "left": total - received,
        "percent": int(received * 100 / total) if total else 0,
    }


def is_owed(user, owed):
    """Speaks for somebody to whom something is still owed."""
    return any(one.is_open and speaks_for(user, one.creditor) for one in owed)


def _roads(user, dispute, settlement, owed):
    """What a creditor may do on the agreement itself, beside the roads of the house. A debtor has no use for them."""
    if not is_owed(user, owed):
        return []
    is_mediated = settlement.source == SettlementSource.MEDIATION
    kinds = ["mediated" if is_mediated else "private"]
    if any(one.is_money and one.is_open and speaks_for(user, one.creditor) for one in owed):
        kinds.append("money")
    if is_mediated and _is_labour(dispute):
        kinds.append("labour")
    if is_enforceable(settlement):
        kinds.append("confirmed")
    return roads_after_breach(kinds)


def _is_labour(dispute):
    try:
        return category(dispute.category).matter == "labour"
    except NoSuchTerm:
        return False


def _may(act, user, owed):
    party = owed.obligor if act in OBLIGORS else owed.creditor
    return speaks_for(user, party, needs_special_mandate=act in {"waive", "extend", "agree", "keep"})


def _form_for(act, owed, request):
    if act not in FORMS:
        return None
    data = request.POST if request.method == "POST" else None
    if act == "done" and owed.is_money:
        begun = {
            "amount": owed.unreported or None,
            "paid_on": timezone.localdate(),
            "method": PaymentMethod.BANK,
        }
        return PaymentForm(data, request.FILES if data is not None else None, initial=begun)
    return FORMS[act](data)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def obligation_act(request, reference, pk, act):
    dispute = find_case(request, reference)
    owed = get_object_or_404(
        Obligation.objects.select_related("obligor", "creditor", "settlement"),
        pk=pk,
        settlement__dispute=dispute,
        settlement__replaced_at=None,
    )
    if not _may(act, request.user, owed):
        raise NotPermitted()
    form = _form_for(act, owed, request)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            _do(act, owed, request.user, form)
        except NotValid as refusal:
            if form is None:
                messages.error(request, refusal.message)
                return redirect("disputes:perform", dispute.reference)
            form.add_error(None, refusal.message)
        else:
            messages.success(request, SAID[act])
            dispute = find_case(request, reference)
            is_over = dispute.state == State.CLOSED
            return to_case(dispute) if is_over else redirect("disputes:perform", dispute.reference)
    if request.method != "POST" and owed.state not in LAWFUL[act]:
        return redirect("disputes:perform", dispute.reference)
    context = frame(request, dispute, owed=owed, form=form, act=act)
    return render(request, "disputes/obligation_act.html", context, status=status_of(form) if form else 200)


def _do(act, owed, user, form):
    given = form.cleaned_data if form is not None else {}
    if act == "done" and owed.is_money:
        note_text = given.pop("note")
        report_payment(owed, by=user, note_text=note_text, **given)
    elif act == "done":
        claim_performance(owed, by=user, note_text=given["note"])
    elif act == "confirm":
        confirm_performance(owed, by=user)
    elif act == "contest":
        contest_performance(owed, by=user)
    elif act == "waive":
        waive_obligation(owed, by=user)
    elif act == "extend":
        extend_obligation(owed, by=user, due_on=given["due_on"])
    elif act == "ask":
        ask_for_time(owed, by=user, **given)
    else:
        answer_for_time(owed, by=user, agrees=act == "agree")
