"""Facts nobody disputes: put forward, ticked, confirmed; and where the paper may go."""

import pytest
from django.test import Client
from django.urls import reverse

from arbitration.selectors import papers_of
from casefiles.documents import render_paper
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Turn
from docket.models import Entry
from mediation.models import Fact
from mediation.selectors import fact_list_in_hand, standings, suggested_facts
from mediation.services import (
    adopt_change,
    close_facts,
    confirm_facts,
    reopen_facts,
    reply_to_fact,
    state_facts,
    terminate_mediation,
    withdraw_fact,
)
from notices.models import Paper
from notices.selectors import can_read, may_leave, released_papers
from tests.arbitration import stories as referrals
from tests.cast import login
from tests.mediation.cases import Case

DELIVERED = "三张海报已于9月10日交付。"
TOLD = "王强提出过一次修改意见。"


def stated(case: Case, text: str = DELIVERED, by=None) -> Fact:
    return state_facts(case.mediation, by=by or case.cast.complainant, facts=[(text, "filing")])[0]


def undisputed(case: Case) -> list[str]:
    return [s.fact.text for s in standings(fact_list_in_hand(case.mediation)) if s.is_undisputed]


def agreed(case: Case) -> None:
    case.mediating()
    reply_to_fact(stated(case), by=case.cast.respondent, answer="agree")


def closed(case: Case):
    agreed(case)
    return close_facts(case.mediation, by=case.cast.mediator)


def confirmed(case: Case, *, li: bool, wang: bool) -> Paper:
    fact_list = closed(case)
    confirm_facts(fact_list, by=case.cast.complainant, typed_name="李小雨", may_be_used=li)
    confirm_facts(fact_list, by=case.cast.respondent, typed_name="王强", may_be_used=wang)
    fact_list.refresh_from_db()
    return fact_list.paper


def holders(case: Case) -> set[str]:
    turn = Turn.objects.get(dispute=case.dispute, finished=None)
    return {holder.party.name for holder in turn.holders.exclude(party=None)}


def test_a_fact_is_undisputed_only_when_every_side_says_so(case: Case):
    case.mediating()
    fact = stated(case, by=case.cast.mediator)
    assert undisputed(case) == []
    reply_to_fact(fact, by=case.cast.complainant, answer="agree")
    assert undisputed(case) == []
    reply_to_fact(fact, by=case.cast.respondent, answer="agree")
    assert undisputed(case) == [DELIVERED]
    reply_to_fact(fact, by=case.cast.respondent, answer="disagree")
    assert undisputed(case) == []


def test_whoever_states_a_fact_agrees_to_it(case: Case):
    case.mediating()
    fact = stated(case, by=case.cast.respondent)
    assert [(r.party.name, r.answer) for r in fact.replies.all()] == [("王强", "agree")]


def test_the_other_sides_wording_takes_the_place_of_the_old(case: Case):
    case.mediating()
    fact = stated(case)
    reply_to_fact(fact, by=case.cast.respondent, answer="change", change="三张海报已于9月12日交付。")
    with pytest.raises(NotPermitted):
        adopt_change(fact.replies.get(answer="change"), by=case.cast.respondent)
    adopt_change(fact.replies.get(answer="change"), by=case.cast.complainant)
    assert undisputed(case) == ["三张海报已于9月12日交付。"]
    with pytest.raises(NotLawfulNow):
        reply_to_fact(fact, by=case.cast.respondent, answer="agree")


def test_only_its_author_or_the_mediator_takes_a_fact_back(case: Case):
    case.mediating()
    fact = stated(case)
    with pytest.raises(NotPermitted):
        withdraw_fact(fact, by=case.cast.respondent)
    withdraw_fact(fact, by=case.cast.mediator)
    assert standings(fact_list_in_hand(case.mediation)) == []


def test_the_outsider_and_the_body_state_and_tick_nothing(case: Case):
    case.mediating()
    fact = stated(case)
    for person in (case.cast.outsider, case.cast.secretary, case.cast.handler):
        with pytest.raises(NotPermitted):
            stated(case, by=person)
        with pytest.raises(NotPermitted):
            reply_to_fact(fact, by=person, answer="agree")
    with pytest.raises(NotPermitted):
        reply_to_fact(fact, by=case.cast.mediator, answer="agree")


@pytest.mark.parametrize("text", ["", "  ", "长" * 301])
def test_an_empty_or_endless_fact_is_refused(case: Case, text):
    case.mediating()
    with pytest.raises(NotValid):
        stated(case, text)


def test_the_same_fact_twice_is_one(case: Case):
    case.mediating()
    assert stated(case) == stated(case)
    assert Fact.objects.count() == 1


def test_sentences_of_complaint_and_answer_are_suggested(case: Case):
    case.mediating()
    found = [(one.source, one.by, one.text) for one in suggested_facts(case.dispute)]
    assert found == [
        ("filing", "李小雨", "9月1日接单设计海报三张，9月10日验收，至今没有付款3000元。"),
        ("answer", "王强", "第三张没有按要求修改，只同意付2000元。"),
    ]


def test_a_closed_list_holds_what_all_agree_on_and_no_more(case: Case):
    agreed(case)
    stated(case, TOLD)
    fact_list = close_facts(case.mediation, by=case.cast.mediator)
    assert DELIVERED in fact_list.text
    assert TOLD not in fact_list.text
    with pytest.raises(NotLawfulNow):
        stated(case, "又一项事实写进来了。")


