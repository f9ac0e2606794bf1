"""Judicial confirmation, between the sides: opened with the agreement, wanted or not, given what the court needs.

Runs beside the performance. Nobody is pressed: a no needs no reason, silence lets the day go by, and neither
changes what was agreed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.selectors import staff_of
from accounts.states import Role
from casefiles.services import checked_copy
from disputes.engine import deadline_kind, transit
from disputes.exceptions import NotLawfulNow, NotPermitted
from disputes.models import Party, Settlement
from disputes.selectors import people_of
from disputes.services import issue
from notices.services import tell
from rulebook.services import set_deadline

from .. import documents
from ..models import Agreement, Confirmation, ConfirmationParticulars, ConfirmationWord, Mediation
from ..policies import require_secretary, spoken_for
from ..selectors import entitlement, is_ready, parties_to_speak, sheets_of, unwilling_parties
from ..states import CONFIRMATION_CLOCKS, CONFIRMATION_WINDOW, ConfirmationState
from .course import acting_in, note_in
from .naming import require_name
from .packing import order_package

if TYPE_CHECKING:
    from accounts.models import User

C = ConfirmationState


@contextmanager
def acting_on_confirmation(confirmation: Confirmation | int, *, by: User | None) -> Iterator[Confirmation]:
    """Lock the case and yield the confirmation as it stands now."""
    pk = confirmation if isinstance(confirmation, int) else confirmation.pk
    with acting_in(Confirmation.objects.values_list("mediation", flat=True).get(pk=pk), by=by) as mediation:
        locked = Confirmation.objects.select_related("agreement", "settlement", "court").get(pk=pk)
        locked.mediation = mediation
        yield locked


def turn(
    confirmation: Confirmation, name: str, *, by: User | None, verb: str, facts: Any = None, **data: Any
) -> None:
    """Take a step. While nothing has gone to a court every state ends on the one day the law names."""
    source = confirmation.state
    clocks = {
        state: clock for state, clock in CONFIRMATION_CLOCKS.items() if state not in CONFIRMATION_WINDOW
    }
    known = {"mediation": confirmation.mediation_id, **(facts or {})}
    transit(confirmation, name, by=by, verb=verb, clocks=clocks, facts=known, **data)
    if confirmation.state != source:
        start_window(confirmation)


def start_window(confirmation: Confirmation) -> None:
    if confirmation.state not in CONFIRMATION_WINDOW:
        return
    clock = CONFIRMATION_CLOCKS[confirmation.state]
    set_deadline(
        confirmation,
        deadline_kind(confirmation, confirmation.state),
        clock.rule,
        start=confirmation.agreement.signed_at,
        filed_at=confirmation.dispute.filed_at,
        remind_days=clock.remind_days,
    )


def open_confirmation(
    mediation: Mediation, agreement: Agreement, settlement: Settlement, *, by: User | None
) -> Confirmation | None:
    """With the agreement's effect, when the body is one the law means (民诉法 205); otherwise there is nothing to open."""
    if not entitlement(mediation.body).is_open:
        return None
    confirmation = Confirmation.objects.create(
        mediation=mediation, agreement=agreement, settlement=settlement
    )
    start_window(confirmation)
    note_in(mediation, "mediation.confirmation_opened", by=by, facts={"agreement": agreement.number})
    return confirmation


def say_whether_to_apply(confirmation: Confirmation, *, by: User, is_willing: bool) -> Confirmation:
    """Yes or no, for whom one speaks. Both needed; a no may become a yes until the day."""
    with acting_on_confirmation(confirmation, by=by) as locked:
        own = spoken_for(by, locked.mediation, needs_special_mandate=True)
        if not own:
            raise NotPermitted()
        if not locked.is_in_window:
            raise NotLawfulNow(_("现在不能再答复是否申请司法确认。"), code="not_open")
        changed = [party for party in own if _says(locked, party, by, is_willing)]
        if not changed:
            return locked  # pressed twice
        verb = "mediation.confirmation_wanted" if is_willing else "mediation.confirmation_declined"
        facts = {"parties": [party.pk for party in changed]}
        if not is_willing and locked.state != C.DECLINED:
            turn(locked, "decline", by=by, verb=verb, facts=facts)
        else:
            note_in(locked.mediation, verb, by=by, facts=facts)
        if is_willing:
            _go_on(locked, by=by)
    return locked


def _says(confirmation: Confirmation, party: Party, by: User, is_willing: bool) -> bool:
    """Whether that is something new."""
    word = confirmation.words.filter(party=party).first()
    if word is not None and word.is_willing == is_willing:
        return False
    ConfirmationWord.objects.update_or_create(
        confirmation=confirmation,
        party=party,
        defaults={"is_willing": is_willing, "given_by": by, "given_at": timezone.now()},
    )
    return True


def _go_on(confirmation: Confirmation, *, by: User) -> None:
    if confirmation.state == C.DECLINED and not unwilling_parties(confirmation):
        turn(confirmation, "reconsider", by=by, verb="mediation.confirmation_reconsidered")
    waiting = parties_to_speak(confirmation)
    if confirmation.state == C.OPEN and not waiting:
        turn(confirmation, "prepare", by=by, verb="mediation.confirmation_agreed")
        text = gettext_lazy("双方同意申请司法确认，请为协议出具主持调解的证明")
        tell_secretaries(confirmation, text)
    elif confirmation.state == C.OPEN:
        tell_people(confirmation, waiting, gettext_lazy("对方愿意共同申请司法确认，请您答复愿意不愿意"))


