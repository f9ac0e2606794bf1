"""What binds like a signature, and what gives power, asks who is there: a page found open is worth nothing."""

import time

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import MembershipOffer, User
from accounts.reauthentication import STARTED
from accounts.services import prove_contact
from docket.models import Entry
from tests.cast import PASSWORD, login
from tests.pages.acts import ACTS

BINDING = ["accept_offer", "accept_opinion", "propose_arbitration", "accept_submission", "confirm_facts"]


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


def left_open(user: User) -> Client:
    """A session that its owner left six minutes ago."""
    client = login(Client(), user)
    session = client.session
    session[STARTED] = time.time() - 6 * 60
    session.save()
    return client


@pytest.mark.parametrize("name", BINDING)
def test_nothing_binding_is_done_on_a_page_found_open(cast, name):
    act = ACTS[name]
    act.story(cast)
    client, url, data = left_open(getattr(cast, act.who)), act.url(), act.data()
    before = Entry.objects.count()
    answer = client.post(url, data)
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert Entry.objects.count() == before
    client.post(answer.url, {"password": "not-this-one"})
    assert client.post(url, data).url.startswith(reverse("account_reauthenticate"))
    assert Entry.objects.count() == before
    client.post(answer.url, {"password": PASSWORD})
    assert not client.post(url, data).url.startswith(reverse("account_reauthenticate"))
    assert Entry.objects.count() > before


@pytest.mark.parametrize("name", ["reject_offer", "offer", "answer"])
def test_what_can_be_taken_back_or_answered_asks_nobody(cast, name):
    act = ACTS[name]
    act.story(cast)
    before = Entry.objects.count()
    answer = left_open(getattr(cast, act.who)).post(act.url(), act.data())
    assert (answer.status_code, Entry.objects.count() > before) == (302, True)


def test_no_role_is_offered_and_no_signatory_named_on_a_page_found_open(cast):
    client = left_open(cast.supervisor)
    body = reverse("accounts:organisation", args=[cast.platform.pk])
    assert client.get(body).status_code == 200, "reading asks nobody"
    answer = client.post(body, {"contact": "thief@example.org", "role": "handler"})
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not MembershipOffer.objects.exists()
    named = reverse("accounts:signatory", args=[cast.platform.pk])
    assert client.post(named, {"signatory": cast.handler.pk}).url.startswith(
        reverse("account_reauthenticate")
    )
    cast.platform.refresh_from_db()
    assert cast.platform.signatory != cast.handler
    client.post(answer.url, {"password": PASSWORD})
    client.post(body, {"contact": "new@example.org", "role": "handler"})
    assert MembershipOffer.objects.count() == 1


def test_older_cases_are_brought_in_by_nobody_who_finds_the_page_open(cast):
    prove_contact(cast.outsider, "+8613800138099")
    client = left_open(cast.outsider)
    page = reverse("disputes:bring_in")
    assert client.get(page).url.startswith(reverse("account_reauthenticate"))
    assert client.post(page, {"kind": "code", "fact": "x"}).url.startswith(reverse("account_reauthenticate"))
