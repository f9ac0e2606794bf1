"""Sessions as calendar files (RFC 5545, 5546): one to keep, and a private address that calendar programs ask.

Both tell reference, time and room, and nothing of the matter: calendars are shared with family and colleagues.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, vCalAddress

from ..models import CalendarFeed, Session
from ..selectors import reminders_before
from ..states import SessionState, SessionWay

if TYPE_CHECKING:
    from accounts.models import User

S = SessionState
BEIJING = ZoneInfo("Asia/Shanghai")


class Due(NamedTuple):
    """A day on which something is due, for the feed."""

    key: str
    reference: str
    due_on: date


# --- files ------------------------------------------------------------------------------------------


def render_session_file(session: Session) -> bytes:
    """One session, to be taken into a calendar; once cancelled, to be taken out of it again."""
    is_off = session.state == S.CANCELLED
    calendar = _calendar("CANCEL" if is_off else "PUBLISH")
    calendar.add_component(_beijing())
    calendar.add_component(_event(session, has_alarms=not is_off, has_place=True))
    return bytes(calendar.to_ical())


def render_feed(sessions: Iterable[Session], dues: Iterable[Due]) -> bytes:
    """All that is fixed or was not long ago, and the days on which something is due."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", _("解纷日程"))
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add_component(_beijing())
    for session in sessions:
        calendar.add_component(_event(session, has_alarms=True, has_place=session.way == SessionWay.PLACE))
    for due in dues:
        calendar.add_component(_due(due))
    return bytes(calendar.to_ical())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Jiefen//Jiefen ODR//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _beijing() -> Timezone:
    """Written out: UTC+8 all the year, as since 1991."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "Asia/Shanghai")
    standard.add("dtstart", datetime(1991, 9, 15))  # noqa: DTZ001  local by definition
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=8))
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone


def _event(session: Session, *, has_alarms: bool, has_place: bool) -> Event:
    assert session.starts_at is not None and session.ends_at is not None
    url = settings.SITE_URL + reverse("mediation:session", kwargs={"key": session.key})
    event = Event()
    event.add("uid", f"session-{session.key}@jiefen")
    event.add("dtstamp", session.changed_at)
    event.add("last-modified", session.changed_at)
    event.add("sequence", session.sequence)
    event.add("status", "CANCELLED" if session.state == S.CANCELLED else "CONFIRMED")
    event.add("dtstart", session.starts_at.astimezone(BEIJING))
    event.add("dtend", session.ends_at.astimezone(BEIJING))
    event.add("summary", _("调解会议 %(reference)s") % {"reference": session.dispute.reference})
    event.add("location", room_in_words(session, has_place=has_place))
    event.add("description", _("查看、改期或者说明不能到场：%(url)s") % {"url": url})
    event.add("url", url)
    event.add("organizer", _organizer(session))
    event.add("class", "PRIVATE")
    if has_alarms:
        for before in reminders_before(session):
            event.add_component(_alarm(-before))
    return event


def room_in_words(session: Session, *, has_place: bool) -> str:
    if session.way == SessionWay.ROOM:
        return _("解纷平台全体会谈室") if session.is_joint else _("解纷平台单独会谈室")
    if has_place:
        return session.place
    return str(SessionWay(session.way).label)


def _organizer(session: Session) -> vCalAddress:
    organizer = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}")
    organizer.params["CN"] = session.mediation.body.name
    return organizer


def _alarm(before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("调解会议"))
    alarm.add("trigger", before)
    return alarm


def _due(due: Due) -> Event:
    event = Event()
    event.add("uid", f"due-{due.key}@jiefen")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", due.due_on)
    event.add("dtend", due.due_on + timedelta(days=1))
    event.add("summary", _("期限 %(reference)s") % {"reference": due.reference})
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


# --- the private address ------------------------------------------------------------------------------


def open_feed(user: User) -> CalendarFeed:
    """A new address; the one before, if there was one, leads nowhere from now on."""
    feed, _is_new = CalendarFeed.objects.update_or_create(
        user=user,
        defaults={"nonce": secrets.token_hex(16), "opened_at": timezone.now(), "revoked_at": None},
    )
    return feed


def revoke_feed(user: User) -> None:
    CalendarFeed.objects.filter(user=user).exclude(nonce="").update(nonce="", revoked_at=timezone.now())


def token_of(feed: CalendarFeed) -> str:
    """Made from the row and the secret of the site: the database alone opens no calendar."""
    return salted_hmac("mediation.calendar_feed", f"{feed.pk}:{feed.nonce}", algorithm="sha256").hexdigest()


def feed_under(pk: int, token: str) -> CalendarFeed | None:
    feed = CalendarFeed.objects.filter(pk=pk, user__is_active=True).exclude(nonce="").first()
    return feed if feed is not None and constant_time_compare(token, token_of(feed)) else None
