"""The public page: is this code, is this file genuine? And what machines are told of the anchor."""

import hashlib
import io
import re
import subprocess

import pikepdf
import pytest
from cryptography import x509
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casefiles.models import CaseFile, Evidence
from casefiles.services import paper_pdf, withdraw_evidence
from casefiles.services import verification as services
from casefiles.services.verification import VERIFIER
from casefiles.states import EvidenceAudience
from docket import authority, succession
from notices.models import Paper
from notices.services import replace_papers, withdraw_paper
from notices.states import PaperKind
from tests import stories

from . import samples
from .copies import give
from .forging import Bench, forger_like, nothing, rebuilt

pytestmark = pytest.mark.django_db
PAGE = "/verify/"
SAID = (
    "是真的",
    "签名有效",
    "有这份案卷",
    "有这份文书",
    "与收到时一致",
    "被改动过",
    "不是本平台签的",
    "没有找到",
)


@pytest.fixture(autouse=True)
def patience(settings):
    """As often as a test likes; one of them asks what happens else."""
    settings.LIMITS = {**settings.LIMITS, "verify_file": "999/m", "verify_code": "999/m"}


def asked(client, data: bytes) -> list[str]:
    page = client.post(PAGE, {"file": SimpleUploadedFile("x.pdf", data)})
    return [words for words in SAID if f">{words}<" in page.text]


def test_a_code_says_that_there_is_such_a_file_and_no_more(cast, desk_copy, client):
    assert client.get(PAGE).status_code == 200
    for code in (desk_copy.code, desk_copy.manifest_sha256, desk_copy.code.lower().replace("-", " ")):
        page = client.post(PAGE, {"code": code})
        assert desk_copy.number in page.text
        assert ">有这份案卷<" in page.text
        assert "notice-success" not in page.text
    for code in ("", "x", "0" * 64, desk_copy.code[:9], "%_" * 20):
        page = client.post(PAGE, {"code": code})
        assert ">有这份案卷<" not in page.text
        assert "notice-success" not in page.text
    assert cast.complainant.name not in client.get(PAGE, {"code": desk_copy.code}).text


