"""Choosing, appointing, disclosing, challenging."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from disputes.exceptions import NotPermitted, NotValid

from ..forms import (
    AppointForm,
    ChallengeForm,
    ChoiceForm,
    DecideChallengeForm,
    DiscloseForm,
    RosterFilterForm,
    TextForm,
)
from ..models import Challenge, RosterEntry
from ..policies import office_open_to_disclosure, require_lead, require_secretary, spoken_for
from ..scope import suitable_entries
from ..selectors import cards, open_draw, parties_to_choose, parties_to_waive, suggestions
from ..services import (
    accept_appointment,
    accept_mediator,
    add_disclosure,
    appoint_mediator,
    challenge_mediator,
    choose_mediator,
    decide_challenge,
    decline_appointment,
)
from ..services.appointing import candidates
from ..states import ChallengeState, MediationState, Office
from .finding import find, frame, status_of, to_show, too_late

M = MediationState


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request, pk):
    mediation = find(request, pk)
    own = spoken_for(request.user, mediation)
    if not own:
        raise NotPermitted()
    if request.method != "POST" and (
        mediation.state != M.CHOOSING or not set(own) & set(parties_to_choose(mediation))
    ):
        return too_late(request, mediation)
    entries = suitable_entries(mediation.dispute, mediation.body)
    form = ChoiceForm(request.POST if request.method == "POST" else None, entries=entries)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            choose_mediator(
                mediation,
                by=request.user,
                ranking=given["ranking"],
                strikes=given["strikes"],
                leaves_it_to_body=given["leaves_it_to_body"],
            )
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("您的选择已经提交，另一方选完之前看不到。"))
            return to_show(mediation)
    shown = cards(RosterEntry.objects.filter(pk__in=[entry.pk for entry in entries]))
    narrow = RosterFilterForm(request.GET)
    rows = [(card, field, narrow.lets_through(card)) for card, field in form.rows(shown)]
    context = frame(request, mediation, form=form, rows=rows, narrow=narrow)
    return render(request, "mediation/choose.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request, pk):
    mediation = find(request, pk)
    require_secretary(request.user, mediation)
    if request.method != "POST" and mediation.state != M.APPOINTING:
        return too_late(request, mediation)
    draw = open_draw(mediation)
    if request.method != "POST" and draw is not None:
        return redirect("mediation:draw_page", mediation.pk, draw.number)
    suggested = suggestions(mediation.dispute, candidates(mediation))
    form = AppointForm(request.POST if request.method == "POST" else None, suggested=suggested)
    if request.method == "POST" and form.is_valid():
        entry = RosterEntry.objects.get(pk=form.cleaned_data["entry"])
        try:
            appoint_mediator(mediation, by=request.user, entry=entry, reason=form.cleaned_data["reason"])
        except NotValid as refusal:
            form.add_error("reason" if refusal.code == "no_reason" else None, refusal.message)
        else:
            messages.success(request, _("已经指定，等待调解员接受并披露。"))
            return to_show(mediation)
    roster = cards(RosterEntry.objects.filter(body=mediation.body, delisted_at=None))
    context = frame(
        request,
        mediation,
        form=form,
        suggested=suggested,
        unable=[card for card in roster if not card.may_be_named],
    )
    return render(request, "mediation/appoint.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def disclose(request, pk):
    mediation = find(request, pk)
    require_lead(request.user, mediation)
    if request.method != "POST" and mediation.state != M.DISCLOSING:
        return too_late(request, mediation)
    form = DiscloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["answer"] == "decline":
            decline_appointment(mediation, by=request.user, reason=given["text"])
            messages.success(request, _("您没有接受这次指定，调解组织会另行指定。"))
            return redirect("mediation:caseload")
        accept_appointment(mediation, by=request.user, has_interest=given["has_interest"], text=given["text"])
        messages.success(request, _("您已接受指定。各方可以在期限内申请回避。"))
        return to_show(mediation)
    return render(
        request, "mediation/disclose.html", frame(request, mediation, form=form), status=status_of(form)
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def disclose_more(request, pk):
    mediation = find(request, pk)
    office_open_to_disclosure(request.user, mediation)
    form = TextForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        add_disclosure(mediation, by=request.user, text=form.cleaned_data["text"])
        messages.success(request, _("已经告诉各方。"))
        return to_show(mediation)
    context = frame(
        request,
        mediation,
        form=form,
        title=_("补充披露"),
        lead=_("办理中才发现的关系或者利益，要马上告诉各方。各方可以据此申请回避。"),
        submit=_("告诉各方"),
    )
    return render(request, "mediation/act.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def challenge(request, pk):
    mediation = find(request, pk)
    own = spoken_for(request.user, mediation)
    if not own:
        raise NotPermitted()
    may_waive = mediation.state != M.MEDIATING
    if request.method != "POST" and (
        mediation.state not in {M.CHALLENGEABLE, M.MEDIATING}
        or (may_waive and not set(own) & set(parties_to_waive(mediation)))
    ):
        return too_late(request, mediation)
    form = ChallengeForm(request.POST if request.method == "POST" else None, may_waive=may_waive)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["answer"] == "waive":
            accept_mediator(mediation, by=request.user)
            messages.success(request, _("您对调解员没有异议。"))
        else:
            challenge_mediator(mediation, by=request.user, ground=given["ground"], reasons=given["reasons"])
            messages.success(request, _("回避申请已经提交，由调解组织决定。"))
        return to_show(mediation)
    context = frame(request, mediation, form=form, appointment=mediation.appointment)
    return render(request, "mediation/challenge.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def challenge_decision(request, pk):
    mediation = find(request, pk)
    require_secretary(request.user, mediation)
    if request.method != "POST" and mediation.state != M.CHALLENGED:
        return too_late(request, mediation)
    form = DecideChallengeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        decide_challenge(
            mediation,
            by=request.user,
            is_upheld=given["answer"] == "uphold",
            reasons=given["reasons"],
            refusal=given["refusal"],
        )
        messages.success(request, _("决定已经向各方发出。"))
        return to_show(mediation)
    open_one = Challenge.objects.filter(
        appointment__mediation=mediation, appointment__office=Office.LEAD, state=ChallengeState.OPEN
    )
    context = frame(
        request,
        mediation,
        form=form,
        challenge=open_one.select_related("party", "appointment__mediator").first(),
    )
    return render(request, "mediation/decide_challenge.html", context, status=status_of(form))
