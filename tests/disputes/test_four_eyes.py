"""Who took a complaint down at the window does not decide whether it is admitted (rulebook/data/four_eyes.yaml)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Membership
from disputes import services
from disputes.exceptions import NotPermitted
from disputes.states import State
from rulebook import book
from tests import stories
from tests.disputes.test_window import hand_in, walk_in_draft


@pytest.fixture
def filed(cast):
    """Written down by the receptionist of the service centre, whose desk has it: the platform is the respondent."""
    draft = walk_in_draft(cast)
    services.save_draft(draft, by=cast.receptionist, platform=None)
    filed = hand_in(cast, stories.fresh(draft))
    assert filed.desk == cast.service_centre
    return filed


@pytest.mark.parametrize("act", ["admit", "decline"])
def test_the_one_who_wrote_it_down_is_refused_with_words(cast, filed, act):
    with pytest.raises(NotPermitted) as refusal:
        decide(act, filed, cast.receptionist)
    assert refusal.value.code == "four_eyes"
    assert (
        str(refusal.value.message) == "这份投诉是您在窗口代为录入的，受理还是不受理要由另一位工作人员决定。"
    )
    assert stories.fresh(filed).state == State.FILED


def decide(act, dispute, by):
    if act == "admit":
        return services.admit_dispute(dispute, by=by)
    return services.decline_dispute(dispute, by=by, ground="decline.no_dispute", reasons="没有争议")


def test_another_at_the_desk_decides(cast, filed):
    services.admit_dispute(filed, by=cast.centre_handler)
    assert stories.fresh(filed).state == State.SERVING


def test_the_page_says_so_and_offers_no_button(cast, filed, as_):
    url = reverse("disputes:admit", args=[filed.reference])
    page = as_("receptionist").get(url).content.decode()
    assert "要由另一位工作人员决定" in page
    assert 'value="admit"' not in page and 'value="preview"' not in page and 'value="complete"' in page
    refused = as_("receptionist").post(url, {"decision": "admit"})
    assert refused.status_code == 403 and "要由另一位工作人员决定" in refused.content.decode()
    assert 'value="admit"' in as_("centre_handler").get(url).content.decode()


def alone(cast) -> None:
    others = Membership.objects.filter(organisation=cast.service_centre).exclude(user=cast.receptionist)
    others.update(ends_on="2020-01-02", starts_on="2020-01-01")


def test_who_is_alone_at_the_desk_decides_all_the_same(cast, filed):
    alone(cast)
    services.admit_dispute(filed, by=cast.receptionist)
    assert stories.fresh(filed).state == State.SERVING


def test_where_the_rule_says_so_not_even_then(cast, filed, monkeypatch):
    rule = book.four_eyes()["four_eyes.admission"]
    strict = {rule.code: type(rule)(**{**rule.__dict__, "alone": False})}
    monkeypatch.setattr(book, "four_eyes", lambda: strict)
    alone(cast)
    with pytest.raises(NotPermitted):
        services.admit_dispute(filed, by=cast.receptionist)


def test_silence_of_the_desk_admits_as_before(cast, filed, travel, tick):
    travel.past_deadline(filed)
    tick()
    assert stories.fresh(filed).state == State.SERVING
