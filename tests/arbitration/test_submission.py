"""An agreement to arbitrate made in the case: proposed by one, accepted by all, or there is none."""

from __future__ import annotations

import hashlib

import pytest

from arbitration import services
from arbitration.documents import acceptance_hash
from arbitration.states import AgreementForm, Verdict
from arbitration.states import ReferralState as R
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Party
from disputes.states import PartyRole, State
from docket.selectors import verify_chain
from tests import stories
from tests.arbitration import stories as told


def propose(cast, dispute, **changes):
    fields = {"commission": cast.arbitration_commission, "name": "李小雨", **changes}
    return told.fresh(services.propose_submission(dispute, by=cast.complainant, **fields))


def test_when_both_have_accepted_the_text_is_the_agreement(cast):
    referral = told.agreed(cast)
    submission = referral.submission
    assert referral.state == R.PREPARING
    assert (referral.agreement_form, referral.agreement_verdict) == (AgreementForm.SUBMISSION, Verdict.VALID)
    assert referral.agreement_text == submission.text
    assert submission.sha256 == hashlib.sha256(submission.text.encode()).hexdigest()
    acceptances = list(submission.acceptances.all())
    assert [each.typed_name for each in acceptances] == ["李小雨", "王强"]
    for each in acceptances:
        assert (each.text_sha256, each.sha256) == (submission.sha256, acceptance_hash(each))
    assert submission.concluded_at >= acceptances[-1].accepted_at
    assert referral.requests == "1. 支付报酬人民币3,000.00元（海报设计报酬）；"


def test_the_docket_tells_how_it_came_about(cast):
    chain = told.agreed(cast).dispute.chain
    entries = chain.entries.filter(verb__startswith="arbitration.").order_by("seq")
    assert [entry.verb for entry in entries] == [
        "arbitration.submission_proposed",
        "arbitration.submission_accepted",
        "arbitration.submission_accepted",
        "arbitration.submission_concluded",
    ]
    assert {entry.facts["sha256"] for entry in entries} == {entries[0].facts["sha256"]}
    assert verify_chain(chain) == []


def test_the_proposal_is_served_and_the_agreement_again_when_it_stands(cast):
    referral = told.agreeing(cast)
    proposal = referral.dispute.chain.papers.get(kind="arbitration_agreement")
    assert proposal.facts["is_concluded"] is False
    assert "这是一份提议，尚未成立" in proposal.html
    assert "到期没有答复的，视为没有达成仲裁协议" in proposal.html
    assert proposal.notices.count() == 2
    services.accept_submission(referral, by=cast.respondent, name="王强")
    concluded = referral.dispute.chain.papers.filter(kind="arbitration_agreement").last()
    assert concluded.facts["is_concluded"] is True
    assert "尚未成立" not in concluded.html
    assert [each["sha256"] for each in concluded.facts["acceptances"]] == [
        each.sha256 for each in referral.submission.acceptances.all()
    ]


def test_everybody_on_the_other_side_is_asked(cast):
    dispute = stories.choosing_road(cast)
    second = Party.objects.create(
        dispute=dispute,
        role=PartyRole.RESPONDENT,
        name="赵大",
        user=cast.outsider,
        joined_at=dispute.filed_at,
    )
    referral = propose(cast, dispute)
    services.accept_submission(referral, by=cast.respondent, name="王强")
    assert told.fresh(referral).state == R.AGREEING
    assert referral.submission.missing_parties() == [second]
    with pytest.raises(NotLawfulNow):
        services.accept_submission(referral, by=cast.respondent, name="王强")
    services.accept_submission(referral, by=cast.outsider, name="赵大")
    assert told.fresh(referral).state == R.PREPARING


def test_one_no_ends_it_and_the_complainant_chooses_another_road(cast):
    referral = told.agreeing(cast)
    services.refuse_submission(referral, by=cast.respondent, reason="想去法院")
    referral = told.fresh(referral)
    assert (referral.state, referral.dispute.state) == (R.NOT_AGREED, State.CHOOSING_ROAD)
    assert referral.submission.refusal_reason == "想去法院"
    with pytest.raises(NotLawfulNow):
        services.accept_submission(referral, by=cast.respondent, name="王强")


@pytest.mark.parametrize("actor", ["complainant", "handler", "registrar", "outsider"])
def test_nobody_answers_for_another(cast, actor):
    referral = told.agreeing(cast)
    expected = NotLawfulNow if actor == "complainant" else NotPermitted
    with pytest.raises(expected):
        services.accept_submission(referral, by=getattr(cast, actor), name="王强")
    with pytest.raises(expected):
        services.refuse_submission(referral, by=getattr(cast, actor))


def test_giving_up_the_courts_needs_a_special_mandate(cast):
    referral = told.agreeing(cast)
    stories.represented(referral.dispute, by=cast.respondent, who=cast.outsider)
    with pytest.raises(NotPermitted):
        services.accept_submission(referral, by=cast.outsider, name="赵旁观")


def test_a_signature_needs_a_name(cast):
    with pytest.raises(NotValid):
        propose(cast, stories.choosing_road(cast), name="  ")
    with pytest.raises(NotValid):
        services.accept_submission(told.agreeing(cast), by=cast.respondent, name=" ")


def test_nobody_is_asked_where_the_law_allows_no_arbitration(cast):
    dispute = stories.choosing_road(cast)
    dispute.category = "other_family"
    dispute.save()
    with pytest.raises(NotValid) as refusal:
        propose(cast, dispute)
    assert refusal.value.code == "agreement_invalid"
    assert stories.fresh(dispute).state == State.CHOOSING_ROAD


def test_matters_that_let_the_courts_in_are_refused(cast):
    with pytest.raises(NotValid) as refusal:
        propose(cast, stories.choosing_road(cast), matters="本案纠纷，也可以向人民法院起诉")
    assert refusal.value.code == "agreement_invalid"


def test_a_pasted_text_cannot_pass_for_an_agreement_made_here(cast):
    with pytest.raises(NotValid):
        services.prepare_referral(
            stories.choosing_road(cast),
            by=cast.complainant,
            commission=cast.arbitration_commission,
            agreement_form=AgreementForm.SUBMISSION,
            agreement_text=told.CLAUSE,
        )


def test_whoever_has_not_come_in_gets_a_way_in_with_the_proposal(cast):
    dispute = stories.answering(cast, joined=False)
    referral = propose(cast, dispute)
    respondent = dispute.parties.get(role=PartyRole.RESPONDENT)
    proposal = referral.dispute.chain.papers.get(kind="arbitration_agreement")
    assert proposal.notices.filter(addressee_key=respondent.key).exists()
    assert respondent.invitations.filter(used_at=None).exists()
