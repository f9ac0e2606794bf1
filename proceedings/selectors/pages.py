"""Which page does a turn. Each app knows its own."""

from __future__ import annotations

from django.urls import reverse

from arbitration.selectors import page_of as arbitration_page
from disputes.models import Dispute
from disputes.selectors import page_of as disputes_page
from mediation.selectors import page_of as mediation_page

PAGES = {"disputes": disputes_page, "mediation": mediation_page, "arbitration": arbitration_page}


def page_of(kind: str, dispute: Dispute) -> str:
    """The address where a turn of this kind is taken."""
    app = kind.partition(".")[0]
    page = PAGES[app](kind, dispute)
    return reverse(page[0], kwargs=page[1]) if page else reverse("proceedings:case", args=[dispute.reference])
