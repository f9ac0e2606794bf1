"""A number that nobody has shown for ninety days may be another's: its code lets in with one more fact only."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.models import IdentityCheck, User
from accounts.services import create_guest, forget_unproved_accounts, prove_contact, vouch_for
from accounts.services.typed import read_typed
from disputes import services
from disputes.models import Party
from docket.models import Entry
from notices.models import Happening, OutboxMessage
from tests import stories
from tests.cast import PASSWORD, login
from tests.rigs.passing_time import let_redis_age

NUMBER, NEW = "+8613800000002", "/accounts/password/new/"
ASK, CONFIRM, FACT = "/accounts/login/code/", "/accounts/login/code/confirm/", "/accounts/login/fact/"
SHOWN = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def owner(db) -> User:
    """Has a password and a proved address besides; the number was shown on 2 March."""
    with time_machine.travel(SHOWN):
        user = User.objects.create_user("wang@example.org", PASSWORD, phone=NUMBER, name="王强")
        vouch_for([user])
    IdentityCheck.objects.create(
        user=user, document="resident_id", number="11010519491231002X", number_index="x"
    )
    return user


@contextmanager
def later(days: float) -> Iterator[None]:
    let_redis_age(timedelta(days=days))
    with time_machine.travel(SHOWN + timedelta(days=days)):
        yield


def comes(client: Client, after: str = ""):
    client.post(ASK + after, {"contact": NUMBER})
    sent = OutboxMessage.objects.filter(address=NUMBER, text__contains="验证码 ").latest("pk")
    return client.post(CONFIRM, {"code": re.search(r"验证码 (\S+?)，", sent.text)[1]})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_within_ninety_days_the_code_is_enough_and_counts_anew(owner):
    """Each time it is shown the days begin again: 89, then 88 more."""
    for days in (89, 177):
        with later(days):
            client = Client()
            comes(client)
            assert is_in(client), days
    with later(177 + 92):
        stranger = Client()
        assert comes(stranger).url == FACT
        assert not is_in(stranger)


def test_after_that_whoever_got_the_number_stays_outside(owner):
    with later(92):
        client = Client()
        assert comes(client, f"?next={NEW}").url == FACT
        page = client.get(FACT).content.decode()
        for told in ("王强", "wang@", NUMBER, "11010519491231002X"):
            assert told not in page
        for name in ("proceedings:inbox", "accounts:profile", "accounts:new_password", "accounts:confirm"):
            assert client.get(reverse(name)).url.startswith("/accounts/login/"), name
        for kind in ("password", "identity", "code"):
            assert client.post(FACT, {"kind": kind, "fact": "000000"}).status_code == 422
        assert not is_in(client)
        assert User.objects.get().phone_seen_at is None


@pytest.mark.parametrize(("kind", "fact"), [("password", PASSWORD), ("identity", "31002x")])
def test_one_more_fact_lets_in_and_a_password_can_be_replaced(owner, kind, fact):
    with later(400):
        client = Client()
        comes(client, f"?next={NEW}")
        assert client.post(FACT, {"kind": kind, "fact": fact}).status_code == 302
        assert client.session["_auth_user_id"] == str(owner.pk)
        assert client.get(NEW).status_code == 200
        again = Client(REMOTE_ADDR="10.0.0.2")
        comes(again)
        assert is_in(again), "it was shown today"


def test_a_code_of_a_case_is_such_a_fact_and_none_of_another_case(cast):
    with time_machine.travel(SHOWN):
        dispute = stories.answering(cast, joined=False)
        code = stories.code_for(dispute)
        guest = services.join_by_code(code, by=None, name="王强", phone=NUMBER).user
        prove_contact(guest, NUMBER)
        other = stories.answering(cast, joined=False)
        foreign = stories.code_for(other)
    with later(92):
        client = Client()
        comes(client)
        assert client.post(FACT, {"kind": "code", "fact": foreign}).status_code == 422
        assert client.post(FACT, {"kind": "code", "fact": code.lower()}).status_code == 302
        assert client.session["_auth_user_id"] == str(guest.pk)


def test_a_device_that_knows_them_is_fact_enough(owner):
    device = Client()
    with later(1):
        comes(device)
        device.post("/accounts/logout/")
    with later(200):
        comes(device)
        assert is_in(device)


def test_a_second_factor_is_asked_instead(owner):
    Authenticator.objects.create(user=owner, type="totp", data={"secret": "x"})
    with later(92):
        client = Client()
        assert comes(client).url.startswith("/accounts/2fa/authenticate/")
        assert client.get(FACT).status_code == 302
        client.post(FACT, {"kind": "password", "fact": PASSWORD})
        assert not is_in(client)


def test_an_office_is_opened_by_the_password_alone(cast, owner):
    with later(92):
        cast.platform.memberships.create(user=owner, role="handler")
        client = Client()
        comes(client)
        assert client.post(FACT, {"kind": "identity", "fact": "31002X"}).status_code == 422
        assert client.post(FACT, {"kind": "password", "fact": PASSWORD}).status_code == 302


def test_guesses_are_counted_for_the_account_from_anywhere(owner):
    with later(92):
        answers = []
        for number in range(6):
            client = Client(REMOTE_ADDR=f"10.0.{number}.1")
            comes(client)
            answers.append(client.post(FACT, {"kind": "identity", "fact": f"{number:06d}"}).status_code)
        assert answers == [422] * 5 + [429]


def test_by_password_or_mail_nobody_is_asked_more(owner, mailoutbox):
    with later(400):
        client = Client()
        client.post("/accounts/login/", {"login": NUMBER, "password": PASSWORD})
        assert is_in(client)
        by_mail = Client()
        by_mail.post(ASK, {"contact": "wang@example.org"})
        code = re.search(r"\b[A-Z0-9]{4}-?[A-Z0-9]{4}\b", mailoutbox[-1].body)[0]
        by_mail.post(CONFIRM, {"code": code})
        assert is_in(by_mail)


def test_the_new_holder_frees_the_number_and_signs_up_with_it(owner):
    with later(92):
        client = Client()
        comes(client)
        answer = client.post(FACT, {"leave": "1"})
        assert answer.url == reverse("account_signup")
        owner.refresh_from_db()
        assert (owner.phone, owner.phone_verified_at) == (None, None)
        told = OutboxMessage.objects.filter(address="wang@example.org").latest("pk")
        assert "已经解除" in told.text
        assert NUMBER not in told.text
    with later(92.1):
        client.post("/accounts/signup/", {"name": "新主", "phone": NUMBER, "agrees": "on"})
        sent = OutboxMessage.objects.filter(address=NUMBER, text__contains="验证码 ").latest("pk")
        client.post("/accounts/phone/verify/", {"code": re.search(r"验证码 (\d{6})", sent.text)[1]})
        assert User.objects.get(phone=NUMBER).name == "新主"
        by_password = Client(REMOTE_ADDR="10.0.0.9")
        by_password.post("/accounts/login/", {"login": "wang@example.org", "password": PASSWORD})
        assert by_password.session["_auth_user_id"] == str(owner.pk), "nobody is kept out"


def test_the_desk_of_an_open_case_hears_of_a_number_that_was_freed(cast, django_capture_on_commit_callbacks):
    with time_machine.travel(SHOWN):
        dispute = stories.answering(cast, joined=False)
        guest = services.join_by_code(stories.code_for(dispute), by=None, name="王强", phone=NUMBER).user
        prove_contact(guest, NUMBER)
    with later(92), django_capture_on_commit_callbacks(execute=True):
        client = Client()
        comes(client)
        client.post(FACT, {"leave": "1"})
    assert Entry.objects.filter(chain=dispute.chain, verb="disputes.number_left").count() == 1
    bells = Happening.objects.filter(user=cast.handler, text__contains="手机号码可能已经换人使用")
    assert bells.count() == 1
    with later(93):
        fresh = services.hand_out_code(dispute.parties.get(role="respondent"), by=cast.handler)
        assert fresh, "the desk helps whoever it was, as it helps a guest who is lost"
        back = services.join_by_code(fresh, by=None, name="王强", phone="13900000003")
        assert back.user_id == guest.pk
    assert Party.objects.filter(user=guest).exists()


def test_what_is_proved_by_another_meanwhile_lets_nobody_in(owner):
    with later(92):
        client = Client()
        comes(client)
        User.objects.filter(pk=owner.pk).update(phone=None, phone_verified_at=None)
        assert client.post(FACT, {"kind": "password", "fact": PASSWORD}).url == "/accounts/login/"
        assert not is_in(client)


def test_an_unfinished_sign_up_by_phone_goes_after_a_day_like_any_other(db):
    """Without a password too; whoever came by a case's code, or was registered at a window, stays."""
    with time_machine.travel(SHOWN):
        Client().post("/accounts/signup/", {"name": "半途", "phone": NUMBER, "agrees": "on"})
        Client().post("/accounts/signup/", {"name": "半途二", "email": "half@example.org", "agrees": "on"})
        guest = create_guest("客人", phone=NUMBER)
        assert User.objects.filter(name__startswith="半途").count() == 2
        assert forget_unproved_accounts() == 0
    with later(1.1):
        assert forget_unproved_accounts() == 2
    assert list(User.objects.all()) == [guest]
    assert not EmailAddress.objects.exists()


def test_who_finished_signing_up_stays(client, db):
    with time_machine.travel(SHOWN):
        client.post("/accounts/signup/", {"name": "孙新", "phone": NUMBER, "agrees": "on"})
        sent = OutboxMessage.objects.latest("pk")
        client.post("/accounts/phone/verify/", {"code": re.search(r"验证码 (\d{6})", sent.text)[1]})
    with later(30):
        assert forget_unproved_accounts() == 0
        assert User.objects.get().phone_verified_at is not None


def test_the_fact_is_never_kept_nor_shown_again(cast):
    """On `/disputes/bring-in/` too: a password may be typed there."""
    typed = QueryDict(mutable=True)
    typed.update({"kind": "password", "fact": PASSWORD, "window_fact": "480217"})
    assert PASSWORD not in str(read_typed(FACT, typed).fields)
    assert "480217" not in str(read_typed(FACT, typed).fields)
    client = login(Client(), cast.complainant)
    answer = client.post(reverse("disputes:bring_in"), {"kind": "password", "fact": "Kept-nowhere-77"})
    assert "Kept-nowhere-77" not in answer.content.decode()
