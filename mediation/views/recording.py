"""The record of the joint sessions: the mediator writes it, the parties confirm it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from disputes.exceptions import NotLawfulNow, NotPermitted

from ..forms import ConfirmRecordForm, RecordForm
from ..models import MediationRecord
from ..policies import is_mediator, spoken_for
from ..services import confirm_record, draw_up_record
from ..states import MediationState
from .finding import find, frame, status_of

M = MediationState


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request, pk):
    """The mediator writes it, the parties confirm it."""
    mediation = find(request, pk)
    newest = mediation.records.last()
    is_writing = is_mediator(request.user, mediation) and mediation.state in {M.MEDIATING, M.SIGNING}
    own = spoken_for(request.user, mediation)
    data = request.POST if request.method == "POST" else None
    initial = {"summary": newest.summary, "undisputed": newest.undisputed} if newest else None
    if data is not None and not (is_writing or own):
        raise NotLawfulNow() if is_mediator(request.user, mediation) else NotPermitted()
    form = RecordForm(data, initial=initial) if is_writing else ConfirmRecordForm(data)
    if data is not None and form.is_valid():
        if is_writing:
            draw_up_record(mediation, by=request.user, **form.cleaned_data)
            messages.success(request, _("笔录已经送给各方核对。"))
        else:
            shown = get_object_or_404(MediationRecord, mediation=mediation, sha256=data.get("sha256", ""))
            confirm_record(shown, by=request.user, objection=form.cleaned_data["objection"])
            messages.success(request, _("已经记下您的意见。"))
        return redirect("mediation:record", mediation.pk)
    confirmations = list(newest.confirmations.select_related("party")) if newest else []
    said = {confirmation.party for confirmation in confirmations}
    context = frame(
        request,
        mediation,
        record=newest,
        form=form,
        is_writing=is_writing,
        confirmations=confirmations,
        may_confirm=bool(newest and set(own) - said),
    )
    return render(request, "mediation/record.html", context, status=status_of(form))
