"""Where a photo was taken reaches the other side only with a yes; what is handed out instead is the same picture."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pillow_heif
import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageCms

from arbitration.services.bundles import write_bundle
from casefiles.models import Evidence
from casefiles.places import tells_place
from casefiles.services import describe_evidence
from tests.arbitration import stories as told
from tests.cast import login

from . import samples
from .test_evidence import give

pillow_heif.register_heif_opener()
COLOURS = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def exif(turned: bool = True) -> Image.Exif:
    """31°13′49″ N 121°28′25″ E, turned by a quarter; a HEIC is turned by its own means, its EXIF says nothing."""
    written = Image.Exif()
    written[0x0112] = 6 if turned else 1
    place = written.get_ifd(0x8825)
    place.update({1: "N", 2: (31.0, 13.0, 49.0), 3: "E", 4: (121.0, 28.0, 25.0)})
    return written


def half_red(form: str, **more) -> bytes:
    picture = Image.new("RGB", (400, 200), "blue")
    picture.paste("red", (0, 0, 200, 200))
    out = io.BytesIO()
    picture.save(out, form, icc_profile=COLOURS, **more)
    return out.getvalue()


PHOTOS = {
    "JPEG": ("街上.jpg", half_red("JPEG", exif=exif(), quality=90)),
    "HEIF": ("IMG_2.HEIC", half_red("HEIF", exif=exif(turned=False))),
    "PNG": ("截图.png", half_red("PNG", exif=exif())),
    "WEBP": ("图.webp", half_red("WEBP", exif=exif())),
}


def downloaded(user, piece) -> tuple[str, bytes]:
    answer = login(Client(), user).get(reverse("casefiles:evidence_download", args=[piece.pk]))
    assert answer.status_code == 200
    return answer["Content-Disposition"], b"".join(answer.streaming_content)


@pytest.mark.parametrize("form", PHOTOS)
def test_the_other_side_gets_the_same_picture_without_the_place(case, form):
    name, data = PHOTOS[form]
    piece = give(case, name=name, data=data)
    assert (piece.tells_place, piece.shares_place) == (True, False)
    _disposition, theirs = downloaded(case.respondent, piece)
    copy = Image.open(io.BytesIO(theirs))
    assert copy.getexif().get_ifd(0x8825) == {} and not copy.info.get("exif")
    assert copy.info["icc_profile"] == COLOURS
    turned = form != "HEIF"  # upright: a quarter turn brings red to the top
    assert copy.size == ((200, 400) if turned else (400, 200))
    red, blue = (
        copy.convert("RGB").getpixel(at)
        for at in (((100, 60), (100, 340)) if turned else ((60, 100), (340, 100)))
    )
    assert red[0] > 200 > 60 > red[2] and blue[2] > 200 > 60 > blue[0]
    assert hashlib.sha256(theirs).hexdigest() == piece.copy_sha256


def test_its_own_side_and_who_decides_get_the_very_file(case):
    piece = give(case, name=PHOTOS["JPEG"][0], data=PHOTOS["JPEG"][1])
    for user in (case.complainant, case.handler, case.mediator):
        assert downloaded(user, piece)[1] == PHOTOS["JPEG"][1]
    entry = case.dispute.chain.entries.get(verb="casefiles.evidence_received")
    assert (entry.facts["sha256"], entry.facts["copy_sha256"]) == (
        hashlib.sha256(PHOTOS["JPEG"][1]).hexdigest(),
        piece.copy_sha256,
    )


def test_a_yes_lets_the_other_side_see_it_and_is_recorded(case):
    piece = give(case, name=PHOTOS["JPEG"][0], data=PHOTOS["JPEG"][1])
    client = login(Client(), case.complainant)
    page = client.get(reverse("casefiles:evidence", args=[case.dispute.reference])).content.decode()
    assert "文件里记着在哪里拍的。对方只拿到不含地点的副本" in page
    form = {"title": "街上", "kind": "electronic", "audience": "all_parties"}
    client.post(reverse("casefiles:evidence_edit", args=[piece.pk]), form)
    assert downloaded(case.respondent, piece)[1] != PHOTOS["JPEG"][1]
    client.post(reverse("casefiles:evidence_edit", args=[piece.pk]), {**form, "shares_place": "on"})
    assert downloaded(case.respondent, piece)[1] == PHOTOS["JPEG"][1]
    entry = case.dispute.chain.entries.filter(verb="casefiles.evidence_described").last()
    assert entry.facts["shares_place"] is True


def test_nobody_else_can_say_yes(case):
    piece = give(case, name=PHOTOS["JPEG"][0], data=PHOTOS["JPEG"][1])
    answer = login(Client(), case.respondent).post(
        reverse("casefiles:evidence_edit", args=[piece.pk]),
        {"title": "街上", "kind": "electronic", "audience": "all_parties", "shares_place": "on"},
    )
    assert answer.status_code == 403
    assert not Evidence.objects.get(pk=piece.pk).shares_place


def test_previews_and_thumbnails_tell_no_place(case):
    for name, data in PHOTOS.values():
        piece = give(case, name=name, data=data)
        for stored in (piece.preview, piece.thumbnail):
            picture = Image.open(io.BytesIO(stored.open().read()))
            assert dict(picture.getexif()) == {}
            assert picture.info["icc_profile"] == COLOURS


def test_a_photo_without_a_place_is_handed_out_as_it_came(case):
    data = half_red("JPEG", quality=90)
    piece = give(case, name="无.jpg", data=data)
    assert not piece.tells_place and not piece.copy
    assert downloaded(case.respondent, piece)[1] == data


def test_a_photo_that_cannot_be_opened_but_tells_its_place_stays_shut(case):
    data = PHOTOS["JPEG"][1][:900]  # the metadata is whole, the picture is not
    piece = give(case, name="坏.jpg", data=data)
    assert piece.tells_place and not piece.copy
    url = reverse("casefiles:evidence_download", args=[piece.pk])
    answer = login(Client(), case.respondent).get(url)
    assert answer.status_code == 403 and "不能做出不含地点的副本" in answer.content.decode()
    assert login(Client(), case.handler).get(url).status_code == 200


FILM = samples.MP4 + b"\x00\x00\x00\x1e\xa9xyz\x00\x12\x15\xc7+31.2304+121.4737/" + b"\x01" * 300


def test_a_film_is_handed_out_with_blanks_where_the_place_stood(case):
    piece = give(case, name="录像.mp4", data=FILM)
    assert piece.tells_place
    _name, theirs = downloaded(case.respondent, piece)
    assert b"31.2304" not in theirs and len(theirs) == len(FILM)
    different = [at for at, (mine, other) in enumerate(zip(FILM, theirs, strict=True)) if mine != other]
    assert max(different) - min(different) < 40
    played = login(Client(), case.respondent).get(reverse("casefiles:evidence_preview", args=[piece.pk]))
    assert b"31.2304" not in b"".join(played.streaming_content)


def test_a_place_hidden_behind_the_picture_is_found(tmp_path):
    plain = half_red("JPEG", quality=90)
    for name, data in {
        "film": plain + FILM,
        "second": plain + PHOTOS["JPEG"][1],
        "xmp": plain.replace(
            b"\xff\xdb", b"\xff\xe1\x00\x30http://ns.adobe.com/xap/1.0/\x00exif:GPSLatitude=\x00\xff\xdb", 1
        ),
    }.items():
        (tmp_path / name).write_bytes(data)
        assert tells_place(tmp_path / name), name
    (tmp_path / "plain").write_bytes(plain)
    assert not tells_place(tmp_path / "plain")


def test_the_bundle_for_a_commission_has_the_copy_and_the_hash_of_the_original(cast):
    referral = told.preparing(cast)
    piece = give_to(referral.dispute, cast.complainant)
    out = io.BytesIO()
    write_bundle(referral, out)
    with zipfile.ZipFile(out) as bundle:
        name = next(one for one in bundle.namelist() if one.startswith("exhibits/"))
        assert Image.open(io.BytesIO(bundle.read(name))).getexif().get_ifd(0x8825) == {}
        entry = json.loads(bundle.read("manifest.json"))["files"][name]
    assert (entry["sha256"], entry["original_sha256"], entry["without"]) == (
        piece.copy_sha256,
        piece.sha256,
        "place",
    )
    describe_evidence(
        piece, by=cast.complainant, title="街上", kind="electronic", audience="all_parties", shares_place=True
    )
    write_bundle(referral, out := io.BytesIO())
    with zipfile.ZipFile(out) as bundle:
        name = next(one for one in bundle.namelist() if one.startswith("exhibits/"))
        assert bundle.read(name) == PHOTOS["JPEG"][1]


def give_to(dispute, by) -> Evidence:
    from .copies import give as give_in

    return give_in(dispute, by, *PHOTOS["JPEG"])
