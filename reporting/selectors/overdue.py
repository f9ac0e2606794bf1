"""Which open cases are late. The definition people read is in `definitions.py`."""

from __future__ import annotations

from datetime import datetime

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Q, Subquery

from disputes.models import Dispute
from docket.models import Entry
from rulebook.models import Deadline

from ..states import OPEN_STATES

#: Whatever has a clock, and the way from it to its case.
SUBJECTS = {
    "disputes.dispute": "pk",
    "disputes.obligation": "settlement__dispute",
    "disputes.payment": "obligation__settlement__dispute",
    "mediation.mediation": "dispute",
    "mediation.comediator": "appointment__mediation__dispute",
    "mediation.earliertalkrequest": "mediation__dispute",
    "mediation.session": "mediation__dispute",
    "mediation.tableoffer": "mediation__dispute",
    "mediation.bidding": "mediation__dispute",
    "mediation.proposal": "mediation__dispute",
    "mediation.confirmation": "mediation__dispute",
    "arbitration.referral": "dispute",
}
#: Clocks of a body's own affairs: a case is not late because one of them is.
BESIDE_THE_CASE = {"mediation.certificate", "mediation.conductcomplaint", "mediation.figureobjection"}


def due_cases(now: datetime) -> Q:
    """A live deadline of the case, or of its mediation, referral or an obligation, lies in the past.

    The clock fires deadlines on their minute, so this is what it has not got round to, or failed at.
    """
    late = Q(pk__in=[])
    for label, way in SUBJECTS.items():
        model = apps.get_model(label)
        deadlines = Deadline.objects.live().filter(
            content_type=ContentType.objects.get_for_model(model),
            parent=None,
            paused_at=None,
            due_at__lte=now,
        )
        subjects = model._base_manager.filter(pk__in=deadlines.values("object_id"))
        late |= Q(pk__in=subjects.values(way))
    return late & Q(pk__in=Dispute.objects.filter(state__in=OPEN_STATES).values("pk"))


def silent_cases() -> Q:
    """The last change of state of an open case was made by the clock: somebody let their time run out."""
    moves = Entry.objects.filter(chain=OuterRef("chain"), facts__has_keys=["from", "to"]).order_by("-seq")
    moved = Dispute.objects.filter(state__in=OPEN_STATES).annotate(mover=Subquery(moves.values("actor")[:1]))
    return Q(pk__in=moved.filter(mover="clock").values("pk"))
