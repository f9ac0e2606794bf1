"""How a page finds its referral, and what it says when it comes too late."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from disputes.exceptions import NotPermitted
from disputes.models import Dispute
from disputes.policies import party_of, speaks_for
from disputes.states import PartyRole, State

from ..models import Referral
from ..policies import can_prepare, can_register


def find_case(request, reference):
    """A case whose complainant this person speaks for with full mandate; anything else does not exist, or is refused."""
    seen = Dispute.objects.visible_to(request.user).select_related("chain").exclude(state=State.DRAFT)
    dispute = get_object_or_404(seen, reference=reference.upper())
    complainants = dispute.parties.filter(role=PartyRole.COMPLAINANT)
    if not any(speaks_for(request.user, party, needs_special_mandate=True) for party in complainants):
        raise NotPermitted()
    return dispute


def find_referral(request, pk):
    seen = Referral.objects.visible_to(request.user).select_related(
        "dispute__chain", "commission", "applicant", "proceeding"
    )
    return get_object_or_404(seen, pk=pk)


def to_case(dispute):
    return redirect("proceedings:case", reference=dispute.reference)


def too_late(request, referral):
    """The step was over when the page was opened, or has not come: say where it stands instead."""
    messages.info(
        request,
        _("这一步现在不需要办理。目前的状态是：%(state)s。") % {"state": referral.get_state_display()},
    )
    return redirect("arbitration:show", pk=referral.pk)


def frame(request, referral, **context):
    """What every page of a referral needs. A commission works in the frame of a desk and sees no case page."""
    dispute = referral.dispute
    party = party_of(request.user, dispute)
    return {
        "base": "base_party.html" if party else "base_desk.html",
        "party": party,
        "referral": referral,
        "dispute": dispute,
        "parties": list(dispute.parties.all()),
        "may_prepare": can_prepare(request.user, referral),
        "may_register": can_register(request.user, referral),
        **context,
    }


def status_of(*forms):
    """422 for a form sent back, so that programs notice too."""
    return 422 if any(form.is_bound and not form.is_valid() for form in forms) else 200
