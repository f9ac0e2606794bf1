"""How a mediator comes into office: chosen by all or named by the body (drawn: drawing.py); accepting, disclosing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.exceptions import NotLawfulNow, NotValid
from disputes.services import issue

from .. import documents
from ..models import Appointment, Choice, Disclosure, Mediation, RosterEntry
from ..policies import office_open_to_disclosure, require_lead, require_secretary, require_spoken_for
from ..scope import suitable_entries
from ..selectors import deciding_parties, joint_choice, open_draw, parties_to_choose, struck, suggestions
from ..states import ChosenHow, EndOfOffice, MediationState, Office
from .clearing import clear_table
from .course import acting_in, note_in, require_state, step
from .ending import end_office, keep_people
from .proposing import drop_draft
from .rooms import pause_rooms, tell_parties, unseat

if TYPE_CHECKING:
    from accounts.models import User

M = MediationState


def choose_mediator(
    mediation: Mediation,
    *,
    by: User,
    ranking: Sequence[int] = (),
    strikes: Sequence[int] = (),
    leaves_it_to_body: bool = False,
) -> Mediation:
    """Say whom one would take, the best first, and whom not. When all have said so, the best for all is appointed."""
    with acting_in(mediation, by=by) as locked:
        require_state(locked, M.CHOOSING)
        known = [entry.pk for entry in suitable_entries(locked.dispute, locked.body)]
        _check_choice(known, ranking, strikes, leaves_it_to_body)
        for party in require_spoken_for(by, locked, parties_to_choose(locked)):
            Choice.objects.create(
                mediation=locked,
                party=party,
                ranking=[] if leaves_it_to_body else list(ranking),
                strikes=list(strikes),
                leaves_it_to_body=leaves_it_to_body,
                made_by=by,
            )
        note_in(locked, "mediation.choice_made", by=by)
        if not parties_to_choose(locked):
            _settle_choice(locked, by=by)
    return locked


def appoint_mediator(mediation: Mediation, *, by: User, entry: RosterEntry, reason: str = "") -> Appointment:
    """The body names one from its roster: whom the system suggests first, or another with a reason.

    Whom a party struck out is named only when nobody else is left.
    """
    with acting_in(mediation, by=by) as locked:
        require_secretary(by, locked)
        require_state(locked, M.APPOINTING)
        if open_draw(locked) is not None:
            raise NotLawfulNow(_("抽签名册已经公布，结果由抽签决定。"), code="draw_open")
        if entry not in candidates(locked):
            raise NotValid(_("这位调解员目前不能担任本案的调解员，请另选。"), code="not_suitable")
        first = suggestions(locked.dispute, candidates(locked))[0]
        if first.entry == entry:
            words = reason or first.words
            return take_office(locked, entry, how=ChosenHow.SUGGESTED, by=by, reason=words[:500])
        if not reason.strip():
            raise NotValid(_("没有采用系统推荐的第一位，请写明理由。"), code="no_reason")
        return take_office(locked, entry, how=ChosenHow.BY_BODY, by=by, reason=reason)


def accept_appointment(mediation: Mediation, *, by: User, has_interest: bool, text: str = "") -> Mediation:
    """The mediator accepts and says what might make a party doubt (特邀调解规定 15, 在线调解规则 13)."""
    if has_interest and not text.strip():
        raise NotValid(_("请写明需要披露的关系或者利益。"), code="no_disclosure")
    with acting_in(mediation, by=by) as locked:
        require_lead(by, locked)
        require_state(locked, M.DISCLOSING)
        held = locked.held
        held.accepted_at = timezone.now()
        held.save()
        disclosure = Disclosure.objects.create(appointment=held, has_interest=has_interest, text=text)
        step(
            locked,
            "disclose",
            by=by,
            verb="mediation.mediator_disclosed",
            facts={"appointment": held.pk, "has_interest": has_interest},
            sealed={"text": text} if text else None,
        )
        issue(locked.dispute, documents.appointment(locked, disclosure), by=by)
    return locked


def add_disclosure(mediation: Mediation, *, by: User, text: str) -> Disclosure:
    """What comes to light later is disclosed at once; the parties may challenge on it."""
    if not text.strip():
        raise NotValid(_("请写明需要披露的关系或者利益。"), code="no_disclosure")
    with acting_in(mediation, by=by) as locked:
        held = office_open_to_disclosure(by, locked)
        require_state(locked, M.CHALLENGEABLE, M.MEDIATING)
        held.mediation = locked
        last = Disclosure.objects.filter(appointment=held).order_by("pk").last()
        if last is not None and last.text == text:
            return last  # pressed twice
        disclosure = Disclosure.objects.create(appointment=held, has_interest=True, text=text)
        held.waivers.all().delete()  # given without knowing this
        note_in(
            locked,
            "mediation.disclosure_added",
            by=by,
            facts={"appointment": held.pk},
            sealed={"text": text},
        )
        issue(locked.dispute, documents.appointment(locked, disclosure), by=by)
        tell_parties(locked, _("调解员补充披露了利害关系，请查看。"), by=by)
    return disclosure


def decline_appointment(mediation: Mediation, *, by: User, reason: str) -> Mediation:
    with acting_in(mediation, by=by) as locked:
        require_lead(by, locked)
        require_state(locked, M.DISCLOSING)
        vacate(locked, EndOfOffice.DECLINED, by=by, verb="mediation.appointment_declined", reason=reason)
    return locked


def resign_as_mediator(mediation: Mediation, *, by: User, reason: str) -> Mediation:
    """The mediator cannot go on (an interest found late, illness): the body names another."""
    if not reason.strip():
        raise NotValid(_("请写明理由。"), code="no_reason")
    with acting_in(mediation, by=by) as locked:
        require_lead(by, locked)
        require_state(locked, M.CHALLENGEABLE, M.MEDIATING)
        vacate(locked, EndOfOffice.RESIGNED, by=by, verb="mediation.mediator_resigned", reason=reason)
    return locked


def vacate(
    mediation: Mediation, end: str, *, by: User | None, verb: str, reason: str = "", name: str = "vacate"
) -> None:
    """The lead's office falls empty: what was on the table is withdrawn, the rooms wait for the next mediator.

    Where co-mediators sit, the rooms stay open to them and the parties.
    """
    clear_table(mediation)
    held = mediation.held
    drop_draft(mediation)
    end_office(mediation, end, reason, by=by, offices=[Office.LEAD])
    step(
        mediation,
        name,
        by=by,
        verb=verb,
        facts={"appointment": held.pk},
        sealed={"reason": reason} if reason else None,
    )
    keep_people(mediation)
    unseat(mediation, held.mediator, by=by)
    pause_rooms(mediation, by=by)


def take_office(
    mediation: Mediation,
    entry: RosterEntry,
    *,
    how: str,
    by: User | None,
    reason: str = "",
    draw: dict[str, Any] | None = None,
) -> Appointment:
    held = Appointment.objects.create(
        mediation=mediation,
        entry=entry,
        mediator=entry.mediator,
        how=how,
        reason=reason,
        draw=draw or {},
        made_by=by,
    )
    step(
        mediation,
        "appoint",
        by=by,
        verb="mediation.mediator_appointed",
        facts={"appointment": held.pk, "mediator": entry.mediator_id, "how": how, "draw": draw or {}},
    )
    keep_people(mediation)
    return held


def candidates(mediation: Mediation) -> list[RosterEntry]:
    """Who may be named now, without those struck out as long as others are left."""
    entries = suitable_entries(mediation.dispute, mediation.body)
    out = struck(mediation)
    return [entry for entry in entries if entry.pk not in out] or entries


def leave_choice_to_body(mediation: Mediation, *, by: User | None, verb: str) -> None:
    step(mediation, "leave_choice_to_body", by=by, verb=verb)


def _settle_choice(mediation: Mediation, *, by: User) -> None:
    entries = {entry.pk: entry for entry in suitable_entries(mediation.dispute, mediation.body)}
    best = joint_choice(
        list(mediation.choices.all()), len(deciding_parties(mediation.dispute)), list(entries)
    )
    if best is None:
        leave_choice_to_body(mediation, by=by, verb="mediation.no_joint_choice")
    else:
        take_office(mediation, entries[best], how=ChosenHow.JOINT_CHOICE, by=by)


def _check_choice(
    known: list[int], ranking: Sequence[int], strikes: Sequence[int], leaves_it_to_body: bool
) -> None:
    named = [*ranking, *strikes]
    if set(named) - set(known):
        raise NotValid(_("名册已经变化，请刷新后重新选择。"), code="unknown_mediator")
    if len(named) != len(set(named)):
        raise NotValid(_("每位调解员只能排一个位置，也不能既选又划去。"), code="named_twice")
    if known and not set(known) - set(strikes):
        raise NotValid(_("不能把名册上的人全部划去。"), code="all_struck")
    if not ranking and not leaves_it_to_body:
        raise NotValid(_("请至少选一位调解员，或者请调解组织指定。"), code="nobody_named")
