"""Signing up and in, by e-mail and by phone, and being locked out after too many tries."""

import re
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.adapters import login_name
from accounts.models import User
from accounts.selectors import owner_of
from accounts.services import vouch_for
from notices.models import OutboxMessage
from notices.services import send_waiting
from tests.cast import PASSWORD

SIGN_UP = {"name": "孙新", "password1": "sunny-river-stone", "agrees": "on"}


@pytest.fixture(autouse=True)
def fresh_rate_limits():
    cache.clear()


@pytest.fixture
def person(db) -> User:
    user = User.objects.create_user("sun@example.com", PASSWORD, phone="+8613800138000", name="孙新")
    vouch_for([user])
    return user


@pytest.mark.parametrize("name", ["sun@example.com", "SUN@example.com", "13800138000", "+86 138 0013 8000"])
def test_a_person_signs_in_with_either_address_however_it_is_typed(client, person, name):
    answer = client.post(reverse("account_login"), {"login": name, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)


def test_signing_up_by_email_with_the_code_from_the_mail(client, db):
    answer = client.post(reverse("account_signup"), {**SIGN_UP, "email": "Sun@example.com"})
    assert answer.url == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    client.post(answer.url, {"code": re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mail.outbox[-1].body)[0]})
    user = User.objects.get()
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.name, user.email, user.phone, owner_of("sun@example.com")) == (
        "孙新",
        "sun@example.com",
        None,
        user,
    )
    assert [consent.kind for consent in user.consents.all()] == ["privacy"]


def test_signing_up_by_phone_with_the_code_from_the_text_message(client, db):
    answer = client.post(reverse("account_signup"), {**SIGN_UP, "phone": "138 0013 8000"})
    assert answer.status_code == 302
    assert "_auth_user_id" not in client.session
    message = OutboxMessage.objects.get()
    assert (message.means, message.address) == ("sms", "+8613800138000")
    code = re.search(r"验证码 (\S+)，", message.text).group(1)

    assert send_waiting() == 1
    texts = [text.read_text() for text in (Path(configured.DATA_DIR) / "sms").glob("*.txt")]
    assert [code in text for text in texts].count(True) == 1
    message.refresh_from_db()
    assert message.text == ""

    client.post(reverse("account_verify_phone"), {"code": code})
    user = User.objects.get()
    assert (user.phone, user.email, user.phone_verified_at is not None) == ("+8613800138000", None, True)
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(
    ("missing", "said"),
    [({}, "手机号码和电子邮箱至少填写一项"), ({"phone": "123"}, "请填写正确的手机号码")],
)
def test_signing_up_needs_an_address(client, db, missing, said):
    answer = client.post(reverse("account_signup"), {**SIGN_UP, **missing})
    assert said in answer.content.decode()
    assert User.objects.count() == 0


def test_signing_up_needs_consent_and_two_people_without_email_do_not_collide(client, db):
    given = {key: value for key, value in SIGN_UP.items() if key != "agrees"}
    client.post(reverse("account_signup"), {**given, "email": "sun@example.com"})
    assert User.objects.count() == 0
    for phone in ("13800138000", "13900139000"):
        cache.clear()
        Client().post(reverse("account_signup"), {**SIGN_UP, "phone": phone})
    assert sorted(User.objects.values_list("phone", "email")) == [
        ("+8613800138000", None),
        ("+8613900139000", None),
    ]


@pytest.mark.parametrize("names", [["sun@example.com"], ["13800138000", "+8613800138000"]])
def test_too_many_wrong_passwords_bar_the_name_from_there_however_it_is_typed(
    client, person, settings, names
):
    settings.LIMITS = {**settings.LIMITS, "sign_in": "3/5m"}
    for attempt in range(3):
        refused = client.post(
            reverse("account_login"), {"login": names[attempt % len(names)], "password": "wrong"}
        )
        assert refused.status_code == 200
    answer = client.post(reverse("account_login"), {"login": names[0], "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert answer.status_code == 429
    assert 290 < int(answer["Retry-After"]) <= 300
    page = answer.content.decode()
    assert "请等 5 分钟再试" in page
    assert f'value="{names[0]}"' in page, "what was typed is still there"
    assert (
        client.post(reverse("account_login"), {"login": names[0]}, REMOTE_ADDR="10.0.0.2").status_code == 200
    )
    elsewhere = {"login": names[0], "password": PASSWORD}
    assert client.post(reverse("account_login"), elsewhere, REMOTE_ADDR="10.0.0.2").status_code == 302


def test_failures_are_counted_under_one_name():
    assert (
        login_name({"phone": "138 0013 8000"}) == login_name({"phone": "+8613800138000"}) == "+8613800138000"
    )
    assert login_name({"email": "Admin@Example.com "}) == "admin@example.com"
    assert login_name({}) == ""
