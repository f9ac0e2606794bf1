"""What the court receives to confirm: one package, whole, with identity numbers nowhere else in clear."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from disputes.exceptions import NotPermitted, NotValid
from mediation.services import certify_mediation, give_particulars, render_package
from tests.casefiles.samples import pdf, picture
from tests.mediation.cases import Case
from tests.mediation.confirmations import NUMBERS, fresh, packed, preparing, values


def test_the_package_is_one_pdf_with_everything_the_law_asks_for(case: Case):
    confirmation = packed(case)
    with pikepdf.open(io.BytesIO(confirmation.bundle.read())) as bound:
        marks = [item.title for item in bound.open_outline().root]
    assert marks == [
        "司法确认申请材料",
        "司法确认申请书",
        "司法确认承诺书",
        "当事人身份信息表",
        "调解协议书",
        "调解组织主持调解证明",
        "权利义务告知书",
        "调解员选定/指定通知书",
        "调解通知书",
    ]
    assert len(confirmation.bundle_sha256) == 64


def test_identity_numbers_are_in_the_bundle_and_nowhere_in_clear(case: Case):
    confirmation = packed(case)
    for paper in case.dispute.chain.papers.all():
        assert not any(number in paper.html for number in NUMBERS.values()), paper.title
    for entry in case.dispute.chain.entries.all():
        assert not any(number in str(entry.facts) for number in NUMBERS.values()), entry.verb
    paper = case.dispute.chain.papers.get(kind="confirmation_application")
    assert paper.audience == "named"
    assert sorted(paper.addressee_keys) == sorted([case.li.key, case.wang.key])
    assert confirmation.bundle


def test_copies_of_documents_are_bound_in_and_rubbish_is_refused(case: Case):
    confirmation = preparing(case)
    for name, content in (("证件.png", picture("PNG")), ("证件.pdf", pdf())):
        person = case.cast.complainant if name.endswith("png") else case.cast.respondent
        party = case.dispute.parties.get(user=person)
        give_particulars(
            confirmation,
            by=person,
            party=party,
            values=values(person.name),
            pledged_name=person.name,
            id_copy=SimpleUploadedFile(name, content),
        )
    with pikepdf.open(io.BytesIO(render_package(fresh(confirmation)))) as bound:
        marks = [item.title for item in bound.open_outline().root]
    assert marks.count("身份证明（李小雨）") == marks.count("身份证明（王强）") == 1
    for name, content in (("a.png", b"\x89PNG\r\n\x1a\nxxxx"), ("a.exe", b"MZ90"), ("a.txt", b"hello")):
        with pytest.raises(NotValid):
            give_particulars(
                confirmation,
                by=case.cast.complainant,
                party=case.li,
                values=values("李小雨"),
                id_copy=SimpleUploadedFile(name, content),
            )


def test_a_correction_makes_the_package_anew(case: Case):
    confirmation = packed(case)
    before = confirmation.packed_at
    for _twice in range(2):
        give_particulars(
            confirmation,
            by=case.cast.complainant,
            party=case.li,
            values={**values("李小雨"), "domicile": "示例市西区新路2号"},
        )
    after = fresh(confirmation)
    assert after.packed_at > before
    assert case.dispute.chain.papers.filter(kind="confirmation_application").count() == 2


def test_the_certificate_is_the_bodys_own_and_issued_once(case: Case):
    confirmation = preparing(case)
    with pytest.raises(NotPermitted):
        certify_mediation(confirmation, by=case.cast.complainant)
    for _twice in range(2):
        certify_mediation(confirmation, by=case.cast.secretary)
    paper = case.dispute.chain.papers.get(kind="confirmation_certificate")
    assert paper.issuer == case.cast.mediation_body
