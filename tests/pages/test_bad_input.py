"""What nobody should type or send, beside the acts (`test_every_act.py`): never a server error, and a word why not."""

import json
import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from arbitration.models import Referral
from casefiles.models import Evidence
from tests import stories
from tests.arbitration import stories as referrals
from tests.casefiles.samples import package, picture
from tests.cast import login
from tests.pages.acts import ACTS
from tests.pages.bad_texts import FINE, KINDS, posts, spread

DATA = Path(os.environ.get("JIEFEN_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
LIST = DATA / "naughty-strings" / "blns.json"


def listed():
    if not LIST.exists():
        pytest.skip(f"no naughty strings under {DATA} (JIEFEN_DATA)")
    return json.loads(LIST.read_text())


FREELY = ["answer", "offer", "opinion", "draft_agreement", "send_application", "say"]


@pytest.mark.battery("input")
@pytest.mark.parametrize("name", FREELY)
def test_the_whole_list_where_people_write_freely(name, cast, battery):
    """Each page has its share; the story of a complaint has all of it, beside its app."""
    share, act = listed()[FREELY.index(name) :: len(FREELY)], ACTS[name]
    texts = battery.chance.sample(share, battery.size(sample=15, full=len(share)))
    act.story(cast)
    client, url, good = login(Client(), getattr(cast, act.who)), act.url(), act.data()
    free = [
        field for field in good if field in {"text", "message", "facts", "facts_found", "reasons", "summary"}
    ]
    for text in texts:
        posts(client, url, {**good, **dict.fromkeys(free, text)})
        battery.count("naughty strings where people write freely: no server error")


def other_forms(cast):
    """(who, address, a good form) of pages beside the road."""
    dispute = stories.negotiating(cast)
    piece = given(dispute, cast)
    stories.list_mediators(cast)
    body = cast.mediation_body
    notice = dispute.chain.papers.get(kind="admission").notices.first()
    described = {"title": "记录", "kind": "document", "audience": "all_parties", "purpose": "证明付款"}
    roster = {"mediator": cast.mediator.pk, "bio": "十年", "practised_since": "2015-01-01"}
    yield "complainant", reverse("accounts:profile"), {"name": "李小雨", "language": "zh-hans"}
    yield (
        "supervisor",
        reverse("accounts:organisation", args=[cast.platform.pk]),
        {
            "contact": cast.outsider.email,
            "role": "handler",
        },
    )
    yield "complainant", reverse("accounts:erase"), {"password": "x", "agrees": "on"}
    yield "complainant", reverse("casefiles:evidence_edit", args=[piece.pk]), described
    yield "complainant", reverse("verify:page"), {"code": "abc"}
    yield (
        "handler",
        reverse("notices:serve_directly", args=[notice.pk]),
        {
            "means": "direct",
            "result": "signed",
            "received_by": "李小雨",
            "at": "2026-01-01T10:00",
        },
    )
    yield "handler", reverse("notices:posting", args=[notice.pk]), {"tracking": "EE1", "address": "某路"}
    yield "secretary", reverse("mediation:roster_add", args=[body.pk]), roster
    entry = body.roster.first()
    yield (
        "secretary",
        reverse("mediation:certificate_add", args=[entry.pk]),
        {"number": "调证1", "issuer": "市司法局", "expires_on": "2030-01-01"},
    )
    yield (
        "mediator",
        reverse("mediation:availability", args=[entry.pk]),
        {"day0-from": "09:00", "day0-to": "12:00", "takes_no_new_until": "2030-01-01"},
    )
    yield (
        "mediator",
        reverse("mediation:availability", args=[entry.pk]),
        {"starts_on": "2030-01-01", "ends_on": "2030-01-02"},
    )
    yield "anonymous", reverse("disputes:join"), {"code": "WRONGCODE1"}
    yield "anonymous", reverse("account_login"), {"login": "a@b.example", "password": "x"}
    yield (
        "anonymous",
        reverse("account_signup"),
        {
            "name": "新人",
            "email": "new@example.org",
            "phone": "13800000055",
            "password1": "leave-the-lamp-on-50",
            "agrees": "on",
        },
    )
    yield "complainant", reverse("preferences"), {"theme": "dark", "next": "/inbox/"}


def given(dispute, cast):
    client = login(Client(), cast.complainant)
    url = reverse("casefiles:evidence", args=[dispute.reference])
    assert client.post(url, {"files": SimpleUploadedFile("记录.txt", b"x")}).status_code == 302
    return Evidence.objects.get()


def test_every_kind_of_bad_text_in_the_other_forms(cast):
    for who, url, good in list(other_forms(cast)):
        client = Client() if who == "anonymous" else login(Client(), getattr(cast, who))
        for field, text in spread(good):
            posts(client, url, {**good, field: text})


def test_bad_text_in_addresses_that_search_and_filter(cast):
    dispute = stories.negotiating(cast)
    room = dispute.rooms.get()
    asked = [
        ("handler", "/queues/", ("q", "state", "sector", "page")),
        ("complainant", "/inbox/", ("page",)),
        ("complainant", "/bell/", ("page",)),
        ("complainant", f"/rooms/{room.pk}/", ("q", "before", "reply_to")),
        ("complainant", f"/rooms/{room.pk}/lines/", ("after", "rev")),
        ("complainant", f"/disputes/{dispute.reference}/negotiate/", ("counter",)),
        ("anonymous", "/disputes/platforms/", ("q", "platform")),
        ("anonymous", "/disputes/join/", ("code",)),
        ("anonymous", "/verify/", ("code",)),
        ("analyst", "/reporting/", ("year", "since", "until", "sector", "region", "platform")),
        ("analyst", "/reporting/cases/", ("q", "page", "state", "sector")),
        ("anonymous", "/reporting/public/", ("year", "sector", "page")),
        ("registrar", "/arbitration/referrals/", ("page",)),
        ("mediator", "/mediation/", ("show",)),
        ("complainant", "/mediation/roster/", ("skill", "language", "free")),
    ]
    for who, url, names in asked:
        client = Client() if who == "anonymous" else login(Client(), getattr(cast, who))
        for name in names:
            for text in KINDS[:-1]:
                assert client.get(url, {name: text}).status_code in FINE, (url, name, text)


WRONG_FILES = {
    "程序.exe": b"MZ\x90\x00" + b"\x00" * 400,
    "网页.html": b"<!doctype html><script>alert(1)</script>",
    "图.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "假照片.jpg": b"<html>not a picture</html>",
    "压缩包.zip": package("a.exe"),
}


@pytest.mark.parametrize("name", WRONG_FILES)
def test_a_file_that_may_not_be_given_is_refused_with_a_word_and_the_others_are_kept(name, cast):
    dispute = stories.negotiating(cast)
    client = login(Client(), cast.complainant)
    url = reverse("casefiles:evidence", args=[dispute.reference])
    files = [SimpleUploadedFile(name, WRONG_FILES[name]), SimpleUploadedFile("照片.png", picture("PNG"))]
    answer = client.post(url, {"files": files})
    assert answer.status_code == 422
    assert answer.context["form"].errors["files"]
    assert name in answer.content.decode()
    assert [piece.original_name for piece in Evidence.objects.all()] == ["照片.png"]


def test_an_empty_file_is_refused_with_a_word(cast):
    dispute = stories.negotiating(cast)
    client = login(Client(), cast.complainant)
    url = reverse("casefiles:evidence", args=[dispute.reference])
    answer = client.post(url, {"files": SimpleUploadedFile("空.pdf", b"")})
    assert answer.status_code == 422
    assert answer.context["form"].errors["files"]
    assert not Evidence.objects.exists()


def test_whoever_asks_for_codes_too_often_waits_and_sees_no_error(db):
    tries = {"name": "新人", "phone": "13800000055", "password1": "leave-the-lamp-on-50", "agrees": "on"}
    answers = [Client(REMOTE_ADDR=f"10.0.0.{n}").post(reverse("account_signup"), tries) for n in range(12)]
    assert {answer.status_code for answer in answers} == {302, 429}
    assert "尝试的次数太多了" in answers[-1].content.decode()


def test_a_file_too_big_is_refused_whole_and_in_pieces(cast, settings):
    settings.EVIDENCE_MAX_BYTES = 1000
    dispute = stories.negotiating(cast)
    client = login(Client(), cast.complainant)
    url = reverse("casefiles:evidence", args=[dispute.reference])
    answer = client.post(url, {"files": SimpleUploadedFile("照片.png", picture("PNG", size=(2000, 2000)))})
    assert answer.status_code == 422
    assert "文件太大" in answer.content.decode()
    begun = client.post(
        reverse("casefiles:upload_create", args=[dispute.reference]),
        {"name": "录像.mp4", "size": 1001},
        content_type="application/json",
    )
    assert begun.status_code == 422
    assert not Evidence.objects.exists()


def test_an_award_that_is_no_pdf_and_a_document_that_is_no_picture_are_refused(cast):
    referral = referrals.accepted(cast)
    text = SimpleUploadedFile("裁决书.pdf", b"just words")
    award = {**ACTS["award"].data(), "file": text}
    answer = login(Client(), cast.registrar).post(reverse("arbitration:result", args=[referral.pk]), award)
    assert answer.status_code == 422
    assert Referral.objects.get().award_number == ""
    declared = {
        "document": "resident_id",
        "name": "李小雨",
        "number": "11010519491231002X",
        "image": SimpleUploadedFile("证件.jpg", b"just words"),
        "consents": "on",
    }
    answer = login(Client(), cast.complainant).post(reverse("accounts:identity_declare"), declared)
    assert answer.status_code in {200, 422}
    assert answer.context["form"].errors
    assert not cast.complainant.identity_checks.exists()
