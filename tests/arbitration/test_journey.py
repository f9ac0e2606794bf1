"""The whole way by the pages, as people go it: ask, prepare, send, register, accept, award."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from arbitration.models import Referral
from arbitration.states import ReferralState
from casefiles.services import receive_file
from disputes.states import Outcome, State
from docket.selectors import verify_chain
from tests import stories
from tests.arbitration.stories import CLAUSE, fresh
from tests.cast import login

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@pytest.fixture
def as_user():
    return lambda user: login(Client(), user)


def request_page(dispute):
    return reverse("arbitration:request", args=[dispute.reference])


def typed(cast, **changes):
    return {
        "commission": cast.arbitration_commission.pk,
        "agreement_form": "clause",
        "agreement_text": CLAUSE,
        **changes,
    }


def application(referral, **changes):
    complainant = referral.applicant_id
    respondent = referral.dispute.parties.get(role="respondent").pk
    return {
        "requests": "1. 支付设计报酬人民币3000元；",
        "facts": "2026年10月20日交稿并验收，至今没有付款。",
        "witnesses": "",
        f"party{complainant}-name": "李小雨",
        f"party{complainant}-sex": "female",
        f"party{complainant}-age": "29",
        f"party{complainant}-occupation": "设计师",
        f"party{complainant}-domicile": "示例市东区和平路1号",
        f"party{complainant}-phone": "13800000001",
        f"party{respondent}-name": "王强",
        **changes,
    }


def test_from_a_failed_negotiation_to_an_award(cast, as_user, work):
    dispute = stories.negotiating(cast, platform=False)
    receive_file(
        dispute,
        by=cast.complainant,
        file=SimpleUploadedFile("验收记录.pdf", PDF, content_type="application/pdf"),
        title="验收记录",
        purpose="证明已经验收",
    )
    complainant, registrar = as_user(cast.complainant), as_user(cast.registrar)

    began = complainant.post(request_page(dispute), typed(cast))
    referral = fresh(Referral.objects.get())
    assert began.url == reverse("arbitration:prepare", args=[referral.pk])
    page = complainant.get(began.url).content.decode()
    assert "1. 支付报酬人民币3,000.00元（海报设计报酬）；" in page
    assert "10月20日交稿并验收" in page
    assert "验收记录.pdf" in page

    sent = complainant.post(began.url, application(referral, do="send"))
    assert sent.url == reverse("arbitration:show", args=[referral.pk])
    referral = fresh(referral)
    assert referral.state == ReferralState.SENT
    assert "正在装订" in complainant.get(sent.url).content.decode()
    assert "正在装订" in registrar.get(reverse("arbitration:register", args=[referral.pk])).content.decode()

    work()
    bundle = registrar.get(reverse("arbitration:bundle", args=[referral.pk]))
    content = b"".join(bundle.streaming_content)
    referral = fresh(referral)
    assert hashlib.sha256(content).hexdigest() == referral.bundle_sha256
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert names == [
        "01-仲裁移送函.pdf",
        "02-仲裁申请书.pdf",
        "03-证据目录.pdf",
        "exhibits/01-验收记录.pdf",
        "manifest.json",
        "sha256sums.txt",
    ]

    accepted = registrar.post(
        reverse("arbitration:register", args=[referral.pk]),
        {"do": "accept", "case_number": "（2026）示仲字第128号"},
    )
    assert accepted.status_code == 302
    awarded = registrar.post(
        reverse("arbitration:result", args=[referral.pk]),
        {
            "do": "award",
            "number": "（2026）示仲裁字第77号",
            "awarded_on": timezone.localdate().isoformat(),
            "summary": "被申请人支付报酬3000元。",
            "file": SimpleUploadedFile("award.pdf", PDF, content_type="application/pdf"),
        },
    )
    assert awarded.status_code == 302

    dispute = stories.fresh(dispute)
    assert (dispute.state, dispute.outcome) == (State.CLOSED, Outcome.AWARDED)
    for user in (cast.complainant, cast.respondent, cast.registrar):
        file = as_user(user).get(reverse("arbitration:award", args=[referral.pk]))
        assert b"".join(file.streaming_content) == PDF
    assert verify_chain(dispute.chain) == []
    reads = dispute.chain.entries.filter(verb__in=["arbitration.bundle_read", "arbitration.award_read"])
    assert reads.count() == 4


def test_an_agreement_that_does_not_hold_is_refused_with_reasons_and_nothing_is_lost(cast, as_user):
    dispute = stories.choosing_road(cast)
    text = "因本合同引起的争议，可以向示例市仲裁委员会申请仲裁，也可以向人民法院起诉。"
    answer = as_user(cast.complainant).post(request_page(dispute), typed(cast, agreement_text=text))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "约定“可以仲裁，也可以起诉”的，仲裁协议无效" in page
    assert "最高人民法院关于适用仲裁法若干问题的解释（2006）7" in page
    assert text in page
    assert stories.fresh(dispute).state == State.CHOOSING_ROAD
    assert not Referral.objects.exists()


def test_the_check_answers_live_with_a_fragment_and_begins_nothing(cast, as_user):
    dispute = stories.choosing_road(cast)
    text = "因本合同发生的争议，在示例市仲裁。"
    answer = as_user(cast.complainant).post(
        request_page(dispute), typed(cast, agreement_text=text, do="check"), headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert "<html" not in page
    assert "只约定了仲裁地点" in page
    without_script = as_user(cast.complainant).post(request_page(dispute), typed(cast, do="check"))
    assert "文字明确约定了仲裁" in without_script.content.decode()
    assert not Referral.objects.exists()


def test_proposed_agreed_and_sent_with_the_agreement_in_the_bundle(cast, as_user, work):
    dispute = stories.choosing_road(cast)
    complainant, respondent = as_user(cast.complainant), as_user(cast.respondent)
    page = reverse("arbitration:propose", args=[dispute.reference])
    fields = {
        "commission": cast.arbitration_commission.pk,
        "matters": "因海报设计报酬引起的一切争议",
        "is_online": "on",
        "name": "李小雨",
        "agrees": "on",
    }
    preview = complainant.post(page, fields)
    assert "选定的仲裁机构是示例市仲裁委员会" in preview.content.decode()
    assert not Referral.objects.exists()
    assert complainant.post(page, {**fields, "do": "send"}).status_code == 302

    referral = fresh(Referral.objects.get())
    asked = respondent.get(reverse("proceedings:inbox")).content.decode()
    assert reverse("arbitration:submission", args=[referral.pk]) in asked
    answer = respondent.post(
        reverse("arbitration:submission", args=[referral.pk]),
        {"do": "accept", "name": "王强", "agrees": "on"},
    )
    assert answer.status_code == 302
    assert fresh(referral).state == ReferralState.PREPARING

    complainant.post(reverse("arbitration:prepare", args=[referral.pk]), application(referral, do="send"))
    work()
    referral = fresh(referral)
    archive = zipfile.ZipFile(referral.bundle.open("rb"))
    assert "03-仲裁协议.pdf" in archive.namelist()
    manifest = json.loads(archive.read("manifest.json"))
    assert manifest["agreement"]["text_sha256"] == referral.submission.sha256
    assert [each["name"] for each in manifest["agreement"]["acceptances"]] == ["李小雨", "王强"]


def test_the_other_side_refuses_and_the_complainant_chooses_again(cast, as_user):
    dispute = stories.choosing_road(cast)
    as_user(cast.complainant).post(
        reverse("arbitration:propose", args=[dispute.reference]),
        {
            "commission": cast.arbitration_commission.pk,
            "matters": "一切争议",
            "name": "李小雨",
            "agrees": "on",
            "do": "send",
        },
    )
    referral = Referral.objects.get()
    answer = as_user(cast.respondent).post(
        reverse("arbitration:submission", args=[referral.pk]), {"do": "refuse", "reason": "想去法院"}
    )
    assert answer.status_code == 302
    assert fresh(referral).state == ReferralState.NOT_AGREED
    assert stories.fresh(dispute).state == State.CHOOSING_ROAD


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"requests": " "}, "requests"),
        ({"facts": ""}, "facts"),
        ({"requests": "字" * 5001}, "requests"),
    ],
)
def test_an_incomplete_application_comes_back_as_it_was_typed(cast, as_user, changes, said):
    client = as_user(cast.complainant)
    client.post(request_page(stories.choosing_road(cast)), typed(cast))
    referral = fresh(Referral.objects.get())
    answer = client.post(
        reverse("arbitration:prepare", args=[referral.pk]),
        application(referral, do="send", witnesses="证人张三，住和平路2号", **changes),
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [said]
    assert "证人张三，住和平路2号" in answer.content.decode()
    assert fresh(referral).state == ReferralState.PREPARING


def test_the_applicant_must_say_where_they_live_and_can_be_reached(cast, as_user):
    client = as_user(cast.complainant)
    client.post(request_page(stories.choosing_road(cast)), typed(cast))
    referral = fresh(Referral.objects.get())
    own = f"party{referral.applicant_id}"
    answer = client.post(
        reverse("arbitration:prepare", args=[referral.pk]), application(referral, **{f"{own}-domicile": ""})
    )
    assert [list(form.errors) for form in answer.context["people"]] == [["domicile"], []]


@pytest.mark.parametrize(
    ("name", "content"), [("award.pdf", b"MZ not a pdf"), ("award.html", b"<html>%PDF</html>")]
)
def test_an_award_that_is_no_pdf_is_not_taken(cast, as_user, name, content):
    from tests.arbitration.stories import accepted

    referral = accepted(cast)
    answer = as_user(cast.registrar).post(
        reverse("arbitration:result", args=[referral.pk]),
        {
            "do": "award",
            "number": "1",
            "awarded_on": timezone.localdate().isoformat(),
            "summary": "支付",
            "file": SimpleUploadedFile(name, content),
        },
    )
    assert answer.status_code in (200, 422)
    assert list(answer.context["awarding"].errors) == ["file"]
    assert fresh(referral).state == ReferralState.ACCEPTED
    assert not fresh(referral).award_file
