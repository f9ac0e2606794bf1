"""The way to the court is in the list of exactly whoever has to take the next step, and goes when it is done."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from disputes.models import Party, Representative
from mediation.models import Confirmation
from mediation.services import (
    ask_supplement,
    bind_package,
    certify_mediation,
    give_particulars,
    hand_in,
    record_acceptance,
    record_ruling,
    record_supplement,
    say_whether_to_apply,
)
from proceedings.selectors import beside, errands_of, where_it_stands
from tests.cast import login
from tests.mediation import confirmations
from tests.mediation.cases import Case

ANSWER, GIVE, CERTIFY = "答复是否申请司法确认", "填写司法确认的申请信息", "出具主持调解的证明"
HAND_IN, ACCEPT, RULE = "向法院提交司法确认申请", "登记法院是否受理", "登记法院的裁定"
SUPPLEMENT = "补充法院要求的材料"
ALL = {ANSWER, GIVE, CERTIFY, HAND_IN, ACCEPT, RULE, SUPPLEMENT}


def lists(case: Case, **more) -> dict[str, set[str]]:
    """Who finds what of it in their list."""
    people = {
        name: getattr(case.cast, name) for name in ("complainant", "respondent", "secretary", "mediator")
    }
    found = {name: {e.what for e in errands_of(person)} & ALL for name, person in {**people, **more}.items()}
    return {name: errands for name, errands in found.items() if errands}


def give(confirmation: Confirmation, person) -> None:
    party = confirmation.dispute.parties.get(user=person)
    values = confirmations.values(person.name)
    give_particulars(confirmation, by=person, party=party, values=values, pledged_name=person.name)


def test_each_step_is_in_the_list_of_whoever_takes_it_and_goes_when_it_is_done(case: Case):
    court, judge = confirmations.a_court()
    confirmation = confirmations.opened(case)
    assert lists(case, judge=judge) == {"complainant": {ANSWER}, "respondent": {ANSWER}}
    say_whether_to_apply(confirmation, by=case.cast.complainant, is_willing=True)
    assert lists(case) == {"respondent": {ANSWER}}
    say_whether_to_apply(confirmation, by=case.cast.respondent, is_willing=True)
    assert lists(case) == {"complainant": {GIVE}, "respondent": {GIVE}, "secretary": {CERTIFY}}
    give(confirmation, case.cast.complainant)
    certify_mediation(confirmation, by=case.cast.secretary)
    assert lists(case) == {"respondent": {GIVE}}
    give(confirmation, case.cast.respondent)
    assert lists(case) == {name: {HAND_IN} for name in ("complainant", "respondent", "secretary")}
    bind_package.func(confirmation.pk)
    today = timezone.localdate()
    hand_in(confirmation, by=case.cast.complainant, court_choice="body_place", court=court,
            method="online", on=today)  # fmt: skip
    assert lists(case, judge=judge) == {"judge": {ACCEPT}}
    record_acceptance(confirmation, by=judge, on=today)
    assert lists(case, judge=judge) == {"judge": {RULE}}
    ask_supplement(confirmation, by=judge, text="账户证明。", until=today + timedelta(days=5))
    assert lists(case, judge=judge) == {n: {SUPPLEMENT} for n in ("complainant", "respondent", "secretary")}
    record_supplement(confirmation, by=case.cast.secretary)
    assert lists(case, judge=judge) == {"judge": {RULE}}
    record_ruling(confirmation, by=judge, ruling="confirmed", on=today)
    assert lists(case, judge=judge) == {}


def test_the_answer_of_a_court_that_is_not_here_is_entered_by_the_body(case: Case):
    confirmations.with_court(case)
    assert lists(case) == {"secretary": {ACCEPT}}


def test_a_no_leaves_nobody_anything_to_do(case: Case):
    confirmations.declined(case)
    assert lists(case) == {}


def test_when_the_thirty_days_are_over_it_is_gone_from_every_list(case: Case, travel, tick):
    confirmation = confirmations.opened(case)
    [errand] = [e for e in errands_of(case.cast.respondent) if e.what == ANSWER]
    due = confirmation.agreement.signed_at + timedelta(days=30)
    assert errand.deadline.due_on >= timezone.localdate(due)
    travel.to(errand.deadline.due_at + timedelta(hours=1))
    tick()
    assert lists(case) == {}
    assert beside(case.dispute, case.cast.complainant) == []


@pytest.mark.parametrize(("mandate", "expected"), [("special", {ANSWER}), ("general", set())])
def test_a_representative_answers_only_with_a_special_mandate(case: Case, mandate, expected):
    confirmations.opened(case)
    party = Party.objects.get(dispute=case.dispute, user=case.cast.complainant)
    lawyer = User.objects.create(email="lawyer@cast.example", name="贺律师")
    Representative.objects.create(party=party, user=lawyer, name=lawyer.name, mandate=mandate)
    assert {e.what for e in errands_of(lawyer)} & ALL == expected


def test_the_case_page_says_whose_step_it_is_until_when_to_both_sides(case: Case):
    confirmation = confirmations.opened(case)
    say_whether_to_apply(confirmation, by=case.cast.complainant, is_willing=True)
    [seen] = beside(case.dispute, case.cast.complainant)
    assert not seen.is_mine
    assert seen.what == ANSWER
    assert "王强" in seen.who
    assert seen.due_on
    assert beside(case.dispute, case.cast.respondent)[0].is_mine
    assert where_it_stands(case.dispute, case.cast.respondent).is_mine
    page = login(Client(), case.cast.respondent).get(f"/cases/{case.dispute.reference}/")
    assert ANSWER in page.content.decode()


def test_who_has_the_case_and_not_the_mediation_learns_nothing_of_it(case: Case):
    confirmation = confirmations.opened(case)
    say_whether_to_apply(confirmation, by=case.cast.complainant, is_willing=True)
    assert beside(case.dispute, case.cast.handler) == []
    page = login(Client(), case.cast.handler).get(f"/cases/{case.dispute.reference}/")
    assert page.status_code == 200
    assert ANSWER not in page.content.decode()


def test_a_court_opens_the_application_from_its_list_and_not_the_case(case: Case):
    court, judge = confirmations.a_court()
    confirmations.with_court(case, court)
    [errand] = errands_of(judge)
    client = login(Client(), judge)
    listed = client.get("/inbox/").content.decode()
    assert client.get(errand.url).status_code == 200
    assert f'href="{errand.url}"' in listed
    assert f"/cases/{case.dispute.reference}/" not in listed
