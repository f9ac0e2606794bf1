"""Asking for mediation, answering the request, and the body's decision on the case."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation
from disputes.exceptions import NotPermitted, NotValid
from disputes.models import Dispute
from disputes.policies import party_of

from ..forms import ConsentForm, DecideOnCaseForm, RequestForm
from ..policies import is_secretary, require_secretary, spoken_for
from ..scope import body_options, matter_of
from ..selectors import may_request, parties_to_consent, running_mediation
from ..services import accept_case, consent_to_mediation, refuse_case, refuse_mediation, request_mediation
from ..services.co_mediating import MAY_BE_NAMED
from ..states import MediationState
from .finding import find, frame, position_of, status_of, to_show, too_late

M = MediationState


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request, reference):
    seen = Dispute.objects.visible_to(request.user).filter(reference=reference.upper())
    dispute = get_object_or_404(seen.select_related("chain", "desk", "platform"))
    party = party_of(request.user, dispute)
    if party is None:
        raise NotPermitted()
    running = running_mediation(dispute)
    if running is not None:
        return to_show(running)
    if not may_request(dispute, party) and request.method != "POST":
        messages.info(request, _("案件现在的阶段不能申请调解。"))
        return redirect("proceedings:case", reference=dispute.reference)
    options = body_options(dispute)
    form = RequestForm(request.POST if request.method == "POST" else None, options=options)
    if request.method == "POST" and form.is_valid():
        body = Organisation.objects.get(pk=form.cleaned_data["body"])
        try:
            mediation = request_mediation(dispute, by=request.user, body=body, text=form.cleaned_data["text"])
        except NotValid as refusal:
            form.add_error("body", refusal.message)
        else:
            messages.success(request, _("调解申请已经提交，并向另一方发出。"))
            return to_show(mediation)
    context = {
        "dispute": dispute,
        "form": form,
        "closed": [option for option in options if not option.is_open],
        "has_open": any(option.is_open for option in options),
        "matter": matter_of(dispute),
    }
    return render(request, "mediation/request.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD"])
def show(request, pk):
    """Each to their own page."""
    mediation = find(request, pk)
    pages = {"mediator": "mediation:desk", "party": "mediation:room", "body": "mediation:body"}
    return redirect(pages[position_of(request.user, mediation)], mediation.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request, pk):
    mediation = find(request, pk)
    own = spoken_for(request.user, mediation)
    if not own:
        raise NotPermitted()
    if request.method != "POST" and (
        mediation.state != M.CONSENTING or not set(own) & set(parties_to_consent(mediation))
    ):
        return too_late(request, mediation)
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["answer"] == "yes":
            consent_to_mediation(mediation, by=request.user)
            messages.success(request, _("您同意参加调解。"))
            return to_show(mediation)
        refuse_mediation(mediation, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("已经告诉对方您不参加调解。"))
        return to_show(mediation)
    context = frame(request, mediation, form=form)
    return render(request, "mediation/consent.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, pk):
    mediation = find(request, pk)
    require_secretary(request.user, mediation)
    if request.method != "POST" and mediation.state != M.BODY_DECIDING:
        return too_late(request, mediation)
    form = DecideOnCaseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["answer"] == "accept":
            accept_case(mediation, by=request.user, number=given["number"])
            messages.success(request, _("已经受理，各方收到权利义务告知书。"))
            return to_show(mediation)
        refuse_case(mediation, by=request.user, ground=given["ground"], reason=given["reason"])
        messages.success(request, _("已经决定不予受理。"))
        return redirect("mediation:caseload")
    return render(
        request, "mediation/decide.html", frame(request, mediation, form=form), status=status_of(form)
    )


@login_required
@require_http_methods(["GET", "HEAD"])
def body(request, pk):
    """What the body sees: dates, states, decisions. Never a room."""
    mediation = find(request, pk)
    if position_of(request.user, mediation) != "body":
        return to_show(mediation)
    context = frame(
        request,
        mediation,
        appointments=list(mediation.appointments.select_related("mediator", "entry")),
        is_secretary=is_secretary(request.user, mediation),
        may_name_beside=is_secretary(request.user, mediation) and mediation.state in MAY_BE_NAMED,
        agreement=mediation.agreements.last(),
    )
    return render(request, "mediation/body.html", context)
