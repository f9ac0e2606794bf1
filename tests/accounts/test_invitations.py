"""A role in a body is offered to an address and is nobody's until its code is typed."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.exceptions import NotLawfulNow, NotPermitted, NotValid
from accounts.models import User
from accounts.selectors import owner_of
from accounts.services import (
    accept_membership_offer,
    end_membership,
    find_membership_offer,
    offer_membership,
    withdraw_membership_offer,
)
from accounts.states import Role
from docket.selectors import entries_of
from notices.models import OutboxMessage
from tests.cast import login
from tests.stories import code_to

TAKE = "/accounts/invitations/"


def take(client, code):
    seen = client.post(TAKE, {"code": code})
    assert seen.status_code == 200, seen.context["form"].errors
    return client.post(TAKE, {"accept": "1"})


def invite(cast, contact, role=Role.SUPERVISOR):
    return offer_membership(cast.platform, contact=contact, role=role, by=cast.supervisor)


@pytest.mark.parametrize("contact", ["new@example.org", "13800138000"])
def test_a_squatter_gets_nothing(cast, contact):
    as_email = "@" in contact
    squatter = User.objects.create_user(
        contact if as_email else None, name="占号", **({} if as_email else {"phone": "+8613800138000"})
    )
    client = login(Client(), squatter)
    invite(cast, contact)
    for guess in ("", "AAAAAAAAAA", contact):
        assert client.post(TAKE, {"code": guess}).status_code == 422
    assert client.post(TAKE, {"accept": "1"}).status_code == 409
    assert not squatter.memberships.exists()
    owner = User.objects.create_user(name="本人")
    assert (
        take(login(Client(), owner), code_to("+8613800138000" if not as_email else contact)).status_code
        == 302
    )
    assert (owner.memberships.get().role, owner_of(contact)) == (Role.SUPERVISOR, owner)


def test_inviting_tells_nobody_whether_an_address_belongs_to_somebody(cast):
    """Known, written down only, unknown: the same page, the same sentence, a message to each."""
    User.objects.create_user("written@example.org")
    client, url = login(Client(), cast.supervisor), reverse("accounts:organisation", args=[cast.platform.pk])
    pages = []
    for contact in (cast.outsider.email, "written@example.org", "nobody@example.org"):
        answer = client.post(url, {"contact": contact, "role": "handler"}, follow=True)
        pages.append(answer.content.decode().replace(contact, "…"))
        assert OutboxMessage.objects.filter(address=contact).count() == 1
    sentence = "邀请已经发出"
    assert [(sentence in page, "没有找到" in page) for page in pages] == [(True, False)] * 3


def test_a_code_works_once_until_replaced_withdrawn_or_too_old(cast):
    invite(cast, "new@example.org")
    first = code_to("new@example.org")
    invite(cast, "new@example.org")
    second = code_to("new@example.org")
    assert find_membership_offer(first) is None
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert find_membership_offer(second) is None
    offer = find_membership_offer(f" {second[:5].lower()}-{second[5:]} ")
    accept_membership_offer(offer, by=cast.outsider)
    with pytest.raises(NotLawfulNow):
        accept_membership_offer(offer, by=cast.complainant)
    withdrawn = invite(cast, "other@example.org", Role.HANDLER)
    withdraw_membership_offer(withdrawn, by=cast.supervisor)
    assert find_membership_offer(code_to("other@example.org")) is None
    cast.platform.refresh_from_db()
    verbs = [entry.verb for entry in entries_of(cast.platform.chain)]
    assert verbs[-1] == "accounts.membership_offer_withdrawn"


def test_an_offer_is_worth_what_the_offerer_may_still_give(cast):
    offer_membership(cast.service_centre, contact="a@example.org", role="handler", by=cast.centre_supervisor)
    with pytest.raises(NotPermitted):
        offer_membership(cast.platform, contact="a@example.org", role="handler", by=cast.handler)
    with pytest.raises(NotValid):
        invite(cast, "a@example.org", Role.MEDIATOR)
    with pytest.raises(NotValid):
        invite(cast, "not an address")
    cast.centre_supervisor.memberships.update(ends_on="2026-01-01")
    with pytest.raises(NotPermitted):
        accept_membership_offer(find_membership_offer(code_to("a@example.org")), by=cast.outsider)
    assert not cast.outsider.memberships.exists()


def test_only_who_manages_the_body_withdraws(cast):
    offer = invite(cast, "new@example.org")
    url = reverse("accounts:membership_offer_withdraw", args=[cast.platform.pk, offer.pk])
    statuses = {
        who: login(Client(), getattr(cast, who)).post(url).status_code for who in ("outsider", "handler")
    }
    assert statuses == {"outsider": 404, "handler": 403}
    assert find_membership_offer(code_to("new@example.org")) == offer
    assert login(Client(), cast.supervisor).post(url).status_code == 302
    assert find_membership_offer(code_to("new@example.org")) is None


def test_who_has_left_does_not_come_back_by_the_old_code(cast):
    invite(cast, "new@example.org", Role.HANDLER)
    code = code_to("new@example.org")
    accept_membership_offer(find_membership_offer(code), by=cast.outsider)
    end_membership(cast.outsider.memberships.get(), by=cast.supervisor)
    assert find_membership_offer(code) is None


def test_invitations_by_mail_are_counted_too(cast, settings):
    settings.LIMITS = {**settings.LIMITS, "mails_from": "3/h"}
    client, url = login(Client(), cast.supervisor), reverse("accounts:organisation", args=[cast.platform.pk])
    answers = [
        client.post(url, {"contact": f"somebody{number}@example.org", "role": "handler"}).status_code
        for number in range(4)
    ]
    assert answers == [302, 302, 302, 429]
    assert OutboxMessage.objects.filter(address__startswith="somebody").count() == 3
    again = client.post(url, {"contact": "somebody0@example.org", "role": "handler"}, REMOTE_ADDR="10.0.0.9")
    assert again.status_code == 302, "from elsewhere"
