"""The record of the joint sessions: the mediator writes it, the parties confirm it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid

from ..forms import ConfirmRecordForm, RecordForm
from ..models import MediationRecord
from ..policies import is_mediator, spoken_for
from ..selectors import joint_lines, undisputed_facts
from ..services import confirm_record, draw_up_record
from ..states import FactListState, MediationState
from .finding import find, fingerprint_in, frame, status_of

M = MediationState


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request, pk):
    mediation = find(request, pk)
    if is_mediator(request.user, mediation) and mediation.state in {M.MEDIATING, M.SIGNING}:
        return _write(request, mediation)
    if request.method == "POST" and is_mediator(request.user, mediation):
        raise NotLawfulNow()
    return _confirm(request, mediation)


def _write(request, mediation):
    newest = mediation.records.last()
    data = request.POST if request.method == "POST" else None
    lines = joint_lines(mediation, request.user)
    form = RecordForm(data, initial=_begun_with(mediation, newest), lines=lines)
    if data is not None and "summarise" in data:
        return _page(request, mediation, form=form.with_lines_in_summary(), is_writing=True)
    if data is not None and form.is_valid():
        try:
            draw_up_record(mediation, by=request.user, **form.cleaned_data)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("笔录已经送给各方核对。"))
            return redirect("mediation:record", mediation.pk)
    return _page(request, mediation, form=form, is_writing=True)


def _begun_with(mediation, newest):
    """The last version; for a first one what is undisputed already."""
    if newest is None:
        fact_list = mediation.fact_lists.exclude(state=FactListState.LAPSED).last()
        agreed = undisputed_facts(fact_list) if fact_list else []
        return {"undisputed": "\n".join(fact.text for fact in agreed)}
    content = newest.content
    return {
        "summary": newest.summary,
        "undisputed": newest.undisputed,
        "positions": content.get("positions", ""),
        "explained": content.get("explained", ""),
        "quoted": [quote["seq"] for quote in content.get("quotes", [])],
    }


def _confirm(request, mediation):
    data = request.POST if request.method == "POST" else None
    if data is not None and not spoken_for(request.user, mediation):
        raise NotPermitted()
    form = ConfirmRecordForm(data)
    if data is not None and form.is_valid():
        shown = get_object_or_404(MediationRecord, mediation=mediation, sha256=fingerprint_in(data))
        try:
            confirm_record(shown, by=request.user, **form.cleaned_data)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("已经记下您的意见。"))
            return redirect("mediation:record", mediation.pk)
    return _page(request, mediation, form=form, is_writing=False)


def _page(request, mediation, *, form, is_writing):
    newest = mediation.records.last()
    confirmations = list(newest.confirmations.select_related("party")) if newest else []
    said = {confirmation.party for confirmation in confirmations}
    context = frame(
        request,
        mediation,
        record=newest,
        form=form,
        is_writing=is_writing,
        confirmations=confirmations,
        may_confirm=bool(newest and set(spoken_for(request.user, mediation)) - said)
        and mediation.state in {M.MEDIATING, M.SIGNING},
    )
    return render(request, "mediation/record.html", context, status=status_of(form))
