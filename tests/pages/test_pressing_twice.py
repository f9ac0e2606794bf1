"""Pressed twice, pressed too late, pressed by two at once: it happens once or not at all, and the page says so."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.apps import apps
from django.db import connections
from django.test import Client
from django.urls import reverse

from arbitration import services as arbitration
from arbitration.models import Referral
from disputes import services
from disputes.models import Dispute
from disputes.states import State
from docket.selectors import verify_chain
from tests import stories
from tests.cast import login, make_cast
from tests.disputes.test_access import offered
from tests.pages.acts import ACTS, OPINION, the_dispute
from tests.pages.ladder import APPS

OURS = {*APPS, "docket", "rulebook"}
NO_TERM = {"terms-TOTAL_FORMS": "0", "terms-INITIAL_FORMS": "0"}
#: What the complainant can no longer withdraw from, or what stays possible afterwards.
GOES_ON = {
    "satisfaction",
    "order_case_file",
    "appoint_representative",
    "keep_note",
    "add_phrase",
    "open_feed",
    "end_service",  # papers of a closed case are still brought, or not
    # whether something reached somebody can be found out afterwards, and nothing moves by it
    *("withdraw_arrival", "keep_arrival", "deny_arrival", "tell_not_mine"),
    # what lies with a court goes on there
    "certify",
    "court_dismisses",
    "supplemented",
    "withdraw_confirmation",
    *("complain_of_conduct", "answer_conduct", "withdraw_conduct", "object_to_figure"),
}


def everything():
    """How many rows of everything there are, and where each case stands."""
    models = [model for model in apps.get_models() if model._meta.app_label in OURS]
    counts = {model._meta.label: model._default_manager.count() for model in models}
    return counts, list(Dispute.objects.order_by("pk").values_list("pk", "state", "outcome"))


@pytest.mark.parametrize("name", ACTS)
def test_pressing_twice_does_it_once(name, cast):
    act = ACTS[name]
    act.story(cast)
    client, url, data = login(Client(), getattr(cast, act.who)), act.url(), act.data()
    first = client.post(url, data)
    assert first.status_code == 302, first.content.decode()
    once = everything()
    second = client.post(url, data)
    assert second.status_code in {302, 403, 404, 409, 422}
    assert everything() == once
    assert verify_chain(the_dispute().chain) == []


@pytest.mark.parametrize("name", sorted(set(ACTS) - GOES_ON))
def test_a_page_left_open_changes_nothing_once_the_case_has_ended(name, cast):
    act = ACTS[name]
    act.story(cast)
    client, url, data = login(Client(), getattr(cast, act.who)), act.url(), act.data()
    end(the_dispute(), cast)
    ended = everything()
    late = client.post(url, data)
    assert late.status_code in {409, 403}, late.content.decode()
    assert everything() == ended
    if late.status_code == 409 and not url.startswith("/rooms/"):
        page = late.content.decode()
        assert "现在不能做这一步" in page
        typed = [
            text
            for name, text in data.items()
            if name != "sha256" and len(str(text)) > 15 and str(text) not in url
        ]
        assert all(text in page for text in typed if not text.startswith("leave-the-lamp"))


def end(dispute, cast):
    """By whatever way there is from here."""
    if dispute.state in {State.PERFORMING}:
        services.waive_obligation(dispute.settlements.get().obligations.get(), by=cast.complainant)
    elif dispute.state == State.IN_ARBITRATION:
        arbitration.withdraw_referral(Referral.objects.get(), by=cast.complainant)
        services.withdraw_dispute(the_dispute(), by=cast.complainant)
    else:
        services.withdraw_dispute(dispute, by=cast.complainant)


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
