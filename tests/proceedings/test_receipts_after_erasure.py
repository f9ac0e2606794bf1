"""A paper was brought by hand: who took it, what was said at the door, and the photo go with whom it was for."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.services import ask_erasure
from casefiles.models import Evidence
from disputes import services
from disputes.models import Party
from docket.selectors import verify_all
from docket.services import make_checkpoint
from notices.models import Notice
from notices.services import record_direct_service, record_posting, record_result
from tests import stories
from tests.casefiles.copies import made, text_of
from tests.casefiles.samples import picture
from tests.cast import login

from .test_copies_after_erasure import short_retention  # noqa: F401  a house that keeps a case for a day
from .test_erasure import columns, unsealed

pytestmark = pytest.mark.django_db(transaction=True)

#: In no row but those of the delivery.
TAKER, DOOR, TRACKING, STREET, TOLD = "凌桂馥", "门上贴着喜字", "EE771234598CN", "槐荫弄八十八号", "公公代收"
WORDS = (TAKER, DOOR, TRACKING, STREET, TOLD, "qianshou-wang.jpg")


def where_it_stands() -> dict[str, list[str]]:
    places = [*columns(), *(("sealed", text) for text in unsealed())]
    found = [(name, word) for name, text in places for word in WORDS if word in text]
    return {word: sorted({name for name, each in found if each == word}) for word in WORDS}


def served_by_hand(cast):
    """To Wang: not found at first, then by post, then taken by somebody else at his door, with a photo."""
    dispute = stories.filed(cast)
    services.admit_dispute(dispute, by=cast.handler)
    notice = Notice.objects.get(paper__kind="answer_notice", paper__chain=dispute.chain)
    record_result(notice, by=cast.handler, means="direct", result="not_found", remark=DOOR)
    record_posting(notice, by=cast.handler, tracking=TRACKING, address=STREET)
    photo = SimpleUploadedFile("qianshou-wang.jpg", picture(), "image/jpeg")
    record_direct_service(
        notice, by=cast.handler, received_by=TAKER, relation="家属", remark=TOLD, receipt=photo
    )
    return dispute, Notice.objects.get(pk=notice.pk)


def kept_files() -> int:
    """Pictures in the store: what the house has of them, whatever the rows say."""
    return sum(file.suffix in {".jpg", ".png"} for file in Path(settings.MEDIA_ROOT).rglob("*"))


@pytest.mark.usefixtures("short_retention")
def test_receipts_go_with_whom_the_paper_was_for_and_what_they_prove_stays(cast, client, travel):
    before = kept_files()
    dispute, notice = served_by_hand(cast)
    receipt = Evidence.kept.get(dispute=dispute, proves_service=True)
    photo = reverse("casefiles:service_receipt", args=[receipt.pk])
    assert receipt.addressee_key == notice.addressee_key
    assert all(where_it_stands()[word] for word in WORDS), "a hunt that finds nothing proves nothing"
    services.join_by_code(stories.code_for(dispute), by=cast.respondent)
    services.withdraw_dispute(stories.fresh(dispute), by=cast.complainant, reason="算了")
    make_checkpoint()
    notice.refresh_from_db()  # joining by its code was proof of receipt, too
    assert login(client, cast.handler).get(photo).status_code == 200

    travel.by(days=4)
    ask_erasure(cast.complainant, by=cast.complainant)
    assert Evidence.kept.get(pk=receipt.pk).file  # it is not hers
    assert where_it_stands()[TAKER]

    ask_erasure(cast.respondent, by=cast.respondent)
    assert where_it_stands() == {word: [] for word in WORDS}
    assert kept_files() == before
    kept, after = Evidence.kept.get(pk=receipt.pk), Notice.objects.get(pk=notice.pk)
    assert (kept.file, kept.sha256, kept.size) == ("", receipt.sha256, receipt.size)
    assert (after.state, after.arrived_at, after.arrived_by) == ("arrived", notice.arrived_at, "direct")
    was = [(each["event"], each["means"], each["at"]) for each in notice.proof["events"]]
    assert [(each["event"], each["means"], each["at"]) for each in after.proof["events"]] == was
    assert verify_all() == []

    assert login(client, cast.handler).get(photo).status_code == 404
    page = client.get(reverse("notices:notice", args=[notice.pk])).content.decode()
    assert "直接送达" in page
    assert not any(word in page for word in WORDS)
    copy = "".join(text_of(made(stories.fresh(dispute), cast.handler).file.read()))
    assert not any(word in copy for word in WORDS)


def test_one_picture_of_two_receipts_is_each_addressees(cast):
    """Two are served at one table: erasing one of them leaves the other's proof."""
    dispute = stories.filed(cast)
    Party.objects.create(dispute=dispute, role="respondent", name="赵六", phone="+8613800000066")
    services.admit_dispute(stories.fresh(dispute), by=cast.handler)
    for notice in Notice.objects.filter(paper__kind="answer_notice", paper__chain=dispute.chain):
        photo = SimpleUploadedFile("both.jpg", picture(), "image/jpeg")
        record_direct_service(notice, by=cast.handler, received_by=notice.addressee_name, receipt=photo)
    receipts = Evidence.kept.filter(dispute=dispute, proves_service=True)
    keys = {party.key for party in dispute.parties.filter(role="respondent")}
    assert len(keys) == 2
    assert {row.addressee_key for row in receipts} == keys
    assert len({row.sha256 for row in receipts}) == 1
