"""How a page of this app finds its case, and which frame it hangs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404

from disputes.models import Dispute
from disputes.states import State

from ..policies import is_reader_from_office

if TYPE_CHECKING:
    from accounts.models import User


def find_dispute(user: User, key: str) -> Dispute:
    """By reference, or by number while it has none; what this person may not see does not exist."""
    seen = Dispute.objects.visible_to(user)
    if key.isdigit():
        if len(key) > 18:
            raise Http404
        return get_object_or_404(seen, pk=int(key))
    return get_object_or_404(seen, reference=key.upper())


def frame_of(user: User, dispute: Dispute) -> dict[str, object]:
    """The base template of the reader's audience, and the address key of the case."""
    is_office = dispute.state != State.DRAFT and is_reader_from_office(user, dispute)
    return {
        "base": "base_desk.html" if is_office else "base_party.html",
        "dispute": dispute,
        "key": key_of(dispute),
    }


def key_of(dispute: Dispute) -> str:
    return dispute.reference or str(dispute.pk)
