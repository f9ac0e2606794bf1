"""How a session is proposed, fixed, moved and held, and the calendar in which it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from mediation.models import Session, SessionTime
from tests import stories
from tests.cast import Cast
from tests.mediation.cases import Case, make_case
from tests.mediation.sessions import evening, fixed, proposed, says
from tests.pages.acts.act import Act, mediating, sends, the_dispute, way


def of_session(name: str) -> Callable[[], str]:
    return lambda: reverse(f"mediation:{name}", args=[Session.objects.get().key])


def asked_for_times(cast: Cast) -> None:
    proposed(make_case(cast).mediating(), days=(5,))


def times_answered(cast: Cast) -> None:
    session = proposed(make_case(cast).mediating(), days=(5,))
    for person in (cast.complainant, cast.respondent):
        says(session, person, "if")


def session_fixed(cast: Cast) -> None:
    fixed(make_case(cast).mediating())


def session_begun(cast: Cast) -> None:
    """As if the time had come."""
    session_fixed(cast)
    began = timezone.now() - timedelta(minutes=50)
    Session.objects.update(starts_at=began, ends_at=timezone.now() + timedelta(minutes=10))


def _time(prefix: str, days: int) -> dict[str, Any]:
    starts_at, _ends_at = evening(days)
    return {f"{prefix}-on": f"{starts_at:%Y-%m-%d}", f"{prefix}-at": "19:30", f"{prefix}-minutes": "60"}


def _attendance() -> dict[str, Any]:
    parties = {party.role: party.pk for party in the_dispute().parties.all()}
    return {
        "outcome": "not_held",
        "began": "",
        "ended": "",
        f"party-{parties['complainant']}": "came",
        f"party-{parties['respondent']}": "absent",
    }


ACTS = {
    "propose_session": Act(
        way(Case.mediating),
        "mediator",
        mediating("propose_session"),
        lambda: {
            "whom": "joint",
            "way": "place",
            "place": "示例市东区和平路1号",
            "message": "带上合同。",
            "fixes_at_once": "on",
            **_time("times-0", 5),
            **_time("times-1", 6),
        },
    ),
    "answer_times": Act(
        asked_for_times,
        "respondent",
        of_session("answer_times"),
        lambda: {
            f"tick-{SessionTime.objects.get(party=None).pk}": "no",
            "note": "晚上才有空。",
            **_time("own-0", 8),
        },
    ),
    "fix_session": Act(
        times_answered, "mediator", of_session("fix_session"), lambda: {"time": SessionTime.objects.get().pk}
    ),
    "move_session": Act(
        session_fixed,
        "mediator",
        of_session("move_session"),
        lambda: {"way": "room", "place": "", "reason": "出差。", **_time("times-0", 9)},
    ),
    "cancel_session": Act(session_fixed, "mediator", of_session("cancel_session"), sends(reason="停电。")),
    "record_attendance": Act(session_begun, "mediator", of_session("attendance"), _attendance),
    "explain_absence": Act(
        session_fixed, "respondent", of_session("explain_absence"), sends(reason="值夜班。")
    ),
    "open_feed": Act(stories.negotiating, "complainant", lambda: reverse("mediation:feed"), sends(do="open")),
}
