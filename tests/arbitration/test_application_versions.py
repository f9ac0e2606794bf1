"""The application is revised over what one began from: an outdated page overwrites nothing."""

import re

from django.test import Client
from django.urls import reverse

from tests.arbitration import stories
from tests.arbitration.test_journey import application
from tests.cast import login

NEWER, MINE = "手机上改的，较新的事实。", "旧页面上写的事实。"


def test_an_outdated_application_overwrites_nothing_and_shows_both(cast):
    referral = stories.preparing(cast)
    client = login(Client(), cast.complainant)
    url = reverse("arbitration:prepare", args=[referral.pk])
    page = client.get(url)
    shown = {**application(referral), "do": ""}
    old = re.search(r'name="version" value="(\w+)"', page.content.decode())[1]
    assert client.post(url, {**shown, "facts": NEWER, "version": old}).status_code == 302

    told = client.post(url, {**shown, "facts": MINE, "version": old, "do": "send"})
    assert told.status_code == 409
    assert NEWER in told.content.decode() and MINE in told.content.decode()
    assert NEWER in [text for _label, text in told.context["newer"]]
    fresh = stories.fresh(referral)
    assert (fresh.facts, fresh.state) == (NEWER, "preparing")

    again = re.search(r'name="version" value="(\w+)"', told.content.decode())[1]
    assert again != old
    assert client.post(url, {**shown, "facts": MINE, "version": again}).status_code == 302
    assert stories.fresh(referral).facts == MINE
