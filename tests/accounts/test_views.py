"""Every page of accounts up the access ladder, and what people do there."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import IdentityCheck, User
from accounts.services import create_guest, declare_identity
from notices.models import OutboxMessage
from tests.accounts.test_invitations import take
from tests.cast import PASSWORD, login
from tests.stories import code_to

PICTURE = bytes.fromhex("89504e470d0a1a0a") + b"\x00" * 300


@pytest.fixture
def check(cast) -> IdentityCheck:
    return declare_identity(
        cast.complainant,
        document="resident_id",
        number="990000199912311232",
        image=PICTURE,
        consents=True,
        by=cast.complainant,
    )


VERIFIERS = {"receptionist", "centre_handler", "centre_supervisor", "officer"}


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("profile", "all"),
        ("identity_declare", "all"),
        ("privacy", "all"),
        ("erase", "all"),
        ("identity_queue", VERIFIERS),
        ("identity_check", VERIFIERS),
        ("identity_image", VERIFIERS),
        ("organisation", {"handler", "supervisor"}),
    ],
)
def test_who_may_open_which_page(client, cast, check, name, allowed):
    targets = {"identity_check": [check.pk], "identity_image": [check.pk], "organisation": [cast.platform.pk]}
    url = reverse(f"accounts:{name}", args=targets.get(name))
    assert client.get(url).status_code == 302
    everybody = set(cast.people)
    found = {
        role for role, person in cast.people.items() if login(client, person).get(url).status_code == 200
    }
    assert found == (everybody if allowed == "all" else allowed)


def test_an_officer_verifies_from_the_queue(client, cast, check):
    login(client, cast.officer)
    assert "李小雨" in client.get(reverse("accounts:identity_queue")).content.decode()
    client.post(reverse("accounts:identity_check", args=[check.pk]), {"verify": "1"})
    cast.complainant.refresh_from_db()
    assert cast.complainant.identity_level == "verified"
    assert client.get(reverse("accounts:identity_check", args=[check.pk])).status_code == 404


def test_a_refusal_needs_a_reason_and_the_person_reads_it(client, cast, check):
    login(client, cast.officer)
    url = reverse("accounts:identity_check", args=[check.pk])
    assert client.post(url, {"refuse": "1", "reason": ""}).status_code == 200
    assert client.post(url, {"refuse": "1", "reason": "照片模糊，请重拍"}).status_code == 302
    assert (
        "照片模糊，请重拍"
        in login(client, cast.complainant).get(reverse("accounts:profile")).content.decode()
    )


def test_a_person_declares_with_a_picture(client, cast):
    login(client, cast.outsider)
    given = {
        "document": "resident_id",
        "number": "990000199912311233",
        "name": "赵旁观",
        "image": SimpleUploadedFile("id.png", PICTURE),
        "consents": "on",
    }
    answer = client.post(reverse("accounts:identity_declare"), given)
    assert "证件号码不正确" in answer.content.decode()
    given |= {"number": "990000199912311232", "image": SimpleUploadedFile("id.png", PICTURE)}
    assert client.post(reverse("accounts:identity_declare"), given).status_code == 302
    assert cast.outsider.identity_checks.get().number == "990000199912311232"


def test_a_supervisor_invites_by_phone_and_ends_a_membership(client, cast):
    login(client, cast.supervisor)
    url = reverse("accounts:organisation", args=[cast.platform.pk])
    assert client.post(url, {"contact": "138 0013 8000", "role": "handler"}).status_code == 302
    assert "+8613800138000" in client.get(url).content.decode()
    take(login(Client(), cast.outsider), code_to("+8613800138000"))
    membership = cast.outsider.memberships.get()
    end = reverse("accounts:membership_end", args=[cast.platform.pk, membership.pk])
    assert client.get(end).status_code == 200
    client.post(end)
    assert cast.outsider.memberships.in_force().count() == 0
    login(client, cast.handler)
    assert client.post(url, {"contact": "13800138000", "role": "handler"}).status_code == 403


def test_the_queue_takes_as_many_queries_for_three_as_for_one(client, cast):
    login(client, cast.officer)
    counts = []
    for people in (["complainant"], ["respondent", "outsider"]):
        for person in (getattr(cast, name) for name in people):
            number = f"E12345{person.pk:03d}"
            declare_identity(
                person, document="passport", number=number, image=PICTURE, consents=True, by=person
            )
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("accounts:identity_queue"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_copy_of_the_data_is_downloaded(client, cast):
    answer = login(client, cast.complainant).post(reverse("accounts:export"))
    assert answer["Content-Disposition"].startswith("attachment")
    assert json.loads(answer.content)["account"]["name"] == "李小雨"


def test_a_guest_sets_a_password_and_comes_back_with_it(client, db):
    guest = create_guest("王强", phone="13800138000")
    login(client, guest)
    assert "还没有验证您的联系方式" in client.get(reverse("accounts:profile")).content.decode()
    given = {"contact": "Wang@example.com", "password": "sunny-river-stone"}
    assert client.post(reverse("accounts:claim"), given).url == reverse("accounts:claim_code")
    assert not User.objects.get().has_usable_password(), "nothing counts before the code"
    code = re.search(r"验证码 (\d{6})，", OutboxMessage.objects.get(address="wang@example.com").text)[1]
    wrong = client.post(reverse("accounts:claim_code"), {"code": str((int(code) + 1) % 10**6).zfill(6)})
    assert wrong.status_code == 422
    assert client.post(reverse("accounts:claim_code"), {"code": code}).url == reverse("accounts:profile")
    assert client.get(reverse("accounts:profile")).status_code == 200
    client.logout()
    answer = client.post(
        reverse("account_login"), {"login": "wang@example.com", "password": "sunny-river-stone"}
    )
    assert answer.status_code == 302


def test_an_erased_person_is_out_at_once(client, cast):
    login(client, cast.outsider)
    client.post(reverse("accounts:erase"), {"understands": "on"})
    assert client.get(reverse("accounts:profile")).status_code == 302
    answer = client.post(reverse("account_login"), {"login": "outsider@cast.example", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert answer.status_code == 200


def test_pages_speak_both_languages(client, cast):
    login(client, cast.outsider)
    assert "个人资料" in client.get(reverse("accounts:profile")).content.decode()
    given = {"name": "赵旁观", "language": "en"}
    client.post(reverse("accounts:profile"), given)
    assert client.get(reverse("accounts:profile"))["Content-Language"] == "en"


def test_staff_must_set_up_a_second_factor_where_it_is_asked_for(client, cast, settings):
    settings.REQUIRE_STAFF_MFA = True
    queue, profile = reverse("accounts:identity_queue"), reverse("accounts:profile")
    assert login(client, cast.officer).get(queue).url == reverse("mfa_index")
    assert client.get(reverse("account_logout")).status_code == 200
    assert login(client, cast.outsider).get(profile).status_code == 200