def test_nothing_undisputed_closes_no_list(case: Case):
    case.mediating()
    stated(case)
    with pytest.raises(NotLawfulNow):
        close_facts(case.mediation, by=case.cast.mediator)
    with pytest.raises(NotPermitted):
        close_facts(case.mediation, by=case.cast.complainant)


def test_confirmations_fall_away_when_the_list_is_opened_again(case: Case):
    fact_list = closed(case)
    confirm_facts(fact_list, by=case.cast.complainant, typed_name="李小雨")
    reopen_facts(case.mediation, by=case.cast.mediator)
    assert fact_list.signatures.count() == 0
    with pytest.raises(NotLawfulNow):
        confirm_facts(fact_list, by=case.cast.respondent, typed_name="王强")


def test_a_wrong_name_and_a_general_mandate_confirm_nothing(case: Case):
    fact_list = closed(case)
    with pytest.raises(NotValid):
        confirm_facts(fact_list, by=case.cast.respondent, typed_name="李小雨")
    case.wang.representatives.create(user=case.cast.outsider, name="赵旁观", mandate="general")
    with pytest.raises(NotPermitted):
        confirm_facts(fact_list, by=case.cast.outsider, typed_name="赵旁观")


def test_the_last_confirmation_makes_the_paper(case: Case):
    paper = confirmed(case, li=True, wang=True)
    assert paper.kind == "undisputed_facts"
    assert paper.facts["undisputed"] == [DELIVERED]
    assert paper.notices.count() == 2
    assert render_paper(paper).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("li", "wang", "goes_out"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_the_paper_goes_to_a_tribunal_only_when_every_side_lets_it(case: Case, li, wang, goes_out):
    paper = confirmed(case, li=li, wang=wang)
    assert may_leave(paper) is goes_out
    assert list(released_papers(case.dispute.chain)) == ([paper] if goes_out else [])
    assert not can_read(case.cast.handler, paper)  # the desk is in the case, not in the mediation
    assert can_read(case.cast.secretary, paper)


def test_the_bundle_of_an_arbitration_takes_what_was_released(cast):
    from casefiles.models import Evidence  # noqa: F401

    referral = referrals.preparing(cast)
    held = {"kind": "undisputed_facts", "html": "<p>x</p>", "sha256": "0" * 64}
    chain = referral.dispute.chain
    Paper.objects.create(chain=chain, number="不可", title="不可", facts={"is_released": False}, **held)
    free = Paper.objects.create(chain=chain, number="可", title="可", facts={"is_released": True}, **held)
    assert free in papers_of(referral)
    assert [paper.number for paper in papers_of(referral) if paper.kind == "undisputed_facts"] == ["可"]


def test_whose_tick_or_name_is_awaited_has_the_turn(case: Case):
    case.mediating()
    assert holders(case) == set()
    fact = stated(case)
    assert holders(case) == {"王强"}
    reply_to_fact(fact, by=case.cast.respondent, answer="agree")
    assert holders(case) == set()
    fact_list = close_facts(case.mediation, by=case.cast.mediator)
    assert holders(case) == {"王强", "李小雨"}
    confirm_facts(fact_list, by=case.cast.complainant, typed_name="李小雨")
    assert holders(case) == {"王强"}


def test_an_unconfirmed_list_lapses_with_the_mediation(case: Case):
    fact_list = closed(case)
    terminate_mediation(
        case.mediation, by=case.cast.mediator, ground="termination.far_apart", reason="差太远。"
    )
    fact_list.refresh_from_db()
    assert (fact_list.state, fact_list.paper) == ("lapsed", None)


def test_the_docket_tells_no_answer_in_clear(case: Case):
    case.mediating()
    reply_to_fact(stated(case), by=case.cast.respondent, answer="disagree")
    entry = Entry.objects.get(verb="mediation.fact_ticked")
    assert entry.facts == {"mediation": case.mediation.pk, "fact": 1}


def test_the_page_takes_a_fact_a_tick_and_a_name(case: Case):
    case.mediating()
    pk = case.mediation.pk
    li, wang, chen = (
        login(Client(), person)
        for person in (case.cast.complainant, case.cast.respondent, case.cast.mediator)
    )
    page = reverse("mediation:facts", args=[pk])
    suggestion = suggested_facts(case.dispute)[0].key
    assert li.post(page, {"text": DELIVERED, "source": "talk", "suggested": [suggestion]}).status_code == 302
    assert Fact.objects.count() == 2
    assert li.post(page, {"text": ""}).status_code == 422
    reply = reverse("mediation:fact_act", args=[pk, 2, "reply"])
    assert wang.post(reply, {"answer": "change", "change": ""}).status_code == 422
    assert wang.post(reply, {"answer": "agree"}).status_code == 302
    assert "没有争议" in wang.get(page).content.decode()
    assert chen.post(reverse("mediation:facts_act", args=[pk, "close"])).status_code == 302
    sha256 = fact_list_in_hand(case.mediation).sha256
    confirm = reverse("mediation:facts_act", args=[pk, "confirm"])
    assert li.post(confirm, {"sha256": sha256, "typed_name": "不对"}).status_code == 422
    assert li.post(confirm, {"sha256": "0" * 64, "typed_name": "李小雨"}).status_code == 409
    assert li.post(confirm, {"sha256": sha256, "typed_name": "李小雨"}).status_code == 302
    assert wang.post(confirm, {"sha256": sha256, "typed_name": "王强"}).status_code == 302
    assert Paper.objects.filter(kind="undisputed_facts").exists()
    for bad in (
        reverse("mediation:facts_act", args=[pk, "nonsense"]),
        reverse("mediation:fact_act", args=[pk, 1, "x"]),
    ):
        assert li.post(bad).status_code in {404, 409}
