"""What was agreed, and the doing of it: claimed, confirmed, contested, waived, put off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from rulebook.selectors import live_deadlines

from ..exceptions import NotPermitted, NotValid
from ..forms import ClaimDoneForm, ExtendForm
from ..models import Obligation
from ..policies import speaks_for
from ..selectors import settlement_in_force
from ..services import (
    claim_performance,
    confirm_performance,
    contest_performance,
    extend_obligation,
    waive_obligation,
)
from ..states import ObligationState, State
from .finding import find_case, frame, own_party, status_of, to_case, too_late

O = ObligationState  # noqa: E741
#: What each act is lawful from, and whether the creditor does it.
LAWFUL = {
    "done": {O.DUE, O.BREACHED},
    "confirm": {O.DUE, O.CLAIMED, O.BREACHED},
    "contest": {O.CLAIMED},
    "waive": {O.DUE, O.CLAIMED, O.BREACHED},
    "extend": {O.BREACHED},
}
FORMS = {"done": ClaimDoneForm, "extend": ExtendForm}
SAID = {
    "done": _("已经通知对方确认。"),
    "confirm": _("已经确认履行。"),
    "contest": _("已经告诉对方还没有履行。"),
    "waive": _("已经免除这一项。"),
    "extend": _("期限已经延长。"),
}


@login_required
@require_http_methods(["GET", "HEAD"])
def perform(request, reference):
    dispute = find_case(request, reference)
    own_party(request, dispute)
    settlement = settlement_in_force(dispute)
    if settlement is None:
        return too_late(request, dispute)
    owed = settlement.obligations.select_related("obligor", "creditor")
    context = frame(
        request,
        dispute,
        settlement=settlement,
        obligations=[_as_seen(one, request.user, dispute) for one in owed],
        is_breached=dispute.state == State.BREACHED,
    )
    return render(request, "disputes/perform.html", context)


def _as_seen(owed, user, dispute):
    """An obligation with the acts that this person may do about it now."""
    is_open = dispute.state in {State.PERFORMING, State.BREACHED}
    return {
        "owed": owed,
        "deadline": live_deadlines(owed).first(),
        "acts": [act for act in LAWFUL if is_open and owed.state in LAWFUL[act] and _may(act, user, owed)],
    }


def _may(act, user, owed):
    party = owed.obligor if act == "done" else owed.creditor
    return speaks_for(user, party, needs_special_mandate=act in {"waive", "extend"})


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
    form = FORMS[act](request.POST if request.method == "POST" else None) if act in FORMS else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            _do(act, owed, request.user, form)
        except NotValid as refusal:
            messages.error(request, refusal.message)
            return redirect("disputes:perform", dispute.reference)
        messages.success(request, SAID[act])
        dispute = find_case(request, reference)
        return (
            to_case(dispute)
            if dispute.state == State.CLOSED
            else redirect("disputes:perform", dispute.reference)
        )
    if request.method != "POST" and owed.state not in LAWFUL[act]:
        return redirect("disputes:perform", dispute.reference)
    context = frame(request, dispute, owed=owed, form=form, act=act)
    return render(request, "disputes/obligation_act.html", context, status=status_of(form) if form else 200)


def _do(act, owed, user, form):
    if act == "done":
        claim_performance(owed, by=user, note_text=form.cleaned_data["note"])
    elif act == "confirm":
        confirm_performance(owed, by=user)
    elif act == "contest":
        contest_performance(owed, by=user)
    elif act == "waive":
        waive_obligation(owed, by=user)
    else:
        extend_obligation(owed, by=user, due_on=form.cleaned_data["due_on"])
