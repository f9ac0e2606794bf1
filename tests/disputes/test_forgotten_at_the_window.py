"""Who has no way in of their own asks at the window to be forgotten, shows who they are, and is answered on paper."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Erasure, User
from accounts.services import set_legal_hold, standing_of, sweep_erasures
from disputes import services
from disputes.forms.window import SignedForm
from disputes.models import Dispute, Party, TakenDown
from disputes.taking_down import act_named, acts_for
from docket.models import Opening
from docket.sealing import unseal
from docket.selectors import verify_all
from notices.models import Paper
from notices.states import PaperKind
from tests import stories
from tests.cast import login
from tests.disputes.test_window import filed, hand_in, own, walk_in_draft  # noqa: F401

pytestmark = pytest.mark.django_db

STROKES = "[[[20,100],[60,40],[100,150],[140,60],[180,120],[220,50],[260,130],[300,90]]]"
SHOWN = {"document": "resident_id", "is_same": "on"}


def asks(client, officer, party: Party, act: str = "forget", **typed: str):
    """All three pages, as the officer's browser sends them."""
    login(client, officer)
    url = reverse("disputes:window_act", args=[party.dispute.reference, party.pk, act])
    read = client.post(url, {**SHOWN, **typed})
    if read.status_code != 200 or "statement" not in read.context:
        return read
    signed = {
        f"{SignedForm.prefix}-{name}": value
        for name, value in {
            "key": f"{party.pk:032x}",
            "was_read": "on",
            "on": "tablet",
            "strokes": STROKES,
        }.items()
    }
    sent = {**SHOWN, **typed, **signed, "statement": read.context["statement"], "step": "sign"}
    return client.post(url, sent)


def ended(dispute: Dispute) -> Dispute:
    services.withdraw_dispute(dispute, by=own(dispute).user, reason="算了")
    return stories.fresh(dispute)


def ten_years_after(dispute: Dispute):
    """The day of closing does not count (民法典 201): ten years after the second is the second."""
    closed = timezone.localtime(dispute.closed_at)
    return closed.replace(year=closed.year + 10)


def said_anywhere(word: str) -> bool:
    rows = json.dumps(
        [*Party.objects.values_list("name", "address"), *Paper.objects.values_list("html", "facts")]
    )
    sealed = "".join(unseal(opening.token)[1] for opening in Opening.objects.all())
    down = "".join(row.statement for row in TakenDown.objects.all())
    return json.dumps(word)[1:-1] in rows or word in sealed + down


def test_a_walk_in_asks_hears_reason_and_day_and_goes_on_it(client, cast, filed, travel):  # noqa: F811
    dispute = ended(filed)
    old = own(dispute)
    assert asks(client, cast.receptionist, old, digits="111111").status_code == 422
    assert not Erasure.objects.exists()

    assert asks(client, cast.receptionist, old, digits="246810").status_code == 302
    record = TakenDown.objects.get(act="forget")
    day = ten_years_after(dispute)
    assert f"案件 {dispute.reference} 已经结案" in record.statement
    assert f"{day.year}年{day.month}月{day.day}日" in record.statement
    assert "出示的证件：居民身份证" in record.statement
    assert "246810" not in record.statement
    answer = Paper.objects.get(kind=PaperKind.WINDOW_RECORD, facts__record=record.pk)
    assert str(day.year) in answer.html
    asked = User.objects.get(pk=old.user_id).chain.entries.get(verb="accounts.erasure_asked")
    assert asked.actor == old.user.actor
    assert asked.facts["taken_down_by"] == cast.receptionist.actor

    sweep_erasures()
    assert User.objects.get(pk=old.user_id).erased_at is not None  # the account is kept for nothing
    assert said_anywhere("赵老伯")
    travel.to(ten_years_after(dispute) - timedelta(days=2))
    assert sweep_erasures() == 0
    travel.to(ten_years_after(dispute) + timedelta(days=3))
    assert sweep_erasures() == 1
    assert not said_anywhere("赵老伯")
    assert not said_anywhere("示例市和平路")
    assert verify_all() == []


def test_who_never_came_in_can_ask_once_the_case_is_over(client, cast, travel):
    dispute = stories.filed(cast)
    services.withdraw_dispute(dispute, by=cast.complainant, reason="算了")
    dispute = stories.fresh(dispute)
    wang = dispute.parties.get(role="respondent")
    assert wang.user is None
    page = login(client, cast.supervisor).get(
        reverse("disputes:window_party", args=[dispute.reference, wang.pk])
    )
    assert "请求删除个人信息" in page.content.decode()
    assert asks(client, cast.supervisor, wang).status_code == 302
    wang.refresh_from_db()
    assert (wang.joined_at, wang.user.has_usable_password()) == (None, False)
    assert standing_of(wang.user).kept[0].label == dispute.reference
    assert asks(client, cast.supervisor, wang).status_code in {302, 409}  # pressed twice
    assert Erasure.objects.count() == 1

    travel.to(ten_years_after(dispute) + timedelta(days=3))
    assert sweep_erasures() == 1
    assert not said_anywhere(wang.name)
    assert Party.objects.get(pk=wang.pk).name == "〔已注销用户〕"
    assert verify_all() == []


def test_a_hold_keeps_the_request_beyond_the_day_and_is_the_reason_given(client, cast, filed, travel):  # noqa: F811
    dispute = ended(filed)
    until = ten_years_after(dispute) + timedelta(days=300)
    set_legal_hold(by=cast.auditor, reason="某法院要求保全", until=until.date(), chain=dispute.chain)
    assert asks(client, cast.receptionist, own(dispute), digits="246810").status_code == 302
    assert "某法院要求保全" in TakenDown.objects.get(act="forget").statement
    travel.to(ten_years_after(dispute) + timedelta(days=3))
    sweep_erasures()
    assert said_anywhere("赵老伯")


def test_while_the_case_runs_the_wish_waits_and_can_be_taken_back(client, cast, filed):  # noqa: F811
    old = own(filed)
    assert asks(client, cast.receptionist, old, digits="246810").status_code == 302
    assert "还在办理" in TakenDown.objects.get(act="forget").statement
    assert sweep_erasures() == 0
    assert act_named(filed, old, "forget") is None
    TakenDown.objects.filter(act="forget").update(key="0" * 31 + "f")
    assert asks(client, cast.receptionist, old, act="remember", digits="246810").status_code == 302
    assert standing_of(old.user).erasure is None


def test_who_can_log_in_asks_on_their_own_page_and_a_company_is_no_person(cast):
    dispute = stories.negotiating(cast)
    codes = {act.code for party in dispute.parties.all() for act in acts_for(dispute, party)}
    assert "forget" not in codes
    running = stories.serving(cast)
    never_came = running.parties.get(role="respondent")
    assert acts_for(running, never_came) == []
    Party.objects.filter(pk=never_came.pk).update(kind="organisation")
    services.withdraw_dispute(running, by=cast.complainant, reason="算了")
    assert acts_for(stories.fresh(running), Party.objects.get(pk=never_came.pk)) == []


def test_only_the_window_of_the_case_takes_it_down(client, cast, filed):  # noqa: F811
    old = own(ended(filed))
    for name, answer in (("outsider", 404), ("respondent", 404), ("mediator", 404)):
        assert asks(client, getattr(cast, name), old, digits="246810").status_code == answer
    assert not Erasure.objects.exists()
