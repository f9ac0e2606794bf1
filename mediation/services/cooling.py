"""Between the accepted words and the signing: time to think again 冷静期, where a rule gives it.

While it runs, the periods of the mediation stand still, and any side may take its acceptance back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.engine import deadline_kind
from disputes.exceptions import NotLawfulNow
from rulebook.models import Deadline
from rulebook.selectors import length, live_deadline, live_deadlines
from rulebook.services import cancel_deadlines, pause_deadline, resume_deadline, set_deadline

from ..models import Agreement, Mediation
from ..policies import require_spoken_for
from ..scope import cooling_off_rule
from ..selectors import current_agreement, deciding_parties, parties_to_accept
from ..states import AgreementState, MediationState
from .course import acting_in, note_in, require_state, step
from .rooms import HARD_STOP_KIND, say

if TYPE_CHECKING:
    from accounts.models import User

M = MediationState
COOLING_OFF_KIND = "mediation.mediation.cooling_off"


def cooling_off(mediation: Mediation) -> Deadline | None:
    """The clock of the time to think again, while it runs."""
    return live_deadline(mediation, COOLING_OFF_KIND)


def cool_off_or_open_signing(mediation: Mediation, agreement: Agreement, *, by: User) -> None:
    """All have accepted the words: the signing opens, at once or when the time to think again is over."""
    rule = cooling_off_rule(mediation)
    if rule is None:
        open_signing(mediation, agreement, by=by)
        return
    for running in live_deadlines(mediation).filter(kind__in=_paused_kinds(mediation), paused_at=None):
        pause_deadline(running)
    set_deadline(mediation, COOLING_OFF_KIND, rule.rule.code, filed_at=mediation.dispute.filed_at)
    note_in(
        mediation,
        "mediation.cooling_off_begun",
        by=by,
        facts={"agreement": agreement.number, "rule": rule.rule.code},
    )
    words = gettext_lazy("各方已确认协议文字。{time}冷静期过后开始签署，在那以前任何一方都可以撤回确认。")
    say(mediation, format_lazy(words, time=length(rule)))


def open_signing(mediation: Mediation, agreement: Agreement, *, by: User | None) -> None:
    agreement.state = AgreementState.SIGNING
    agreement.save()
    step(
        mediation,
        "open_signing",
        by=by,
        verb="mediation.signing_opened",
        facts={"agreement": agreement.number, "sha256": agreement.sha256},
    )
    say(mediation, gettext_lazy("各方已确认协议文字，请签署。"))


def take_back_acceptance(agreement: Agreement, *, by: User) -> Agreement:
    """A side thinks again before the signing is open. It need not say why."""
    with acting_in(agreement.mediation_id, by=by) as locked:
        require_state(locked, M.MEDIATING)
        current = current_agreement(locked)
        if current is None or current.pk != agreement.pk or current.state != AgreementState.DRAFT:
            raise NotLawfulNow(_("协议已经有了新的一稿，请查看最新文字。"), code="agreement_replaced")
        waiting = set(parties_to_accept(locked))
        accepted = [party for party in deciding_parties(locked.dispute) if party not in waiting]
        own = require_spoken_for(by, locked, accepted, needs_special_mandate=True)
        current.acceptances.filter(party__in=own).delete()
        stop_cooling_off(locked)
        note_in(locked, "mediation.acceptance_taken_back", by=by, facts={"agreement": current.number})
        words = gettext_lazy("{name}撤回了对协议文字的确认，可以继续谈，也可以再确认。")
        say(locked, format_lazy(words, name=own[0].name))
    return current


def end_cooling_off(mediation: Mediation) -> None:
    """Its time is over. Where a challenge came in between, the words are to be accepted anew."""
    _resume(mediation)
    current = current_agreement(mediation)
    if current is None or current.state != AgreementState.DRAFT:
        return
    if mediation.state != M.MEDIATING or parties_to_accept(mediation):
        current.acceptances.all().delete()
        return
    open_signing(mediation, current, by=None)


def stop_cooling_off(mediation: Mediation) -> None:
    """The words have changed, or one side thinks again: the periods run on."""
    if cooling_off(mediation) is not None:
        cancel_deadlines(mediation, kinds=[COOLING_OFF_KIND])
        _resume(mediation)


def _resume(mediation: Mediation) -> None:
    for paused in live_deadlines(mediation).filter(kind__in=_paused_kinds(mediation)).exclude(paused_at=None):
        resume_deadline(paused)


def _paused_kinds(mediation: Mediation) -> list[str]:
    return [deadline_kind(mediation, M.MEDIATING), HARD_STOP_KIND]
