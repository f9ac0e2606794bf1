"""Sessions: their times, and who came."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from disputes.states import Clock

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class SessionState(models.TextChoices):
    PROPOSED = "proposed", _("正在商定时间")
    FIXED = "fixed", _("时间已定")
    HELD = "held", _("已经举行")
    ADJOURNED = "adjourned", _("休会，另日继续")
    CANCELLED = "cancelled", _("已经取消")
    NOT_HELD = "not_held", _("没有开成")


class SessionWay(models.TextChoices):
    ROOM = "room", _("在本平台的会谈室")
    VIDEO = "video", _("视频会议")
    PLACE = "place", _("当面")


class Suits(models.TextChoices):
    YES = "yes", _("可以")
    IF_NEED_BE = "if", _("勉强可以")
    NO = "no", _("不行")


OPEN_SESSIONS = frozenset({SessionState.PROPOSED, SessionState.FIXED})
#: Took place, or was to: stands in the record.
PAST_SESSIONS = frozenset({SessionState.HELD, SessionState.ADJOURNED, SessionState.NOT_HELD})
#: How long the parties may answer; how long the mediator may then take; until when attendance is recorded.
SESSION_ANSWER = Clock("session_answer", (1,))
SESSION_FIXING = Clock("session_fixing")
SESSION_RECORD = Clock("session_record")
SESSION_CLOCKS: dict[str, Clock] = {SessionState.PROPOSED: SESSION_ANSWER}
#: The least time between the notice and the session, unless all said yes to it.
SESSION_NOTICE = "session_notice"
#: A word before the session, each so long before it.
SESSION_REMINDERS = {
    "mediation.session.first_reminder": "session_first_reminder",
    "mediation.session.last_reminder": "session_last_reminder",
}
#: So often absent without good reason, and the mediator may end the mediation.
SESSION_ABSENCES = "session_absences"
#: Times one mediator's call, and one party's answer, can hold.
MOST_TIMES = 5
MOST_OWN_TIMES = 2
#: From so long before its start a session's room counts whoever is in it as come.
DOORS_OPEN = timedelta(minutes=30)
#: No session is longer: whoever needs more adjourns.
LONGEST_SESSION = timedelta(hours=8)
#: What happens to a session when nobody acts, said beforehand.
SESSION_SILENCE: dict[str, str | _StrPromise] = {
    "mediation.session.proposed": _("到期没有答复，视为对这些时间没有意见，由调解员确定。"),
    "mediation.session.fixing": _(
        "到期没有确定，自动定为没有人反对的最早时间；没有这样的时间，这次会议取消。"
    ),
    "mediation.session.fixed": _(
        "到期没有登记，按会谈室里看到的登记：各方都在，算已经举行；否则算没有开成，不算谁缺席。"
    ),
}
