"""What became of similar cases: the same page for both sides and the mediator."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disputes.exceptions import NotPermitted
from rulebook.selectors import compass_rule

from ..selectors.compass import Step, compass
from ..states import MediationState
from .finding import find, frame, position_of, too_late

M = MediationState


@login_required
@require_safe
def show(request, pk):
    mediation = find(request, pk)
    if position_of(request.user, mediation) == "body":
        raise NotPermitted()
    if mediation.state not in {M.MEDIATING, M.SIGNING}:
        return too_late(request, mediation)
    found = compass(mediation.dispute)
    context = frame(
        request,
        mediation,
        compass=found,
        figures=[one for one in (found.share, found.days, found.rate) if one is not None],
        rule=compass_rule(),
        steps=dict(Step.choices),
    )
    return render(request, "mediation/compass.html", context)
