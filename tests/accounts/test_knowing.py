"""Sign-up, log-in, reset and claim answer alike, and in like time, whether an address is known or not."""

import re

import pytest
from django.contrib.auth.hashers import BasePasswordHasher, get_hasher
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.codes import masked
from accounts.models import User
from accounts.services import create_guest, vouch_for
from notices.models import OutboxMessage
from tests.cast import PASSWORD, login

SIGN_UP = {"name": "孙新", "password1": "sunny-river-stone", "agrees": "on"}
KNOWN_MAIL, NEW_MAIL = "known@example.org", "newer@example.org"
KNOWN_PHONE, NEW_PHONE = "+8613800138000", "+8613800138001"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def known(db) -> User:
    user = User.objects.create_user(KNOWN_MAIL, PASSWORD, phone=KNOWN_PHONE, name="已有")
    vouch_for([user])
    return user


@pytest.fixture
def hashed(monkeypatch) -> list[str]:
    """Every password that is hashed: what takes the time."""
    hasher, passwords = type(get_hasher()), []
    encode = hasher.encode

    def counting(self: BasePasswordHasher, password: str, *args: object, **kwargs: object) -> str:
        passwords.append(password)
        return encode(self, password, *args, **kwargs)

    monkeypatch.setattr(hasher, "encode", counting)
    return passwords


def without(page: str, contact: str) -> str:
    """The page but for what is different each time."""
    page = re.sub(
        r'(csrfmiddlewaretoken" value|written_by" value|data-person|data-key|nonce|hx-headers)="?[^">]*',
        "",
        page,
    )
    page = re.sub(r'"X-CSRFToken": *"[^"]*"', "", page)
    return page.replace(contact, "…").replace(masked(contact), "…")


def answers_to(steps: list[tuple[str, dict[str, str]]], contact: str) -> list[tuple[int, str, str]]:
    client, seen = Client(REMOTE_ADDR=f"10.0.{len(contact)}.{contact[-2:].encode()[0]}"), []
    for url, data in steps:
        answer = client.post(url, data)
        landed = client.get(answer.url) if answer.status_code == 302 else answer
        seen.append(
            (answer.status_code, getattr(answer, "url", ""), without(landed.content.decode(), contact))
        )
    return seen


STEPS_ON_THE_PHONE = [{"action": "resend"}, {"action": "change", "phone": "13800138055"}, {"code": "111111"}]


def test_changing_the_number_while_signing_up(known):
    """Known and new: another code, another number, a wrong code; the same pages, counts and waiting times."""
    told = []
    for contact in (KNOWN_PHONE, NEW_PHONE):
        client = Client(REMOTE_ADDR=f"10.1.0.{contact[-1]}")
        client.post(reverse("account_signup"), {**SIGN_UP, "phone": contact})
        first = without(client.get(reverse("account_verify_phone")).content.decode(), contact)
        assert "换一个" in first
        assert "重新发送" in first
        seen = [first]
        for data in STEPS_ON_THE_PHONE:
            answer = client.post(reverse("account_verify_phone"), data)
            seen += [answer.status_code, answer.headers.get("Retry-After", "") != ""]
        told.append(seen)
    assert told[0] == told[1]
    assert told[0][1:3] == [429, True], "a second text message within half a minute"
    codes = OutboxMessage.objects.filter(address="+8613800138055")
    assert codes.count() == 2
    assert all("验证码" in each.text for each in codes)
    assert User.objects.get(pk=known.pk).phone == KNOWN_PHONE


@pytest.mark.parametrize("contacts", [(KNOWN_PHONE, NEW_PHONE), (KNOWN_MAIL, NEW_MAIL)])
def test_asking_for_a_code_to_log_in(known, hashed, contacts):
    """Asked twice (the first code waits), sent again, typed wrong until it ends: alike for known and unknown."""
    ask, confirm = reverse("account_request_login_code"), reverse("account_confirm_login_code")
    told = []
    for contact in contacts:
        hashed.clear()
        client = Client(REMOTE_ADDR=f"10.2.0.{contact[-1].encode()[0]}")
        seen = []
        for url, data in [
            (ask, {"contact": contact}),
            (ask, {"contact": contact}),
            (confirm, {"action": "resend"}),
            *[(confirm, {"code": "111111"})] * 3,
            (ask, {"contact": contact, "name": "王强"}),
        ]:
            answer = client.post(url, data)
            landed = client.get(answer.url) if answer.status_code == 302 else answer
            seen.append((answer.status_code, without(landed.content.decode(), contact)))
        told.append([*seen, len(hashed)])
    assert told[0] == told[1]
    assert [step[0] for step in told[0][:3]] == [302, 302, 429]


