"""Nobody can be barred by others: limits count an account and a network together; only money is counted alone."""

import threading

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from accounts.exceptions import TooMany
from accounts.known_devices import COOKIE
from accounts.limits import count, rates_of
from accounts.models import User
from accounts.services import vouch_for
from config.doors import RATES
from notices.models import OutboxMessage
from tests.cast import PASSWORD

LOGIN, SIGN_UP, RESET = reverse("account_login"), reverse("account_signup"), reverse("account_reset_password")
PHONE, OTHER_PHONE = "+8613800138000", "+8613800138001"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def person(db) -> User:
    user = User.objects.create_user("sun@example.com", PASSWORD, phone=PHONE, name="孙新")
    vouch_for([user])
    return user


def at(number: int) -> Client:
    return Client(REMOTE_ADDR=f"10.0.0.{number}")


def signs_in(client: Client, login: str, password: str = PASSWORD) -> int:
    return client.post(LOGIN, {"login": login, "password": password}).status_code


# --- counting -------------------------------------------------------------------------------------


def test_it_counts_exactly_also_when_many_knock_at_once(settings):
    settings.LIMITS = {"door": "50/h"}
    came: list[bool] = []

    def knocks() -> None:
        for _ in range(20):
            try:
                count("door", "x")
                came.append(True)
            except TooMany:
                came.append(False)

    threads = [threading.Thread(target=knocks) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (came.count(True), came.count(False)) == (50, 110)


def test_the_shortest_window_that_is_full_says_how_long_to_wait(settings, travel):
    settings.LIMITS = {"door": "2/10s, 3/h"}
    first, _second = count("door", "x"), count("door", "x")
    with pytest.raises(TooMany) as raised:
        count("door", "x")
    assert 9 <= raised.value.retry_after <= 10
    travel.by(seconds=11)
    count("door", "x")
    with pytest.raises(TooMany) as raised:
        count("door", "x")
    assert 3580 <= raised.value.retry_after <= 3600
    first.take_back()
    count("door", "x")
    count("door", "y")


@pytest.mark.parametrize("rate", ["", "5", "5/", "x/m", "5/m/ip", "-1/m", "5/m,,6/h"])
def test_a_limit_that_says_nothing_is_refused(settings, rate):
    settings.LIMITS = {"door": rate}
    with pytest.raises(ImproperlyConfigured):
        rates_of("door")


def test_every_limit_of_ours_says_something():
    assert all(rates_of(name) for name in RATES)


# --- who is barred, and who never ------------------------------------------------------------------


def test_wrong_passwords_from_everywhere_do_not_bar_the_victim(person):
    for number in range(2, 8):
        assert [signs_in(at(number), "sun@example.com", "wrong") for _ in range(6)] == [200] * 5 + [429]
    assert signs_in(at(1), "sun@example.com") == 302


def test_failures_for_one_telephone_do_not_bar_another(person):
    for _ in range(6):
        signs_in(at(1), OTHER_PHONE, "wrong")
    assert signs_in(at(1), PHONE) == 302


def test_signing_in_rightly_is_not_counted(person):
    assert [signs_in(at(1), "sun@example.com") for _ in range(8)] == [302] * 8


def test_an_address_that_tries_many_names_is_slowed_down(person, settings):
    settings.LIMITS = {**settings.LIMITS, "sign_ins_from": "7/5m"}
    assert [signs_in(at(1), f"x{n}@example.com", "wrong") for n in range(8)] == [200] * 7 + [429]
    assert signs_in(at(2), "sun@example.com") == 302


def test_asking_for_the_victims_new_password_does_not_keep_the_victim_from_asking(person, mailoutbox):
    assert [at(2).post(RESET, {"email": "sun@example.com"}).status_code for _ in range(4)] == [302] * 3 + [
        429
    ]
    assert at(1).post(RESET, {"email": "sun@example.com"}).status_code == 302
    assert len(mailoutbox) == 4


def test_a_family_signs_up_at_one_table(db):
    answers = [
        at(1).post(
            SIGN_UP,
            {"name": f"家人{n}", "password1": "sunny-river-stone", "agrees": "on", "phone": f"1380013800{n}"},
        )
        for n in range(10)
    ]
    assert [answer.status_code for answer in answers] == [302] * 10
    assert OutboxMessage.objects.count() == 10


def test_who_is_told_to_wait_leaves_no_account_and_loses_no_word(db, settings):
    settings.LIMITS = {**settings.LIMITS, "texts_of": "2/d"}
    given = {"name": "孙新", "password1": "sunny-river-stone", "agrees": "on", "phone": "13800138000"}
    assert [at(number).post(SIGN_UP, given).status_code for number in (1, 2)] == [302, 302]
    before = User.objects.count()
    answer = at(3).post(SIGN_UP, given, headers={"accept-language": "en"})
    assert (answer.status_code, User.objects.count()) == (429, before)
    assert int(answer["Retry-After"]) > 80_000
    page = answer.content.decode()
    assert "Too many tries" in page
    assert 'value="13800138000"' in page
    assert 'value="孙新"' in page


def test_messages_that_cost_money_are_counted_for_the_number_but_never_against_its_own_devices(
    person, settings
):
    """A stranger spends the number's messages; its owner's phone still gets one, and password and mail still work."""
    settings.LIMITS = {**settings.LIMITS, "texts_of": "2/d", "text_code": "9/d"}
    own = at(1)
    assert signs_in(own, "sun@example.com") == 302
    own.post(reverse("account_logout"))
    assert "_auth_user_id" not in own.session
    given = {"name": "某", "password1": "sunny-river-stone", "agrees": "on", "phone": PHONE}
    assert [at(n).post(SIGN_UP, given).status_code for n in (2, 3, 4)] == [302, 302, 429]
    assert at(5).post(SIGN_UP, given).status_code == 429
    assert own.post(SIGN_UP, given).status_code == 302
    assert signs_in(at(6), "sun@example.com") == 302
    assert signs_in(at(6), PHONE) == 302
    assert at(6).post(RESET, {"email": "sun@example.com"}).status_code == 302


def test_a_forged_device_cookie_is_nobodys(person, settings):
    settings.LIMITS = {**settings.LIMITS, "texts_of": "1/d"}
    given = {"name": "某", "password1": "sunny-river-stone", "agrees": "on", "phone": PHONE}
    at(2).post(SIGN_UP, given)
    known, forger = at(3), at(4)
    assert signs_in(known, "sun@example.com") == 302
    cookie = known.cookies[COOKIE].value
    stranger = at(5)
    stranger.cookies[COOKIE] = cookie
    forger.cookies[COOKIE] = f"{cookie[:-3]}xxx"
    assert stranger.post(SIGN_UP, given).status_code == 302
    assert forger.post(SIGN_UP, given).status_code == 429


# --- second factor ----------------------------------------------------------------------------------


@pytest.fixture
def guarded(person) -> User:
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )
    RecoveryCodes.activate(person)
    return person


def types_codes(client: Client, codes: list[str]) -> list[int]:
    assert signs_in(client, "sun@example.com") == 302
    return [client.post(reverse("mfa_authenticate"), {"code": code}).status_code for code in codes]


def test_who_stole_the_password_cannot_bar_the_second_factor_of_its_owner(guarded, settings):
    settings.LIMITS = {**settings.LIMITS, "second_factors_of": "8/d"}
    right = RecoveryCodes(
        Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    ).get_unused_codes()
    own = at(1)
    assert types_codes(own, [right[0]]) == [302]
    assert types_codes(at(2), ["000000"] * 6) == [200] * 5 + [429]
    assert types_codes(at(3), ["000000"] * 6) == [200] * 3 + [429] * 3
    own.post(reverse("account_logout"))
    assert types_codes(own, ["000000", right[1]]) == [200, 302]


def test_the_microscope_has_no_door_of_its_own(db):
    """Nobody guesses passwords there, uncounted."""
    for ask in (at(1).get, at(1).post):
        answer = ask("/admin/login/", {"username": "sun@example.com", "password": "wrong"})
        assert (answer.status_code, answer.url.split("?")[0]) == (302, LOGIN)
