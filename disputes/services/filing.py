"""Handing the complaint in: what must be there, the number, the receipt, the desk."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.selectors import service_centre

from .. import documents
from ..engine import acting, officer_taking_down, transit
from ..exceptions import NotValid
from ..models import Dispute, Party, ReferenceSeries
from ..policies import require, require_draft_of
from ..sides import require_two_sides
from ..states import CLOCKS, Channel, Origin, PartyRole, State
from .draft_pages import unfinished_pages
from .papers import issue
from .roads import open_proceeding

if TYPE_CHECKING:
    from accounts.models import User


def file_dispute(dispute: Dispute, *, by: User) -> Dispute:
    """Hand the complaint in: number, receipt, desk, clock. A second submit of the same draft changes nothing.

    Required content: identity and contact of the complainant, a clear respondent or what is known of one,
    a specific claim, facts (消保法实施条例 46; SAMR form 1). Raises `NotValid` naming everything that is missing.
    What an officer wrote at a window is handed in by the complainant, through `window.file_at_window`.
    """
    with acting(dispute, by=by) as draft:
        if draft.state != State.DRAFT and draft.created_by_id == by.pk:
            return draft
        require_draft_of(officer_taking_down() or by, draft)
        require(draft.origin != Origin.DESK or officer_taking_down() is not None)
        if missing := missing_content(draft):
            raise NotValid(_("还差以下内容：") + _("、").join(missing), code="incomplete")
        for party in draft.parties.all():
            require_two_sides(draft, party)
        # at a desk the complainant stands before the receptionist and may have no account
        draft.parties.filter(role=PartyRole.COMPLAINANT).update(joined_at=timezone.now())
        desk = draft.platform if draft.platform and not draft.is_against_platform else service_centre()
        transit(
            draft,
            "file",
            by=by,
            verb="disputes.filed",
            clocks=CLOCKS,
            facts={
                "sector": draft.sector,
                "category": draft.category,
                "claims": [
                    [c.remedy, str(c.amount) if c.amount is not None else None] for c in draft.claims.all()
                ],
                "consents": consents_given(draft),
            },
            sealed={"title": draft.title, "narrative": draft.narrative},
            reference=_next_reference(),
            desk=desk,
        )
        is_at_desk = draft.origin == Origin.DESK
        open_proceeding(
            draft,
            channel=Channel.DESK if is_at_desk else Channel.ONLINE,
            body=service_centre() if is_at_desk else desk,
            by=by,
        )
        issue(draft, documents.registration(draft), by=by)
    return draft


def missing_content(dispute: Dispute) -> list[str]:
    """What the form still needs before it can be handed in, in the reader's words."""
    missing = []
    complainants = [p for p in dispute.parties.all() if p.role == PartyRole.COMPLAINANT]
    if not dispute.sector or not dispute.category:
        missing.append(_("纠纷类型"))
    if not any(p.role == PartyRole.RESPONDENT and p.name for p in dispute.parties.all()):
        missing.append(_("被投诉人"))
    if not dispute.title.strip() or not dispute.narrative.strip():
        missing.append(_("事情经过"))
    if not dispute.claims.exists():
        missing.append(_("诉求"))
    missing += [_("没有填对的一页：%(page)s") % {"page": name} for name in _unfinished_names(dispute)]
    if not complainants or not all(_can_be_reached(dispute, p) for p in complainants):
        missing.append(_("您的姓名和联系方式"))
    return missing


def _can_be_reached(dispute: Dispute, party: Party) -> bool:
    """By phone or e-mail; at a window also by post alone, with one fact by which they can come in later."""
    if not party.name:
        return False
    by_post = dispute.origin == Origin.DESK and party.address and (party.id_number or party.window_fact)
    return bool(party.phone or party.email or by_post)


def _unfinished_names(dispute: Dispute) -> list[str]:
    names = {
        "sector": _("什么纠纷"),
        "category": _("什么纠纷"),
        "respondent": _("投诉谁"),
        "story": _("事情经过"),
        "claims": _("诉求"),
        "consents": _("您的姓名和联系方式"),
    }
    return [names[page] for page in unfinished_pages(dispute)]


def consents_given(dispute: Dispute) -> list[str]:
    """To what the complainants agreed, by code: each asked for apart (procedures §11.1)."""
    kinds = {
        "publication": "consents_publication_at",
        "entrusted_mediation": "consents_entrusted_mediation_at",
        "e_service": "consents_e_service_at",
    }
    people = [p for p in dispute.parties.all() if p.role == PartyRole.COMPLAINANT]
    return [kind for kind, field in kinds.items() if people and all(getattr(p, field) for p in people)]


def total_claimed(dispute: Dispute) -> Decimal | None:
    return dispute.claims.aggregate(total=Sum("amount"))["total"]


def _next_reference() -> str:
    year = timezone.localdate().year
    ReferenceSeries.objects.get_or_create(year=year)
    ReferenceSeries.objects.filter(year=year).update(last=F("last") + 1)
    return f"JF-{year}-{ReferenceSeries.objects.get(year=year).last:06d}"