def test_the_page_tells_genuine_altered_forged_and_unknown_apart(desk_copy, client):
    pdf, house = desk_copy.file.read(), authority.signer()
    bench = Bench(pdf, pdf, house, forger_like(house), None)
    place = len(pdf) // 3
    bent = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
    assert asked(client, pdf) == ["是真的"]
    assert asked(client, bent) == ["被改动过"]
    assert asked(client, pdf + b"\n%") == ["被改动过"]
    assert asked(client, pdf[: len(pdf) // 2]) in (["被改动过"], ["不是本平台签的"], ["没有找到"])
    assert asked(client, rebuilt(bench, nothing)) == ["不是本平台签的"]
    assert asked(client, samples.pdf()) == ["没有找到"]
    assert asked(client, b"anything") == ["没有找到"]
    CaseFile.objects.filter(pk=desk_copy.pk).update(sha256="0" * 64)
    assert asked(client, pdf) == ["签名有效"]


def test_a_paper_of_another_signer_is_none_of_our_business(client):
    """Signed by somebody, but not in our name."""
    from datetime import UTC, datetime

    from casefiles.documents.signature import sign_pdf
    from docket import certificates

    root_key, key = certificates.new_key(), certificates.new_key()
    root = certificates.authority_certificate(root_key, house="elsewhere.example")
    leaf = certificates.signer_certificate(key.public_key(), name="x", issuer=root, by=root_key)
    signer = authority.Signer(key, leaf, (root,))
    data = sign_pdf(samples.pdf(), signer=signer, reason="", location="", at=datetime.now(UTC))
    assert asked(client, data) == ["没有找到"]


def test_what_was_filed_as_evidence_is_told_only_to_whoever_may_see_it(cast, desk_copy, client):
    dispute = desk_copy.dispute
    shared = dispute.evidence.filter(submitted_by=cast.complainant).first().file.read()
    own = b"only for my side"
    private = give(dispute, cast.respondent, "x.txt", own, audience=EvidenceAudience.OWN_SIDE)
    told = {}
    for who in ("anonymous", "outsider", "complainant", "respondent", "handler"):
        client.logout()
        if who != "anonymous":
            client.force_login(getattr(cast, who))
        told[who] = [asked(client, data) for data in (shared, own)]
    yes, no = ["与收到时一致"], ["没有找到"]
    assert told == {
        "anonymous": [no, no],
        "outsider": [no, no],
        "complainant": [yes, no],
        "respondent": [yes, yes],
        "handler": [yes, yes],
    }
    client.force_login(cast.respondent)
    withdraw_evidence(private, by=cast.respondent)
    assert asked(client, own) == no
    assert Evidence.objects.filter(pk=private.pk).exists()


def test_who_asks_too_often_waits(client, settings):
    settings.LIMITS = {**settings.LIMITS, "verify_file": "3/m", "verify_code": "2/m"}
    from django.core.cache import cache

    cache.clear()
    files = [client.post(PAGE, {"file": SimpleUploadedFile("x", b"x")}).status_code for _ in range(4)]
    codes = [client.get(PAGE, {"code": "0" * 16}).status_code for _ in range(3)]
    assert (files, codes) == ([200, 200, 200, 429], [200, 200, 429])
    assert client.get(PAGE).status_code == 200  # the fingerprint is there for everybody


def test_a_very_large_file_is_known_by_its_hash_or_not_at_all(desk_copy, client, monkeypatch):
    monkeypatch.setattr(services, "LARGEST_READ", 1000)
    monkeypatch.setattr(services, "judge", None)
    pdf = desk_copy.file.read()
    assert asked(client, pdf) == ["是真的"]
    assert asked(client, pdf + b"x") == ["没有找到"]


def test_a_post_without_the_forms_token_is_refused():
    from django.test import Client

    strange = Client(enforce_csrf_checks=True)
    assert strange.post(PAGE, {"code": "0" * 16}).status_code == 403


def test_the_page_publishes_fingerprint_program_and_hash(client):
    page = client.get(PAGE).text
    program = b"".join(client.get(reverse("verify:program")).streaming_content)
    assert authority.fingerprint_in_groups() in page
    assert program == VERIFIER.read_bytes()
    assert hashlib.sha256(program).hexdigest() in page
    assert reverse("verify:authority") in page


def test_machines_find_the_anchor_where_they_look(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    first = authority.fingerprint()
    authority.checkpoint_key()
    second = succession.rotate_authority()
    told = client.get("/.well-known/jiefen-authority.json").json()
    pem = client.get("/.well-known/jiefen-authority.pem").content
    (tmp_path / "ca.pem").write_bytes(pem)
    said = subprocess.run(
        ["openssl", "x509", "-in", tmp_path / "ca.pem", "-noout", "-fingerprint", "-sha256"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert said.strip().split("=")[1].replace(":", "").lower() == second == told["fingerprint_sha256"]
    assert [one["fingerprint_sha256"] for one in told["earlier"]] == [first]
    assert told["certificate"].encode() == pem
    assert told["verifier"]["sha256"] == hashlib.sha256(VERIFIER.read_bytes()).hexdigest()
    assert told["checkpoint_keys"] == [authority.checkpoint_key().public_key().public_bytes_raw().hex()]
    found = x509.load_der_x509_crl(client.get("/.well-known/jiefen-authority.crl").content)
    assert found.is_signature_valid(authority.certificate().public_key())
    assert first in client.get(PAGE).text  # what it signed stays good


def test_every_printed_paper_carries_the_fingerprint(desk_copy):
    from casefiles.documents import render_paper

    from .copies import text_of

    paper = Paper.objects.filter(chain=desk_copy.dispute.chain).first()
    whole = "".join(text_of(render_paper(paper)))
    assert authority.fingerprint_in_groups().replace(" ", "") in whole


# --- single papers


@pytest.fixture
def paper(cast) -> Paper:
    dispute = stories.settled(cast)
    return Paper.objects.get(chain=dispute.chain, kind=PaperKind.SETTLEMENT)


def page_of(client, data: bytes, language: str = "zh-hans") -> str:
    given = {"file": SimpleUploadedFile("x.pdf", data)}
    return client.post(PAGE, given, HTTP_ACCEPT_LANGUAGE=language).text


def test_a_paper_is_known_by_its_very_bytes_and_by_no_others(paper, client):
    pdf = paper_pdf(paper)
    text = page_of(client, pdf)
    assert ">是真的<" in text and paper.number in text
    assert hashlib.sha256(pdf).hexdigest() in text
    assert "没有撤回，也没有被替换" in text
    for secret in ("李小雨", "王强", "2,400"):
        assert secret not in text
    with pikepdf.open(
        io.BytesIO(pdf)
    ) as opened:  # saved again by another program: the same pages, another file
        again = io.BytesIO()
        opened.save(again)
    for other in (again.getvalue(), pdf[:-1], pdf + b"\n"):
        assert asked(client, other) == ["没有找到"]


def test_a_paper_that_counts_no_more_is_genuine_and_says_so(paper, client):
    newer = Paper.objects.get(chain=paper.chain, kind=PaperKind.ADMISSION)
    pdf = paper_pdf(paper)
    replace_papers([paper], by_paper=newer, by=None)
    text = page_of(client, pdf)
    assert ">是真的<" in text and f"被 {newer.number} 替换" in text and "没有撤回" not in text
    withdraw_paper(paper, by=None, reason="写错了")
    text = page_of(client, pdf)
    assert "日撤回" in text and newer.number not in text
    assert "写错了" not in text
    assert "was withdrawn on" in page_of(client, pdf, "en")
    assert paper_pdf(Paper.objects.get(pk=paper.pk)) == pdf  # the file that is given out keeps its hash


def test_a_paper_changed_behind_the_acts_is_not_confirmed(paper, client):
    pdf = paper_pdf(paper)
    Paper.objects.filter(pk=paper.pk).update(title="裁决书")
    text = page_of(client, pdf)
    assert ">现在不能确认<" in text and ">是真的<" not in text


def test_faults_are_told_in_the_readers_language_alone(desk_copy, client):
    pdf = desk_copy.file.read()
    bent = pdf[: len(pdf) // 3] + bytes([pdf[len(pdf) // 3] ^ 1]) + pdf[len(pdf) // 3 + 1 :]
    chinese, english = (
        re.search(r'<details class="faults">.*?</details>', page_of(client, bent, language), re.DOTALL)[0]
        for language in ("zh-hans", "en")
    )
    assert not re.search(r"[a-z]{4,}", re.sub("<[^>]*>", "", chinese))
    assert not re.search("[一-鿿]", english)
