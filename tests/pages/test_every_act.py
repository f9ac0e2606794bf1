"""Every act that a page posts, by the road that leads there, told once for all that is asked of it.

Pressed twice it happens once; posted late from a page left open it changes nothing, and the page says so; whatever is
typed in its fields is no server error and is not lost, and its form keeps what is typed on the device too.
"""

import pytest
from django.apps import apps
from django.test import Client

from arbitration import services as arbitration
from arbitration.models import Referral
from disputes import services
from disputes.models import Dispute
from disputes.states import State
from docket.selectors import verify_chain
from tests.cast import login
from tests.pages.acts import ACTS, the_dispute
from tests.pages.bad_texts import keeps, posts, spread
from tests.pages.forms import Forms, is_kept
from tests.pages.ladder import APPS
from tests.rigs.retold import retold

pytestmark = pytest.mark.together("name")

OURS = {*APPS, "docket", "rulebook"}
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


@retold
def begin(name, cast):
    ACTS[name].story(cast)


def everything():
    """How many rows of everything there are, and where each case stands."""
    models = [model for model in apps.get_models() if model._meta.app_label in OURS]
    counts = {model._meta.label: model._default_manager.count() for model in models}
    return counts, list(Dispute.objects.order_by("pk").values_list("pk", "state", "outcome"))


@pytest.mark.parametrize("name", ACTS)
def test_pressing_twice_does_it_once(name, cast):
    act = ACTS[name]
    begin(name, cast)
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
    begin(name, cast)
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


@pytest.mark.battery("input")
@pytest.mark.parametrize("name", ACTS)
def test_every_kind_of_bad_text_in_every_field(name, cast, battery):
    act = ACTS[name]
    begin(name, cast)
    client, url, good = login(Client(), getattr(cast, act.who)), act.url(), act.data()
    texts = spread(good)
    for field, text in battery.chance.sample(texts, min(len(texts), battery.size(sample=6, full=len(texts)))):
        keeps(posts(client, url, {**good, field: text}), field, text)
        battery.count("bad texts in fields of acts: no server error, nothing typed was lost")


@pytest.mark.parametrize("name", ACTS)
def test_the_form_of_every_act_is_kept(name, cast):
    act = ACTS[name]
    begin(name, cast)
    answer = login(Client(), getattr(cast, act.who)).get(act.url())
    if answer.status_code != 200 or "html" not in answer.headers["content-type"]:
        return  # posted from another page, which is walked below
    page = answer.content.decode()
    forms = Forms(page).found
    assert [form for form in forms if not is_kept(form)] == []
    if forms:
        assert 'id="typed-words"' in page and "typed/typed.js" in page
