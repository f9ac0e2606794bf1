"""The applicant: the application filled from the case, revised, sent, or taken back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casefiles.selectors import evidence_for_all
from disputes.exceptions import NotPermitted, NotValid, Outdated
from disputes.forms.comparing import differing
from rulebook.selectors import next_deadline

from ..agreement import rules_of
from ..forms import ApplicationForm, ReasonForm, particulars_forms
from ..policies import can_prepare
from ..selectors import application_version, particulars_of
from ..services import revise_referral, send_referral, withdraw_referral
from ..states import ReferralState
from .finding import find_referral, frame, status_of, to_case, too_late


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request, pk):
    """`do=send` saves and sends; without it what was typed is saved."""
    referral = find_referral(request, pk)
    if not can_prepare(request.user, referral):
        raise NotPermitted()
    if referral.state != ReferralState.PREPARING and request.method != "POST":
        return too_late(request, referral)
    data = request.POST if request.method == "POST" else None
    version = request.POST.get("version") or application_version(referral)
    form = ApplicationForm(data, instance=referral)
    people = particulars_forms(referral, particulars_of(referral), data)
    if data is not None and all([form.is_valid(), *[each.is_valid() for each in people]]):
        try:
            revise_referral(
                referral,
                by=request.user,
                **form.cleaned_data,
                particulars={each.instance.party_id: each.values() for each in people},
                began_from=request.POST.get("version"),
            )
        except Outdated as refusal:
            return _show_both(request, form, people, refusal)
        if request.POST.get("do") != "send":
            messages.success(request, _("已经保存。"))
            return redirect("arbitration:prepare", pk=referral.pk)
        try:
            send_referral(referral, by=request.user)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
            version = application_version(find_referral(request, pk))  # saved, only not sent
        else:
            messages.success(request, _("申请材料已经移送仲裁机构，等待回复。"))
            return redirect("arbitration:show", pk=referral.pk)
    return _show(request, referral, form, people, version=version)


def _show(request, referral, form, people, *, status=None, **more):
    context = frame(
        request,
        referral,
        form=form,
        people=people,
        exhibits=list(evidence_for_all(referral.dispute)),
        cautions=rules_of(referral.agreement_checks),
        deadline=next_deadline(referral),
        **more,
    )
    return render(request, "arbitration/prepare.html", context, status=status or status_of(form, *people))


def _show_both(request, form, people, refusal):
    """Saved elsewhere since this page was opened: the newer text stands beside what was typed here."""
    stored = find_referral(request, form.instance.pk)
    newer = [ApplicationForm(instance=stored), *particulars_forms(stored, particulars_of(stored))]
    told = [row for each in newer for row in differing(each, request.POST)]
    version = application_version(stored)
    return _show(
        request, stored, form, people, status=refusal.status, version=version, newer=told, refusal=refusal
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    referral = find_referral(request, pk)
    if not can_prepare(request.user, referral):
        raise NotPermitted()
    if not referral.is_running and request.method != "POST":
        return too_late(request, referral)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_referral(referral, by=request.user, **form.cleaned_data)
        messages.success(request, _("已经撤回。请选择其他途径。"))
        return to_case(referral.dispute)
    context = frame(request, referral, form=form)
    return render(request, "arbitration/withdraw.html", context, status=status_of(form))
