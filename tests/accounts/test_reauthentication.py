"""Whoever finds an open session does not get what only the person themselves may do."""

import re
import threading
import time

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.codes import masked
from accounts.exceptions import NotLawfulNow
from accounts.models import SentCode, User
from accounts.reauthentication import STARTED
from accounts.services import create_guest, prove_contact, send_code, take_code, vouch_for
from accounts.services.typed import MARK
from accounts.states import CodePurpose
from disputes.models import Representative
from notices.models import OutboxMessage
from tests.cast import PASSWORD, login
from tests.config.test_typed import mark_in
from tests.stories import negotiating

PHONE = "+8613800138111"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


def left_open(user: User, *, minutes: int = 6) -> Client:
    """A session that its owner left so long ago."""
    client = login(Client(), user)
    session = client.session
    session[STARTED] = time.time() - minutes * 60
    session.save()
    return client


@pytest.fixture
def phone_only(db) -> User:
    user = User.objects.create_user(None, None, phone=PHONE, name="孙无密")
    vouch_for([user])
    User.objects.update(phone_verified_at=timezone.now() - timezone.timedelta(days=30))
    user.refresh_from_db()
    return user


GUARDED = [
    ("get", "accounts:erase", {}),
    ("post", "accounts:erase", {"understands": "on"}),
    ("post", "accounts:export", {}),
    ("get", "account_email", {}),
    ("post", "account_email", {"email": "thief@example.org", "action_add": ""}),
    ("get", "account_change_phone", {}),
    ("post", "account_change_phone", {"phone": "13900139000"}),
    ("get", "mfa_add_webauthn", {}),
    ("post", "mfa_activate_totp", {"code": "123456"}),
]


@pytest.mark.parametrize(("how", "name", "data"), GUARDED)
def test_an_open_session_is_asked_and_nothing_happens(cast, how, name, data):
    client = left_open(cast.outsider)
    answer = getattr(client, how)(reverse(name), data)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_reauthenticate"))
    cast.outsider.refresh_from_db()
    assert cast.outsider.erased_at is None
    assert not EmailAddress.objects.filter(email="thief@example.org").exists()


@pytest.mark.parametrize(("how", "name", "data"), GUARDED)
def test_who_has_no_password_is_asked_for_a_code(phone_only, how, name, data):
    answer = getattr(left_open(phone_only), how)(reverse(name), data)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("accounts:confirm"))


def test_a_first_password_is_set_by_nobody_who_finds_the_page(phone_only):
    client = left_open(phone_only)
    for name in ("account_set_password", "accounts:claim"):
        assert client.get(reverse(name)).url.startswith(reverse("accounts:confirm"))
    client.post(reverse("account_set_password"), {"password1": PASSWORD, "password2": PASSWORD})
    phone_only.refresh_from_db()
    assert not phone_only.has_usable_password()


def test_a_session_just_begun_is_not_asked_nor_one_that_has_just_answered(cast):
    assert left_open(cast.outsider, minutes=4).get(reverse("accounts:erase")).status_code == 200
    client = left_open(cast.outsider)
    page = client.get(reverse("accounts:erase")).url
    assert client.post(page, {"password": "not-this-one"}).status_code == 200
    assert client.get(reverse("accounts:erase")).status_code == 302
    assert client.post(page, {"password": PASSWORD}).url == reverse("accounts:erase")
    assert client.get(reverse("accounts:erase")).status_code == 200
    assert client.post(reverse("accounts:export")).headers["content-type"] == "application/json"


def test_after_five_minutes_it_is_asked_again(cast, travel):
    client = login(Client(), cast.outsider)
    assert client.get(reverse("accounts:erase")).status_code == 200
    travel.by(seconds=301)
    assert client.get(reverse("accounts:erase")).status_code == 302


def test_wrong_passwords_here_are_counted_like_those_at_the_door(cast):
    client = left_open(cast.outsider)
    page = client.get(reverse("accounts:erase")).url
    answers = [client.post(page, {"password": "not-this-one"}) for _each in range(6)]
    assert "次数太多" in answers[-1].content.decode()
    assert client.post(page, {"password": PASSWORD}).status_code in {200, 429}
    assert client.get(reverse("accounts:erase")).status_code == 302


def code_in(message: OutboxMessage) -> str:
    return re.search(r"\b\d{6}\b", message.text)[0]


def test_the_code_goes_to_the_phone_and_brings_back_to_the_page(phone_only):
    client = left_open(phone_only)
    page = client.get(reverse("accounts:erase")).url
    assert masked(PHONE) in client.get(page).content.decode()
    assert PHONE not in client.get(page).content.decode()
    client.post(page, {"send": "0"})
    sent = OutboxMessage.objects.get()
    assert sent.address == PHONE
    assert client.post(page, {"code": "000000" if code_in(sent) != "000000" else "1"}).status_code == 422
    assert client.get(reverse("accounts:erase")).status_code == 302
    assert client.post(page, {"code": code_in(sent)}).url == reverse("accounts:erase")
    assert client.get(reverse("accounts:erase")).status_code == 200
    assert client.post(page, {"code": code_in(sent)}).status_code == 422, "once"


