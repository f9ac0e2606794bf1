"""The pages of a session: no barrier that axe can find, on a phone or a desk, light or dark; and who is shown what."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mediation.models import Session
from tests.cast import login
from tests.mediation.cases import Case, make_case
from tests.mediation.sessions import chosen, evening, fixed, proposed, says


def test_no_page_of_a_session_has_a_barrier(site, cast, visitor, axe):
    case = make_case(cast).mediating()
    li, chen = visitor(cast.complainant, phone=True), visitor(cast.mediator, dark=True)

    def look(page, name, *args):
        page.goto(reverse(f"mediation:{name}", args=args))
        for summary in page.locator("main details.disclosure > summary").all():
            summary.click()
        axe(page)

    look(chen, "propose_session", case.mediation.pk)
    session = proposed(case, days=(5, 6, 8), message="请两位说说交付和验收的经过。")
    look(li, "room", case.mediation.pk)
    look(li, "session", session.key)
    look(li, "answer_times", session.key)
    says(session, cast.complainant, "yes", "no", "if", note="晚上都行", own_times=[evening(9)])
    says(session, cast.respondent, "if", "yes", "yes", "no")
    look(chen, "session", session.key)
    look(chen, "fix_session", session.key)
    chosen(session, case)
    look(li, "session", session.key)
    look(li, "explain_absence", session.key)
    for page in ("session", "move_session", "cancel_session"):
        look(chen, page, session.key)
    look(chen, "desk", case.mediation.pk)
    for page in (li, chen):
        look(page, "calendar")
    now = timezone.now()
    Session.objects.update(starts_at=now - timedelta(minutes=9), ends_at=now + timedelta(minutes=51))
    look(chen, "attendance", session.key)


def test_a_mediator_sees_the_week_by_day_and_the_next_session_in_the_caseload(case: Case):
    case.mediating()
    session, alone = fixed(case), fixed(case, days=6, party=case.wang)
    client = login(Client(), case.cast.mediator)
    page = client.get(reverse("mediation:calendar")).content.decode()
    for one in (session, alone):
        assert page.count(str(one.key)) == 1
    assert "王强单独" in page
    assert str(session.key) in client.get(reverse("mediation:caseload")).content.decode()


def test_the_body_sees_when_and_not_what_was_written_or_the_link(case: Case):
    case.mediating()
    session = fixed(case, way="video", place="https://meet.example/紫罗兰", message="紫罗兰的事")
    page = login(Client(), case.cast.secretary).get(reverse("mediation:session", args=[session.key]))
    assert page.status_code == 200
    assert "19:30–20:30" in page.content.decode()
    assert "紫罗兰" not in page.content.decode()


def test_what_was_typed_stays_when_half_a_time_is_given(case: Case):
    case.mediating()
    url = reverse("mediation:propose_session", args=[case.mediation.pk])
    sent = {
        "whom": "joint",
        "way": "place",
        "place": "和平路1号",
        "message": "带合同",
        "times-0-on": "2030-01-01",
    }
    page = login(Client(), case.cast.mediator).post(url, sent)
    assert page.status_code == 422
    assert all(word in page.content.decode() for word in ("和平路1号", "带合同", "2030-01-01"))
    assert not Session.objects.exists()


def test_times_are_worded_in_the_readers_language(case: Case):
    from django.utils import translation

    from mediation.moments import in_words

    starts_at = timezone.make_aware(timezone.datetime(2026, 11, 30, 19, 30))
    ends_at = starts_at + timedelta(hours=1)
    year = timezone.localdate().year
    said = in_words(starts_at, ends_at, with_year=year != 2026)
    assert said == ("11月30日（周一）19:30–20:30" if year == 2026 else "2026年11月30日（周一）19:30–20:30")
    with translation.override("en"):
        assert in_words(starts_at, ends_at, with_year=True) == "Mon 30 Nov 2026, 19:30–20:30"
    late = starts_at.replace(hour=23)
    assert in_words(late, late + timedelta(hours=1)).endswith("23:30–次日00:30")
