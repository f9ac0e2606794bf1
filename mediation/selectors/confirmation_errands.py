"""What the road to the court waits for, from whom, until when. It runs beside the performance and holds nothing up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.states import Role
from disputes.models import Dispute, Party
from disputes.states import PartyRole
from rulebook.models import Deadline

from ..models import Confirmation
from ..states import CONFIRMATION_SILENCE, ConfirmationState
from .errands import own_parties

if TYPE_CHECKING:
    from accounts.models import User

C = ConfirmationState


@dataclass(frozen=True)
class ConfirmationStep:
    """One thing that is waited for. Any of the holders may do it. `page` is an address with its arguments."""

    confirmation: Confirmation
    what: str
    page: str
    args: tuple[int, ...]
    parties: tuple[Party, ...] = ()
    office: Organisation | None = None
    role: str = ""
    deadline: Deadline | None = None
    is_mine: bool = False

    @property
    def silence(self) -> str:
        return str(CONFIRMATION_SILENCE.get(self.confirmation.state, ""))

    @property
    def holders(self) -> list[str]:
        names = [f"{party.get_role_display()} {party.name}".strip() for party in self.parties]
        return [*names, *([self.office.short_name or self.office.name] if self.office else [])]


def confirmation_errands(user: User, dispute: Dispute | None = None) -> list[ConfirmationStep]:
    """What this person may do now: as a party with the mandate it takes, for the body or the court. Fixed queries."""
    errands: dict[tuple[int, str], ConfirmationStep] = {}
    for step in confirmation_steps(user, dispute):
        if step.is_mine:
            errands.setdefault((step.confirmation.pk, step.what), step)
    return list(errands.values())


def confirmation_steps(user: User, dispute: Dispute | None = None) -> list[ConfirmationStep]:
    """Everything that the applications wait for which this person may see, whoever has to do it."""
    found = list(_waiting(Confirmation.objects.visible_to(user), dispute))
    if not found:
        return []
    disputes = [confirmation.mediation.dispute for confirmation in found]
    own = {party.pk for party in own_parties(disputes, user, needs_special_mandate=True)}
    offices = set(user.memberships.in_force().values_list("organisation", "role"))
    return [
        replace(
            step,
            is_mine=(step.office is not None and (step.office.pk, step.role) in offices)
            or any(party.pk in own for party in step.parties),
        )
        for step in _steps(found)
    ]


def _waiting(confirmations: QuerySet[Confirmation], dispute: Dispute | None) -> QuerySet[Confirmation]:
    found = confirmations.filter(state__in=[C.OPEN, C.PREPARING, C.WITH_COURT, C.SUPPLEMENTING])
    if dispute is not None:
        found = found.filter(mediation__dispute=dispute)
    return (
        found.select_related(
            "mediation__dispute__platform", "mediation__dispute__desk", "mediation__body", "court"
        )
        .prefetch_related("words", "particulars__party", "mediation__dispute__parties")
        .distinct()
    )


def _steps(confirmations: list[Confirmation]) -> Iterator[ConfirmationStep]:
    clocks = _clocks(confirmations)
    for confirmation in confirmations:
        deadline = clocks.get(confirmation.pk)
        for what, page, parties, office in _open_steps(confirmation):
            yield ConfirmationStep(
                confirmation=confirmation,
                what=what,
                page=f"mediation:{page}",
                args=(confirmation.mediation_id, *(p.pk for p in parties if page.endswith("particulars"))),
                parties=parties,
                office=office,
                role=Role.REGISTRAR
                if office is not None and office == confirmation.court
                else Role.SECRETARY,
                deadline=deadline,
            )


Open = tuple[str, str, tuple[Party, ...], Organisation | None]


def _open_steps(confirmation: Confirmation) -> Iterator[Open]:
    sides = _sides(confirmation)
    if confirmation.state == C.OPEN:
        said = {word.party_id for word in confirmation.words.all()}
        if waiting := tuple(party for party in sides if party.pk not in said):
            yield _("答复是否申请司法确认"), "confirmation_answer", waiting, None
    elif confirmation.state == C.PREPARING:
        yield from _preparing(confirmation, sides)
    elif confirmation.state == C.WITH_COURT:
        what = _("登记法院的裁定") if confirmation.accepted_on else _("登记法院是否受理")
        yield what, "confirmation_court", (), confirmation.court or confirmation.mediation.body
    elif confirmation.state == C.SUPPLEMENTING:
        yield _("补充法院要求的材料"), "confirmation_supplemented", sides, confirmation.mediation.body


def _preparing(confirmation: Confirmation, sides: tuple[Party, ...]) -> Iterator[Open]:
    """First the sides and the body give what is needed, in any order; then one of them hands it in."""
    given = {sheet.party_id for sheet in confirmation.particulars.all() if sheet.is_complete}
    missing = [party for party in sides if party.pk not in given]
    for party in missing:
        yield _("填写司法确认的申请信息"), "confirmation_particulars", (party,), None
    if confirmation.certified_at is None:
        yield _("出具主持调解的证明"), "confirmation_certify", (), confirmation.mediation.body
    elif not missing:
        yield _("向法院提交司法确认申请"), "confirmation_hand_in", sides, confirmation.mediation.body


def _sides(confirmation: Confirmation) -> tuple[Party, ...]:
    deciding = (PartyRole.COMPLAINANT, PartyRole.RESPONDENT)
    return tuple(p for p in confirmation.mediation.dispute.parties.all() if p.role in deciding)


def _clocks(confirmations: list[Confirmation]) -> dict[int, Deadline]:
    running = Deadline.objects.live().filter(
        content_type=ContentType.objects.get_for_model(Confirmation),
        object_id__in=[confirmation.pk for confirmation in confirmations],
        parent=None,
        paused_at=None,
    )
    found = running.select_related("rule_version__rule").order_by("-due_at")
    return {deadline.object_id: deadline for deadline in found}
