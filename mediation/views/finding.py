"""How a page finds its mediation, and what every page of one needs."""

import re

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from disputes.policies import party_of
from rulebook.selectors import explain, live_deadlines

from ..models import CoMediator, ConductComplaint, Mediation
from ..policies import is_mediator, is_of_body
from ..services.cooling import COOLING_OFF_KIND, cooling_off
from ..states import COOLING_OFF_SILENCE, DRAW_KIND, DRAW_SILENCE, SILENCE


def find(request, pk):
    """One that this person may see; anything else does not exist."""
    seen = Mediation.objects.visible_to(request.user).select_related(
        "dispute__chain", "dispute__desk", "dispute__platform", "body", "proceeding", "requested_by"
    )
    return get_object_or_404(seen, pk=pk)


def position_of(user, mediation):
    """As what a person stands before a mediation: `mediator`, `party` or `body`."""
    if is_mediator(user, mediation):
        return "mediator"
    if party_of(user, mediation.dispute) is not None:
        return "party"
    return "body" if is_of_body(user, mediation) else "mediator"


def silence_about(mediation, deadline):
    """What happens when nobody acts until then, said beforehand."""
    if is_draw_clock(deadline):
        return DRAW_SILENCE
    if deadline is not None and deadline.kind == COOLING_OFF_KIND:
        return COOLING_OFF_SILENCE
    return SILENCE.get(mediation.state, "")


BASES = {"mediator": "base_mediator.html", "party": "base_party.html", "body": "base_mediator.html"}


def frame(request, mediation, **context):
    dispute = mediation.dispute
    position = position_of(request.user, mediation)
    deadline = cooling_off(mediation) or live_deadlines(mediation).first()
    return {
        "base": BASES[position],
        "position": position,
        "mediation": mediation,
        "dispute": dispute,
        "parties": list(dispute.parties.all()),
        "deadline": deadline,
        "explanation": explain(deadline) if deadline else [],
        "silence": silence_about(mediation, deadline),
        "draws": list(mediation.draws.all()),
        "co_mediators": beside(mediation),
        "complaints": list(
            ConductComplaint.objects.visible_to(request.user)
            .filter(mediation=mediation)
            .select_related("appointment__mediator")
        ),
        "person": request.user,
        **context,
    }


def is_draw_clock(deadline):
    return deadline is not None and deadline.kind == DRAW_KIND


def beside(mediation):
    """Who sits, or is about to sit, beside the one who leads."""
    found = CoMediator.objects.in_office().filter(appointment__mediation=mediation)
    return list(found.select_related("appointment__mediator", "appointment__entry"))


def to_show(mediation):
    return redirect("mediation:show", mediation.pk)


def too_late(request, mediation):
    """The page was opened when the step was over or has not come: say where things stand instead."""
    said = _("这一步现在不需要办理。调解目前的状态是：%(state)s。")
    messages.info(request, said % {"state": mediation.get_state_display()})
    return to_show(mediation)


def fingerprint_in(data):
    """The hash of the words a page showed. What cannot be one is nobody's: no database is asked for odd text."""
    sent = data.get("sha256", "")
    return sent if re.fullmatch("[0-9a-f]{64}", sent) else ""


def status_of(*forms):
    """422 for a form sent back, so that programs notice too."""
    return 422 if any(form.is_bound and not form.is_valid() for form in forms) else 200
