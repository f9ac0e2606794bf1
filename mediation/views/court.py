"""Judicial confirmation at the court: handed in, answered, completed, taken back; and the package itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disputes.exceptions import NotPermitted, NotValid

from ..forms import CourtAnswerForm, HandInForm
from ..policies import (
    helps_with_confirmation,
    is_court,
    is_secretary,
    records_court_answers,
    require_allowed,
    spoken_for,
)
from ..selectors import courts_for, registered_courts
from ..services import (
    ask_supplement,
    hand_in,
    record_acceptance,
    record_reading,
    record_ruling,
    record_supplement,
    withdraw_application,
)
from ..states import ConfirmationState
from .confirming import find_confirmation, frame_of, not_now, to_page
from .finding import status_of

C = ConfirmationState


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in_page(request, pk):
    found = find_confirmation(request, pk)
    require_allowed(helps_with_confirmation(request.user, found))
    if request.method != "POST" and found.state != C.PREPARING:
        return not_now(request, found)
    form = HandInForm(
        request.POST if request.method == "POST" else None,
        courts=courts_for(found.mediation),
        registered=registered_courts(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            hand_in(found, by=request.user, **form.cleaned_data)
        except NotValid as refusal:
            form.add_error("on" if refusal.code in {"future", "too_early"} else None, refusal.message)
        else:
            messages.success(request, _("已经登记提交。法院有答复，请回来登记。"))
            return to_page(found)
    context = frame_of(request, found, form=form)
    return render(request, "mediation/confirmation_hand_in.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def court(request, pk):
    found = find_confirmation(request, pk)
    require_allowed(records_court_answers(request.user, found))
    if request.method != "POST" and not found.is_at_court:
        return not_now(request, found)
    form = CourtAnswerForm(
        request.POST if request.method == "POST" else None,
        is_accepted=found.accepted_on is not None,
        is_supplementing=found.state == C.SUPPLEMENTING,
    )
    if request.method == "POST" and form.is_valid():
        try:
            _record(found, request.user, form.cleaned_data)
        except NotValid as refusal:
            dates = {"future": "on", "too_early": "on", "bad_date": "until"}
            form.add_error(dates.get(refusal.code), refusal.message)
        else:
            messages.success(request, _("已经登记，双方都会收到。"))
            return to_page(found)
    context = frame_of(request, found, form=form)
    return render(request, "mediation/confirmation_court.html", context, status=status_of(form))


def _record(found, user, given):
    what = given["answer"]
    if what == CourtAnswerForm.ACCEPT:
        record_acceptance(found, by=user, on=given["on"], case_number=given["case_number"])
    elif what == CourtAnswerForm.SUPPLEMENT:
        ask_supplement(found, by=user, text=given["note"], until=given["until"])
    else:
        record_ruling(
            found,
            by=user,
            ruling=what,
            on=given["on"],
            ground_code=given["ground"],
            case_number=given["case_number"],
            note=given["note"],
        )


@login_required
@require_POST
def supplemented(request, pk):
    found = find_confirmation(request, pk)
    record_supplement(found, by=request.user)
    messages.success(request, _("已经登记，等待法院答复。"))
    return to_page(found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    found = find_confirmation(request, pk)
    require_allowed(bool(spoken_for(request.user, found.mediation, needs_special_mandate=True)))
    if request.method == "POST":
        withdraw_application(found, by=request.user)
        messages.success(request, _("已经登记撤回。请同时告诉法院。"))
        return to_page(found)
    if not found.is_at_court:
        return not_now(request, found)
    return render(request, "mediation/confirmation_withdraw.html", frame_of(request, found))


@login_required
@require_safe
def bundle(request, pk):
    """The package as one PDF. Its numbers and addresses are for the two, the body's office and the court."""
    found = find_confirmation(request, pk)
    own = spoken_for(request.user, found.mediation)
    if not (own or is_secretary(request.user, found.mediation) or is_court(request.user, found)):
        raise NotPermitted()
    if not found.bundle:
        raise Http404
    record_reading(found, by=request.user)
    name = f"{found.dispute.reference}-{_('司法确认申请材料')}.pdf"
    answer = FileResponse(
        found.bundle.open(), as_attachment=True, filename=name, content_type="application/pdf"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer
