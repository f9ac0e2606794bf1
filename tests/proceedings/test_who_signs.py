"""Whose paper it is, who signs it, what stands at its head and in its seal: each kind as the law and forms have it.

The table is read off procedures.md §11.1 and §11.2 (fields 签字, 签名, 印章, 签发人 of each form), not off the code; it is
held against papers as they are printed, in stories where the wrong person always presses the button.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.services import appoint_member, end_membership, name_signatory
from arbitration import services as arbitration
from casefiles.documents.paper import dressed
from disputes import services
from disputes.exceptions import NotValid
from disputes.services.serving import end_service_period
from docket.models import Entry
from mediation.models import Mediation
from mediation.services import (
    accept_appointment,
    accept_mediator,
    appoint_mediator,
    choose_mediator,
    confirm_facts,
    decide_challenge,
    draw_up_record,
    leave_mediation,
    refuse_case,
    refuse_mediation,
    resign_as_mediator,
)
from notices.models import Paper
from notices.states import PaperKind as K
from tests import stories
from tests.arbitration import stories as referrals
from tests.disputes.test_window import HAND
from tests.mediation import confirmations
from tests.mediation.cases import Case, make_case
from tests.mediation.sessions import missed
from tests.mediation.test_facts import closed as facts_closed

PLATFORM, BODY, COMMISSION = "众帮众包平台", "市众合人民调解委员会", "示例市仲裁委员会"
LI, WANG, HANDLER, SECRETARY, MEDIATOR, REGISTRAR = "李小雨", "王强", "周敏", "秦兰", "陈静", "严正"


@dataclass(frozen=True)
class Looks:
    """As printed: the name at the head, whether a seal is set, the people whose names stand where one signs."""

    head: str | None
    has_seal: bool
    names: frozenset[str]


def of_party(*names: str) -> Looks:
    return Looks(None, False, frozenset(names))


def of_body(head: str, *names: str, has_seal: bool = True) -> Looks:
    return Looks(head, has_seal, frozenset(names))


#: kind → looks, and where that is written.
EXPECTED: dict[str, tuple[Looks, str]] = {
    K.REGISTRATION: (of_party(LI), "§11.1 投诉登记表: 投诉人签字"),
    K.COMPLETION_REQUEST: (of_body(PLATFORM, HANDLER), "§11.1 form 4"),
    K.ADMISSION: (of_body(PLATFORM, HANDLER), "§11.1 form 5: 承办人"),
    K.DECLINE: (of_body(PLATFORM, HANDLER), "§11.1 form 6"),
    K.ANSWER_NOTICE: (of_body(PLATFORM, HANDLER), "§11.1 送达/答辩通知 (platform)"),
    K.ANSWER: (of_party(WANG), "民诉法 128: the respondent's own paper"),
    K.OPINION: (of_body(PLATFORM, HANDLER), "§11.1 平台处理意见书"),
    K.SETTLEMENT: (of_party(LI, WANG), "民法典 490: the parties sign"),
    K.MEDIATION_REQUEST: (of_party(LI), "§11.1 调解申请书: 签名盖章按指印"),
    K.MEDIATION_RIGHTS: (of_body(BODY, SECRETARY), "§11.1 权利义务告知书"),
    K.MEDIATION_NOTICE: (of_body(BODY, SECRETARY), "§11.1 form 7: 调解人员 is named in it, it is the body's"),
    K.APPOINTMENT: (of_body(BODY, SECRETARY), "§11.1 指定通知: nobody signs their own appointment"),
    K.CHALLENGE_DECISION: (of_body(BODY, SECRETARY), "§11.1 回避决定书"),
    K.MEDIATION_RECORD: (of_body(BODY, MEDIATOR, has_seal=False), "§11.1 调解笔录: 调解员, 记录人, 核对"),
    K.UNDISPUTED_FACTS: (of_body(BODY, LI, WANG, MEDIATOR, has_seal=False), "§11.1 笔录: 无争议事实"),
    K.MEDIATION_AGREEMENT: (of_body(BODY, LI, WANG, MEDIATOR, SECRETARY), "§11.1, 人民调解法 29: 组织印章"),
    K.MEDIATION_TERMINATION: (of_body(BODY, SECRETARY), "§11.1 form 8"),
    K.CONFIRMATION_APPLICATION: (of_party(LI, WANG), "§11.1 司法确认申请书: 双方签名"),
    K.CONFIRMATION_PLEDGE: (of_party(LI, WANG), "§11.1: 真实自愿、无虚假承诺, both"),
    K.CONFIRMATION_CERTIFICATE: (of_body(BODY, SECRETARY), "§11.1: 组织主持证明"),
    K.CONFIRMATION_RESULT: (of_body(BODY, has_seal=False), "a party may have entered it: nobody vouches"),
    K.ARBITRATION_AGREEMENT: (of_party(LI, WANG), "§11.2 仲裁协议: 签名"),
    K.ARBITRATION_APPLICATION: (of_party(LI), "§11.2 仲裁申请书"),
    K.EVIDENCE_LIST: (of_party(LI), "§11.2 证据目录: 提交人签章"),
    K.ARBITRATION_REFERRAL: (of_body(PLATFORM, LI, HANDLER), "a letter of the desk, at the applicant's wish"),
    K.ARBITRATION_RECEIPT: (of_body(COMMISSION, REGISTRAR), "仲裁法 35"),
    K.PAYMENT_RECEIPT: (of_party(LI), "the creditor's word"),
    K.PERFORMANCE: (of_body(PLATFORM, has_seal=False), "§11.1 design; nobody looked"),
    K.WITHDRAWAL: (of_party(LI), "the complainant's own will"),
    K.WINDOW_RECORD: (of_party(LI, "吴建国"), "民诉法 123: the party signs, who wrote it is named beside"),
    K.UNREACHED: (of_body(PLATFORM, has_seal=False), "design; drawn from the record of service"),
    K.CLOSING_REPORT: (of_body(PLATFORM, has_seal=False), "§11.1 design; nobody looked"),
}

#: No template yet, so none is ever issued.
UNISSUED = {K.EVIDENCE_NOTICE}


def looks(paper: Paper, people: set[str]) -> Looks:
    html = str(dressed(paper)["html"])
    head = re.search(r'<p class="paper-issuer">(.*?)</p>', html)
    foot = html[min(html.find(mark) for mark in ('"paper-sign', '"paper-signatures"') if mark in html) :]
    return Looks(
        head[1] if head else None, 'class="seal"' in html, frozenset(name for name in people if name in foot)
    )


def declined(cast) -> None:
    services.decline_dispute(
        stories.filed(cast), by=cast.handler, ground="decline.no_dispute", reasons="看不出有争议。"
    )


def completed_and_withdrawn(cast) -> None:
    dispute = stories.filed(cast)
    services.ask_completion(dispute, by=cast.handler, defects=["请补交合同。"])
    services.supply_completion(dispute, by=cast.complainant, reply="已补。")
    services.withdraw_dispute(dispute, by=cast.complainant, reason="对方的律师威胁我。")


def settled_and_paid(cast) -> None:
    dispute = stories.settled(cast)
    owed = dispute.settlements.get().obligations.get()
    services.report_payment(
        owed, by=cast.respondent, amount=owed.amount, paid_on=timezone.localdate(), method="bank"
    )
    services.confirm_payment(owed.payments.get(), by=cast.complainant)


def facts_confirmed_then_left(cast) -> None:
    case = make_case(cast)
    found = facts_closed(case)
    confirm_facts(found, by=cast.complainant, typed_name=LI, may_be_used=True)
    confirm_facts(found, by=cast.respondent, typed_name=WANG, may_be_used=True)
    draw_up_record(case.mediation, by=cast.mediator, summary="双方各让一步。")
    leave_mediation(case.mediation, by=cast.respondent, reason="我根本不想见他。")


def confirmed_by_court(cast) -> None:
    confirmations.ruled("confirmed")(make_case(cast))


def challenged_and_dismissed(cast) -> None:
    case = make_case(cast).challenged()
    refusal = "challenge_refused.no_ground"
    decide_challenge(
        case.mediation, by=cast.secretary, is_upheld=False, reasons="没有依据。", refusal=refusal
    )


def referred(cast) -> None:
    referral = referrals.agreed(cast)
    arbitration.send_referral(referral, by=cast.complainant)
    arbitration.accept_referral(
        referrals.fresh(referral), by=cast.registrar, case_number="（2026）示仲字第1号"
    )


def never_reached(cast) -> None:
    end_service_period(stories.serving(cast))


def told_at_the_window(cast) -> None:
    dispute = stories.negotiating(cast)
    services.take_down(
        dispute.parties.get(role="complainant"),
        by=cast.supervisor,
        act="offer",
        title="提出和解方案",
        statement="王强付二千元。",
        signed=services.Signed(on="tablet", strokes=HAND, agreed_in_person=True),
        do=lambda user: services.make_offer(dispute, by=user, terms=[stories.pays(dispute, "2000.00")]),
    )


STORIES = [
    told_at_the_window,
    never_reached,
    declined,
    completed_and_withdrawn,
    settled_and_paid,
    facts_confirmed_then_left,
    confirmed_by_court,
    challenged_and_dismissed,
    referred,
]


@pytest.fixture
def case(cast) -> Case:
    return make_case(cast)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_each_paper_is_signed_by_whom_its_form_names(cast, story):
    story(cast)
    people = {person.name for person in cast.people.values()}
    found = {(paper.kind, looks(paper, people)) for paper in Paper.objects.all()}
    wanted = {(kind, EXPECTED[kind][0]) for kind, _ in found}
    unsigned = (K.ARBITRATION_AGREEMENT, of_party(LI))  # as proposed, before the other side signed
    assert found - {unsigned} == wanted - ({unsigned} if unsigned not in found else set())


def test_the_stories_issue_every_kind_there_is(cast):
    issued: set[str] = set()
    for story in STORIES:
        with transaction.atomic():
            story(cast)
            issued |= set(Paper.objects.values_list("kind", flat=True))
            transaction.set_rollback(True)
    assert issued == set(EXPECTED) == set(K.values) - UNISSUED


def test_who_pressed_the_button_stands_in_the_docket_and_not_on_the_paper(case: Case):
    case.mediating()  # the respondent's "nothing against the mediator" began it
    notice = Paper.objects.get(kind=K.MEDIATION_NOTICE)
    entry = Entry.objects.get(verb="notices.paper_issued", facts__paper=notice.pk)
    assert entry.actor == case.cast.respondent.actor
    assert notice.signer == case.cast.secretary
    assert looks(notice, {WANG, LI, MEDIATOR, SECRETARY}).names == {SECRETARY}


def test_the_signatory_a_body_names_signs_its_papers_until_they_leave(case: Case):
    body, cast = case.cast.mediation_body, case.cast
    director = appoint_member(body, user=cast.outsider, role="supervisor", by=None)
    name_signatory(body, user=cast.outsider, by=cast.secretary)
    case.accepted()
    rights = Paper.objects.get(kind=K.MEDIATION_RIGHTS)
    assert rights.signer == cast.outsider
    assert [*re.findall(r"<p>(承办人|签发人) (.*?)</p>", rights.html)] == [
        ("承办人", "秦兰"),
        ("签发人", "赵旁观"),
    ]
    end_membership(director, by=cast.secretary)
    for person in (cast.complainant, cast.respondent):
        choose_mediator(case.mediation, by=person, ranking=[case.entries[0].pk])
    accept_appointment(case.mediation, by=cast.mediator, has_interest=False)
    assert Paper.objects.get(kind=K.APPOINTMENT).signer == cast.secretary


def test_a_mediator_who_is_the_signatory_does_not_sign_their_own_appointment(case: Case):
    name_signatory(case.cast.mediation_body, user=case.cast.mediator, by=case.cast.secretary)
    case.mediating()
    assert Paper.objects.get(kind=K.APPOINTMENT).signer == case.cast.secretary
    assert Paper.objects.get(kind=K.MEDIATION_RIGHTS).signer == case.cast.mediator


def test_a_stranger_to_the_body_cannot_be_its_signatory(cast):
    with pytest.raises(NotValid):
        name_signatory(cast.platform, user=cast.outsider, by=cast.supervisor)


def replaced(case: Case) -> Mediation:
    """The first mediator writes a record and resigns; the second goes on, and a party leaves."""
    case.mediating()
    cast = case.cast
    draw_up_record(case.mediation, by=cast.mediator, summary="第一次调解。")
    resign_as_mediator(case.mediation, by=cast.mediator, reason="生病。")
    appoint_mediator(case.mediation, by=cast.secretary, entry=case.entries[1], reason="接任。")
    accept_appointment(case.mediation, by=cast.second_mediator, has_interest=False)
    for person in (cast.complainant, cast.respondent):
        accept_mediator(case.mediation, by=person)
    leave_mediation(case.mediation, by=cast.respondent, reason="我根本不想见他。")
    return case.mediation


def test_record_and_termination_name_the_mediators_before_and_after_a_replacement(case: Case):
    replaced(case)
    for kind in (K.MEDIATION_RECORD, K.MEDIATION_TERMINATION):
        html = Paper.objects.get(kind=kind).html
        rows = re.findall(r"<th scope=\"row\">调解员</th><td>(陈静|许国华)", html)
        assert rows == ["陈静", "许国华"], kind
    record = Paper.objects.get(kind=K.MEDIATION_RECORD)
    assert record.signer == case.cast.second_mediator
    foot = record.html[record.html.index('"paper-sign"') :]
    assert re.findall(r"<p>(调解员|记录人)（签名）：(陈静|许国华)", foot) == [
        ("调解员", "许国华"),
        ("记录人", "陈静"),
    ]


def test_who_came_to_a_session_stands_in_the_record_though_the_words_were_written_before(case: Case, travel):
    case.mediating()
    draw_up_record(case.mediation, by=case.cast.mediator, summary="会前写的。")
    missed(case, travel)
    leave_mediation(case.mediation, by=case.cast.complainant)
    html = Paper.objects.get(kind=K.MEDIATION_RECORD).html
    assert "到场：李小雨" in html and "未到场：王强" in html and "会前写的。" in html


def test_whoever_leaves_is_said_to_have_left_and_nobody_is_told_why(case: Case):
    case.mediating()
    leave_mediation(case.mediation, by=case.cast.respondent, reason="我根本不想见他。")
    paper = Paper.objects.get(kind=K.MEDIATION_TERMINATION)
    assert paper.title == "调解终止通知书"
    assert "因王强退出而终止" in paper.html
    assert [w for w in ("无正当理由", "明确拒绝", "决定终止") if w in paper.html] == []
    assert "我根本不想见他" not in "".join(Paper.objects.values_list("html", flat=True))


def test_a_body_that_was_never_asked_says_nothing(case: Case):
    case.requested()
    refuse_mediation(case.mediation, by=case.cast.respondent, reason="不想调解。")
    paper = Paper.objects.get(kind=K.MEDIATION_TERMINATION)
    assert (paper.issuer, paper.signer) == (case.cast.platform, case.cast.handler)
    assert "因王强不同意调解，不再进行" in paper.html
    assert "不想调解。" not in paper.html


def test_a_case_a_body_does_not_take_is_refused_by_the_secretary_who_decided(case: Case):
    case.put_to_body()
    refuse_case(case.mediation, by=case.cast.secretary, reason="不属于本组织的受理范围。")
    paper = Paper.objects.get(kind=K.MEDIATION_TERMINATION)
    assert (paper.issuer, paper.signer) == (case.cast.mediation_body, case.cast.secretary)
    assert paper.title == "终止调解决定书" and "不属于本组织的受理范围。" in paper.html


def test_why_a_complaint_is_withdrawn_stands_on_no_paper(cast):
    completed_and_withdrawn(cast)
    assert "律师" not in "".join(Paper.objects.values_list("html", flat=True))
    html = Paper.objects.get(kind=K.WITHDRAWAL).html
    assert "李小雨" in html and "撤回是投诉人自己的决定" in html


def as_its_form_has_it(paper: Paper) -> bool:
    """Also asked of every paper of the demonstration, in `test_demonstration.py`."""
    wanted, _source = EXPECTED[paper.kind]
    found = looks(paper, set())
    head = paper.issuer.name if paper.issuer and wanted.head else None
    is_partys = wanted.head is None and paper.kind != K.REGISTRATION
    return (
        found.head == head
        and found.has_seal == wanted.has_seal
        and (paper.issuer is None) == is_partys
        and (paper.signer is None or paper.issuer is not None)
    )
