"""Which body may take which matter, and whether an agreement will stand: rules with their reasons in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation
from accounts.states import OrganisationKind
from disputes.models import Dispute
from disputes.states import Action
from disputes.terms import Term
from rulebook.exceptions import NoSuchTerm
from rulebook.selectors import category, mediation_guard

from .models import Appointment, RosterEntry
from .states import EndOfOffice

if TYPE_CHECKING:
    from rulebook.book import MediationGuard

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


@dataclass(frozen=True)
class Finding:
    """Something about a draft agreement. `is_bar`: it cannot be put to the parties like this."""

    code: str
    message: str
    is_bar: bool = False


VAGUE = re.compile(
    r"尽快|适当|酌情|合理(?:金额|费用|期限|补偿)|若干|视情况|相应的?(?:补偿|赔偿)|有关(?:款项|费用)|等等"
)
OWNERSHIP = re.compile(
    r"所有权|物权|产权|(?:著作权|版权|专利权?|商标权?|知识产权)[^，。；]{0,12}(?:归|属于|为)|确认[^，。；]{0,20}归"
)
STATUS = re.compile(r"婚姻关系|离婚|收养|亲子关系|监护")


def findings_on(
    terms: Sequence[Term],
    *,
    texts: Iterable[str],
    performance: str,
    default_clause: str,
    wants_confirmation: bool,
    body: Organisation,
    matter: str,
) -> list[Finding]:
    """What would make the agreement unclear, unperformable or impossible to confirm (民诉法解释 355, 358)."""
    words = [term.detail for term in terms] + list(texts)
    found = []
    for number, term in enumerate(terms, start=1):
        if VAGUE.search(term.detail):
            message = _("第%(n)d项的写法不够明确，内容不明确的协议法院不予确认（民诉法解释358）。") % {
                "n": number
            }
            found.append(Finding("vague", message, is_bar=wants_confirmation))
    if any(OWNERSHIP.search(text) for text in words):
        message = _("协议含有确认物权或者知识产权归属的内容，不能申请司法确认（民诉法解释355）。")
        found.append(Finding("ownership", message, is_bar=wants_confirmation))
    if any(STATUS.search(text) for text in words):
        message = _("协议涉及身份关系，不能申请司法确认（民诉法解释355）。")
        found.append(Finding("status", message, is_bar=wants_confirmation))
    if wants_confirmation and mediation_guard(body.mediation_type, matter).confirmable == "no":
        found.append(Finding("not_confirmable", _("该组织主持的调解不能申请司法确认。"), is_bar=True))
    if wants_confirmation and not body.is_lawfully_established:
        message = _("只有依法设立的调解组织主持达成的协议才能申请司法确认（民诉法205）。")
        found.append(Finding("not_established", message, is_bar=True))
    if any(term.action in {Action.PAY, Action.REFUND} for term in terms) and not performance.strip():
        found.append(Finding("no_manner", _("建议写明付款方式和收款账户，便于履行。")))
    if not default_clause.strip():
        found.append(Finding("no_default", _("建议写明不按约定履行时怎么办。")))
    soon = timezone.localdate() + timedelta(days=7)
    if any(term.due_on and term.due_on < soon for term in terms):
        found.append(Finding("soon", _("有的履行日期在签署期限之内，签署拖延时可能已经过期。")))
    return found
