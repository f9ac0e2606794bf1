"""What a page says of the state of a case is what the record says; each right answer from the law or from arithmetic."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from accounts.services import appoint_member
from arbitration import services as arbitration
from disputes import services
from disputes.exceptions import NotPermitted
from disputes.models import Turn
from disputes.services.obligations import breach_obligation
from disputes.states import State
from mediation.models import Mediation
from mediation.selectors import caseload, issues, summary
from mediation.services import (
    OnIssue,
    answer_offer,
    leave_mediation,
    make_proposal,
    name_co_mediator,
    offer_terms,
    publish_draw,
    refuse_mediation,
)
from notices.models import Paper
from proceedings.selectors import errands_of, stations, where_it_stands
from tests import stories
from tests.arbitration import stories as referrals
from tests.cast import login
from tests.mediation import test_bidding as bids
from tests.mediation.cases import Case, make_case

TALK, ROAD = "答复与协商", "调解或仲裁"


@pytest.fixture
def case(cast) -> Case:
    return make_case(cast)


def shown(dispute) -> dict[str, str]:
    return {station.label: station.state for station in stations(stories.fresh(dispute))}


def page(person, name: str, *args) -> str:
    return login(Client(), person).get(reverse(name, args=args)).content.decode()


# --- the line of stations ---------------------------------------------------------------------------


def test_a_case_taken_to_a_court_has_had_neither_mediation_nor_arbitration(cast):
    dispute = stories.choosing_road(cast)
    services.take_elsewhere(dispute, by=cast.complainant, channel="litigation", body_name="某法院")
    assert shown(dispute)[ROAD] == "skipped"


def test_a_refused_complaint_was_not_taken_up(cast):
    dispute = stories.filed(cast)
    services.decline_dispute(dispute, by=cast.handler, ground="decline.no_dispute", reasons="看不出争议。")
    assert shown(dispute) == {
        **dict.fromkeys(("受理", TALK, "处理意见", ROAD, "履行"), "skipped"),
        **dict.fromkeys(("提交", "办结"), "done"),
    }


def test_mediation_that_was_refused_is_not_mediation_done(case: Case):
    case.requested()
    refuse_mediation(case.mediation, by=case.cast.respondent)
    services.withdraw_dispute(case.dispute, by=case.cast.complainant)
    assert shown(case.dispute)[ROAD] == "skipped"


def test_a_breach_is_no_performance(cast):
    dispute = stories.settled(cast)
    for owed in dispute.settlements.get().obligations.all():
        breach_obligation(owed, by=None)
    services.close_unresolved(stories.fresh(dispute), by=cast.complainant)
    assert shown(dispute)["履行"] == "skipped"


def test_what_was_done_is_shown_as_done(case: Case):
    case.agreed()
    found = shown(case.dispute)
    assert (found["受理"], found[TALK], found[ROAD], found["履行"]) == ("done", "done", "done", "current")
    cast = case.cast
    dispute = stories.closed(cast)
    assert shown(dispute)["履行"] == "done"


def test_arbitration_that_was_sent_was_arbitration(cast):
    referral = referrals.sent(cast)
    assert shown(referral.dispute)[ROAD] == "current"
    arbitration.withdraw_referral(referral, by=cast.complainant)
    services.close_unresolved(stories.fresh(referral.dispute), by=cast.complainant)
    assert shown(referral.dispute)[ROAD] == "done"


# --- whose turn -------------------------------------------------------------------------------------


def test_my_own_offer_waits_for_the_other_side_and_not_for_me(cast):
    dispute = stories.negotiating(cast)
    services.make_offer(dispute, by=cast.respondent, terms=[stories.pays(dispute, "2400.00")])
    assert not where_it_stands(stories.fresh(dispute), cast.respondent).is_mine
    assert where_it_stands(stories.fresh(dispute), cast.complainant).is_mine
    assert [errand.dispute for errand in errands_of(cast.respondent)] == []
    mine = page(cast.respondent, "proceedings:case", dispute.reference)
    assert "等您回应" not in mine and "您的第 1 份和解方案在等李小雨回应" in mine
    theirs = page(cast.complainant, "proceedings:case", dispute.reference)
    assert "有一份和解方案等您回应" in theirs and "在等" not in theirs


def test_an_answered_offer_makes_it_both_sides_turn_again(cast):
    dispute = stories.negotiating(cast)
    offer = services.make_offer(dispute, by=cast.respondent, terms=[stories.pays(dispute, "2400.00")])
    services.reject_offer(offer, by=cast.complainant, reason="太少。")
    for person in (cast.complainant, cast.respondent):
        assert where_it_stands(stories.fresh(dispute), person).is_mine


def test_a_case_that_waits_for_the_seal_offers_signing_to_nobody_else(case: Case):
    case.signing()
    cast, link = case.cast, reverse("mediation:sign", args=[case.mediation.pk])
    signers = [cast.complainant, cast.respondent, cast.mediator]
    for person in signers:
        assert link in page(person, "mediation:agreement", case.mediation.pk)
        case.sign(person)
        assert link not in page(person, "mediation:agreement", case.mediation.pk)
    assert link not in page(cast.mediator, "mediation:desk", case.mediation.pk)
    assert link in page(cast.secretary, "mediation:agreement", case.mediation.pk)


def test_naming_a_mediator_is_no_turn_once_the_lot_is_to_decide(case: Case):
    case.left_to_body()
    secretary = case.cast.secretary
    assert [errand.what for errand in errands_of(secretary)] == ["指定调解员"]
    draw = publish_draw(case.mediation, by=secretary)
    assert errands_of(secretary) == []
    assert [line.mine for line in caseload(secretary)] == [[]]
    errand = errands_of(case.cast.complainant)[0]
    assert (errand.what, errand.url) == (
        "写一个词，参与抽签",
        reverse("mediation:draw_page", args=[case.mediation.pk, draw.number]),
    )


def test_both_lists_of_a_mediator_say_the_same(cast):
    make_case(cast).appointed()
    make_case(cast).mediating()
    waiting = make_case(cast).mediating()
    make_proposal(waiting.mediation, by=cast.mediator, terms=[waiting.term()])
    named = make_case(cast)
    named.mediating()
    name_co_mediator(named.mediation, by=cast.secretary, entry=named.entries[1], reason="专家。")
    expected = {cast.mediator: 3, cast.second_mediator: 1, cast.secretary: 0}
    for person, count in expected.items():
        inbox = {e.dispute.pk: e for e in errands_of(person) if e.is_mine}
        lines = {line.mediation.dispute_id: line for line in caseload(person)}
        assert {pk for pk, line in lines.items() if line.mine} == set(inbox), person.name
        assert len(inbox) == count, person.name
        for pk, errand in inbox.items():
            if errand.deadline is not None:
                assert lines[pk].due_at == errand.deadline.due_at
            assert errand.url in {task.url for task in lines[pk].mine}


def test_no_turn_in_an_inbox_answers_that_it_is_not_yours(cast):
    """Every link of every inbox is opened by whoever finds it there."""
    for body in (cast.mediation_body, cast.arbitration_commission):
        appoint_member(body, user=cast.outsider, role="supervisor", by=None)
    make_case(cast).left_to_body()
    make_case(cast).put_to_body()
    make_case(cast).challenged()
    referrals.sent(cast)
    stories.filed(cast)
    stories.reviewing(cast)
    staff = {membership.user for membership in Membership.objects.in_force().select_related("user")}
    refused = [
        (person.name, errand.what)
        for person in staff
        for errand in errands_of(person)
        if login(Client(), person).get(errand.url).status_code == 403
    ]
    assert refused == []
    assert errands_of(cast.outsider) == []
    assert {errand.what for errand in errands_of(cast.supervisor)} >= {"审查是否受理", "出具处理意见"}


# --- what was agreed on the table -------------------------------------------------------------------


def test_after_a_mediation_without_agreement_nothing_is_settled_and_nobody_is_near(case: Case):
    case.mediating()
    cast, claim = case.cast, case.dispute.claims.get()
    offer = offer_terms(
        case.mediation, by=cast.complainant, items=[OnIssue(term=case.term(3000), claim=claim)]
    )
    answer_offer(offer, by=cast.respondent, accepted=[offer.items.get().position])
    assert [issue.is_agreed for issue in issues(case.mediation)] == [True]
    assert summary(case.mediation, cast.mediator).distance == 0
    leave_mediation(case.mediation, by=cast.respondent)
    ended = Mediation.objects.get(pk=case.mediation.pk)
    assert [issue.is_agreed for issue in issues(ended)] == [False]
    assert summary(ended, cast.mediator).distance is None
    shown_issues = page(cast.complainant, "mediation:issues", ended.pk)
    assert "谈拢过，没有签成" in shown_issues and "</svg>谈拢<" not in shown_issues


# --- roads ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["regulator", "litigation"])
def test_an_authority_and_a_court_are_open_during_mediation(case: Case, channel):
    """人民调解法 3: mediation may not stop a party from the administrative or court route."""
    case.mediating()
    cast, reference = case.cast, case.dispute.reference
    assert reverse("disputes:take_road", args=[reference, channel]) in page(
        cast.complainant, "disputes:choose_road", reference
    )
    services.take_elsewhere(case.dispute, by=cast.complainant, channel=channel, body_name="某机关")
    assert (case.state, case.dispute_state) == ("terminated", State.CLOSED)
    assert not case.dispute.rooms.filter(closed_at=None).exists()
    told = Paper.objects.get(kind="mediation_termination")
    assert "因李小雨退出而终止" in told.html
    assert told.notices.filter(addressee_key=case.wang.key).exists()


def test_arbitration_is_open_during_mediation_and_ends_it(case: Case):
    case.mediating()
    referrals.preparing(case.cast, case.dispute)
    assert (case.state, case.dispute_state) == ("terminated", State.IN_ARBITRATION)
    assert case.mediation.proceeding.__class__.objects.get(pk=case.mediation.proceeding_id).closed_at
    assert set(Turn.objects.open().values_list("kind", flat=True)) == {"arbitration.prepare"}


def test_the_service_centre_decides_about_a_platform_that_is_the_respondent(cast):
    """disputes/forms/filing.py promises it; procedures §12 f: the platform recuses itself."""
    dispute = stories.negotiating(cast, against_platform=True)
    services.end_negotiation(dispute, by=cast.complainant)
    dispute = stories.fresh(dispute)
    assert (dispute.state, dispute.desk) == (State.REVIEWING, cast.service_centre)
    assert "出具处理意见" in {errand.what for errand in errands_of(cast.centre_handler)}
    given = {
        "facts_found": "平台扣款没有依据。",
        "evidence_accepted": "",
        "rule_name": "平台服务协议",
        "rule_version": "2026年第1版 第12条",
        "reasons": "扣款前没有通知。",
        "terms": [stories.pays(dispute, "3000.00")],
    }
    with pytest.raises(NotPermitted):
        services.issue_opinion(dispute, by=cast.handler, **given)
    services.issue_opinion(dispute, by=cast.centre_handler, **given)
    paper = Paper.objects.get(kind="opinion")
    assert (paper.issuer, paper.signer, paper.title) == (
        cast.service_centre,
        cast.centre_handler,
        "处理意见书",
    )
    for person in (cast.complainant, cast.handler):
        services.reply_to_opinion(stories.fresh(dispute), by=person, is_accepted=True)
    assert stories.fresh(dispute).state == State.PERFORMING


# --- after a breach ---------------------------------------------------------------------------------


def breached(cast):
    dispute = stories.settled(cast)
    breach_obligation(dispute.settlements.get().obligations.get(), by=None)
    return stories.fresh(dispute)


def test_a_private_settlement_is_sued_on_and_not_enforced(cast):
    """民诉法 235, 236 know titles; a contract is none (民法典 577). The mediation law needs a mediation."""
    dispute = breached(cast)
    silence = where_it_stands(dispute, cast.complainant).silence
    assert "起诉" in silence and "不能直接申请执行" in silence
    creditors = page(cast.complainant, "disputes:perform", dispute.reference)
    assert "民法典 119、465、509、577" in creditors and "人民调解法" not in creditors
    assert "劳动争议调解仲裁法 16" not in creditors
    assert "申请支付令" in creditors


def test_a_debtor_is_offered_nothing_against_himself(cast):
    debtors = page(cast.respondent, "disputes:perform", breached(cast).reference)
    assert "支付令" not in debtors and "凭这份协议" not in debtors and "请尽快履行" in debtors


def test_a_mediated_agreement_stands_on_the_mediation_law(case: Case):
    case.agreed()
    for owed in case.dispute.settlements.get().obligations.all():
        breach_obligation(owed, by=None)
    creditors = page(case.cast.complainant, "disputes:perform", case.dispute.reference)
    assert "人民调解法 31、32" in creditors and "民法典 119、465" not in creditors


def test_a_lump_sum_over_two_claims_is_shown_once(cast):
    """Two claims of 3,000, one sum of 2,400 for both: what is paid is 2,400 and not 4,800."""
    case = make_case(cast)
    claim = case.dispute.claims.get()
    claim.pk, claim.remedy, claim.position = None, "penalty", 1
    claim.save()
    case.mediating()
    bidding = bids.both_bid(case, bids.opened(case), least="2400", most="2400")
    assert str(bidding.result) == "2400.00"
    shown_issues = page(cast.complainant, "mediation:issues", case.mediation.pk)
    table = shown_issues.split('<div class="issues">')[1].split('id="bidding-heading"')[0]
    assert table.count("2,400.00") == 1
    assert "这是总额，一并了结：" in shown_issues and "一项的总额里，不另付" in shown_issues
