"""Pressed by two at once: one does it, the other is told that it is over. Twice and too late: `test_every_act.py`."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from docket.selectors import verify_chain
from tests import stories
from tests.cast import login, make_cast
from tests.disputes.test_access import offered
from tests.pages.acts import OPINION

NO_TERM = {"terms-TOTAL_FORMS": "0", "terms-INITIAL_FORMS": "0"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("story", "first", "second"),
    [
        (
            stories.filed,
            ("handler", "admit", {"decision": "admit"}),
            (
                "supervisor",
                "admit",
                {"decision": "decline", "ground": "decline.duplicate", "reasons": "重复。"},
            ),
        ),
        (
            offered,
            ("complainant", "offer_act", {}, 1, "accept"),
            ("respondent", "offer_act", {}, 1, "withdraw"),
        ),
        (
            stories.reviewing,
            ("complainant", "withdraw", {"why": "withdrawal.no_reason"}),
            ("handler", "opinion", {**OPINION, **NO_TERM}),
        ),
    ],
    ids=["two of the desk", "accepting what is withdrawn", "an opinion on what is withdrawn"],
)
def test_of_two_at_once_one_is_told_that_it_is_over(story, first, second):
    cast = make_cast()
    dispute = story(cast)
    presses = [prepare(cast, dispute, *press) for press in (first, second)]
    start = Barrier(2)

    def press(act):
        try:
            start.wait()
            return act().status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(press, presses))
    # who withdraws after the opinion was issued still may
    assert sorted(statuses) in ([302, 409], *([[302, 302]] if story is stories.reviewing else []))
    assert verify_chain(stories.fresh(dispute).chain) == []


def prepare(cast, dispute, who, name, data, *args):
    client = login(Client(), getattr(cast, who))
    url = reverse(f"disputes:{name}", args=[dispute.reference, *args])
    return lambda: client.post(url, data)
