"""What the joint room is told of each act: one line, which tells no secret."""

import ast
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casefiles.services import describe_evidence, receive_file, withdraw_evidence
from casefiles.states import EvidenceAudience
from disputes.models import Obligation
from disputes.services import (
    appoint_representative,
    claim_performance,
    confirm_performance,
    contest_performance,
    end_representation,
    waive_obligation,
)
from mediation import services
from mediation.models import Mediation
from mediation.services import telling
from tests import stories
from tests.casefiles.samples import picture
from tests.mediation.cases import Case

ROOT = Path(__file__).resolve().parents[2]


def told(case: Case) -> list[str]:
    room = case.room()
    assert not room.messages.exclude(author=None).exists()
    return list(room.messages.order_by("seq").values_list("body", flat=True))


def since(case: Case, act) -> list[str]:
    before = len(told(case))
    act(case)
    return told(case)[before:]


def gives(case: Case, name: str = "聊天.png"):
    return receive_file(case.dispute, by=case.cast.complainant, file=SimpleUploadedFile(name, picture("PNG")))


def proposes(case: Case):
    return services.make_proposal(case.mediation, by=case.cast.mediator, terms=[case.term()])


def replies(case: Case, *answers: bool):
    proposal = proposes(case)
    for person, answer in zip((case.cast.complainant, case.cast.respondent), answers, strict=True):
        services.reply_to_proposal(proposal, by=person, is_accepted=answer)


def challenges(case: Case):
    services.challenge_mediator(
        case.mediation, by=case.cast.respondent, ground="recusal.interest", reasons="底线紫罗兰"
    )


def decides(case: Case, **decision):
    challenges(case)
    services.decide_challenge(case.mediation, by=case.cast.secretary, reasons="查明。", **decision)


def resigns(case: Case):
    services.resign_as_mediator(case.mediation, by=case.cast.mediator, reason="紫罗兰")


def replaced(case: Case):
    resigns(case)
    services.appoint_mediator(case.mediation, by=case.cast.secretary, entry=case.entries[1])
    services.accept_appointment(case.mediation, by=case.cast.second_mediator, has_interest=False)
    for person in (case.cast.complainant, case.cast.respondent):
        services.accept_mediator(case.mediation, by=person)


def represented(case: Case):
    return stories.represented(case.dispute, by=case.cast.respondent, who=case.cast.outsider, name="赵律师")


def record(case: Case):
    return services.draw_up_record(case.mediation, by=case.cast.mediator, summary="各自陈述。")


DRAFTED = "调解员拟好了协议第1稿，请各方核对。各方都确认文字后进入签署。"
MADE = "调解员提出第1号调解方案，请各方分别私下回应：只有各方都接受才会公布结果为接受。"
CHALLENGED = "有一方申请调解员回避。决定之前会谈暂停。"
RESIGNED = "调解员不再担任本案的调解员，会谈暂停，由调解组织另行指定。"
GIVEN = "李小雨提交了一份证据，第1号。"

#: What is done in a mediation in session, and what the room is told of it.
WHILE_TALKING = {
    "disclosing more": (
        lambda c: services.add_disclosure(c.mediation, by=c.cast.mediator, text="紫罗兰"),
        ["调解员补充披露了利害关系，请各方查看。"],
    ),
    "challenging": (challenges, [CHALLENGED]),
    "upholding it": (
        lambda c: decides(c, is_upheld=True),
        [CHALLENGED, "回避申请成立，由调解组织另行指定调解员。"],
    ),
    "dismissing it": (
        lambda c: decides(c, is_upheld=False, refusal="challenge_refused.no_ground"),
        [CHALLENGED, "回避申请不成立，会谈继续。"],
    ),
    "resigning": (resigns, [RESIGNED]),
    "replacing": (
        replaced,
        [
            RESIGNED,
            "已确定调解员：许国华（调解组织按专长和在办件数指定）。",
            "调解员接受指定并作了披露，请各方查看，可以在期限内申请回避。",
            "李小雨对调解员没有异议。",
            "调解开始，调解员：许国华。",
        ],
    ),
    "one wishes more time": (
        lambda c: services.agree_to_extend(c.mediation, by=c.cast.complainant),
        ["李小雨愿意延长调解期限。"],
    ),
    "both wish it": (
        lambda c: [
            services.agree_to_extend(c.mediation, by=p) for p in (c.cast.complainant, c.cast.respondent)
        ],
        ["李小雨愿意延长调解期限。", "各方同意，调解期限延长一次。"],
    ),
    "giving evidence": (gives, [GIVEN]),
    "taking evidence back": (
        lambda c: withdraw_evidence(gives(c), by=c.cast.complainant),
        [GIVEN, "李小雨撤回了第1号证据。"],
    ),
    "taking back what was for one side": (
        lambda c: withdraw_evidence(
            describe_evidence(
                gives(c),
                by=c.cast.complainant,
                title="一",
                kind="electronic",
                audience=EvidenceAudience.OWN_SIDE,
            ),
            by=c.cast.complainant,
        ),
        [GIVEN],
    ),
    "proposing": (proposes, [MADE]),
    "withdrawing it": (
        lambda c: services.withdraw_proposal(proposes(c), by=c.cast.mediator),
        [MADE, "第1号调解方案已撤回。"],
    ),
    "one refuses it": (lambda c: replies(c, False, True), [MADE, "第1号调解方案未获各方一致接受。"]),
    "the other refuses it": (lambda c: replies(c, True, False), [MADE, "第1号调解方案未获各方一致接受。"]),
    "all accept it": (
        lambda c: replies(c, True, True),
        [MADE, "各方都接受第1号调解方案，调解员据此起草协议。"],
    ),
    "drafting": (lambda c: c.draft(), [DRAFTED]),
    "one accepts the draft": (
        lambda c: services.accept_draft(c.draft(), by=c.cast.complainant),
        [DRAFTED, "李小雨已确认协议文字。"],
    ),
    "writing the record": (record, ["调解员写好了笔录，请各方核对：签名确认，或者提出异议。"]),
    "confirming it": (
        lambda c: services.confirm_record(record(c), by=c.cast.respondent, objection="紫罗兰"),
        ["调解员写好了笔录，请各方核对：签名确认，或者提出异议。", "王强对笔录提出了异议。"],
    ),
    "a representative comes": (represented, ["王强委托了代理人。", "王强（赵律师）加入会谈。"]),
    "and goes": (
        lambda c: end_representation(represented(c), by=c.cast.respondent),
        ["王强委托了代理人。", "王强（赵律师）加入会谈。", "王强（赵律师）离开会谈室。"],
    ),
    "one without an account": (
        lambda c: appoint_representative(
            c.dispute, by=c.cast.respondent, name="孙", phone="+8613800000008", mandate="general"
        ),
        ["王强委托了代理人。"],
    ),
    "terminating": (
        lambda c: services.terminate_mediation(
            c.mediation, by=c.cast.mediator, ground="termination.crime_suspected", reason="紫罗兰"
        ),
        ["调解终止，会谈室关闭。"],
    ),
    "leaving": (
        lambda c: services.leave_mediation(c.mediation, by=c.cast.respondent, reason="紫罗兰"),
        ["调解终止，会谈室关闭。"],
    ),
}


