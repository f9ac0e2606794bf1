"""An agreement to arbitrate is made at a window: its whole text is read out before anybody signs."""

from __future__ import annotations

import pytest

from arbitration.models import Referral
from arbitration.states import ReferralState
from disputes import services
from disputes.services import Signed
from disputes.states import SignedOn, State
from disputes.taking_down import act_named, are_sound, read_back
from docket.models import Entry
from docket.verification.whole import verify_all
from tests import stories
from tests.arbitration.stories import agreeing
from tests.disputes.test_window import HAND


def only_at_window(user) -> None:
    user.set_unusable_password()
    user.save()


def there(cast, dispute, role, code, **typed):
    party = dispute.parties.get(role=role)
    act = act_named(stories.fresh(dispute), party, code)
    assert act is not None
    forms = act.forms(typed)
    assert are_sound(forms), [form.errors for form in forms]
    return services.take_down(
        party,
        by=cast.supervisor,
        act=act.code,
        title=act.title,
        statement=read_back(act, forms, party=party),
        signed=Signed(on=SignedOn.TABLET, strokes=HAND, agreed_in_person=True),
        do=lambda user: act.do(forms, user),
    )


def test_it_is_proposed_and_every_word_of_it_is_read_out(cast):
    dispute = stories.choosing_road(cast)
    only_at_window(cast.complainant)
    dispute.parties.filter(role="complainant").update(
        window=cast.platform, consents_e_service_at=None, address="示例市和平路 3 号"
    )
    row = there(
        cast,
        dispute,
        "complainant",
        "propose-arbitration",
        commission=str(cast.arbitration_commission.pk),
        matters="因海报设计报酬引起的一切争议",
        agrees="on",
    )
    referral = Referral.objects.get(dispute=dispute)
    assert referral.state == ReferralState.AGREEING
    for line in referral.submission.text.splitlines():
        assert line.strip() in row.statement
    acceptance = referral.submission.acceptances.get()
    assert (acceptance.given_by, acceptance.typed_name) == (cast.complainant, "李小雨")
    # who has no electronic address agrees to none
    assert "仲裁文书邮寄到李小雨在本案中登记的地址" in referral.submission.text
    entry = Entry.objects.get(verb="arbitration.submission_proposed")
    assert entry.facts["taken_down_by"] == cast.supervisor.actor
    assert verify_all() == []


@pytest.mark.parametrize(("code", "state"), [("accept", "preparing"), ("refuse", None)])
def test_the_other_side_answers(cast, code, state):
    referral = agreeing(cast)
    only_at_window(cast.respondent)
    typed = {"agrees": "on"} if code == "accept" else {}
    row = there(cast, referral.dispute, "respondent", f"{code}-arbitration", **typed)
    for line in referral.submission.text.splitlines():
        assert line.strip() in row.statement
    referral = Referral.objects.get(pk=referral.pk)
    if state:
        assert referral.state == state
        assert referral.submission.acceptances.filter(given_by=cast.respondent, typed_name="王强").exists()
    else:
        assert stories.fresh(referral.dispute).state == State.CHOOSING_ROAD


def test_without_saying_that_the_courts_are_given_up_nothing_is_read_out(cast):
    referral = agreeing(cast)
    only_at_window(cast.respondent)
    party = referral.dispute.parties.get(role="respondent")
    act = act_named(stories.fresh(referral.dispute), party, "accept-arbitration")
    assert not are_sound(act.forms({}))


@pytest.mark.parametrize(("role", "code"), [("complainant", "propose"), ("respondent", "accept")])
def test_whoever_comes_in_alone_does_it_alone(cast, role, code):
    dispute = stories.choosing_road(cast) if code == "propose" else agreeing(cast).dispute
    party = dispute.parties.get(role=role)
    assert act_named(stories.fresh(dispute), party, f"{code}-arbitration") is None
