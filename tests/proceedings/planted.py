"""A person planted everywhere: in each place where the product keeps anything of anybody, in words that stand nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from accounts.services import give_consent
from casefiles.models import CaseFile
from casefiles.services import printed_paper, receive_file
from chat.services import add_phrase, edit_message, keep_note, post_file, post_message
from disputes import services
from disputes.models import Dispute, Party
from mediation.models import Mediation
from mediation.services import draw_up_record, list_mediator, open_feed
from notices.models import Paper
from tests import stories
from tests.accounts.acts import declare
from tests.casefiles.copies import made
from tests.cast import Cast
from tests.mediation.cases import Case

NAME = "欧阳绛珠"
PHONE = "+8613912345671"
EMAIL = "jiangzhu@planted.example"
ADDRESS = "紫竹巷四十四号乙"
NUMBER = "990000199912311232"

#: What names or reaches the person: to be found nowhere once everything is erased.
PARTICULARS = (NAME, PHONE, PHONE.removeprefix("+86"), EMAIL, ADDRESS, NUMBER)

#: What the person wrote: likewise.
WORDS = {
    "narrative": "石榴花开的那天交了稿",
    "title": "绛色海报没有付钱",
    "detail": "三张海报的钱",
    "prior": "找过客服两回没有下文",
    "order": "DD-7788-ZHU",
    "evidence": "靛青色的聊天截图",
    "purpose": "证明她收到了稿子",
    "file": "竹节截图.txt",
    "bytes": "截图里的字是玛瑙色",
    "said": "我在全体房间里说了琥珀",
    "changed": "改之前写的是珊瑚",
    "alone": "单独会谈里说了翡翠",
    "sent": "会谈室的文件叫鹦鹉螺.txt",
    "phrase": "常用语里的孔雀石",
    "request": "请调解因为檀香木",
    "objection": "笔录记错了芦荟",
    "comment": "评价里的一句薄荷",
    "draft": "还没提交的草稿写着茉莉",
}


@dataclass
class Planted:
    cast: Cast
    person: User
    dispute: Dispute
    mediation: Mediation
    case_files: list[CaseFile]


def rename(cast: Cast) -> User:
    person = cast.complainant
    person.emailaddress_set.update(email=EMAIL)
    User.objects.filter(pk=person.pk).update(name=NAME, email=EMAIL, phone=PHONE)
    person.refresh_from_db()
    return person


def file_case(cast: Cast) -> Dispute:
    person = rename(cast)
    draft = services.start_draft(by=person)
    services.save_draft(
        draft,
        by=person,
        sector="zhongbao",
        category="unpaid_remuneration",
        title=WORDS["title"],
        narrative=WORDS["narrative"],
        prior_steps=WORDS["prior"],
        order_number=WORDS["order"],
        platform=cast.platform,
    )
    services.replace_claims(
        draft,
        by=person,
        claims=[
            {"remedy": "pay_remuneration", "amount": Decimal("3000"), "detail": WORDS["detail"]},
        ],
    )
    Party.objects.filter(dispute=draft, user=person).update(
        name=NAME, phone=PHONE, email=EMAIL, address=ADDRESS, id_document="resident_id"
    )
    complainant = Party.objects.get(dispute=draft, user=person)
    complainant.id_number = NUMBER
    complainant.save()
    Party.objects.create(
        dispute=draft, role="respondent", name="王强", phone="+8613800000002", email="wang@example.org"
    )
    return services.file_dispute(draft, by=person)


def plant(cast: Cast) -> Planted:
    """Through filing, evidence, service, mediation with talk and files, an agreement, payment, closing, case files."""
    dispute = file_case(cast)
    person, other = cast.complainant, cast.respondent
    declare(person, name=NAME)
    give_consent(person, kind="privacy", by=person)
    services.admit_dispute(dispute, by=cast.handler)
    services.join_by_code(stories.code_for(dispute), by=other)
    stories.everything_arrives()
    file = SimpleUploadedFile(WORDS["file"], WORDS["bytes"].encode())
    receive_file(dispute, by=person, file=file, title=WORDS["evidence"], purpose=WORDS["purpose"])
    theirs = SimpleUploadedFile("验收.txt", "验收单一份".encode())
    receive_file(dispute, by=other, file=theirs, title=f"{NAME}交来的验收单", purpose="证明第三张没有改")
    services.answer_complaint(dispute, by=other, text=f"{NAME}的第三张没有改，电话{PHONE}也打不通。")
    for each in (cast.mediator, cast.second_mediator):
        list_mediator(cast.mediation_body, mediator=each, by=None)
    case = Case(cast, stories.fresh(dispute), [])
    mediate(case, cast)
    return Planted(cast, person, stories.fresh(dispute), case.mediation, copies(dispute, cast))


def mediate(case: Case, cast: Cast) -> None:
    from mediation import services as mediation
    from mediation.models import RosterEntry

    person, other = cast.complainant, cast.respondent
    case.mediation = mediation.request_mediation(
        case.dispute, by=person, body=cast.mediation_body, text=WORDS["request"]
    )
    mediation.consent_to_mediation(case.mediation, by=other)
    mediation.accept_case(case.mediation, by=cast.secretary)
    chosen = RosterEntry.objects.get(mediator=cast.mediator)
    for each in (person, other):
        mediation.choose_mediator(case.mediation, by=each, ranking=[chosen.pk])
    mediation.accept_appointment(case.mediation, by=cast.mediator, has_interest=False)
    for each in (person, other):
        mediation.accept_mediator(case.mediation, by=each)
    case.mediation.refresh_from_db()
    talk(case, cast)
    draw_up_record(case.mediation, by=cast.mediator, summary=f"{NAME}说已交稿。", undisputed="已交付三张。")
    record = case.mediation.records.last()
    mediation.confirm_record(record, by=person, typed_name=NAME, objection=WORDS["objection"])
    agreement = case.draft(
        facts=f"王强委托{NAME}设计海报三张。",
        performance=f"转账至{NAME}的账户，电话{PHONE}。",
        terms=[case.term(days=5)],
    )
    for each in (person, other):
        mediation.accept_draft(agreement, by=each)
    for each in (person, other, cast.mediator, cast.secretary):
        case.sign(each)
    for obligation in stories.fresh(case.dispute).settlements.get().obligations.all():
        services.claim_performance(obligation, by=other, note_text=f"已经转给{NAME}")
        services.confirm_performance(obligation, by=person)


def talk(case: Case, cast: Cast) -> None:
    person, other = cast.complainant, cast.respondent
    post_message(case.room(), by=person, text=WORDS["said"], client_id="p1")
    line = post_message(case.room(), by=person, text=WORDS["changed"], client_id="p2")
    edit_message(line, by=person, text="改了以后")
    post_message(case.room(), by=other, text=f"{NAME}您好，打{PHONE}能找到您吗", client_id="o1")
    post_message(case.room(case.li), by=person, text=WORDS["alone"], client_id="p3")
    post_message(case.room(case.li), by=cast.mediator, text=f"{NAME}请放心", client_id="m1")
    sent = SimpleUploadedFile(WORDS["sent"], WORDS["bytes"].encode())
    post_file(case.room(), by=person, file=sent, client_id="p4")
    keep_note(case.room(), by=cast.mediator, text=f"{NAME}比较着急")
    add_phrase(by=person, title="常说", text=WORDS["phrase"])
    open_feed(person)


def copies(dispute: Dispute, cast: Cast) -> list[CaseFile]:
    """Printed papers, and a case file for each side."""
    for paper in Paper.objects.filter(chain=dispute.chain):
        printed_paper(paper)
    found = [made(stories.fresh(dispute), each) for each in (cast.complainant, cast.respondent)]
    unsent = services.start_draft(by=cast.complainant)
    services.save_draft(unsent, by=cast.complainant, narrative=WORDS["draft"], title=WORDS["draft"][:10])
    stories.everything_arrives()
    return found
