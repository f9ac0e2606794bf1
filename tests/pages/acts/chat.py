"""What is done in the rooms, and with what was said there."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chat.models import Room, RoomFile
from chat.services import post_file
from tests import stories
from tests.casefiles.samples import pdf
from tests.cast import Cast
from tests.mediation.cases import Case, make_case
from tests.pages.acts.act import Act, sends, way


def joined(cast: Cast) -> None:
    """A representative has come into the talk late."""
    told = make_case(cast).mediating()
    stories.represented(told.dispute, by=cast.respondent, who=cast.outsider, name="孙代理")


def filed_in_room(cast: Cast) -> None:
    make_case(cast).mediating()
    file = SimpleUploadedFile("合同.pdf", pdf())
    post_file(_joint(), by=cast.complainant, file=file, client_id="file-1")


def _joint() -> Room:
    return Room.objects.get(kind="joint")


def _newest_seat() -> int:
    return _joint().members.latest("pk").pk


ACTS = {
    "say": Act(
        stories.negotiating,
        "complainant",
        lambda: reverse("chat:say", args=[Room.objects.get().pk]),
        sends(text="您好", client_id="page-1"),
    ),
    "grant_history": Act(
        joined,
        "mediator",
        lambda: reverse("chat:history", args=[_joint().pk, _newest_seat()]),
        sends(what="all"),
    ),
    "hand_in_file": Act(
        filed_in_room,
        "complainant",
        lambda: reverse("chat:as_evidence", args=[RoomFile.objects.get().pk]),
        sends(),
    ),
    "keep_note": Act(
        way(Case.mediating),
        "mediator",
        lambda: reverse("chat:room_note", args=[_joint().pk]),
        sends(text="先谈数额。", version="0"),
    ),
    "add_phrase": Act(
        stories.negotiating,
        "complainant",
        lambda: reverse("chat:phrases"),
        sends(title="附件", text="请看附件。"),
    ),
}
