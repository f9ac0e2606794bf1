"""Of a session with one side alone the other side finds nothing: no page, no notice, no file, no number."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from disputes.exceptions import NotPermitted
from docket.models import Entry
from docket.selectors import opened
from mediation.models import Session
from mediation.selectors import agenda_of, facts_for_record, next_sessions, session_errands
from mediation.services import (
    cancel_session,
    draw_up_record,
    explain_absence,
    move_session,
    open_feed,
    record_attendance,
    token_of,
)
from notices.models import Happening, Notice, OutboxMessage, Paper
from proceedings.selectors import errands_of, where_it_stands
from tests.cast import login
from tests.mediation.cases import Case
from tests.mediation.sessions import evening, fixed, proposed, says
from tests.mediation.test_scheduling import holders

PAGES = (
    "session",
    "answer_times",
    "session_file",
    "fix_session",
    "move_session",
    "cancel_session",
    "attendance",
)


def traces(case: Case) -> dict[str, object]:
    """Everything of the case that the other side could count or read."""
    case.dispute.chain.refresh_from_db()
    return {
        "entries": case.dispute.chain.length,
        "papers": Paper.objects.count(),
        "notices": Notice.objects.count(),
        "lines": case.room().last_seq,
        "bell": list(Happening.objects.filter(user=case.cast.respondent).values_list("pk", "text")),
        "mail": OutboxMessage.objects.filter(address=case.cast.respondent.email).count(),
        "errands": [errand.what for errand in errands_of(case.cast.respondent)],
        "where": where_it_stands(case.dispute, case.cast.respondent),
        "holders": holders(),
        "agenda": agenda_of(case.cast.respondent).count(),
        "next": next_sessions([case.mediation], case.cast.respondent),
        "record": facts_for_record(case.mediation)["sessions"],
    }


def seen(client: Client, case: Case) -> list[str]:
    """The pages the other side has, as they are."""
    names = [("mediation:room", [case.mediation.pk]), ("mediation:calendar", []), ("proceedings:inbox", [])]
    names.append(("proceedings:case", [case.dispute.reference]))
    return [client.get(reverse(name, args=args)).content.decode() for name, args in names]


def test_from_beginning_to_end_the_other_side_finds_nothing(case: Case, travel):
    case.mediating()
    before = traces(case)
    client = login(Client(), case.cast.respondent)
    feed = open_feed(case.cast.respondent)
    address = reverse("proceedings:calendar_feed", args=[feed.pk, token_of(feed)])

    session = proposed(case, days=(5,), party=case.li, message="先单独聊聊紫罗兰")
    assert [e.what for e in errands_of(case.cast.complainant)] == ["选会议时间"]
    assert where_it_stands(case.dispute, case.cast.complainant).is_mine
    assert traces(case) == before
    says(session, case.cast.complainant, "yes")
    session.refresh_from_db()
    assert session.state == "fixed"
    starts_at, ends_at = evening(6)
    move_session(session, by=case.cast.mediator, starts_at=starts_at, ends_at=ends_at, reason="紫罗兰")
    explain_absence(session, by=case.cast.complainant, text="紫罗兰")
    assert traces(case) == before

    for name in PAGES:
        assert client.get(reverse(f"mediation:{name}", args=[session.key])).status_code == 404
        assert client.post(reverse(f"mediation:{name}", args=[session.key])).status_code in (404, 405)
    for page in [*seen(client, case), client.get(address).content.decode()]:
        assert str(session.key) not in page
        assert "单独会谈的时间" not in page
        assert "紫罗兰" not in page
    with pytest.raises(NotPermitted):
        says(session, case.cast.respondent, "yes")

    travel.to(ends_at + timedelta(minutes=1))
    span = {"began_at": starts_at, "ended_at": ends_at}
    record_attendance(session, by=case.cast.mediator, outcome="held", came={case.li.pk: True}, **span)
    draw_up_record(case.mediation, by=case.cast.mediator, summary="各自陈述。")
    after = traces(case)
    assert [text for key, text in after["bell"] if (key, text) not in before["bell"]] == [
        "调解笔录已写好，请核对"
    ]
    counts = ("entries", "lines", "mail")
    assert [after[name] for name in counts] == [before[name] + 1 for name in counts]
    # the record is put to both sides; nothing else of theirs has changed
    of_the_record = dict.fromkeys((*counts, "bell", "errands", "holders", "where"))
    assert after | of_the_record == before | of_the_record
    docket = json.dumps([opened(entry) for entry in Entry.objects.all()], ensure_ascii=False)
    assert "紫罗兰" not in docket and str(session.key) not in docket
    assert all("紫罗兰" not in paper.html for paper in Paper.objects.all())


def test_the_body_and_a_later_mediator_do_not_learn_of_it_either(case: Case):
    case.mediating()
    session = fixed(case, party=case.wang)
    sees = {
        name
        for name in (
            "complainant",
            "respondent",
            "mediator",
            "secretary",
            "second_mediator",
            "outsider",
            "handler",
        )
        if Session.objects.visible_to(getattr(case.cast, name)).filter(pk=session.pk).exists()
    }
    assert sees == {"respondent", "mediator"}
    case.mediation.appointments.update(end="resigned")
    assert not Session.objects.visible_to(case.cast.mediator).exists()


def test_a_called_off_caucus_is_told_to_its_side_alone(case: Case):
    case.mediating()
    session = fixed(case, party=case.li)
    before = traces(case)
    cancel_session(session, by=case.cast.mediator, reason="不用了")
    assert traces(case) == before
    assert Happening.objects.filter(user=case.cast.complainant, text__endswith="不用了").count() == 1
    assert session_errands(case.cast.complainant) == []


def test_in_a_joint_session_nobody_sees_what_the_other_ticked_or_wrote(case: Case):
    case.mediating()
    session = proposed(case)
    says(session, case.cast.complainant, "no", "if", note="晚上八点后紫罗兰")
    client = login(Client(), case.cast.respondent)
    for name in ("session", "answer_times"):
        page = client.get(reverse(f"mediation:{name}", args=[session.key])).content.decode()
        assert "紫罗兰" not in page
        assert "勉强可以</span></td>" not in page
        assert " checked" not in page
    page = login(Client(), case.cast.mediator).get(reverse("mediation:session", args=[session.key]))
    assert "紫罗兰" in page.content.decode()
