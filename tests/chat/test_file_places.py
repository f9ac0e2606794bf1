"""A photo said in a room shows the others no place; its sender keeps the original."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from casefiles.services import withdraw_evidence
from chat.models import RoomFile
from chat.services import hand_in
from tests.casefiles.test_places import FILM, PHOTOS
from tests.cast import login

from .test_files import give


def got(user, kept, name="file_download") -> bytes:
    answer = login(Client(), user).get(reverse(f"chat:{name}", args=[kept.pk]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("form", ["JPEG", "HEIF"])
def test_the_others_get_the_picture_without_the_place(talks, form):
    name, data = PHOTOS[form]
    give(talks.joint, talks.li, name, data)
    kept = RoomFile.objects.get()
    assert got(talks.li, kept) == data
    for person in (talks.wang, talks.chen):
        copy = Image.open(io.BytesIO(got(person, kept)))
        assert copy.getexif().get_ifd(0x8825) == {}
    page = login(Client(), talks.wang).get(reverse("chat:file", args=[kept.pk])).content.decode()
    assert "您拿到的是不含地点的副本" in page


def test_a_film_is_played_to_the_others_without_the_place(talks):
    give(talks.joint, talks.li, "录像.mp4", FILM)
    kept = RoomFile.objects.get()
    assert b"31.2304" in got(talks.li, kept, "file_preview")
    assert b"31.2304" not in got(talks.wang, kept, "file_preview") + got(talks.wang, kept)


def test_handed_in_as_evidence_it_still_tells_the_other_side_nothing(talks):
    name, data = PHOTOS["JPEG"]
    give(talks.joint, talks.li, name, data)
    piece = hand_in(RoomFile.objects.get(), by=talks.li)
    assert piece.hides_place and piece.copy and piece.file.read() == data
    withdraw_evidence(piece, by=talks.li)
