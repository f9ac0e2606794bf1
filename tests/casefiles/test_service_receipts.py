"""The photo of a receipt of service proves how a paper was served. It is nobody's evidence of the matter."""

from __future__ import annotations

import io
import json

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.exceptions import NotPermitted
from casefiles.models import Evidence
from casefiles.selectors import custody_of, evidence_for_all, evidence_of
from casefiles.services import describe_evidence, receive_file, withdraw_evidence
from casefiles.services.evidence import next_number
from casefiles.states import EvidenceAudience, EvidenceKind
from disputes import services
from docket.selectors import verify_chain
from docket.verification.whole import verify_rows
from mediation.services import telling
from notices.models import Notice
from notices.services import record_result
from proceedings.selectors import timeline
from tests import stories
from tests.cast import login

from .copies import made, text_of
from .samples import pdf, picture


def photo(name: str = "receipt.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or picture(), "image/jpeg")


@pytest.fixture
def served(cast):
    """The answer notice was signed for at the door, by the handler, who photographed the receipt."""
    dispute = stories.serving(cast)
    notice = Notice.objects.get(paper__chain=dispute.chain, paper__kind="answer_notice")
    record_result(
        notice, by=cast.handler, means="direct", result="signed", received_by="王强", receipt=photo()
    )
    return stories.fresh(dispute)


def receipt_of(dispute) -> Evidence:
    return Evidence.kept.get(dispute=dispute, proves_service=True)


def test_it_is_kept_and_is_in_no_count_or_list_of_evidence(cast, served):
    kept = receipt_of(served)
    assert (kept.submitted_by, kept.submitted_by_party, kept.number) == (cast.handler, None, None)
    assert kept.title == "送达回证：答辩通知书"
    for person in (cast.complainant, cast.respondent, cast.handler, cast.supervisor):
        assert list(evidence_of(served, user=person)) == []
    assert (served.evidence.count(), Evidence.objects.count()) == (0, 0)
    assert list(evidence_for_all(served)) == []
    assert next_number(served, None) == 1


def test_the_record_calls_it_a_receipt(served):
    verbs = list(served.chain.entries.values_list("verb", flat=True))
    assert verbs.count("casefiles.receipt_kept") == 1
    assert "casefiles.evidence_received" not in verbs
    assert [moment.title for moment in timeline(served) if "证据" in moment.title] == []
    assert verify_chain(served.chain) == []
    assert "casefiles.receipt_kept" not in telling.NAMED


def test_a_byte_changed_on_disk_is_found(served):
    assert [fault.code for fault in verify_rows(served.chain)] == []
    kept = receipt_of(served)
    with kept.file.storage.open(kept.file.name, "wb") as stored:
        stored.write(picture(colour="red"))
    assert "file_differs" in [fault.code for fault in verify_rows(served.chain)]


def test_nobody_describes_or_withdraws_it(cast, served, client):
    kept = receipt_of(served)
    words = {"title": "x", "kind": EvidenceKind.DOCUMENT, "audience": EvidenceAudience.ALL_PARTIES}
    for person in (cast.handler, cast.supervisor, cast.complainant, cast.respondent):
        with pytest.raises(NotPermitted):
            withdraw_evidence(kept, by=person)
        with pytest.raises(NotPermitted):
            describe_evidence(kept, by=person, **words)
        for page in ("evidence_detail", "evidence_edit", "evidence_withdraw", "evidence_download"):
            assert login(client, person).get(reverse(f"casefiles:{page}", args=[kept.pk])).status_code == 404
    assert receipt_of(served).withdrawn_at is None


@pytest.mark.parametrize(
    "change",
    [{"number": 1}, {"audience": EvidenceAudience.ALL_PARTIES}, {"withdrawn_at": "2027-01-01T00:00Z"}],
)
def test_the_database_refuses_to_make_it_an_exhibit(served, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.kept.filter(pk=receipt_of(served).pk).update(**change)


def test_who_opens_it(cast, served, client):
    """Those in office where the case is; it shows where the addressee lives, so no party does."""
    address = reverse("casefiles:service_receipt", args=[receipt_of(served).pk])
    assert client.get(address).status_code == 302
    opened = {
        name for name, person in cast.people.items() if login(client, person).get(address).status_code == 200
    }
    assert opened == {"handler", "supervisor"}
    reads = served.chain.entries.filter(verb__startswith="casefiles.", verb__endswith="_read")
    assert {entry.verb for entry in reads} == {"casefiles.receipt_read"}


def test_the_same_picture_given_as_evidence_is_evidence_of_who_gave_it(cast, served):
    piece = receive_file(served, by=cast.complainant, file=photo())
    assert piece.pk != receipt_of(served).pk
    assert (piece.number, piece.submitted_by_party.role) == (1, "complainant")
    withdraw_evidence(piece, by=cast.complainant)
    assert custody_of(piece)[-1].what == "撤回"


def test_a_letter_that_came_back_is_kept_with_the_attempt(cast):
    dispute = stories.serving(cast)
    notice = Notice.objects.get(paper__chain=dispute.chain, paper__kind="answer_notice")
    back = photo("envelope.pdf", pdf())
    record_result(notice, by=cast.handler, means="post", result="refused", remark="批注：拒收", receipt=back)
    (event,) = [
        each for each in Notice.objects.get(pk=notice.pk).proof["events"] if each["event"] == "refused"
    ]
    assert int(event["receipt"]) == receipt_of(dispute).pk
    assert dispute.evidence.count() == 0


def test_in_the_bodys_copy_it_stands_under_service_and_in_no_other_copy(cast, served):
    for person, shown in ((cast.handler, True), (cast.complainant, False)):
        copy = made(served, person)
        data = copy.file.read()
        whole = "".join(text_of(data))
        assert ("送达回证：答辩通知书" in whole) == shown
        with pikepdf.Pdf.open(io.BytesIO(data)) as bound:
            case = json.loads(bound.attachments["case.json"].get_file().read_bytes())
        assert case["evidence"] == []
        assert copy.manifest["exhibits"] == []


def test_after_the_end_too(cast, client):
    dispute = stories.serving(cast)
    complainant = dispute.parties.get(role="complainant")
    type(complainant).objects.filter(pk=complainant.pk).update(consents_e_service_at=None)
    services.withdraw_dispute(stories.fresh(dispute), by=cast.complainant)
    report = Notice.objects.get(paper__kind="closing_report", addressee_key=complainant.key)
    record_result(
        report, by=cast.handler, means="direct", result="signed", received_by="李小雨", receipt=photo()
    )
    page = login(client, cast.complainant).get(reverse("proceedings:case", args=[dispute.reference]))
    assert "receipt.jpg" not in page.content.decode()
    listed = client.get(reverse("casefiles:evidence", args=[dispute.reference])).content.decode()
    assert "送达回证" not in listed
