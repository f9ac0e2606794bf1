"""The commission's registrar: what has come in, whether it is taken, and what came of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import offices_of
from accounts.states import OrganisationKind, Role
from disputes.exceptions import NotPermitted, NotValid
from rulebook.selectors import next_deadline

from ..forms import AcceptForm, AwardForm, RefuseForm, SettlementForm
from ..policies import can_register
from ..selectors import referrals_to_offices_of
from ..services import (
    accept_referral,
    record_award,
    record_settlement,
    refuse_referral,
    report_pending,
)
from ..states import AT_COMMISSION, ReferralState
from .finding import find_referral, frame, status_of, too_late
from .reading import sheet


@login_required
@require_safe
def referrals(request):
    """What was sent to the commissions one works for: what waits first, what is done after it."""
    offices = offices_of(request.user).filter(
        organisation__kind=OrganisationKind.ARBITRATION_COMMISSION, role__in=[Role.REGISTRAR, Role.SUPERVISOR]
    )
    if not offices.exists():
        raise NotPermitted()
    found = referrals_to_offices_of(request.user)
    waiting = [(each, next_deadline(each)) for each in found.filter(state__in=AT_COMMISSION)]
    done = Paginator(found.exclude(state__in=AT_COMMISSION).order_by("-sent_at"), 30)
    context = {"waiting": waiting, "done": done.get_page(request.GET.get("page"))}
    return render(request, "arbitration/referrals.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request, pk):
    """`do`: accept or refuse."""
    referral = _find_as_registrar(request, pk)
    if referral.state != ReferralState.SENT and request.method != "POST":
        return too_late(request, referral)
    do = request.POST.get("do", "")
    accepting = AcceptForm(request.POST if do == "accept" else None)
    refusing = RefuseForm(request.POST if do == "refuse" else None)
    if do == "accept" and accepting.is_valid():
        accept_referral(referral, by=request.user, **accepting.cleaned_data)
        messages.success(request, _("已经登记受理，并通知双方。"))
        return redirect("arbitration:show", pk=referral.pk)
    if do == "refuse" and refusing.is_valid():
        refuse_referral(referral, by=request.user, **refusing.cleaned_data)
        messages.success(request, _("已经登记不予受理，并通知双方。"))
        return redirect("arbitration:show", pk=referral.pk)
    context = frame(request, referral, accepting=accepting, refusing=refusing, **sheet(request, referral))
    return render(request, "arbitration/register.html", context, status=status_of(accepting, refusing))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def result(request, pk):
    """`do`: award, settlement, or pending: still at work, the wait begins again."""
    referral = _find_as_registrar(request, pk)
    if referral.state != ReferralState.ACCEPTED and request.method != "POST":
        return too_late(request, referral)
    do = request.POST.get("do", "")
    awarding = AwardForm(*((request.POST, request.FILES) if do == "award" else ()))
    settling = SettlementForm(request.POST if do == "settlement" else None, prefix="settlement")
    try:
        if do == "award" and awarding.is_valid():
            record_award(referral, by=request.user, **awarding.cleaned_data)
            messages.success(request, _("裁决已经登记，案件办结。"))
            return redirect("arbitration:show", pk=referral.pk)
        if do == "settlement" and settling.is_valid():
            record_settlement(referral, by=request.user, **settling.cleaned_data)
            messages.success(request, _("和解已经登记，案件办结。"))
            return redirect("arbitration:show", pk=referral.pk)
    except NotValid as refusal:
        awarding.add_error("file" if refusal.code in ("not_pdf", "too_big") else None, refusal.message)
    if do == "pending":
        report_pending(referral, by=request.user)
        messages.success(request, _("已经登记“仍在审理”，等待期限重新计算。"))
        return redirect("arbitration:show", pk=referral.pk)
    context = frame(request, referral, awarding=awarding, settling=settling, **sheet(request, referral))
    return render(request, "arbitration/result.html", context, status=status_of(awarding, settling))


def _find_as_registrar(request, pk):
    referral = find_referral(request, pk)
    if not can_register(request.user, referral):
        raise NotPermitted()
    return referral
