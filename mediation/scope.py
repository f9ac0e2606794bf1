"""Which body may take which matter, and what follows from that: rules with their reasons in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation
from accounts.states import OrganisationKind
from disputes.models import Dispute
from rulebook.exceptions import NoRuleInForce, NoSuchTerm
from rulebook.selectors import category, mediation_guard, rule_in_force

from .models import Appointment, RosterEntry
from .states import EndOfOffice

if TYPE_CHECKING:
    from rulebook.models import RuleVersion
    from rulebook.terms import MediationGuard

    from .models import Mediation

#: Matter of a dispute whose category the rulebook does not know (imported history): ordinary civil matters.
CIVIL = "civil"
#: Who gave the office up in this dispute, or lost it, is not named in it again.
REMOVED = (EndOfOffice.DECLINED, EndOfOffice.SILENT, EndOfOffice.CHALLENGED, EndOfOffice.RESIGNED)


@dataclass(frozen=True)
class BodyOption:
    """A body, and why it can or cannot take this dispute."""

    body: Organisation
    guard: MediationGuard | None
    is_open: bool
    reasons: tuple[str, ...]
    mediators: int = 0

    @property
    def is_free(self) -> bool:
        return self.guard is not None and self.guard.fee == "free"


def matter_of(dispute: Dispute) -> str:
    try:
        return category(dispute.category).matter
    except NoSuchTerm:
        return CIVIL


def body_option(dispute: Dispute, body: Organisation) -> BodyOption:
    """The guard between matters and types of mediation (procedures 3.7), and what the body itself lacks."""
    if body.kind != OrganisationKind.MEDIATION_BODY or not body.mediation_type or not body.is_active:
        return BodyOption(body, None, False, (_("这不是可以办理调解的组织。"),))
    guard = mediation_guard(body.mediation_type, matter_of(dispute))
    against = []
    if guard.is_closed:
        against.append(f"{guard.reason.label}（{guard.source}）。")
    if not _is_mediable(dispute):
        against.append(_("这一类纠纷依法不适用调解。"))
    if dispute.parties.filter(organisation=body).exists():
        against.append(_("该组织是本纠纷的当事人，不能担任调解组织。"))
    mediators = suitable_entries(dispute, body)
    if not mediators:
        against.append(_("该组织的名册上目前没有可以办理本纠纷的调解员。"))
    if against:
        return BodyOption(body, guard, False, tuple(against), len(mediators))
    reasons = [f"{guard.reason.label}（{guard.source}）。"]
    if guard.allowed == "maybe":
        reasons.append(_("是否属于其调解范围，由该组织收到申请后决定。"))
    return BodyOption(body, guard, True, tuple(reasons), len(mediators))


def body_options(dispute: Dispute) -> list[BodyOption]:
    """Every body, those that can take the dispute first."""
    bodies = Organisation.objects.of_kind(OrganisationKind.MEDIATION_BODY).order_by("name")
    return sorted((body_option(dispute, body) for body in bodies), key=lambda option: not option.is_open)


def _is_mediable(dispute: Dispute) -> bool:
    try:
        return category(dispute.category).is_mediable
    except NoSuchTerm:
        return True


def suitable_entries(dispute: Dispute, body: Organisation) -> list[RosterEntry]:
    """Who may be named: in force, with no part in the case, and not in office, given up or removed in it.

    Those skilled in the category come first.
    """
    out = set(dispute.parties.exclude(user=None).values_list("user", flat=True))
    out |= set(
        dispute.parties.filter(representatives__user__isnull=False).values_list(
            "representatives__user", flat=True
        )
    )
    removed = Appointment.objects.filter(Q(end__in=REMOVED) | Q(ended_at=None), mediation__dispute=dispute)
    out |= set(removed.values_list("mediator", flat=True))
    parties = dispute.parties.exclude(organisation=None).values("organisation")
    entries = (
        RosterEntry.objects.in_force()
        .filter(body=body)
        .exclude(mediator__in=out - {None})
        .exclude(mediator__in=Membership.objects.in_force().filter(organisation__in=parties).values("user"))
        .select_related("mediator")
    )
    return sorted(entries, key=lambda entry: dispute.category not in entry.categories)


def confirmable(mediation: Mediation) -> str:
    """Whether a court may confirm an agreement reached here: `yes`, `maybe` or `no` (民诉法 205, procedures 3.7)."""
    body = mediation.body
    if not body.is_lawfully_established:
        return "no"
    return mediation_guard(body.mediation_type, matter_of(mediation.dispute)).confirmable


def cooling_off_rule(mediation: Mediation) -> RuleVersion | None:
    """The rule of the time to think again before signing; the most particular one counts. None: there is none."""
    kind, matter = mediation.body.mediation_type, matter_of(mediation.dispute)
    known_at = mediation.dispute.filed_at or mediation.requested_at
    for name in (f"{kind}_{matter}", matter, kind, ""):
        try:
            code = "_".join(filter(None, ("agreement_cooling_off", name)))
            found = rule_in_force(code, on=timezone.localdate(known_at), known_at=known_at)
        except NoRuleInForce:
            continue
        return found if found.n else None
    return None
