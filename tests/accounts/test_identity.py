"""Identity: declared, looked at, verified."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts.exceptions import NotLawfulNow, NotPermitted, NotValid
from accounts.forms import IdentityForm
from accounts.models import IdentityCheck, User
from accounts.selectors import (
    others_with_number,
)
from accounts.services import (
    read_identity_image,
    refuse_identity,
    verify_identity,
)

from .acts import NUMBER, PICTURE, declare, verbs


def test_identity_is_declared_looked_at_and_verified(cast, django_capture_on_commit_callbacks):
    check = declare(cast.complainant, name="李小雨")
    cast.complainant.refresh_from_db()
    assert (cast.complainant.identity_level, check.level) == ("declared", "declared")
    assert read_identity_image(check, by=cast.officer) == (PICTURE, "image/png")

    with django_capture_on_commit_callbacks(execute=True):
        verify_identity(check, by=cast.officer)

    cast.complainant.refresh_from_db()
    check.refresh_from_db()
    assert (cast.complainant.identity_level, check.level, check.checked_by) == (
        "verified",
        "verified",
        cast.officer,
    )
    assert verbs(cast.complainant) == [
        "accounts.consent_given",
        "accounts.identity_declared",
        "accounts.identity_image_read",
        "accounts.identity_verified",
    ]
    assert [happening.text for happening in cast.complainant.happenings.all()] == ["您的身份已经核验"]


def test_number_and_picture_are_unreadable_on_disk_and_the_picture_goes_with_the_decision(
    cast, django_capture_on_commit_callbacks
):
    check = declare(cast.complainant)
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM accounts_identitycheck")
        (stored,) = cursor.fetchone()
    assert NUMBER not in stored
    picture = Path(settings.MEDIA_ROOT) / check.image.name
    assert PICTURE not in picture.read_bytes()

    with django_capture_on_commit_callbacks(execute=True):
        refuse_identity(check, reason="照片模糊", by=cast.receptionist)

    check.refresh_from_db()
    assert not picture.exists()
    assert (check.image.name, check.number, check.refusal) == ("", NUMBER, "照片模糊")
    assert check.image_sha256 != ""
    cast.complainant.refresh_from_db()
    assert cast.complainant.identity_level == "none"
    assert declare(cast.complainant).pk != check.pk


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"consents": False}, "consent_missing"),
        ({"number": "990000199912311233"}, "number_invalid"),
        ({"image": b""}, "image_missing"),
        ({"image": b"<svg onload=alert(1)>"}, "image_type"),
        ({"image": PICTURE + b"\x00" * (10 * 1024 * 1024)}, "image_too_large"),
    ],
)
def test_a_declaration_that_cannot_stand_is_refused_whole(cast, changes, code):
    with pytest.raises(NotValid) as refusal:
        declare(cast.complainant, **changes)
    assert refusal.value.code == code
    assert IdentityCheck.objects.count() == 0


def test_only_those_in_office_decide_and_nobody_about_themselves(cast):
    check = declare(cast.complainant)
    allowed = []
    for name, person in cast.people.items():
        try:
            read_identity_image(check, by=person)
        except NotPermitted:
            continue
        allowed.append(name)
    assert allowed == ["complainant", "receptionist", "centre_handler", "centre_supervisor", "officer"]

    User.objects.filter(pk=cast.officer.pk).update(identity_level="none")
    cast.officer.refresh_from_db()
    own = declare(cast.officer)
    with pytest.raises(NotPermitted):
        verify_identity(own, by=cast.officer)


def test_a_check_is_decided_once_and_waits_once(cast):
    check = declare(cast.complainant)
    with pytest.raises(NotLawfulNow):
        declare(cast.complainant)
    verify_identity(check, by=cast.officer)
    with pytest.raises(NotLawfulNow):
        refuse_identity(check, reason="晚了", by=cast.receptionist)
    with pytest.raises(NotLawfulNow):
        declare(cast.complainant)


def test_whoever_verifies_sees_who_else_declared_the_number(cast):
    declare(cast.complainant)
    second = declare(cast.respondent)
    assert list(others_with_number(second)) == [cast.complainant]


def test_a_picture_too_large_is_refused_by_its_size_and_never_read():
    class Large(SimpleUploadedFile):
        def read(self, *args):
            raise AssertionError("read into memory")

    file = Large("证件.png", b"", content_type="image/png")
    file.size = 10 * 1024 * 1024 + 1
    data = {"document": "resident_id", "name": "李小雨", "number": NUMBER, "consents": "on"}
    form = IdentityForm(data, {"image": file})
    assert not form.is_valid()
    assert form.errors.get_json_data()["image"][0]["code"] == "image_too_large"
    file.size = 10 * 1024 * 1024
    assert IdentityForm(data, {"image": file}).is_valid()
