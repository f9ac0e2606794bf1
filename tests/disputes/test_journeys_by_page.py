"""Whole roads by page: each person on their own client, each step as a browser sends it."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from disputes.states import ObligationState, OfferState, Outcome, State
from docket.selectors import opened, verify_chain
from notices.models import Paper
from tests import stories


def url(name, dispute, *args):
    return reverse(f"disputes:{name}", args=[dispute.reference, *args])


def paid(owed, note):
    """All of it, today."""
    return {
        "amount": str(owed.amount),
        "paid_on": timezone.localdate().isoformat(),
        "method": "bank",
        "note": note,
    }


def term(dispute, amount="2400", days=10, who="respondent"):
    asked = dispute.parties.get(role="respondent").pk
    asking = dispute.parties.get(role="complainant").pk
    return {
        "terms-TOTAL_FORMS": "1",
        "terms-INITIAL_FORMS": "0",
        "terms-0-who": f"{asked}-{asking}" if who == "respondent" else f"{asking}-{asked}",
        "terms-0-action": "pay",
        "terms-0-amount": amount,
        "terms-0-detail": "转账至投诉人账户",
        "terms-0-due_on": (timezone.localdate() + timedelta(days=days)).isoformat(),
    }


def done(answer):
    assert answer.status_code == 302, answer.content.decode()
    return answer


def papers(dispute):
    return list(Paper.objects.filter(chain=dispute.chain).order_by("pk").values_list("kind", flat=True))


def join(client, dispute):
    code = stories.code_for(dispute)
    done(client.post(reverse("disputes:join"), {"code": code}))
    return done(client.post(reverse("disputes:join_confirm"), {"name": "王强", "phone": "13800000002"}))


def test_from_admission_to_performed(as_, cast):
    dispute = stories.filed(cast)
    assert as_("handler").get(url("admit", dispute)).status_code == 200
    done(as_("handler").post(url("admit", dispute), {"decision": "admit"}))
    join(as_("anonymous"), dispute)
    respondent = as_("anonymous")
    claim = dispute.claims.get()
    assert respondent.get(url("answer", dispute)).status_code == 200
    done(
        respondent.post(
            url("answer", dispute),
            {
                "text": "稿子改了三次才通过，只同意付一部分。",
                f"claim-{claim.pk}-stance": "partly",
                f"claim-{claim.pk}-amount": "1500",
            },
        )
    )
    assert stories.fresh(dispute).state == State.NEGOTIATING
    done(respondent.post(url("negotiate", dispute), {**term(dispute, "1500"), "message": "一次付清"}))
    counter = as_("complainant").get(url("negotiate", dispute), {"counter": "1"})
    assert counter.context["rows"].forms[0].initial["amount"] == 1500
    done(as_("complainant").post(url("negotiate", dispute), {**term(dispute, "2400"), "counter": "1"}))
    assert [offer.state for offer in dispute.offers.all()] == [OfferState.COUNTERED, OfferState.OPEN]
    assert respondent.get(url("offer_act", dispute, 2, "accept")).status_code == 200
    done(respondent.post(url("offer_act", dispute, 2, "accept")))
    assert stories.fresh(dispute).state == State.PERFORMING
    owed = dispute.settlements.get().obligations.get()
    assert as_("complainant").get(url("perform", dispute)).status_code == 200
    assert respondent.get(url("obligation_act", dispute, owed.pk, "done")).status_code == 200
    done(respondent.post(url("obligation_act", dispute, owed.pk, "done"), paid(owed, "流水号 778")))
    done(as_("complainant").post(url("obligation_act", dispute, owed.pk, "confirm")))
    closed = stories.fresh(dispute)
    assert (closed.state, closed.outcome) == (State.CLOSED, Outcome.SETTLED)
    assert papers(closed) == [
        "registration",
        "admission",
        "answer_notice",
        "answer",
        "settlement",
        "payment_receipt",
        "performance",
        "closing_report",
    ]
    done(as_("complainant").post(url("satisfaction", dispute), {"score": "5", "comment": "很快"}))
    assert dispute.satisfactions.get().score == 5
    assert verify_chain(closed.chain) == []


def test_a_decline_is_previewed_and_then_reaches_the_complainant_with_the_other_roads(as_, cast):
    dispute = stories.filed(cast)
    typed = {"ground": "decline.already_handled", "reasons": "法院已经立案（示例案号）。"}
    preview = as_("handler").post(url("admit", dispute), {"decision": "preview", **typed})
    assert preview.context["preview"]["reasons"] == typed["reasons"]
    assert stories.fresh(dispute).state == State.FILED
    done(as_("handler").post(url("admit", dispute), {"decision": "decline", **typed}))
    closed = stories.fresh(dispute)
    assert (closed.state, closed.outcome, closed.ground) == (State.CLOSED, Outcome.DECLINED, typed["ground"])
    html = Paper.objects.get(chain=dispute.chain, kind="decline").html
    assert "法院已经立案（示例案号）。" in html
    assert "向人民法院起诉" in html
    assert "&lt;p&gt;" not in html
    assert "12333" in html  # whom to turn to about wages


def test_completion_is_asked_once_and_supplied(as_, cast):
    dispute = stories.filed(cast)
    asked = {
        "decision": "complete",
        "standard": ["completion.evidence"],
        "more": "请写明收款账户\n请附聊天记录",
    }
    done(as_("handler").post(url("admit", dispute), asked))
    assert dispute.completion_requests.get().defects == ["证明材料", "请写明收款账户", "请附聊天记录"]
    page = as_("complainant").get(url("complete", dispute))
    assert "请附聊天记录" in page.content.decode()
    empty = as_("complainant").post(url("complete", dispute), {"reply": " "})
    assert empty.status_code == 422
    done(as_("complainant").post(url("complete", dispute), {"reply": "已补聊天记录。"}))
    back = stories.fresh(dispute)
    assert back.state == State.FILED
    assert back.narrative.endswith("已补聊天记录。")
    assert "已补聊天记录。" in as_("handler").get(url("admit", dispute)).content.decode()


def test_withdrawn_with_a_reason(as_, cast):
    dispute = stories.negotiating(cast)
    asked = as_("complainant").get(url("withdraw", dispute))
    assert "不写进文书，对方看不到" in asked.content.decode()
    done(
        as_("complainant").post(
            url("withdraw", dispute), {"why": "withdrawal.settled_privately", "more": "已付款"}
        )
    )
    closed = stories.fresh(dispute)
    assert (closed.state, closed.outcome) == (State.CLOSED, Outcome.WITHDRAWN)
    papers = "".join(Paper.objects.filter(chain=dispute.chain).values_list("html", flat=True))
    assert "已付款" not in papers and "双方已经自行解决" not in papers
    kept = dispute.chain.entries.get(verb="disputes.withdrawn")
    assert opened(kept)["reason"] == "双方已经自行解决。已付款"


def test_the_opinion_is_issued_refused_and_a_road_is_chosen(as_, cast):
    dispute = stories.reviewing(cast)
    opinion = {
        "facts_found": "任务已经验收。",
        "evidence_note": "",
        "rule_name": "交易规则第18条",
        "rule_version": "2026年第2版",
        "reasons": "验收后应当付款。",
    }
    assert as_("handler").get(url("opinion", dispute)).status_code == 200
    short = as_("handler").post(url("opinion", dispute), {**opinion, "reasons": "", **term(dispute)})
    assert short.status_code == 422
    assert "任务已经验收。" in short.content.decode()
    done(as_("handler").post(url("opinion", dispute), {**opinion, **term(dispute, "3000")}))
    paper = Paper.objects.get(chain=dispute.chain, kind="opinion").html
    assert "本意见不影响当事人申请调解、向监管部门投诉、申请仲裁或者向人民法院提起诉讼的权利。" in paper
    assert as_("respondent").get(url("reply", dispute)).status_code == 200
    done(as_("complainant").post(url("reply", dispute), {"answer": "accept"}))
    done(as_("respondent").post(url("reply", dispute), {"answer": "refuse", "reason": "金额不对"}))
    assert stories.fresh(dispute).state == State.CHOOSING_ROAD
    roads = as_("complainant").get(url("choose_road", dispute)).content.decode()
    assert "12333" in roads
    assert url("take_road", dispute, "litigation") in roads
    taken = {"body_name": "杭州互联网法院", "agrees": "on"}
    done(as_("complainant").post(url("take_road", dispute, "litigation"), taken))
    closed = stories.fresh(dispute)
    assert (closed.outcome, closed.ground) == (Outcome.TAKEN_ELSEWHERE, "taken_to_litigation")


def test_an_opinion_without_terms_supports_no_claim(as_, cast):
    dispute = stories.reviewing(cast)
    blank = {
        "terms-TOTAL_FORMS": "1",
        "terms-INITIAL_FORMS": "0",
        "terms-0-who": term(dispute)["terms-0-who"],
    }
    texts = {"facts_found": "查明", "rule_name": "规则", "rule_version": "1", "reasons": "理由"}
    done(as_("handler").post(url("opinion", dispute), {**texts, **blank}))
    assert dispute.opinions.get().terms == []
    for name in ("complainant", "respondent"):
        done(as_(name).post(url("reply", dispute), {"answer": "accept"}))
    closed = stories.fresh(dispute)
    assert (closed.state, closed.outcome) == (State.CLOSED, Outcome.OPINION_ACCEPTED)


def test_a_machines_opinion_is_reviewed_by_another_person(as_, cast):
    dispute = stories.opinion_issued(cast, is_automated=True)
    assert 'value="review"' in as_("respondent").get(url("reply", dispute)).content.decode()
    done(as_("respondent").post(url("reply", dispute), {"answer": "review"}))
    assert stories.fresh(dispute).state == State.REVIEWING
    assert as_("handler").get(url("opinion", dispute)).status_code == 403
    page = as_("supervisor").get(url("opinion", dispute))
    assert page.status_code == 200
    assert "is_automated" not in page.context["form"].fields


def test_a_persons_opinion_offers_no_review(as_, cast):
    dispute = stories.opinion_issued(cast)
    assert 'value="review"' not in as_("respondent").get(url("reply", dispute)).content.decode()
    assert as_("respondent").post(url("reply", dispute), {"answer": "review"}).status_code == 422


def test_a_broken_promise_is_put_off_and_then_waived(as_, cast, travel, tick):
    dispute = stories.settled(cast, days=2)
    travel.by(days=4)
    tick()
    assert stories.fresh(dispute).state == State.BREACHED
    owed = dispute.settlements.get().obligations.get()
    assert owed.state == ObligationState.BREACHED
    page = as_("complainant").get(url("perform", dispute)).content.decode()
    assert url("obligation_act", dispute, owed.pk, "extend") in page
    later = (timezone.localdate() + timedelta(days=5)).isoformat()
    done(as_("complainant").post(url("obligation_act", dispute, owed.pk, "extend"), {"due_on": later}))
    assert stories.fresh(dispute).state == State.PERFORMING
    done(as_("complainant").post(url("obligation_act", dispute, owed.pk, "waive")))
    assert stories.fresh(dispute).state == State.CLOSED


def test_what_is_contested_after_its_day_is_a_breach(as_, cast, travel):
    dispute = stories.settled(cast, days=2)
    owed = dispute.settlements.get().obligations.get()
    done(as_("respondent").post(url("obligation_act", dispute, owed.pk, "done"), paid(owed, "已转账")))
    travel.by(days=4)
    done(as_("complainant").post(url("obligation_act", dispute, owed.pk, "contest")))
    assert stories.fresh(dispute).state == State.BREACHED


def test_negotiation_is_ended_by_either_side(as_, cast):
    dispute = stories.negotiating(cast)
    assert as_("respondent").get(url("end_negotiation", dispute)).status_code == 200
    done(as_("respondent").post(url("end_negotiation", dispute), {"reason": "差距太大"}))
    assert stories.fresh(dispute).state == State.REVIEWING


def test_offers_are_rejected_and_withdrawn(as_, cast):
    dispute = stories.negotiating(cast)
    done(as_("complainant").post(url("negotiate", dispute), term(dispute)))
    done(as_("respondent").post(url("offer_act", dispute, 1, "reject"), {"reason": "太多"}))
    done(as_("complainant").post(url("negotiate", dispute), term(dispute, "2000")))
    done(as_("complainant").post(url("offer_act", dispute, 2, "withdraw")))
    assert [offer.state for offer in dispute.offers.all()] == [OfferState.REJECTED, OfferState.WITHDRAWN]
    ladder = as_("complainant").get(url("negotiate", dispute)).content.decode()
    assert "太多" in ladder


def test_nobody_accepts_their_own_offer_or_one_that_was_replaced(as_, cast):
    dispute = stories.negotiating(cast)
    done(as_("complainant").post(url("negotiate", dispute), term(dispute)))
    assert as_("complainant").post(url("offer_act", dispute, 1, "accept")).status_code == 403
    done(as_("complainant").post(url("negotiate", dispute), term(dispute, "2000")))
    assert as_("respondent").post(url("offer_act", dispute, 1, "accept")).status_code == 409


def test_the_case_is_let_rest(as_, cast):
    dispute = stories.choosing_road(cast)
    assert as_("complainant").get(url("let_rest", dispute)).status_code == 200
    done(as_("complainant").post(url("let_rest", dispute)))
    assert stories.fresh(dispute).outcome == Outcome.UNRESOLVED


def test_a_second_handler_who_comes_too_late_is_told_so(as_, cast):
    dispute = stories.filed(cast)
    done(as_("handler").post(url("admit", dispute), {"decision": "admit"}))
    late = as_("supervisor").post(
        url("admit", dispute),
        {
            "decision": "decline",
            "ground": "decline.duplicate",
            "reasons": "与另一件重复，写了很长的理由说明情况。",
        },
    )
    assert late.status_code == 409
    assert "与另一件重复，写了很长的理由说明情况。" in late.content.decode()
    assert as_("supervisor").get(url("admit", dispute)).url == reverse(
        "proceedings:case", args=[dispute.reference]
    )
