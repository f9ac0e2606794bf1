"""A file said in a room is the room's, not the case's: until its owner hands it in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from casefiles.models import Evidence
from casefiles.services import receive_file
from chat.models import Message, RoomFile
from chat.services import admit_member, post_file, post_message, recall_message, remove_member
from chat.states import Side
from disputes.exceptions import NotPermitted, NotValid
from tests.casefiles.samples import pdf, picture
from tests.cast import login
from tests.stories import drafted

from .conftest import say

ADDRESSES = ["file", "file_download", "file_preview", "file_thumbnail", "as_evidence"]


def give(room, by, name="照片.png", content=None, client_id="f1", **more):
    file = SimpleUploadedFile(name, picture("PNG") if content is None else content)
    return post_file(room, by=by, file=file, client_id=client_id, **more)


def statuses(user, pk):
    client = login(Client(), user)
    return [client.get(reverse(f"chat:{name}", args=[pk])).status_code for name in ADDRESSES]


def test_a_file_in_a_caucus_is_seen_there_and_is_no_evidence(talks, cast):
    message = give(talks.of_li, talks.li, text="这是底价单")
    kept = RoomFile.objects.get()
    assert (message.kind, message.data["file"], message.data["sha256"]) == ("file", kept.pk, kept.sha256)
    assert statuses(talks.li, kept.pk) == [200] * 5
    assert statuses(talks.chen, kept.pk) == [200, 200, 200, 200, 403]
    for person in (talks.wang, talks.zhao, cast.handler, cast.secretary, cast.supervisor, cast.analyst):
        assert statuses(person, kept.pk) == [404] * 5
    assert not Evidence.objects.exists()


def test_what_kind_of_file_it_is_the_line_shows(talks):
    give(talks.joint, talks.li, "照片.png", client_id="f1")
    give(talks.joint, talks.li, "合同.pdf", pdf(), client_id="f2")
    give(talks.joint, talks.li, "录音.amr", b"#!AMR\n" + b"\x00" * 90, client_id="f3")
    page = login(Client(), talks.wang).get(reverse("chat:room", args=[talks.joint.pk])).content.decode()
    assert page.count("<audio controls") == 1
    assert "/thumbnail/" in page
    assert all(name in page for name in ("照片.png", "合同.pdf", "录音.amr"))


def test_it_is_read_from_and_until_like_the_words_around_it(talks, cast):
    give(talks.joint, talks.li, client_id="f1")
    admit_member(talks.joint, talks.zhao, side=Side.RESPONDENT, label="赵", by=None)
    remove_member(talks.joint, talks.wang, by=None)
    give(talks.joint, talks.li, "二.png", client_id="f2")
    first, second = RoomFile.objects.order_by("pk")
    assert [statuses(user, kept.pk)[0] for user in (talks.zhao, talks.wang) for kept in (first, second)] == [
        404,
        200,
        200,
        404,
    ]


def test_taking_the_line_back_takes_the_file_back(talks):
    message = give(talks.joint, talks.li)
    kept = RoomFile.objects.get()
    recall_message(message, by=talks.li)
    for person in (talks.li, talks.wang, talks.chen):
        assert statuses(person, kept.pk) == [404] * 5
    assert message.revisions.get().data["sha256"] == kept.sha256  # the record knows what it was


def test_sent_twice_it_is_kept_once(talks, django_capture_on_commit_callbacks):
    assert give(talks.joint, talks.li).pk == give(talks.joint, talks.li).pk
    assert (RoomFile.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("空.png", b"", "empty"), ("程序.exe", b"MZ" + b"0" * 99, "program"), ("页.html", b"<html>", "page")],
)
def test_what_nobody_takes_is_refused_and_not_kept(talks, name, content, code):
    with pytest.raises(NotValid) as refused:
        give(talks.joint, talks.li, name, content)
    assert refused.value.code == code
    assert not RoomFile.objects.exists()
    assert not Message.objects.exists()


def test_too_big(talks, settings):
    settings.ROOM_FILE_MAX_BYTES = 10
    with pytest.raises(NotValid):
        give(talks.joint, talks.li)


def test_by_the_form_without_a_script(talks):
    client = login(Client(), talks.li)
    data = {"text": "看这个", "client_id": "a1", "file": SimpleUploadedFile("图.png", picture("PNG"))}
    assert client.post(reverse("chat:say", args=[talks.joint.pk]), data).status_code == 302
    assert (RoomFile.objects.get().original_name, Message.objects.get().body) == ("图.png", "看这个")
    other = {"client_id": "a2", "file": SimpleUploadedFile("图.png", picture("PNG"))}
    assert (
        login(Client(), talks.wang).post(reverse("chat:say", args=[talks.of_li.pk]), other).status_code == 404
    )
    assert RoomFile.objects.count() == 1


def test_its_owner_hands_it_in_on_purpose_and_once(talks):
    give(talks.of_li, talks.li, "合同.pdf", pdf())
    kept = RoomFile.objects.get()
    url = reverse("chat:as_evidence", args=[kept.pk])
    assert login(Client(), talks.chen).post(url).status_code == 403
    client = login(Client(), talks.li)
    for _ in range(2):
        answer = client.post(url)
        assert answer.status_code == 302
    piece = Evidence.objects.get()
    assert (piece.sha256, piece.original_name, piece.submitted_by) == (kept.sha256, "合同.pdf", talks.li)
    assert answer.url == reverse("casefiles:evidence_edit", args=[piece.pk])
    kept.refresh_from_db()
    assert kept.handed_in_at is not None


def test_a_mediator_hands_nothing_in(talks):
    give(talks.joint, talks.chen)
    from chat.services import hand_in

    with pytest.raises(NotPermitted):
        hand_in(RoomFile.objects.get(), by=talks.chen)
    with pytest.raises(NotPermitted):
        hand_in(RoomFile.objects.get(), by=talks.li)
    say(talks.joint, talks.li, "一")
    assert not Evidence.objects.exists()


def test_evidence_is_named_in_a_room_only_by_who_may_see_it_and_only_of_this_case(talks, cast):
    own = receive_file(talks.joint.dispute, by=talks.li, file=SimpleUploadedFile("一.png", picture("PNG")))
    elsewhere = drafted(cast)
    of_another = receive_file(
        elsewhere, by=elsewhere.created_by, file=SimpleUploadedFile("三.png", picture("PNG", colour="blue"))
    )
    assert elsewhere.created_by == talks.li, "who sees both cases"
    for number, (by, pk) in enumerate([(talks.wang, own.pk), (talks.li, of_another.pk), (talks.li, 10**6)]):
        with pytest.raises(NotValid) as refused:
            post_message(talks.joint, by=by, text="看这份", client_id=f"no{number}", data={"evidence": pk})
        assert refused.value.code == "no_such_evidence"
    assert not Message.objects.filter(room=talks.joint, kind="file").exists()
    assert say(talks.joint, talks.li, "看这份", data={"evidence": own.pk}).kind == "file"
