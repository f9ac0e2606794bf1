"""More time, once, when all agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.engine import deadline_kind
from disputes.exceptions import NotLawfulNow
from rulebook.selectors import live_deadline
from rulebook.services import extend_deadline

from ..models import ExtensionConsent, Mediation
from ..policies import require_spoken_for
from ..selectors import parties_to_extend
from ..states import MediationState
from .cooling import cooling_off
from .course import acting_in, note_in, require_state, step
from .rooms import say

if TYPE_CHECKING:
    from accounts.models import User

M = MediationState


def agree_to_extend(mediation: Mediation, *, by: User) -> Mediation:
    """A party agrees to go on; when all have, the time is extended as the rule says (在线调解规则 24)."""
    with acting_in(mediation, by=by) as locked:
        require_state(locked, M.MEDIATING)
        if locked.extended_at is not None:
            raise NotLawfulNow(_("调解期限已经延长过一次。"), code="extended_already")
        if cooling_off(locked) is not None:
            raise NotLawfulNow(_("冷静期里期限停止计算，不用延长。"), code="cooling_off")
        for party in require_spoken_for(by, locked, parties_to_extend(locked)):
            ExtensionConsent.objects.create(mediation=locked, party=party, given_by=by)
        note_in(locked, "mediation.extension_agreed", by=by)
        if not parties_to_extend(locked):
            running = live_deadline(locked, deadline_kind(locked, M.MEDIATING))
            assert running is not None, "a mediation in session has its clock"
            step(locked, "extend", by=by, verb="mediation.course_extended")
            extend_deadline(running)
            say(locked, gettext_lazy("各方同意，调解期限延长一次。"))
    return locked
