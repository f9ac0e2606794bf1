import hashlib
import io
import json
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from casefiles.models import Evidence
from casefiles.services import describe_evidence, number_exhibits, receive_file, withdraw_evidence
from casefiles.services.examining import clean_name
from casefiles.states import EvidenceAudience, EvidenceKind
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Dispute
from disputes.states import Outcome, State
from docket.selectors import opened, verify_chain

from . import samples

NAUGHTY = Path(__file__).resolve().parents[3] / "shared/data/naughty-strings/blns.json"


def give(case, *, by=None, name="截图.png", data=None, dispute=None, **description) -> Evidence:
    file = SimpleUploadedFile(name, data if data is not None else samples.picture("PNG"))
    return receive_file(dispute or case.dispute, by=by or case.complainant, file=file, **description)


def test_a_file_is_hashed_numbered_and_entered_on_arrival(case):
    data = samples.picture("PNG")
    piece = give(case, data=data)
    assert (piece.sha256, piece.size, piece.media_type) == (
        hashlib.sha256(data).hexdigest(),
        len(data),
        "image/png",
    )
    assert (piece.number, piece.submitted_by_party, piece.title) == (1, case.complainant_party, "截图")
    assert piece.file.read() == data
    entry = case.dispute.chain.entries.get()
    assert entry.verb == "casefiles.evidence_received"
    assert entry.facts == {
        "evidence": piece.pk,
        "media_type": "image/png",
        "sha256": piece.sha256,
        "size": len(data),
        "sm3": piece.sm3,
    }
    assert opened(entry)["name"] == "截图.png"
    assert verify_chain(case.dispute.chain) == []


def test_sm3_is_the_published_one(case):
    # GB/T 32905-2016, annex A.1
    assert (
        give(case, name="a.txt", data=b"abc").sm3
        == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )


def test_each_side_has_its_own_numbers_and_none_is_used_twice(case):
    first, second = give(case, name="1.txt", data=b"1"), give(case, name="2.txt", data=b"2")
    withdraw_evidence(second, by=case.complainant)
    third = give(case, name="3.txt", data=b"3")
    theirs = give(case, by=case.respondent, name="4.txt", data=b"4")
    desk = give(case, by=case.handler, name="5.txt", data=b"5")
    assert [piece.number for piece in (first, second, third, theirs, desk)] == [1, 2, 3, 1, 1]
    assert desk.submitted_by_party is None


def test_evidence_of_a_draft_gets_its_numbers_when_it_is_filed(case):
    one = give(case, dispute=case.draft, name="1.txt", data=b"1")
    two = give(case, dispute=case.draft, name="2.txt", data=b"2")
    assert (one.number, one.submitted_by_party) == (None, None)
    party = case.complainant_party
    party.pk, party.dispute = None, case.draft
    party.save()
    Dispute.objects.filter(pk=case.draft.pk).update(
        state=State.FILED, reference="JF-2026-000043", filed_at=timezone.now(), desk=case.dispute.desk
    )
    number_exhibits(Dispute.objects.get(pk=case.draft.pk))
    assert list(
        Evidence.objects.filter(dispute=case.draft).values_list("pk", "number", "submitted_by_party")
    ) == [
        (one.pk, 1, party.pk),
        (two.pk, 2, party.pk),
    ]


def test_the_same_file_twice_from_one_side_is_one_piece(case):
    assert give(case, name="a.txt", data=b"same").pk == give(case, name="b.txt", data=b"same").pk
    assert give(case, by=case.respondent, name="a.txt", data=b"same").number == 1
    assert Evidence.objects.count() == 2


def test_a_photo_keeps_its_metadata_and_its_preview_has_none(case):
    data = samples.photo_with_place()
    piece = give(case, name="photo.jpg", data=data)
    assert piece.file.read() == data
    preview = Image.open(piece.preview)
    assert dict(preview.getexif()) == {}
    assert preview.size == (200, 400)  # upright
    assert b"SecretCamera" not in piece.preview.open().read() + piece.thumbnail.open().read()


