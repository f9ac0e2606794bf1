"""The earlier talk of the joint room for a new mediator: asked for, answered, and what became of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from disputes.exceptions import NotLawfulNow, NotPermitted
from rulebook.selectors import explain, live_deadlines

from ..forms import EarlierTalkForm
from ..policies import is_mediator, spoken_for
from ..selectors.earlier import (
    caucus_unseen_by,
    earlier_talk_request,
    may_ask_for_earlier_talk,
    parties_to_answer_earlier,
)
from ..services import answer_earlier_talk, ask_for_earlier_talk
from ..states import EARLIER_TALK_SILENCE, EarlierTalkState, MediationState
from .finding import find, frame, status_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def earlier(request, pk):
    """What would be seen and what not; the answer of a side is posted here."""
    mediation = find(request, pk)
    own = spoken_for(request.user, mediation)
    if not own and not is_mediator(request.user, mediation):
        raise NotPermitted()
    asked = earlier_talk_request(mediation)
    if request.method == "POST" and not own:
        raise NotPermitted()
    if request.method == "POST" and asked is None:
        raise NotLawfulNow()
    mine = [party for party in own if party in parties_to_answer_earlier(mediation)]
    has_caucus = asked is not None and any(
        caucus_unseen_by(mediation, asked.appointment.mediator, party, request.user) for party in mine
    )
    form = EarlierTalkForm(request.POST if request.method == "POST" else None, has_caucus=has_caucus)
    if request.method == "POST" and form.is_valid():
        answered = answer_earlier_talk(asked, by=request.user, **form.values())
        if answered.state == EarlierTalkState.OPEN:
            messages.success(request, _("您的答复已经收到，等另一方答复后公布结果。"))
        return redirect("mediation:show", mediation.pk)
    deadline = live_deadlines(asked).first() if asked else None
    context = frame(
        request,
        mediation,
        asked=asked,
        form=form,
        waits_for_me=bool(mine),
        may_ask=mediation.state == MediationState.MEDIATING
        and may_ask_for_earlier_talk(mediation, request.user),
    ) | {
        "deadline": deadline,
        "explanation": explain(deadline) if deadline else [],
        "silence": EARLIER_TALK_SILENCE,
    }
    return render(request, "mediation/earlier.html", context, status=status_of(form))


@login_required
@require_POST
def ask(request, pk):
    mediation = find(request, pk)
    ask_for_earlier_talk(mediation, by=request.user)
    messages.success(request, _("已经请双方答复。双方都同意，您才能看到。"))
    return redirect("mediation:earlier_talk", mediation.pk)