def test_a_code_is_good_in_the_session_that_asked_for_it_only(phone_only):
    one, other = left_open(phone_only), left_open(phone_only)
    page = reverse("accounts:confirm")
    one.post(page, {"send": "0"})
    other.post(page, {"code": code_in(OutboxMessage.objects.get())})
    assert other.get(reverse("accounts:erase")).status_code == 302


def test_no_code_goes_to_a_contact_younger_than_the_session(phone_only):
    """Whoever finds a page within five minutes could add an address; it does not help them after that."""
    client = left_open(phone_only)
    prove_contact(phone_only, "thief@example.org")
    page = reverse("accounts:confirm")
    assert (
        "thief" not in client.get(page).content.decode() and "th***" not in client.get(page).content.decode()
    )
    client.post(page, {"send": "1"})
    assert not SentCode.objects.exists()
    assert masked("thief@example.org") in login(Client(), phone_only).get(page).content.decode()


def test_whose_every_contact_is_younger_logs_in_again(db):
    guest = create_guest("客人")
    client = left_open(guest)
    assert client.get(reverse("accounts:erase")).status_code == 200, "there is nothing to ask"
    prove_contact(guest, "guest@example.org")
    page = client.get(reverse("accounts:erase")).url
    assert page.startswith(reverse("accounts:confirm"))
    assert "退出并重新登录" in client.get(page).content.decode()
    assert login(Client(), guest).get(reverse("accounts:erase")).status_code == 200


def test_a_mandate_is_neither_given_nor_ended_and_what_was_typed_waits(cast):
    case = negotiating(cast)
    there = reverse("disputes:representatives", args=[case.reference])
    client = left_open(cast.complainant)
    assert client.get(there).status_code == 200
    typed = {"name": "代理人钱某", "contact": "agent@example.org", "mandate": "general", "agrees": "on"}
    answer = client.post(there, {**typed, MARK: mark_in(client, cast.complainant), "typed_ticket": "abc"})
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert "typed_done" not in answer.cookies, "nothing was taken"
    assert not Representative.objects.exists()
    back = client.post(answer.url, {"password": PASSWORD}).url
    assert back == there
    assert "代理人钱某" in client.get(back).content.decode()
    client.post(there, typed)
    named = Representative.objects.get()
    client = left_open(cast.complainant)
    end = reverse("disputes:representative_act", args=[case.reference, named.pk, "end"])
    answer = client.post(end)
    named.refresh_from_db()
    assert named.ends_on is None
    assert client.post(answer.url, {"password": PASSWORD}).url == there
    client.post(end)
    named.refresh_from_db()
    assert named.ends_on is not None


def test_a_script_is_told_and_a_part_of_a_page_leads_the_whole_page_there(cast):
    client = left_open(cast.outsider)
    told = client.post(reverse("accounts:export"), headers={"accept": "application/json"})
    assert (told.status_code, told.json()["code"]) == (403, "who_is_it")
    led = client.post(reverse("accounts:export"), headers={"hx-request": "true"})
    assert led.headers["HX-Redirect"].startswith(reverse("account_reauthenticate"))


def told(address: str) -> list[str]:
    return [each.text for each in OutboxMessage.objects.filter(address=address)]


def test_the_old_number_is_told_of_the_new_one(phone_only):
    client = login(Client(), phone_only)
    client.post(reverse("account_change_phone"), {"phone": "13900139000"})
    code = re.search(r"验证码 (\S+)，", OutboxMessage.objects.get().text)[1]
    client.post(reverse("account_verify_phone"), {"code": code})
    phone_only.refresh_from_db()
    assert phone_only.phone == "+8613900139000"
    (text,) = told(PHONE)
    assert masked("+8613900139000") in text and "+8613900139000" not in text
    assert len(told("+8613900139000")) == 1, "the code only"


def test_the_old_address_is_told_of_a_new_password_and_of_a_new_address(cast):
    client = login(Client(), cast.outsider)
    new = {"oldpassword": PASSWORD, "password1": "sunny-river-stone", "password2": "sunny-river-stone"}
    client.post(reverse("account_change_password"), new)
    assert ["更换了密码" in text for text in told(cast.outsider.email)] == [True]
    prove_contact(User.objects.get(pk=cast.outsider.pk), "second@example.org")
    assert "se***@example.org" in told(cast.outsider.email)[1]
    assert told("second@example.org") == []


def test_five_tries_of_a_code_and_no_more(phone_only):
    sent = send_code(
        phone_only, PHONE, purpose=CodePurpose.CLAIM, subject="…", template="messages/contact_code.txt"
    )
    right = code_in(OutboxMessage.objects.get())
    wrong = "111111" if right != "111111" else "222222"
    assert [take_code(sent, wrong) for _each in range(5)] == [False] * 5
    with pytest.raises(NotLawfulNow):
        take_code(sent, right)


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_counted_one_by_one():
    person = User.objects.create_user("race@example.org", PASSWORD)
    sent = send_code(
        person, PHONE, purpose=CodePurpose.CLAIM, subject="…", template="messages/contact_code.txt"
    )
    right, looked_at = code_in(OutboxMessage.objects.get()), []
    start = threading.Barrier(12)

    def guess(number: int) -> None:
        start.wait()
        try:
            looked_at.append(take_code(sent, f"{(int(right) + 1 + number) % 10**6:06d}"))
        except NotLawfulNow:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=guess, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert looked_at == [False] * 5
