"""How a page finds its case, and what it says when it comes too late."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from ..exceptions import NotPermitted
from ..models import Dispute
from ..policies import is_on_desk, party_of
from ..states import State


def find_case(request, reference):
    """A filed case that this person may see; anything else does not exist."""
    seen = Dispute.objects.visible_to(request.user).select_related("chain", "desk", "platform")
    return get_object_or_404(seen.exclude(state=State.DRAFT), reference=reference.upper())


def find_draft(request, pk):
    """One's own complaint by its number, handed in already or not."""
    if pk > 2**62:
        raise Http404
    seen = Dispute.objects.visible_to(request.user).select_related("chain", "platform")
    return get_object_or_404(seen, pk=pk, created_by=request.user)


def own_party(request, dispute, *roles):
    """For whom this person speaks here; refused when for none of `roles`."""
    party = party_of(request.user, dispute)
    if party is None or (roles and party.role not in roles):
        raise NotPermitted()
    return party


def to_case(dispute):
    return redirect("proceedings:case", reference=dispute.reference)


def too_late(request, dispute):
    """The page was opened when the step was over or has not come: say where the case stands instead."""
    messages.info(
        request,
        _("这一步现在不需要办理。案件目前的状态是：%(state)s。") % {"state": dispute.get_state_display()},
    )
    return to_case(dispute)


def frame(request, dispute, **context):
    """What every page of a case needs: the base of its reader's audience, the case, its people."""
    is_desk = is_on_desk(request.user, dispute) and party_of(request.user, dispute) is None
    parties = list(dispute.parties.all())
    return {
        "base": "base_desk.html" if is_desk else "base_party.html",
        "dispute": dispute,
        "parties": parties,
        "complainants": [party for party in parties if party.role == "complainant"],
        "respondents": [party for party in parties if party.role == "respondent"],
        "claims": list(dispute.claims.all()),
        **context,
    }


def status_of(*forms):
    """422 for a form sent back, so that programs notice too."""
    return 422 if any(form.is_bound and not form.is_valid() for form in forms) else 200
