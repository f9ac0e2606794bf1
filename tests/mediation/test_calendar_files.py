"""Calendar files as strict programs read them, and the private address."""

from datetime import timedelta

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mediation.models import CalendarFeed, Session
from mediation.selectors import agenda_of
from mediation.services import (
    Due,
    cancel_session,
    move_session,
    open_feed,
    render_feed,
    render_session_file,
    revoke_feed,
    token_of,
)
from tests.cast import login
from tests.mediation.cases import Case
from tests.mediation.sessions import evening, fixed, proposed

pytestmark = pytest.mark.both_stacks


def read(content: bytes) -> icalendar.Calendar:
    """Held against RFC 5545 first: CRLF, lines of at most 75 octets, no line broken inside a character."""
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert all(b"\n" not in line and b"\r" not in line for line in lines)
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()  # each folded line is whole characters
    return icalendar.Calendar.from_ical(content)


def event_of(content: bytes) -> icalendar.Event:
    [event] = read(content).walk("VEVENT")
    return event


def test_the_file_of_a_session_is_what_calendars_want(case: Case):
    case.mediating()
    long = "示例市东城区和平里北街一号，二楼；左转\\第三调解室，" * 4
    session = fixed(case, way="place", place=long[:290])
    content = render_session_file(session)
    calendar, event = read(content), event_of(content)
    assert (calendar["METHOD"], calendar["VERSION"], calendar["CALSCALE"]) == ("PUBLISH", "2.0", "GREGORIAN")
    assert event["UID"] == f"session-{session.key}@jiefen"
    assert (event["SEQUENCE"], event["STATUS"]) == (1, "CONFIRMED")
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (session.starts_at, session.ends_at)
    assert f"DTSTART;TZID=Asia/Shanghai:{evening(5)[0]:%Y%m%d}T193000\r\n".encode() in content
    assert str(event["LOCATION"]) == session.place  # commas, semicolons, backslashes come back as they were
    assert event["DTSTAMP"].dt == session.changed_at.replace(microsecond=0)
    assert "ORGANIZER" in event and "ATTENDEE" not in event
    [zone] = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Shanghai"
    assert zone.walk("STANDARD")[0]["TZOFFSETTO"].td == timedelta(hours=8)
    assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [
        -timedelta(days=1),
        -timedelta(hours=1),
    ]
    assert case.dispute.title not in str(content, "utf-8")


def test_a_moved_session_keeps_its_name_and_a_cancelled_one_is_taken_out(case: Case):
    case.mediating()
    session = fixed(case)
    first = event_of(render_session_file(session))
    starts_at, ends_at = evening(9)
    moved = move_session(session, by=case.cast.mediator, starts_at=starts_at, ends_at=ends_at, reason="出差")
    second = event_of(render_session_file(moved))
    assert second["UID"] == first["UID"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (1, 2)
    assert second["DTSTART"].dt == starts_at
    gone = render_session_file(cancel_session(session, by=case.cast.mediator, reason="停电"))
    third = event_of(gone)
    assert read(gone)["METHOD"] == "CANCEL"
    assert (third["UID"], third["SEQUENCE"], third["STATUS"]) == (first["UID"], 3, "CANCELLED")
    assert third.walk("VALARM") == []


def test_the_file_is_downloaded_once_there_is_a_time(case: Case):
    case.mediating()
    session = proposed(case)
    url = reverse("mediation:session_file", args=[session.key])
    client = login(Client(), case.cast.complainant)
    assert client.get(url).status_code == 409
    cancel_session(session, by=case.cast.mediator, reason="换个时间")
    assert client.get(url).status_code == 409
    url = reverse("mediation:session_file", args=[fixed(case).key])
    answer = client.get(url)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    event_of(answer.content)
    assert login(Client(), case.cast.outsider).get(url).status_code == 404


def feed_url(feed: CalendarFeed) -> str:
    return reverse("proceedings:calendar_feed", args=[feed.pk, token_of(feed)])


def test_the_private_address_shows_sessions_and_deadlines_and_nothing_of_the_matter(case: Case):
    case.mediating()
    session = fixed(case, way="video", place="https://meet.example/abc-secret")
    proposed(case, days=(7,), party=case.li)
    feed = open_feed(case.cast.complainant)
    content = Client().get(feed_url(feed)).content
    events = {str(event["UID"]): event for event in read(content).walk("VEVENT")}
    assert f"session-{session.key}@jiefen" in events
    dues = [event for uid, event in events.items() if uid.startswith("due-")]
    assert [str(event["SUMMARY"]) for event in dues] == [f"期限 {case.dispute.reference}"]  # answer to times
    text = content.decode().replace("\r\n ", "")
    for word in (case.dispute.title, "王强", "李小雨", "abc-secret"):
        assert word not in text
    assert {str(e["CLASS"]) for e in events.values()} == {"PRIVATE"}


def test_the_address_is_only_ones_own_and_can_be_changed_and_revoked(case: Case):
    feed = open_feed(case.cast.complainant)
    first = feed_url(feed)
    assert Client().get(first).status_code == 200
    assert Client().get(first.replace(token_of(feed), "0" * 64)).status_code == 404
    second = feed_url(open_feed(case.cast.complainant))
    assert second != first
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    revoke_feed(case.cast.complainant)
    assert Client().get(second).status_code == 404
    other = open_feed(case.cast.respondent)
    assert token_of(other) != token_of(CalendarFeed.objects.get(user=case.cast.complainant))
    case.cast.respondent.is_active = False
    case.cast.respondent.save()
    assert Client().get(feed_url(other)).status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_feed_of_many_is_one_calendar(case: Case, language):
    case.mediating()
    fixed(case)
    fixed(case, days=7, party=case.li)
    dues = [Due(str(n), f"JF-2026-{n:06d}", timezone.localdate()) for n in range(40)]
    content = render_feed(agenda_of(case.cast.mediator), dues)
    assert len(read(content).walk("VEVENT")) == 42
    assert Session.objects.count() == 2
