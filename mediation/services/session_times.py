"""What may be put forward for a session: ways and places, and times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.engine import deadline_kind
from disputes.exceptions import NotValid
from rulebook.selectors import live_deadline

from ..models import Mediation
from ..moments import in_words
from ..selectors import overlaps
from ..states import LONGEST_SESSION, MediationState, SessionWay

M = MediationState
Span = tuple[datetime, datetime]


def check_way(way: str, place: str) -> str:
    """The address or link, as it is kept."""
    place = place.strip()
    if way not in SessionWay.values:
        raise NotValid(_("请选会议方式。"), code="no_way")
    if way == SessionWay.ROOM:
        return ""
    if way == SessionWay.VIDEO and not place.startswith("https://"):
        raise NotValid(_("请填写以 https:// 开头的视频会议链接。"), code="no_link")
    if not place:
        raise NotValid(_("请填写见面的地址。"), code="no_place")
    return place


def check_times(mediation: Mediation, times: Sequence[Span], *, taken: Sequence[Span] = ()) -> None:
    """In the future, of sensible length, each once, before the mediation's own time is up, and free."""
    until = live_deadline(mediation, deadline_kind(mediation, M.MEDIATING))
    if len({starts_at for starts_at, _ends_at in times}) < len(times):
        raise NotValid(_("有两个时间一样，请改一个。"), code="time_twice")
    for starts_at, ends_at in times:
        words = {"when": in_words(starts_at, ends_at)}
        if starts_at <= timezone.now():
            raise NotValid(_("%(when)s已经过去了。") % words, code="time_is_past")
        if not starts_at < ends_at <= starts_at + LONGEST_SESSION:
            raise NotValid(_("%(when)s：结束要晚于开始，一次最长八小时。") % words, code="bad_length")
        if until is not None and ends_at > until.due_at:
            raise NotValid(_("%(when)s：调解期限在这之前就到了。") % words, code="after_the_end")
        if overlaps(taken, starts_at, ends_at):
            raise NotValid(_("%(when)s：您已经有别的会议。") % words, code="time_is_taken")
