"""Accounts that were begun and never proved: they keep nobody out, cost nobody time, and go after a day."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.exceptions import NotLawfulNow
from accounts.models import User
from accounts.services import (
    create_guest,
    forget_unproved_accounts,
    give_consent,
    prove_contact,
    vouch_for,
)
from docket.models import Opening
from docket.selectors import verify_chain
from notices.models import OutboxMessage
from tests.accounts.test_knowing import hashed  # noqa: F401
from tests.cast import PASSWORD, login

EMAIL = "wanted@example.org"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


def begun(email: str = EMAIL, *, hours: int = 25) -> User:
    user = User.objects.create_user(
        email, PASSWORD, name="没有验证", joined_at=timezone.now() - timezone.timedelta(hours=hours)
    )
    EmailAddress.objects.create(user=user, email=email, primary=True)
    give_consent(user, kind="privacy", by=user)
    return user


def owner() -> User:
    user = User.objects.create_user(EMAIL, PASSWORD, name="本人")
    vouch_for([user])
    return user


@pytest.mark.django_db
def test_forty_accounts_that_wrote_an_address_down_cost_a_wrong_log_in_nothing(hashed):  # noqa: F811
    tried = {}
    for others in (0, 40):
        for _each in range(others):
            begun()
        owner() if not others else None
        hashed.clear()
        Client().post(reverse("account_login"), {"login": EMAIL, "password": "not-this-one"})
        tried[others] = len(hashed)
    assert tried[40] == tried[0] <= 2


@pytest.mark.django_db
def test_the_owner_comes_in_and_who_only_wrote_it_down_does_not():
    other = begun()
    other.set_password("another-lamp-on-48")
    other.save()
    owner()
    client = Client()
    client.post(reverse("account_login"), {"login": EMAIL, "password": "another-lamp-on-48"})
    assert "_auth_user_id" not in client.session
    client.post(reverse("account_login"), {"login": EMAIL.upper(), "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(User.objects.get(name="本人").pk)


def test_after_a_day_they_are_dropped_and_nobody_else_is(cast):
    old, young, mine = begun(), begun("young@example.org", hours=23), owner()
    User.objects.filter(pk=mine.pk).update(joined_at=old.joined_at)
    guest = create_guest("客人", email="guest@example.org")
    came_in = begun("came@example.org")
    User.objects.filter(pk__in=[guest.pk]).update(joined_at=old.joined_at)
    User.objects.filter(pk=came_in.pk).update(last_login=timezone.now())
    User.objects.filter(pk__in=[person.pk for person in cast.people.values()]).update(joined_at=old.joined_at)
    before, chain = User.objects.count(), old.chain
    assert forget_unproved_accounts() == 1
    assert User.objects.count() == before - 1
    assert not User.objects.filter(pk=old.pk).exists()
    assert not EmailAddress.objects.filter(email=EMAIL, verified=False).exists()
    assert {young, mine, guest, came_in} <= set(User.objects.all())
    assert verify_chain(chain) == []
    assert not Opening.objects.filter(entry__chain=chain).exists()
    assert forget_unproved_accounts() == 0


@pytest.fixture
def deactivated(db) -> User:
    user = User.objects.create_user(EMAIL, PASSWORD, phone="+8613800138222", name="停用", is_active=False)
    vouch_for([user])
    return user


@pytest.mark.parametrize("contact", [EMAIL, "+8613800138222"])
def test_a_contact_of_a_deactivated_account_leads_a_guest_to_another_one(deactivated, contact):
    guest = create_guest("客人")
    client = login(Client(), guest)
    answer = client.post(reverse("accounts:claim"), {"contact": contact, "password": "sunny-river-stone"})
    assert answer.url == reverse("accounts:claim_code"), "the page tells nobody whose it is"
    (told,) = OutboxMessage.objects.filter(address=contact)
    assert "停用" in told.text and "换一个" in told.text
    assert client.post(answer.url, {"code": "123456"}).status_code == 422
    answer = client.post(
        reverse("accounts:claim"), {"contact": "mine@example.org", "password": "sunny-river-stone"}
    )
    assert answer.status_code == 302


@pytest.mark.parametrize("contact", [EMAIL, "+8613800138222"])
def test_nor_is_it_proved_by_whoever_reads_its_mail_today(deactivated, contact):
    guest = create_guest("客人")
    with pytest.raises(NotLawfulNow) as refused:
        prove_contact(guest, contact)
    assert refused.value.code == "contact_closed"
    guest.refresh_from_db()
    assert (guest.email, guest.phone) == (None, None)


def test_five_wrong_passwords_from_behind_one_address_do_not_bar_its_owners_device(db):
    person, device = owner(), Client()
    right = {"login": EMAIL, "password": PASSWORD}
    wrong = {"login": EMAIL, "password": "not-this-one"}
    device.post(reverse("account_login"), right)
    device.post(reverse("account_logout"))
    neighbour = Client()
    for _each in range(6):
        neighbour.post(reverse("account_login"), wrong)
    assert neighbour.post(reverse("account_login"), right).status_code == 429
    for _each in range(120):
        Client().post(reverse("account_login"), {"login": f"{_each}@example.org", "password": "x"})
    assert device.post(reverse("account_login"), right).status_code == 302
    assert device.session["_auth_user_id"] == str(person.pk)


def test_a_known_device_guesses_five_times_and_no_more(db):
    owner()
    device = Client()
    device.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    device.post(reverse("account_logout"))
    answers = [
        device.post(reverse("account_login"), {"login": EMAIL, "password": "not-this-one"}).status_code
        for _each in range(6)
    ]
    assert answers[-1] == 429