def test_a_heic_photo_can_be_looked_at(case, client):
    piece = give(case, name="IMG_1.HEIC", data=samples.heic())
    client.force_login(case.respondent)
    response = client.get(reverse("casefiles:evidence_preview", args=[piece.pk]))
    assert response["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(b"".join(response.streaming_content))).size == (640, 480)


def test_a_damaged_picture_is_kept_without_preview(case):
    piece = give(case, name="cut.jpg", data=samples.picture()[:200])
    assert not piece.preview


def test_limits_are_refused_in_words(case, settings):
    settings.EVIDENCE_MAX_BYTES = 10
    with pytest.raises(NotValid) as refusal:
        give(case, name="a.txt", data=b"12345678901")
    assert refusal.value.code == "too_big"
    with pytest.raises(NotValid) as refusal:
        give(case, name="a.txt", data=b"")
    assert refusal.value.code == "empty"
    settings.EVIDENCE_MAX_FILES = 1
    give(case, name="a.txt", data=b"1")
    with pytest.raises(NotValid) as refusal:
        give(case, name="b.txt", data=b"2")
    assert refusal.value.code == "too_many"


def test_a_refused_file_leaves_nothing_behind(case, tmp_path):
    with pytest.raises(NotValid):
        give(case, name="a.html", data=b"<html>")
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    assert (Evidence.objects.count(), case.dispute.chain.entries.count()) == (0, 0)


def test_who_is_no_party_gives_nothing(case):
    for person in (case.outsider, case.mediator):
        with pytest.raises(NotPermitted):
            give(case, by=person)


def test_a_closed_case_takes_and_changes_nothing(case):
    piece = give(case)
    Dispute.objects.filter(pk=case.dispute.pk).update(
        state=State.CLOSED, closed_at=timezone.now(), outcome=Outcome.SETTLED
    )
    case.dispute.refresh_from_db()
    with pytest.raises(NotLawfulNow):
        give(case, name="late.txt", data=b"late")
    with pytest.raises(NotLawfulNow):
        withdraw_evidence(piece, by=case.complainant)


def test_only_the_side_that_gave_it_describes_and_withdraws_it(case):
    piece = give(case)
    words = {"title": "聊天截图", "kind": EvidenceKind.ELECTRONIC, "audience": EvidenceAudience.ALL_PARTIES}
    for person in (case.respondent, case.handler, case.mediator, case.outsider):
        with pytest.raises(NotPermitted):
            describe_evidence(piece, by=person, **words)
        with pytest.raises(NotPermitted):
            withdraw_evidence(piece, by=person)
    assert (
        describe_evidence(piece, by=case.complainant, purpose="对方承认欠款", **words).purpose
        == "对方承认欠款"
    )
    assert [entry.verb for entry in case.dispute.chain.entries.order_by("seq")] == [
        "casefiles.evidence_received",
        "casefiles.evidence_described",
    ]


def test_who_sees_what(case):
    open_piece = give(case, name="1.txt", data=b"1")
    closed = give(case, name="2.txt", data=b"2", audience=EvidenceAudience.OWN_SIDE)
    draft = give(case, dispute=case.draft, name="3.txt", data=b"3")
    withdrawn = give(case, name="4.txt", data=b"4")
    withdraw_evidence(withdrawn, by=case.complainant)

    def seen(user) -> set[int]:
        return set(Evidence.objects.visible_to(user).values_list("pk", flat=True))

    assert seen(case.complainant) == {open_piece.pk, closed.pk, draft.pk}
    assert seen(case.respondent) == {open_piece.pk}
    assert seen(case.handler) == {open_piece.pk, closed.pk}
    assert seen(case.mediator) == {open_piece.pk}
    assert seen(case.outsider) == set()


PAGES = [
    "evidence_detail",
    "evidence_edit",
    "evidence_withdraw",
    "evidence_download",
    "evidence_preview",
    "evidence_thumbnail",
]


@pytest.mark.parametrize("page", PAGES)
def test_the_access_ladder_of_a_piece_for_one_side(case, client, page):
    piece = give(case, audience=EvidenceAudience.OWN_SIDE)
    address = reverse(f"casefiles:{page}", args=[piece.pk])
    changes = page in ("evidence_edit", "evidence_withdraw")  # the office reads, and never changes
    assert client.get(address).status_code == 302
    for person, status in [
        (case.outsider, 404),
        (case.respondent, 404),
        (case.mediator, 404),
        (case.complainant, 200),
        (case.handler, 403 if changes else 200),
    ]:
        client.force_login(person)
        assert (person.name, client.get(address).status_code) == (person.name, status)


def test_the_access_ladder_of_the_list(case, client):
    address = reverse("casefiles:evidence", args=[case.dispute.reference])
    draft = reverse("casefiles:evidence", args=[case.draft.pk])
    assert client.get(address).status_code == 302
    for person, status, status_of_draft in [
        (case.outsider, 404, 404),
        (case.respondent, 200, 404),
        (case.mediator, 200, 404),
        (case.handler, 200, 404),
        (case.complainant, 200, 200),
    ]:
        client.force_login(person)
        assert (client.get(address).status_code, client.get(draft).status_code) == (status, status_of_draft)


def test_the_office_leaves_a_trace_when_it_reads_and_a_side_does_not(case, client):
    piece = give(case)
    address = reverse("casefiles:evidence_download", args=[piece.pk])
    for person in (case.respondent, case.complainant, case.handler):
        client.force_login(person)
        response = client.get(address)
        assert b"".join(response.streaming_content) == piece.file.open().read()
    reads = case.dispute.chain.entries.filter(verb="casefiles.evidence_read")
    assert [entry.actor for entry in reads] == [case.handler.actor]


def test_a_download_can_do_nothing_here(case, client):
    piece = give(case, name="他说“好”;\r\n x.png")
    client.force_login(case.complainant)
    response = client.get(reverse("casefiles:evidence_download", args=[piece.pk]))
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment; ")


def test_a_recording_is_played_from_where_the_player_asks(case, client):
    data = samples.WAV + bytes(range(256)) * 4
    piece = give(case, name="a.wav", data=data)
    client.force_login(case.complainant)
    address = reverse("casefiles:evidence_preview", args=[piece.pk])
    part = client.get(address, headers={"range": "bytes=10-19"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, data[10:20])
    assert part["Content-Range"] == f"bytes 10-19/{len(data)}"
    assert client.get(address, headers={"range": f"bytes={len(data)}-"}).status_code == 416


def test_several_files_come_by_a_plain_form_and_one_refused_loses_no_other(case, client):
    client.force_login(case.complainant)
    files = [
        SimpleUploadedFile("一.png", samples.picture("PNG")),
        SimpleUploadedFile("二.html", b"<html>"),
        SimpleUploadedFile("三.txt", "证言".encode()),
    ]
    response = client.post(reverse("casefiles:evidence", args=[case.dispute.reference]), {"files": files})
    assert response.status_code == 422
    assert "二.html" in response.text
    assert list(Evidence.objects.order_by("pk").values_list("title", flat=True)) == ["一", "三"]


def test_no_file_chosen_is_said_so(case, client):
    client.force_login(case.complainant)
    response = client.post(reverse("casefiles:evidence", args=[case.dispute.reference]), {})
    assert (response.status_code, "请先选择文件" in response.text) == (422, True)


def test_the_description_is_saved_by_the_form(case, client):
    piece = give(case)
    client.force_login(case.complainant)
    response = client.post(
        reverse("casefiles:evidence_edit", args=[piece.pk]),
        {"title": "转账记录", "kind": "document", "purpose": "已付 5000 元", "audience": "all_parties"},
    )
    assert response.status_code == 302
    piece.refresh_from_db()
    assert (piece.title, piece.kind, piece.purpose) == ("转账记录", "document", "已付 5000 元")


def test_the_list_asks_the_database_no_more_for_many_than_for_one(case, client):
    client.force_login(case.respondent)
    address = reverse("casefiles:evidence", args=[case.dispute.reference]) + "?fragment=1"
    client.get(address)  # the first visit of a session is noted
    counts = []
    for number in (1, 2, 3):
        give(case, name=f"{number}.txt", data=str(number).encode())
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the naughty strings are not at hand")
def test_naughty_names_and_words_are_taken_or_refused_but_never_break(case, client):
    client.force_login(case.complainant)
    for number, name in enumerate(json.loads(NAUGHTY.read_text())):
        file = ContentFile(f"{number}".encode(), name="x")
        file.name = name + ".txt"
        piece = (
            receive_file(case.dispute, by=case.complainant, file=SimpleFile(file)) if number < 50 else None
        )
        cleaned = clean_name(name + ".txt")
        assert (
            cleaned == clean_name(cleaned)
            and "/" not in cleaned
            and "\x00" not in cleaned
            and len(cleaned) <= 200
        )
        if piece is not None:
            words = {
                "title": name[:120] or "x",
                "kind": "document",
                "audience": "all_parties",
                "purpose": name[:300],
            }
            response = client.post(reverse("casefiles:evidence_edit", args=[piece.pk]), words)
            assert response.status_code in (302, 422), name
    page = client.get(reverse("casefiles:evidence", args=[case.dispute.reference]))
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert verify_chain(case.dispute.chain) == []


class SimpleFile:
    """An upload whose name nobody has cleaned."""

    def __init__(self, file: ContentFile) -> None:
        self.name, self.size, self.chunks = file.name, file.size, file.chunks
