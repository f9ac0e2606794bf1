"""Between accepting the words and signing them there is time to think again."""

import pytest
from django.test import Client
from django.urls import reverse

from disputes.exceptions import NotLawfulNow, NotPermitted
from mediation.models import Agreement
from mediation.services import accept_draft, agree_to_extend, take_back_acceptance
from mediation.services.cooling import COOLING_OFF_KIND, cooling_off
from mediation.states import MediationState as M
from rulebook import clock
from rulebook.models import Deadline, Rule, RuleVersion
from rulebook.selectors import live_deadline
from tests.cast import login
from tests.mediation.cases import Case


@pytest.fixture
def day_to_think(cast):
    rule = Rule.objects.create(code="agreement_cooling_off_people")
    RuleVersion.objects.create(rule=rule, version=1, n=24, unit="H", source="测试", certainty="setting")


def accepted(case: Case) -> Agreement:
    case.mediating()
    agreement = case.draft()
    for person in (case.cast.complainant, case.cast.respondent):
        accept_draft(agreement, by=person)
    return agreement


def test_without_a_rule_the_signing_opens_at_once(case: Case):
    accepted(case)
    assert case.state == M.SIGNING


def test_the_signing_opens_when_the_time_to_think_is_over(case: Case, day_to_think, travel):
    accepted(case)
    assert case.state == M.MEDIATING
    assert Deadline.objects.live().of(case.mediation).exclude(paused_at=None).count() == 2
    travel.by(hours=25)
    clock.tick()
    assert case.state == M.SIGNING
    assert live_deadline(case.mediation, "mediation.mediation.hard_stop").paused_at is None


def test_an_acceptance_is_taken_back_while_there_is_time(case: Case, day_to_think, travel):
    agreement = accepted(case)
    with pytest.raises(NotLawfulNow):
        agree_to_extend(case.mediation, by=case.cast.complainant)
    with pytest.raises(NotPermitted):
        take_back_acceptance(agreement, by=case.cast.mediator)
    take_back_acceptance(agreement, by=case.cast.respondent)
    assert cooling_off(case.mediation) is None
    assert not Deadline.objects.live().of(case.mediation).exclude(paused_at=None).exists()
    travel.by(hours=25)
    clock.tick()
    assert case.state == M.MEDIATING
    accept_draft(agreement, by=case.cast.respondent)
    assert live_deadline(case.mediation, COOLING_OFF_KIND) is not None


def test_once_the_signing_is_open_nothing_is_taken_back(case: Case):
    agreement = accepted(case)
    with pytest.raises(NotLawfulNow):
        take_back_acceptance(agreement, by=case.cast.respondent)


def test_a_new_draft_ends_the_time_to_think_about_the_old(case: Case, day_to_think):
    accepted(case)
    case.draft(terms=[case.term(2600)])
    assert cooling_off(case.mediation) is None


def test_the_page_says_until_when(case: Case, day_to_think):
    agreement = accepted(case)
    wang = login(Client(), case.cast.respondent)
    page = wang.get(reverse("mediation:agreement", args=[case.mediation.pk])).content.decode()
    assert "冷静期不计入调解期限" in page
    take_back = reverse("mediation:take_back", args=[case.mediation.pk])
    assert wang.post(take_back, {"sha256": agreement.sha256}).status_code == 302
    assert wang.post(take_back, {"sha256": "0" * 64}).status_code == 404
