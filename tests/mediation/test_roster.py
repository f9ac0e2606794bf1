"""The roster: who may be named, who not and why, and whom the system suggests with which reasons."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disputes.exceptions import NotPermitted, NotValid
from mediation.models import RosterEntry
from mediation.scope import suitable_entries
from mediation.selectors import cards, suggestions
from mediation.services import (
    add_away_period,
    add_certificate,
    appoint_mediator,
    drop_away_period,
    list_mediator,
    remove_certificate,
    set_availability,
)
from rulebook import clock
from tests.cast import login
from tests.mediation.cases import Case

pytestmark = pytest.mark.both_stacks

TODAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _some_monday():
    with time_machine.travel("2026-11-16T10:00:00+08:00"):
        yield


def card_of(case: Case, n: int = 0):
    return cards(RosterEntry.objects.filter(pk=case.entries[n].pk))[0]


def is_nameable(case: Case, n: int = 0) -> bool:
    """The page and the query agree."""
    found = case.entries[n] in suitable_entries(case.dispute, case.cast.mediation_body)
    assert found == card_of(case, n).may_be_named
    return found


def test_an_expired_certificate_bars_and_says_why(case: Case):
    entry, qin = case.entries[0], case.cast.secretary
    assert is_nameable(case)
    old = add_certificate(entry, by=qin, number="调1", expires_on=TODAY - timedelta(days=1))
    assert not is_nameable(case)
    assert "到期" in card_of(case).against[0]
    new = add_certificate(entry, by=qin, number="调2", issuer="市司法局", expires_on=TODAY)
    assert is_nameable(case)  # one in force is enough
    remove_certificate(new, by=qin)
    assert not is_nameable(case)
    add_certificate(entry, by=qin, number=old.number, expires_on=TODAY + timedelta(days=365))  # renewed
    assert is_nameable(case)
    assert entry.certificates.filter(removed_at=None).count() == 1


def test_mediator_and_secretary_are_told_sixty_thirty_and_seven_days_before_and_when_it_is_over(case: Case):
    expires_on = TODAY + timedelta(days=61)
    add_certificate(case.entries[0], by=case.cast.secretary, number="调1", expires_on=expires_on)
    told = []
    for days in range(63):
        with time_machine.travel(f"{TODAY + timedelta(days=days)}T10:00:00+08:00"):
            clock.tick()
        told.append(case.cast.mediator.happenings.filter(text__contains="调1").count())
    rises = [day for day in range(1, 63) if told[day] > told[day - 1]]
    assert [61 - day for day in rises] == [60, 30, 7, -1]
    assert case.cast.secretary.happenings.filter(text__contains="调1").count() == 4
    assert not case.cast.second_mediator.happenings.filter(text__contains="调1").exists()


def test_who_is_away_takes_no_new_case_and_is_back_the_day_after(case: Case):
    period = add_away_period(
        case.entries[0], by=case.cast.mediator, starts_on=TODAY, ends_on=TODAY + timedelta(days=3)
    )
    assert not is_nameable(case)
    with time_machine.travel("2026-11-20T10:00:00+08:00"):
        assert is_nameable(case)
    drop_away_period(case.entries[0], by=case.cast.secretary, pk=period.pk)
    assert is_nameable(case)
    with pytest.raises(NotValid):
        add_away_period(case.entries[0], by=case.cast.mediator, starts_on=TODAY, ends_on=TODAY - timedelta(1))


def test_no_new_cases_until_a_day(case: Case):
    until = TODAY + timedelta(days=5)
    set_availability(case.entries[0], by=case.cast.mediator, takes_no_new_until=until)
    assert not is_nameable(case)
    with time_machine.travel("2026-11-21T10:00:00+08:00"):
        assert is_nameable(case)


def test_time_is_kept_by_oneself_or_the_secretary(case: Case):
    for person in (case.cast.second_mediator, case.cast.handler, case.cast.outsider):
        with pytest.raises(NotPermitted):
            set_availability(case.entries[0], by=person)
        with pytest.raises(NotPermitted):
            add_away_period(case.entries[0], by=person, starts_on=TODAY, ends_on=TODAY)
    with pytest.raises(NotPermitted):
        add_certificate(case.entries[0], by=case.cast.mediator, number="自己发的")


def test_who_is_full_is_not_named(case: Case):
    case.appointed()
    list_mediator(case.cast.mediation_body, mediator=case.cast.mediator, by=case.cast.secretary, most_cases=1)
    card = card_of(case)
    assert (card.load, card.most, card.free) == (1, 1, 0)
    assert card.against == ["在办1件，已满。"]
    assert case.entries[0] not in RosterEntry.objects.in_force()


def test_the_skilled_come_first_then_who_speaks_then_the_least_laden(case: Case):
    body, qin, cast = case.cast.mediation_body, case.cast.secretary, case.cast
    case.left_to_body()
    order = [one.entry.mediator for one in suggestions(case.dispute, case.entries)]
    assert order == [cast.mediator, cast.second_mediator]  # equal: as listed
    list_mediator(body, mediator=cast.second_mediator, by=qin, categories=["unpaid_remuneration"])
    first = suggestions(case.dispute, case.entries)[0]
    assert first.entry.mediator == cast.second_mediator
    assert "擅长这类纠纷" in first.reasons
    assert any("还可以接30件" in reason for reason in first.reasons)
    assert any("没有已知的关系" in reason for reason in first.reasons)
    list_mediator(body, mediator=cast.mediator, by=qin, categories=["unpaid_remuneration"], speaks=["cmn"])
    list_mediator(
        body, mediator=cast.second_mediator, by=qin, categories=["unpaid_remuneration"], speaks=["yue"]
    )
    assert suggestions(case.dispute, case.entries)[0].entry.mediator == cast.mediator


def test_the_suggested_is_taken_at_a_press_and_another_with_a_reason(case: Case):
    case.left_to_body()
    with pytest.raises(NotValid):
        appoint_mediator(case.mediation, by=case.cast.secretary, entry=case.entries[1])
    page = reverse("mediation:appoint", args=[case.mediation.pk])
    qin = login(Client(), case.cast.secretary)
    assert "在办0件" in qin.get(page).content.decode()
    assert qin.post(page, {"entry": case.entries[1].pk}).status_code == 422
    assert qin.post(page, {"entry": case.entries[1].pk, "reason": "熟悉设计行业。"}).status_code == 302
    held = case.mediation.appointment
    assert (held.how, held.reason) == ("by_body", "熟悉设计行业。")


def test_taking_the_suggestion_keeps_its_reasons(case: Case):
    case.left_to_body()
    appoint_mediator(case.mediation, by=case.cast.secretary, entry=case.entries[0])
    held = case.mediation.appointment
    assert held.how == "suggested"
    assert "与各方没有已知的关系" in held.reason


def test_the_roster_costs_as_many_queries_for_many_as_for_one(case: Case, django_assert_num_queries):
    with django_assert_num_queries(6):
        cards(RosterEntry.objects.filter(pk=case.entries[0].pk))
    with django_assert_num_queries(6):
        cards(RosterEntry.objects.all())


def test_parties_filter_the_roster(case: Case):
    list_mediator(
        case.cast.mediation_body,
        mediator=case.cast.mediator,
        by=case.cast.secretary,
        categories=["unpaid_remuneration"],
        speaks=["cmn", "csl"],
        practised_since=date(2016, 1, 1),
    )
    li = login(Client(), case.cast.complainant)
    page = reverse("mediation:roster")
    assert "从事调解 10 年" in li.get(page).content.decode()
    found = li.get(page, {"language": "csl"}).content.decode()
    assert "陈静" in found
    assert "许国华" not in found
    assert li.get(page, {"skill": "x" * 500, "language": "none such"}).status_code == 200


def test_keeping_an_entry_by_the_pages(case: Case):
    entry = case.entries[0]
    qin, chen, li = (
        login(Client(), who) for who in (case.cast.secretary, case.cast.mediator, case.cast.complainant)
    )
    card, certificates, times = (
        reverse(f"mediation:{name}", args=[entry.pk])
        for name in ("roster_entry", "certificate_add", "availability")
    )
    assert li.get(card).status_code == 200
    assert chen.get(certificates).status_code == 403
    given = {"number": "调证1", "issuer": "市司法局", "expires_on": "2027-11-30"}
    assert qin.post(certificates, given).status_code == 302
    assert "市司法局" in li.get(card).content.decode()
    assert li.get(times).status_code == 403
    assert chen.post(times, {"day0-from": "14:00", "day0-to": "09:00"}).status_code == 422
    assert (
        chen.post(times, {"day0-from": "09:00", "day0-to": "12:00", "is_available": "on"}).status_code == 302
    )
    assert chen.post(times, {"starts_on": "2026-12-01", "ends_on": "2026-12-05"}).status_code == 302
    entry.refresh_from_db()
    assert entry.hours == [[0, "09:00", "12:00"]]
    assert "09:00–12:00" in li.get(card).content.decode()
    kept = entry.certificates.get()
    gone = reverse("mediation:certificate_remove", args=[entry.pk, kept.pk])
    assert chen.post(gone).status_code == 403
    assert qin.post(gone).status_code == 302
    away = reverse("mediation:away_drop", args=[entry.pk, entry.away_periods.get().pk])
    assert li.post(away).status_code == 403
    assert chen.post(away).status_code == 302
    assert timezone.localdate() == TODAY
