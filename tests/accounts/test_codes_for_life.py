"""Signing up, in, and a forgotten password: with a phone and nothing else."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import create_guest, vouch_for
from notices.models import OutboxMessage
from tests.cast import PASSWORD

PHONE = "+8613800138000"
ASK, CONFIRM = "/accounts/login/code/", "/accounts/login/code/confirm/"
VERIFY, NEW = "/accounts/phone/verify/", "/accounts/password/new/"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def owner(db) -> User:
    user = User.objects.create_user(None, PASSWORD, phone=PHONE, name="孙新")
    vouch_for([user])
    return user


def codes(number=PHONE):
    texts = OutboxMessage.objects.filter(address=number, text__contains="验证码 ").order_by("pk")
    return [re.search(r"验证码 (\S+?)，", each.text)[1] for each in texts]


def comes_in(client, next_page=""):
    after = f"?next={next_page}" if next_page else ""
    answer = client.post(ASK + after, {"contact": "138 0013 8000"})
    return client.post(answer.url, {"code": codes()[-1]})


def test_signing_up_without_a_password_and_coming_back_by_code(client, db):
    client.post("/accounts/signup/", {"name": "孙新", "phone": "13800138000", "agrees": "on"})
    assert re.fullmatch(r"\d{6}", codes()[-1])
    client.post(VERIFY, {"code": codes()[-1]})
    user = User.objects.get()
    assert (user.has_usable_password(), user.phone) == (False, PHONE)
    cache.clear()
    other = Client()
    comes_in(other)
    assert other.session["_auth_user_id"] == str(user.pk)


def test_a_number_put_right_while_signing_up(client, db):
    client.post("/accounts/signup/", {"name": "孙新", "phone": "13800138001", "agrees": "on"})
    client.post(VERIFY, {"action": "change", "phone": "13800138000"})
    client.post(VERIFY, {"code": codes()[-1]})
    user = User.objects.get()
    assert (user.phone, user.phone_verified_at is not None) == (PHONE, True)


def test_another_code_after_half_a_minute(client, db, travel):
    client.post("/accounts/signup/", {"name": "孙新", "phone": "13800138000", "agrees": "on"})
    early = client.post(VERIFY, {"action": "resend"})
    assert (early.status_code, "Retry-After" in early.headers, len(codes())) == (429, True, 1)
    assert 'name="code"' in early.content.decode(), "the one that was sent can still be typed"
    travel.by(seconds=31)
    client.post(VERIFY, {"action": "resend"})
    assert len(codes()) == 2
    client.post(VERIFY, {"code": codes()[-1]})
    assert "_auth_user_id" in client.session


def test_only_money_limits_text_messages_and_never_a_known_device(owner, settings):
    settings.LIMITS = {**settings.LIMITS, "texts_of": "1/d", "text_code": "100/h"}
    known = Client()
    comes_in(known)
    known.post("/accounts/logout/")
    stranger = Client(REMOTE_ADDR="10.0.0.2")
    assert stranger.post(ASK, {"contact": PHONE}).status_code == 429
    assert known.post(ASK, {"contact": PHONE}).status_code == 302
    by_password = Client(REMOTE_ADDR="10.0.0.3")
    assert by_password.post("/accounts/login/", {"login": PHONE, "password": PASSWORD}).status_code == 302


def test_a_squatters_password_is_worth_nothing_after_the_owner_came(db):
    """Pre-hijack: the number stands unproved in an account with a password; the owner comes in by code."""
    squatter = User.objects.create_user(None, "squatters-own-pass", phone=PHONE, name="占号")
    client = Client()
    client.post(ASK, {"contact": PHONE, "name": "占号"})
    assert codes() == [], "nobody has proved it, and the squatter is no guest"
    client = Client(REMOTE_ADDR="10.0.0.2")
    client.post("/accounts/signup/", {"name": "本人", "phone": PHONE, "agrees": "on"})
    client.post(VERIFY, {"code": codes()[-1]})
    assert client.session["_auth_user_id"] != str(squatter.pk)
    late = Client().post("/accounts/login/", {"login": PHONE, "password": "squatters-own-pass"})
    assert late.status_code == 200


def test_a_known_number_signs_up_no_second_account(owner):
    client = Client()
    client.post("/accounts/signup/", {"name": "冒名", "phone": PHONE, "agrees": "on"})
    assert "已经注册过账号" in OutboxMessage.objects.latest("pk").text
    assert codes() == []
    state = client.session["account_login"]["state"]["stages"]["verify_phone"]["data"]
    client.post(VERIFY, {"code": state["code"]})  # even whoever could read the session
    assert "_auth_user_id" not in client.session


def test_a_second_factor_is_asked_after_the_code_too(owner):
    Authenticator.objects.create(user=owner, type="totp", data={"secret": "x"})
    client = Client()
    assert comes_in(client).url.startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_replaced_after_a_code(owner):
    elsewhere, client = Client(), Client(REMOTE_ADDR="10.0.0.2")
    elsewhere.post("/accounts/login/", {"login": PHONE, "password": PASSWORD})
    assert "用短信验证码重设密码" in client.get("/accounts/password/reset/").content.decode()
    assert comes_in(client, NEW).url == NEW
    chosen = "a-new-lamp-on-the-sill"
    assert client.post(NEW, {"password1": "12345678", "password2": "12345678"}).status_code == 422
    assert client.post(NEW, {"password1": chosen, "password2": chosen}).status_code == 302
    assert client.get("/accounts/profile/").status_code == 200
    assert elsewhere.get("/accounts/profile/").status_code == 302, "other sessions have ended"
    for password, status in ((PASSWORD, 200), (chosen, 302)):
        answer = Client(REMOTE_ADDR="10.0.0.3").post(
            "/accounts/login/", {"login": PHONE, "password": password}
        )
        assert answer.status_code == status


@pytest.mark.parametrize("minutes", [None, 6])
def test_without_a_fresh_code_there_is_no_new_password(owner, travel, minutes):
    client = Client()
    if minutes is None:
        client.post("/accounts/login/", {"login": PHONE, "password": PASSWORD})
    else:
        comes_in(client)
        travel.by(minutes=minutes)
    chosen = "a-new-lamp-on-the-sill"
    client.post(NEW, {"password1": chosen, "password2": chosen})
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_a_guest_proves_a_contact_without_choosing_a_password(db):
    from tests.cast import login

    guest = create_guest("客人")
    client = login(Client(), guest)
    answer = client.post(reverse("accounts:claim"), {"contact": "13800138000", "password": ""})
    client.post(answer.url, {"code": codes()[-1]})
    guest.refresh_from_db()
    assert (guest.has_usable_password(), guest.phone_verified_at is not None) == (False, True)
    cache.clear()
    other = Client()
    comes_in(other)
    assert other.session["_auth_user_id"] == str(guest.pk)