def give_particulars(
    confirmation: Confirmation,
    *,
    by: User,
    party: Party,
    values: Mapping[str, Any],
    id_copy: UploadedFile | None = None,
    pledged_name: str = "",
) -> ConfirmationParticulars:
    """What the court wants to know of one side, and its pledge (no collusion, nothing false). When the last side has
    given it, the package is made."""
    with acting_on_confirmation(confirmation, by=by) as locked:
        if party not in spoken_for(by, locked.mediation, needs_special_mandate=True):
            raise NotPermitted()
        if locked.state != C.PREPARING:
            raise NotLawfulNow()
        sheet = next(each for each in sheets_of(locked) if each.party_id == party.pk)
        is_new = sheet.pk is None
        changed = sorted(field for field, value in values.items() if getattr(sheet, field) != value)
        for field in changed:
            setattr(sheet, field, values[field])
        if id_copy is not None:
            content = checked_copy(id_copy)
            sheet.id_copy_type = content.media_type
            sheet.id_copy.save(f"copy.{content.extension}", id_copy, save=False)
            changed.append("id_copy")
        if pledged_name.strip() and sheet.pledged_at is None:
            _require_own_name(pledged_name, by, party)
            sheet.pledged_name, sheet.pledged_by = pledged_name.strip(), by
            sheet.pledged_at = timezone.now()
            changed.append("pledge")
        if not changed and not is_new:
            return sheet  # pressed twice
        sheet.save()
        note_in(
            locked.mediation,
            "mediation.confirmation_particulars_given",
            by=by,
            facts={"party": party.pk, "fields": changed},
        )
        if is_ready(locked):
            order_package(locked, by=by)
    return sheet


def _require_own_name(typed: str, by: User, party: Party) -> None:
    require_name(typed, by, party)


def certify_mediation(confirmation: Confirmation, *, by: User) -> Confirmation:
    """The body certifies that it is what it is and conducted this mediation (民诉法解释 354). Once; into the package."""
    with acting_on_confirmation(confirmation, by=by) as locked:
        require_secretary(by, locked.mediation)
        if locked.certified_at is not None:
            return locked
        if locked.state not in {C.OPEN, C.PREPARING, C.WITH_COURT, C.SUPPLEMENTING}:
            raise NotLawfulNow()
        locked.certified_at = timezone.now()
        locked.save()
        note_in(locked.mediation, "mediation.confirmation_certified", by=by)
        issue(
            locked.dispute,
            documents.confirmation_certificate(locked, secretary=by),
            by=by,
        )
        if locked.packed_at is not None:
            order_package(locked, by=by, reissue=False)
    return locked


def drop_what_is_moot(confirmation: Confirmation, *, by: User | None) -> None:
    """All is done, or another agreement took its place: nothing is left to confirm."""
    settlement = Settlement.objects.get(pk=confirmation.settlement_id)
    if settlement.performed_at is not None or settlement.replaced_at is not None:
        turn(confirmation, "drop", by=by, verb="mediation.confirmation_dropped")


def tell_people(confirmation: Confirmation, parties: list[Party], text: Any) -> None:
    people = [person for party in parties for person in people_of(party)]
    _tell(confirmation, people, text)


def tell_secretaries(confirmation: Confirmation, text: Any) -> None:
    _tell(confirmation, staff_of(confirmation.mediation.body, Role.SECRETARY), text)


def tell_registry(confirmation: Confirmation, text: Any) -> None:
    if confirmation.court is not None:
        _tell(confirmation, staff_of(confirmation.court, Role.REGISTRAR), text)


def _tell(confirmation: Confirmation, people: Any, text: Any) -> None:
    dispute = confirmation.dispute
    tell(
        people,
        chain=dispute.chain,
        reference=dispute.reference or "",
        text=text,
        url=page_of_confirmation(confirmation),
    )


def page_of_confirmation(confirmation: Confirmation) -> str:
    return reverse("mediation:confirmation", kwargs={"pk": confirmation.mediation_id})


def remind_of(confirmation: Confirmation, *, until: Any) -> None:
    """Before the day: those who have not spoken are told that it comes, those who want it what is still to do.
    Whoever said no hears nothing more of it."""
    silent = parties_to_speak(confirmation)
    willing = [w.party for w in confirmation.words.filter(is_willing=True).select_related("party")]
    texts: dict[str, list[tuple[list[Party], Any]]] = {
        C.OPEN: [(silent, gettext_lazy("{day} 前可以共同申请司法确认，愿意不愿意都请答复")),
                 (willing, gettext_lazy("{day} 前对方没有答复，就不能申请司法确认了"))],
        C.DECLINED: [(willing, gettext_lazy("{day} 以后不能再申请司法确认，对方目前不同意"))],
        C.PREPARING: [(silent + willing, gettext_lazy("{day} 前要把司法确认的申请交到法院"))],
        C.WITH_COURT: [(willing, gettext_lazy("法院对司法确认有答复的，请在 {day} 前登记"))],
        C.SUPPLEMENTING: [(willing, gettext_lazy("法院要求 {day} 前补充材料"))],
    }  # fmt: skip
    for parties, text in texts.get(confirmation.state, []):
        tell_people(confirmation, parties, format_lazy(text, day=until))
    if confirmation.is_at_court or confirmation.state == C.PREPARING:
        tell_secretaries(confirmation, format_lazy(gettext_lazy("司法确认：{day} 到期"), day=until))
    if confirmation.state == C.WITH_COURT:
        tell_registry(
            confirmation, format_lazy(gettext_lazy("请在 {day} 前登记司法确认申请的结果"), day=until)
        )
