"""What was said to all before a mediator came: asked for once, opened only when both sides agree, else never.

A caucus is not asked for. Its own side may open it in the same breath, to the mediator alone: that is an act of
that room, and nothing of it is kept here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chat.services import grant_history, open_past
from disputes.engine import deadline_kind, transit
from disputes.exceptions import NotLawfulNow
from rulebook.services import set_deadline

from ..models import EarlierTalkReply, EarlierTalkRequest, Mediation
from ..policies import require_lead, require_spoken_for
from ..selectors.earlier import (
    caucus_unseen_by,
    earlier_talk_request,
    parties_to_answer_earlier,
    unseen_before,
)
from ..states import EARLIER_TALK_CLOCKS, EarlierTalkState, MediationState
from .course import acting_in, note_in, require_state
from .rooms import tell_table

if TYPE_CHECKING:
    from accounts.models import User
    from disputes.models import Party

S = EarlierTalkState


def ask_for_earlier_talk(mediation: Mediation, *, by: User) -> EarlierTalkRequest:
    """The new mediator asks both sides for the earlier talk of the joint room. Once."""
    with acting_in(mediation, by=by) as locked:
        require_lead(by, locked)
        require_state(locked, MediationState.MEDIATING)
        if (asked := earlier_talk_request(locked)) is not None:
            return asked
        unseen = unseen_before(locked, by)
        if unseen is None:
            raise NotLawfulNow(_("全体会谈室里没有您看不到的内容。"), code="nothing_before")
        request = EarlierTalkRequest.objects.create(
            mediation=locked, appointment=locked.held, lines=unseen.lines
        )
        clock = EARLIER_TALK_CLOCKS[S.OPEN]
        set_deadline(
            request,
            deadline_kind(request, S.OPEN),
            clock.rule,
            filed_at=locked.dispute.filed_at,
            remind_days=clock.remind_days,
        )
        note_in(locked, "mediation.earlier_talk_asked", by=by, facts=_facts(request))
        words = gettext_lazy("新调解员{name}想看全体会谈室以前的内容，双方都同意才能看，请各方答复。")
        tell_table(locked, format_lazy(words, name=by.name), by=by)
    return request


def answer_earlier_talk(
    request: EarlierTalkRequest, *, by: User, is_willing: bool, shows_caucus: bool = False
) -> EarlierTalkRequest:
    """A side agrees or not, unseen. The result is told when all have answered. One's own caucus is another matter."""
    with acting_in(request.mediation_id, by=by) as locked:
        current = _current(locked, request.pk)
        own = require_spoken_for(by, locked, parties_to_answer_earlier(locked))
        if current.state != S.OPEN:
            raise NotLawfulNow()
        for party in own:
            EarlierTalkReply.objects.create(request=current, party=party, is_willing=is_willing, given_by=by)
        note_in(locked, "mediation.earlier_talk_answered", by=by, facts=_facts(current))
        if shows_caucus:
            _show_caucus(locked, current, own, by)
        if not parties_to_answer_earlier(locked):
            _settle(locked, current)
    return current


def earlier_talk_time_ended(mediation: Mediation, pk: int) -> None:
    current = _current(mediation, pk)
    if current.state == S.OPEN:
        _keep_closed(mediation, current)


def drop_earlier_talk(mediation: Mediation) -> None:
    """The talk is paused or over, or the mediator leaves: what was asked falls away, and with it the answers."""
    for request in mediation.earlier_talk_requests.filter(state=S.OPEN):
        request.mediation = mediation
        _end(request, "drop", "mediation.earlier_talk_dropped")


def _settle(mediation: Mediation, request: EarlierTalkRequest) -> None:
    if request.replies.exclude(is_willing=True).exists():
        _keep_closed(mediation, request)
        return
    mediator = request.appointment.mediator
    unseen = unseen_before(mediation, mediator)
    _end(request, "open_talk", "mediation.earlier_talk_opened")
    if unseen is not None:
        open_past(unseen.seat, by=None)
    words = gettext_lazy("双方都同意，{name}现在可以看到全体会谈室以前的内容。")
    tell_table(mediation, format_lazy(words, name=mediator.name))


def _keep_closed(mediation: Mediation, request: EarlierTalkRequest) -> None:
    _end(request, "keep_closed", "mediation.earlier_talk_kept")
    tell_table(
        mediation, gettext_lazy("没有得到双方同意，全体会谈室以前的内容不给新调解员看，调解照常进行。")
    )


def _end(request: EarlierTalkRequest, name: str, verb: str) -> None:
    """In the name of the clock, so that whoever answered last is not read out of it."""
    transit(request, name, by=None, verb=verb, clocks=EARLIER_TALK_CLOCKS, facts=_facts(request))
    if request.state != S.OPENED:
        request.replies.update(is_willing=None)


def _show_caucus(mediation: Mediation, request: EarlierTalkRequest, own: list[Party], by: User) -> None:
    for party in own:
        seat = caucus_unseen_by(mediation, request.appointment.mediator, party, by)
        if seat is not None:
            grant_history(seat, by=by)


def _current(mediation: Mediation, pk: int) -> EarlierTalkRequest:
    current = mediation.earlier_talk_requests.select_related("appointment__mediator").get(pk=pk)
    current.mediation = mediation
    return current


def _facts(request: EarlierTalkRequest) -> dict[str, int]:
    return {"mediation": request.mediation_id, "request": request.pk}
