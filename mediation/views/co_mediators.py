"""Who sits beside the mediator: named, disclosing, challenged, leaving."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from disputes.exceptions import NotPermitted

from ..forms import ChallengeForm, DecideChallengeForm, DiscloseForm, NameCoMediatorForm, ReasonForm
from ..models import CoMediator, RosterEntry
from ..policies import is_secretary, require_secretary, spoken_for
from ..services import (
    accept_co_mediator,
    accept_co_office,
    challenge_co_mediator,
    decide_co_challenge,
    decline_co_office,
    leave_co_office,
    name_co_mediator,
)
from ..services.appointing import candidates
from ..services.co_mediating import MAY_BE_NAMED
from ..states import ChallengeState, CoMediatorState
from .finding import find, frame, status_of, to_show, too_late

S = CoMediatorState


def find_beside(request, pk, co):
    mediation = find(request, pk)
    found = CoMediator.objects.filter(appointment__mediation=mediation)
    return mediation, get_object_or_404(
        found.select_related("appointment__mediator", "appointment__entry"), pk=co
    )


def page(request, mediation, form, **context):
    context = frame(request, mediation, form=form, **context)
    return render(request, "mediation/act.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name(request, pk):
    mediation = find(request, pk)
    require_secretary(request.user, mediation)
    if request.method != "POST" and mediation.state not in MAY_BE_NAMED:
        return too_late(request, mediation)
    entries = candidates(mediation)
    named = RosterEntry.objects.filter(
        pk__in=CoMediator.objects.in_office()
        .filter(appointment__mediation=mediation)
        .values("appointment__entry")
    )
    offered = [*entries, *named] if request.method == "POST" else entries  # pressed twice
    form = NameCoMediatorForm(request.POST if request.method == "POST" else None, entries=offered)
    if request.method == "POST" and form.is_valid():
        entry = RosterEntry.objects.get(pk=form.cleaned_data["entry"])
        name_co_mediator(mediation, by=request.user, entry=entry, reason=form.cleaned_data["reason"])
        messages.success(request, _("已经指定，等待其接受并披露。调解照常进行。"))
        return to_show(mediation)
    return page(
        request,
        mediation,
        form,
        title=_("增加协同调解员"),
        lead=_("协同调解员和主持的调解员一样要披露，各方可以申请回避。调解不因此中断。"),
        submit=_("指定"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def disclose(request, pk, co):
    mediation, found = find_beside(request, pk, co)
    if found.mediator != request.user:
        raise NotPermitted()
    if request.method != "POST" and found.state != S.NAMED:
        return too_late(request, mediation)
    form = DiscloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["answer"] == "decline":
            decline_co_office(found, by=request.user, reason=given["text"])
            messages.success(request, _("您没有接受这次指定。"))
            return redirect("mediation:caseload")
        accept_co_office(found, by=request.user, has_interest=given["has_interest"], text=given["text"])
        messages.success(request, _("您已接受指定。各方可以在期限内申请回避。"))
        return to_show(mediation)
    return page(
        request,
        mediation,
        form,
        title=_("接受协同调解的指定并披露"),
        lead=_("各方没有异议后，您加入全体会谈、单独会谈和调解员合议室，看不到此前的内容。"),
        submit=_("提交"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def challenge(request, pk, co):
    mediation, found = find_beside(request, pk, co)
    if not spoken_for(request.user, mediation):
        raise NotPermitted()
    if request.method != "POST" and found.state not in {S.CHALLENGEABLE, S.SEATED}:
        return too_late(request, mediation)
    may_waive = found.state != S.SEATED
    form = ChallengeForm(request.POST if request.method == "POST" else None, may_waive=may_waive)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["answer"] == "waive":
            accept_co_mediator(found, by=request.user)
            messages.success(request, _("您对这位协同调解员没有异议。"))
        else:
            challenge_co_mediator(found, by=request.user, ground=given["ground"], reasons=given["reasons"])
            messages.success(request, _("回避申请已经提交，由调解组织决定；其间此人不参加会谈。"))
        return to_show(mediation)
    return page(
        request,
        mediation,
        form,
        title=_("对协同调解员%(name)s有无异议") % {"name": found.mediator.name},
        lead=_("有异议的选择事由并写明理由；没有异议的直接提交。"),
        submit=_("提交"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, pk, co):
    mediation, found = find_beside(request, pk, co)
    require_secretary(request.user, mediation)
    if request.method != "POST" and found.state != S.CHALLENGED:
        return too_late(request, mediation)
    form = DecideChallengeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        decide_co_challenge(
            found,
            by=request.user,
            is_upheld=given["answer"] == "uphold",
            reasons=given["reasons"],
            refusal=given["refusal"],
        )
        messages.success(request, _("决定已经向各方发出。"))
        return to_show(mediation)
    asked = found.appointment.challenges.filter(state=ChallengeState.OPEN).select_related("party").first()
    context = frame(request, mediation, form=form, challenge=asked)
    return render(request, "mediation/decide_challenge.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, pk, co):
    """By themselves, or by the body."""
    mediation, found = find_beside(request, pk, co)
    if found.mediator != request.user and not is_secretary(request.user, mediation):
        raise NotPermitted()
    if request.method != "POST" and found.state not in {S.NAMED, S.CHALLENGEABLE, S.SEATED}:
        return too_late(request, mediation)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        leave_co_office(found, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("协同调解员已经退出，调解照常进行。"))
        return redirect("mediation:caseload") if found.mediator == request.user else to_show(mediation)
    return page(
        request,
        mediation,
        form,
        title=_("协同调解员退出"),
        lead=_("退出后不再看到会谈室里新的内容，其他人照常会谈。"),
        submit=_("退出"),
        is_danger=True,
    )