@pytest.mark.parametrize(
    ("field", "contacts", "next_page"),
    [
        ("email", (KNOWN_MAIL, NEW_MAIL), "account_email_verification_sent"),
        ("phone", (KNOWN_PHONE, NEW_PHONE), "account_verify_phone"),
    ],
)
def test_signing_up(known, hashed, field, contacts, next_page):
    told, hashes = [], []
    for contact in contacts:
        hashed.clear()
        steps = [(reverse("account_signup"), {**SIGN_UP, field: contact})]
        steps += [(reverse(next_page), {"code": "WRONG"})]
        told.append(answers_to(steps, contact))
        hashes.append(len(hashed))
        # ... and what the chosen password opens afterwards
        told[-1] += answers_to(
            [(reverse("account_login"), {"login": contact, "password": SIGN_UP["password1"]})], contact
        )
        told[-1][-1] = (told[-1][-1][0], told[-1][-1][1], "")
    assert told[0] == told[1]
    assert hashes[0] == hashes[1] > 0
    messages = len(mail.outbox) if field == "email" else OutboxMessage.objects.filter(means="sms").count()
    assert messages == 2, "each address gets a message"


def test_signing_up_with_both_would_tell_by_the_code(known):
    for contact in (KNOWN_MAIL, NEW_MAIL):
        answer = Client().post(
            reverse("account_signup"), {**SIGN_UP, "email": contact, "phone": "13900139000"}
        )
        assert "请先填一项" in answer.content.decode()
    assert OutboxMessage.objects.count() == 0


def test_logging_in(known, hashed):
    told = []
    for contact in (KNOWN_MAIL, NEW_MAIL):
        hashed.clear()
        told.append(
            answers_to([(reverse("account_login"), {"login": contact, "password": "wrong"})], contact)
        )
        told[-1].append(len(hashed))
    assert told[0] == told[1]


def test_asking_for_a_new_password(known):
    told = [
        answers_to([(reverse("account_reset_password"), {"email": each})], each)
        for each in (KNOWN_MAIL, NEW_MAIL)
    ]
    assert told[0] == told[1]
    assert len(mail.outbox) == 2


def test_claiming(known, hashed):
    told, hashes = [], []
    for contact in (KNOWN_MAIL, NEW_MAIL, KNOWN_PHONE, NEW_PHONE):
        hashed.clear()
        client = login(Client(), create_guest("客人"))
        answer = client.post(reverse("accounts:claim"), {"contact": contact, "password": "sunny-river-stone"})
        page = client.post(answer.url, {"code": "000000x"}).content.decode()
        told.append((answer.status_code, answer.url, without(page, contact)))
        hashes.append(len(hashed))
        assert OutboxMessage.objects.filter(address=contact).count() == 1
    assert told[0] == told[1] == told[2] == told[3]
    assert len(set(hashes)) == 1


def test_joining_tells_nothing_of_whose_contact_it_is(cast):
    """A guest writes down another's address: taken as it is, and it proves nothing."""
    guest = create_guest("冒名", email=cast.complainant.email)
    assert guest.email == cast.complainant.email
    assert not guest.has_usable_password()


def test_a_sign_up_that_was_never_finished_keeps_nobody_out(db):
    """The squatter has signed up with it and waits; its owner signs up all the same, and only the owner gets in."""
    squatter, owner = Client(), Client(REMOTE_ADDR="10.0.0.2")
    squatter.post(
        reverse("account_signup"), {**SIGN_UP, "email": NEW_MAIL, "password1": "squatters-own-pass"}
    )
    owner.post(reverse("account_signup"), {**SIGN_UP, "email": NEW_MAIL, "name": "本人"})
    assert User.objects.filter(email=NEW_MAIL).count() == 2
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mail.outbox[1].body)[0]
    owner.post(reverse("account_email_verification_sent"), {"code": code})
    assert User.objects.get(pk=owner.session["_auth_user_id"]).name == "本人"
    for password, status in (("squatters-own-pass", 200), (SIGN_UP["password1"], 302)):
        late = Client(REMOTE_ADDR="10.0.0.3").post(
            reverse("account_login"), {"login": NEW_MAIL, "password": password}
        )
        assert late.status_code == status


def test_a_reset_goes_only_to_accounts_that_have_proved_the_address(known):
    User.objects.create_user(KNOWN_MAIL, "squatters-own-pass", name="占号")
    User.objects.create_user(NEW_MAIL, "squatters-own-pass", name="占号")
    Client().post(reverse("account_reset_password"), {"email": KNOWN_MAIL})
    Client().post(reverse("account_reset_password"), {"email": NEW_MAIL})
    links = [re.findall(r"/accounts/password/reset/key/\S+", message.body) for message in mail.outbox]
    assert [len(found) for found in links] == [1, 0]


def test_of_two_accounts_with_one_number_only_its_owner_signs_in(known):
    squatter = User.objects.create_user(None, "squatters-own-pass", phone=KNOWN_PHONE, name="占号")
    client = Client()
    assert (
        client.post(
            reverse("account_login"), {"login": KNOWN_PHONE, "password": "squatters-own-pass"}
        ).status_code
        == 200
    )
    assert (
        client.post(reverse("account_login"), {"login": KNOWN_PHONE, "password": PASSWORD}).status_code == 302
    )
    assert squatter.last_login is None
    assert User.objects.get(phone=KNOWN_PHONE, phone_verified_at__lte=timezone.now()) == known
