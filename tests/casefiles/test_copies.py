"""A copy for each reader: what it holds, who may take it, how it is made."""

import io

import pikepdf
import pytest
from django.urls import reverse

from casefiles.models import CaseFile
from casefiles.services import (
    assemble_case_file,
    request_case_file,
    withdraw_evidence,
)
from casefiles.states import CopyFor, EvidenceAudience
from disputes.exceptions import NotPermitted
from notices.services import issue_paper
from notices.states import Audience, PaperKind
from tests import stories

from .copies import give, made, settled_with_evidence, text_of

SECRET = "只说给调解员听的话"


def test_a_copy_holds_only_what_its_reader_may_read(cast):
    dispute = settled_with_evidence(cast)
    give(dispute, cast.respondent, "内部成本.txt", SECRET.encode(), audience=EvidenceAudience.OWN_SIDE)
    withdraw_evidence(give(dispute, cast.complainant, "发错的.txt", b"wrong"), by=cast.complainant)
    respondent = dispute.parties.get(role="respondent")
    for number, how in enumerate(
        [
            {"audience": Audience.NAMED, "addressee_keys": [respondent.key]},
            {"audience": Audience.BODY, "issuer": cast.mediation_body},
            {"audience": Audience.BODY, "issuer": cast.platform},
        ]
    ):
        issue_paper(
            dispute.chain,
            PaperKind.MEDIATION_NOTICE,
            template="papers/base.html",
            context={"dispute": dispute},
            facts={},
            title=f"密件{number}",
            **how,
        )
    issue_paper(
        dispute.chain,
        PaperKind.MEDIATION_RECORD,
        template="papers/base.html",
        context={"dispute": dispute},
        facts={},
        title="调解笔录",
    )
    copies = {
        "complainant": made(dispute, cast.complainant),
        "respondent": made(dispute, cast.respondent),
        "desk": made(dispute, cast.handler),
        "court": made(dispute, cast.handler, audience=CopyFor.COURT),
    }
    words = ["密件0", "密件1", "密件2", "内部成本", "发错的", "调解笔录", "图个清静"]
    found = {}
    for name, copy in copies.items():
        raw = copy.file.read()
        whole = "".join(text_of(raw))
        with pikepdf.open(io.BytesIO(raw)) as pdf:
            case = pdf.attachments["case.json"].get_file().read_bytes().decode()
        in_print = [word for word in words if word in whole]
        assert in_print == [word for word in words if word in case], name
        found[name] = in_print
    assert found == {
        "complainant": ["调解笔录", "图个清静"],
        "respondent": ["密件0", "内部成本", "调解笔录", "图个清静"],
        "desk": ["密件2", "内部成本", "调解笔录", "图个清静"],
        "court": [],
    }


def test_an_entry_from_a_room_is_printed_as_its_hash_alone(cast):
    from django.db import transaction

    from docket.services import record

    dispute = stories.negotiating(cast)
    with transaction.atomic():
        entry = record(dispute.chain, "chat.caucus_opened", by=cast.mediator.actor, facts={"room": 77123})
    copy = made(dispute, cast.complainant)
    pdf = copy.file.read()
    whole = "".join(text_of(pdf))
    assert entry.hash in whole
    assert "caucus" not in whole
    assert "77123" not in whole
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        case = opened.attachments["case.json"].get_file().read_bytes()
    assert b"caucus" not in case
    assert b"77123" not in case


def test_a_side_cannot_take_the_desks_copy_nor_an_outsider_any(cast, client):
    dispute = stories.negotiating(cast)
    with pytest.raises(NotPermitted):
        request_case_file(dispute, by=cast.complainant, audience=CopyFor.DESK)
    with pytest.raises(NotPermitted):
        request_case_file(dispute, by=cast.handler, audience=CopyFor.PARTY)
    with pytest.raises(NotPermitted):
        request_case_file(dispute, by=cast.outsider)


def test_asking_twice_makes_one(cast):
    dispute = stories.negotiating(cast)
    assert request_case_file(dispute, by=cast.handler) == request_case_file(dispute, by=cast.handler)


def test_the_access_ladder_of_a_copy(cast, desk_copy, client):
    pages = [
        reverse("casefiles:case_file", args=[desk_copy.number]),
        reverse("casefiles:case_file_download", args=[desk_copy.number]),
    ]
    lists = reverse("casefiles:case_files", args=[desk_copy.dispute.reference])
    for address in [*pages, lists]:
        assert client.get(address).status_code == 302
    for name, statuses in [
        ("outsider", (404, 404, 404)),
        ("mediator", (404, 404, 404)),
        ("complainant", (404, 404, 200)),
        ("handler", (200, 200, 200)),
    ]:
        client.force_login(getattr(cast, name))
        assert (name, *(client.get(address).status_code for address in [*pages, lists])) == (name, *statuses)


def test_the_page_shows_progress_and_then_the_file(cast, client):
    dispute = stories.negotiating(cast)
    client.force_login(cast.complainant)
    response = client.post(reverse("casefiles:case_files", args=[dispute.reference]))
    case_file = CaseFile.objects.get()
    address = reverse("casefiles:case_file", args=[case_file.number])
    assert response.url == address
    waiting = client.get(address)
    assert 'id="case-file" hx-get' in waiting.text
    assert waiting["Refresh"]
    CaseFile.objects.update(state="rendering", progress=40, step="排印：证据")
    assert "40%" in client.get(address, headers={"hx-request": "true"}).text
    assemble_case_file.func(case_file.pk)
    done = client.get(address)
    assert 'id="case-file" hx-get' not in done.text
    assert reverse("casefiles:case_file_download", args=[case_file.number]) in done.text


def test_a_failed_copy_can_be_made_again(cast, client):
    dispute = stories.negotiating(cast)
    case_file = request_case_file(dispute, by=cast.complainant)
    CaseFile.objects.update(state="failed")
    client.force_login(cast.complainant)
    client.post(reverse("casefiles:case_file_again", args=[case_file.number]))
    case_file.refresh_from_db()
    assert case_file.state == "queued"
