"""What the commission receives: the right things, whole, and nothing that is not for it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pypdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from arbitration import services
from arbitration.models import Referral
from arbitration.services.bundles import ExhibitAltered, safe_name, write_bundle
from casefiles.models import Evidence
from casefiles.services import receive_file
from tests import stories
from tests.arbitration import stories as told
from tests.arbitration.test_journey import PDF
from tests.rigs.retold import retold


def hand_in(dispute, by, name, content=PDF, **description):
    file = SimpleUploadedFile(name, content)
    return receive_file(dispute, by=by, file=file, title=name, **description)


def opened(referral: Referral) -> zipfile.ZipFile:
    with referral.bundle.open("rb") as stored:
        return zipfile.ZipFile(io.BytesIO(stored.read()))


def text_of(archive: zipfile.ZipFile, name: str) -> str:
    reader = pypdf.PdfReader(io.BytesIO(archive.read(name)))
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


@pytest.fixture
def sent(cast, work) -> Referral:
    return bound(cast, work)


@retold(again=lambda referral, *_more: told.fresh(referral))
def bound(cast, work) -> Referral:
    dispute = stories.choosing_road(cast)
    hand_in(
        dispute,
        cast.complainant,
        "验收记录.pdf",
        source="平台后台",
        purpose="证明已经验收",
        summary="十月二十日验收通过",
    )
    hand_in(dispute, cast.respondent, "修改意见.txt", "字体太小".encode(), purpose="证明稿子有问题")
    hand_in(dispute, cast.complainant, "给平台看的.txt", b"for the desk alone", audience="own_side")
    referral = told.agreeing(cast, dispute)
    services.accept_submission(referral, by=cast.respondent, name="王强")
    referral = told.fresh(referral)
    services.revise_referral(
        referral,
        by=cast.complainant,
        requests="1. 支付设计报酬人民币3000元；",
        facts="十月二十日交稿并验收，至今没有付款。",
        witnesses="张三，住示例市和平路2号",
        particulars={
            referral.applicant_id: {
                "sex": "female",
                "age": 29,
                "occupation": "平面设计师",
                "work_unit": "自由职业",
                "domicile": "示例市东区和平路1号",
            }
        },
    )
    services.send_referral(referral, by=cast.complainant)
    work()
    return told.fresh(referral)


def test_the_bundle_holds_papers_exhibits_and_a_manifest_in_order(sent):
    assert opened(sent).namelist() == [
        "01-仲裁移送函.pdf",
        "02-仲裁申请书.pdf",
        "03-仲裁协议.pdf",
        "04-证据目录.pdf",
        "exhibits/01-验收记录.pdf",
        "exhibits/02-修改意见.txt",
        "manifest.json",
        "sha256sums.txt",
    ]


def test_every_hash_in_it_is_true_and_the_docket_knows_the_whole(sent):
    archive = opened(sent)
    manifest = json.loads(archive.read("manifest.json"))
    for name, entry in manifest["files"].items():
        content = archive.read(name)
        assert (entry["sha256"], entry["size"]) == (hashlib.sha256(content).hexdigest(), len(content))
    lines = archive.read("sha256sums.txt").decode().splitlines()
    assert {line.split("  ", 1)[1] for line in lines} == set(manifest["files"]) | {"manifest.json"}
    with sent.bundle.open("rb") as stored:
        assert hashlib.sha256(stored.read()).hexdigest() == sent.bundle_sha256
    bound = sent.dispute.chain.entries.get(verb="arbitration.bundle_bound")
    assert bound.facts["sha256"] == sent.bundle_sha256


def test_exhibits_are_the_originals(sent):
    archive = opened(sent)
    assert archive.read("exhibits/01-验收记录.pdf") == PDF
    assert archive.read("exhibits/02-修改意见.txt").decode() == "字体太小"


def test_what_is_for_one_side_or_was_said_in_talks_stays_out(sent):
    archive = opened(sent)
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"for the desk alone" not in everything
    assert "给平台看的" not in "".join(archive.namelist())
    words = "".join(text_of(archive, name) for name in archive.namelist() if name.startswith("0"))
    assert "给平台看的" not in words
    assert "只同意付一半" not in words  # the answer to the platform


#: 仲裁法 34, and 民事证据规定 19
APPLICATION = [
    *("申请人", "李小雨", "女", "29岁", "平面设计师", "自由职业", "示例市东区和平路1号", "+8613800000001"),
    *("被申请人", "王强", "wang@example.org"),
    *("仲裁请求", "1.支付设计报酬人民币3000元", "事实与理由", "十月二十日交稿并验收"),
    *("证据和证据来源", "验收记录.pdf（来源：平台后台）", "证人姓名和住所", "张三，住示例市和平路2号"),
    *("此致", "示例市仲裁委员会", "副本1份"),
]
LIST = [
    *("序号1", "序号2", "种类", "提交人", "投诉人李小雨", "被投诉人王强", "证据来源", "平台后台"),
    *("证明对象", "证明已经验收", "内容摘要", "十月二十日验收通过", "SHA-256", "SM3", "收到时间", "取证方式"),
]
AGREEMENT = [
    "提交仲裁解决",
    "选定的仲裁机构是示例市仲裁委员会",
    "各方的确认",
    "李小雨",
    "王强",
    "协议成立时间",
]
LETTER = [
    "示例市仲裁委员会：",
    "仲裁申请书",
    "证据目录",
    "SHA-256",
    "五日内决定是否受理",
    "不包括调解中的陈述",
]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("01-仲裁移送函.pdf", LETTER),
        ("02-仲裁申请书.pdf", APPLICATION),
        ("03-仲裁协议.pdf", AGREEMENT),
        ("04-证据目录.pdf", LIST),
    ],
)
def test_a_paper_has_the_fields_that_the_law_asks_for(sent, name, words):
    text = text_of(opened(sent), name)
    assert [word for word in words if word not in text] == []


def test_the_papers_name_each_others_hashes(sent):
    papers = {paper.kind: paper for paper in sent.dispute.chain.papers.all()}
    letter = papers["arbitration_referral"]
    assert [entry["sha256"] for entry in letter.facts["enclosed"]] == [
        papers["arbitration_application"].sha256,
        papers["evidence_list"].sha256,
    ]
    for entry in letter.facts["enclosed"]:
        assert entry["sha256"] in letter.html


def test_binding_again_changes_nothing(sent, cast):
    before = sent.bundle_sha256
    services.bind_bundle.call(sent.pk)
    assert told.fresh(sent).bundle_sha256 == before
    assert sent.dispute.chain.entries.filter(verb="arbitration.bundle_bound").count() == 1


def test_nothing_is_bound_after_the_application_was_taken_back(cast, work):
    referral = told.sent(cast)
    services.withdraw_referral(referral, by=cast.complainant)
    work()
    assert not told.fresh(referral).bundle


def test_an_altered_exhibit_is_never_sent_out(sent):
    exhibit = Evidence.objects.get(original_name="修改意见.txt")
    name = exhibit.file.name
    exhibit.file.storage.delete(name)
    exhibit.file.storage.save(name, ContentFile("改过的".encode()))
    with pytest.raises(ExhibitAltered):
        write_bundle(sent, io.BytesIO())


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("验收记录.pdf", "验收记录.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a\\b:c*.png", "a_b_c_.png"),
        ("\u202egnp.exe", "_gnp.exe"),
        ("...", "file"),
        ("", "file"),
        ("x" * 200 + ".jpeg", "x" * 80 + ".jpeg"),
    ],
)
def test_a_file_name_leads_nowhere(name, safe):
    assert safe_name(name) == safe
