"""Complaints about a mediator's conduct: made, answered, decided. Kept apart from the case and from the other side."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disputes.exceptions import NotPermitted
from disputes.policies import speaks_for
from rulebook.selectors import explain, live_deadlines

from ..forms import ConductForm, DecideConductForm, StatementForm
from ..models import ConductComplaint
from ..policies import spoken_for
from ..services import (
    answer_conduct_complaint,
    complain_of_conduct,
    decide_conduct_complaint,
    withdraw_conduct_complaint,
)
from ..services.conduct import may_decide
from ..states import CONDUCT_SILENCE, ConductState
from .finding import find, frame, status_of

S = ConductState


@login_required
@require_safe
def conduct(request):
    """One's own: made, about oneself, or to decide."""
    found = ConductComplaint.objects.visible_to(request.user).select_related(
        "mediation__dispute", "mediation__body", "appointment__mediator", "party"
    )
    return render(request, "mediation/conduct_list.html", {"complaints": found[:200]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request, pk):
    mediation = find(request, pk)
    if not spoken_for(request.user, mediation):
        raise NotPermitted()
    held = list(mediation.appointments.exclude(accepted_at=None).select_related("mediator"))
    form = ConductForm(request.POST if request.method == "POST" else None, appointments=held)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        complaint = complain_of_conduct(
            mediation,
            by=request.user,
            appointment=next(one for one in held if one.pk == given["appointment"]),
            ground=given["ground"],
            text=given["text"],
        )
        messages.success(request, _("投诉已经交给调解组织的主管。另一方看不到。"))
        return redirect("mediation:conduct_show", complaint.pk)
    context = frame(request, mediation, form=form, has_mediators=bool(held))
    return render(request, "mediation/conduct_add.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request, complaint):
    seen = ConductComplaint.objects.visible_to(request.user).select_related(
        "mediation__dispute", "mediation__body", "appointment__mediator", "party", "decided_by"
    )
    found = get_object_or_404(seen, pk=complaint)
    is_heard = found.appointment.mediator == request.user
    decides = may_decide(request.user, found)
    data = request.POST if request.method == "POST" else None
    if data is not None and not (is_heard or decides):
        raise NotPermitted()
    form = StatementForm(data) if is_heard else DecideConductForm(data)
    if data is not None and form.is_valid():
        given = form.cleaned_data
        if is_heard:
            answer_conduct_complaint(found, by=request.user, statement=given["statement"])
            messages.success(request, _("您的说明已经交给主管。"))
        else:
            decide_conduct_complaint(
                found, by=request.user, is_upheld=given["answer"] == "uphold", reasons=given["reasons"]
            )
            messages.success(request, _("决定已经告诉投诉的一方和调解员。"))
        return redirect("mediation:conduct_show", complaint)
    deadline = live_deadlines(found).first()
    waits = (is_heard and found.state == S.HEARING) or (decides and found.state == S.DECIDING)
    context = {
        "complaint": found,
        "base": "base_party.html" if speaks_for(request.user, found.party) else "base_mediator.html",
        "form": form if waits or data is not None else None,
        "submit": _("提交说明") if is_heard else _("作出决定"),
        "may_withdraw": speaks_for(request.user, found.party) and found.state in {S.HEARING, S.DECIDING},
        "deadline": deadline,
        "explanation": explain(deadline) if deadline else [],
        "silence": CONDUCT_SILENCE.get(found.state, ""),
    }
    return render(request, "mediation/conduct_show.html", context, status=status_of(form))


@login_required
@require_POST
def withdraw(request, complaint):
    found = get_object_or_404(ConductComplaint.objects.visible_to(request.user), pk=complaint)
    withdraw_conduct_complaint(found, by=request.user)
    messages.success(request, _("投诉已经撤回。"))
    return redirect("mediation:conduct_show", complaint)
