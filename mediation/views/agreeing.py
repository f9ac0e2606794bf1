"""The mediator's proposals, and the answers to them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from disputes.exceptions import NotValid
from disputes.forms import term_rows, terms_of
from disputes.terms import from_json

from ..forms import MessageForm
from ..models import Proposal
from ..policies import require_mediator
from ..services import make_proposal, reply_to_proposal, withdraw_proposal
from ..states import MediationState
from .finding import find, frame, status_of, to_show, too_late

M = MediationState


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, pk):
    mediation = find(request, pk)
    require_mediator(request.user, mediation)
    if request.method != "POST" and mediation.state != M.MEDIATING:
        return too_late(request, mediation)
    data = request.POST if request.method == "POST" else None
    last = mediation.proposals.last()
    rows = term_rows(
        data, parties=mediation.dispute.parties.all(), terms=from_json(last.terms) if last else ()
    )
    form = MessageForm(data)
    if data is not None and not rows.is_reshaped and all([rows.is_valid(), form.is_valid()]):
        try:
            make_proposal(
                mediation, by=request.user, terms=terms_of(rows), message=form.cleaned_data["message"]
            )
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("方案已经分别送给各方，等待私下回应。"))
            return to_show(mediation)
    status = 200 if rows.is_reshaped else status_of(rows, form)
    return render(
        request, "mediation/propose.html", frame(request, mediation, rows=rows, form=form), status=status
    )


@login_required
@require_POST
def reply(request, pk, number):
    mediation = find(request, pk)
    proposal = get_object_or_404(Proposal, mediation=mediation, number=number)
    reply_to_proposal(proposal, by=request.user, is_accepted=request.POST.get("answer") == "accept")
    messages.success(request, _("您的回应已经收到。各方都回应后公布结果，谁拒绝不会公布。"))
    return to_show(mediation)


@login_required
@require_POST
def withdraw(request, pk, number):
    mediation = find(request, pk)
    withdraw_proposal(get_object_or_404(Proposal, mediation=mediation, number=number), by=request.user)
    messages.success(request, _("方案已经撤回。"))
    return to_show(mediation)