@pytest.mark.parametrize("name", WHILE_TALKING)
def test_what_the_room_is_told_while_they_talk(case: Case, cast, name):
    from accounts.models import User

    User.objects.filter(pk=cast.outsider.pk).update(name="赵律师")
    cast.outsider.refresh_from_db()
    case.mediating()
    act, lines = WHILE_TALKING[name]
    assert since(case, act) == lines
    assert "紫罗兰" not in "".join(told(case))


def owed() -> Obligation:
    return Obligation.objects.get()


AFTERWARDS = {
    "performing": (
        lambda c: claim_performance(owed(), by=c.cast.respondent),
        ["王强表示已经履行，等另一方确认。"],
    ),
    "confirming": (
        lambda c: (
            claim_performance(owed(), by=c.cast.respondent),
            confirm_performance(owed(), by=c.cast.complainant),
        ),
        ["王强表示已经履行，等另一方确认。", "约定全部履行完毕。"],
    ),
    "contesting": (
        lambda c: (
            claim_performance(owed(), by=c.cast.respondent),
            contest_performance(owed(), by=c.cast.complainant),
        ),
        ["王强表示已经履行，等另一方确认。", "李小雨表示还没有收到履行。"],
    ),
    "waiving": (lambda c: waive_obligation(owed(), by=c.cast.complainant), ["约定全部履行完毕。"]),
}


@pytest.mark.parametrize("name", AFTERWARDS)
def test_the_room_hears_how_the_agreement_is_performed(case: Case, name):
    case.agreed()
    act, lines = AFTERWARDS[name]
    assert since(case, act) == lines


def test_signing_is_told_name_by_name(case: Case):
    case.signing()
    before = told(case)
    assert before[-3:] == [DRAFTED, "李小雨已确认协议文字。", "各方已确认协议文字，请签署。"]
    for person in (case.cast.complainant, case.cast.respondent, case.cast.mediator, case.cast.secretary):
        case.sign(person)
    assert told(case)[len(before) :] == [
        "李小雨已签署协议。",
        "王强已签署协议。",
        "陈静已签署协议。",
        "市众合人民调解委员会已签署协议。",
        "协议各方签署、调解员签名、调解组织盖章，已经生效。会谈室关闭。",
        "可以在期限内共同申请司法确认，双方都同意才申请。",
    ]


def test_what_came_before_there_was_a_room_stands_at_its_beginning(case: Case):
    case.mediating()
    lines = told(case)
    assert [line[11:] for line in lines[:-1]] == [
        "当事人申请调解。",
        "各方同意调解。",
        "调解组织受理。",
        "各方没有共同选定调解员，由调解组织指定。",
        "已确定调解员：陈静（调解组织按专长和在办件数指定）。",
        "调解员接受指定并作了披露，请各方查看，可以在期限内申请回避。",
    ]
    assert lines[-1] == "调解开始，调解员：陈静。"


def test_the_room_is_told_in_the_language_of_the_case(case: Case):
    type(case.dispute).objects.filter(pk=case.dispute.pk).update(language="en")
    case.dispute.refresh_from_db()
    case.mediating()
    record(case)
    assert told(case)[-1].isascii()


WRITERS = {
    "_end", "end_without_agreement", "leave_choice_to_body", "note_in", "put_to_body", "step", "vacate"
}  # fmt: skip


def test_every_act_of_a_mediation_is_told_or_kept_on_purpose():
    verbs = set()
    for path in (ROOT / "mediation" / "services").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WRITERS:
                given = [*node.args, *(word.value for word in node.keywords if word.arg == "verb")]
                verbs |= {each.value for each in given if isinstance(each, ast.Constant)}
    verbs = {verb for verb in verbs if str(verb).startswith("mediation.")}
    known = (
        set(telling.LINES) | set(telling.BY_PARTY) | set(telling.NAMED) | telling.TOLD_BY_ACT | telling.UNTOLD
    )
    assert len(verbs) > 30
    assert verbs - known == set()


def test_nothing_is_told_of_a_mediation_that_failed(case: Case):
    case.mediating()
    services.leave_mediation(case.mediation, by=case.cast.respondent)
    assert since(case, gives) == []
    assert Mediation.objects.get().state == "terminated"
