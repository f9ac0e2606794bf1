"""The page on which an agreement is worded: a preview, instalments, and doubts shown before anybody accepts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mediation.forms.drafting import months_from, shares
from mediation.models import Agreement
from tests.cast import login
from tests.mediation.cases import Case


def posted(case: Case, **changes) -> dict:
    due = (timezone.localdate() + timedelta(days=30)).isoformat()
    return {
        "facts": "已经交付。",
        "disputed_items": "数额。",
        "performance": "转账至尾号1234的账户。",
        "terms-TOTAL_FORMS": "1",
        "terms-INITIAL_FORMS": "0",
        "terms-0-who": f"{case.wang.pk}-{case.li.pk}",
        "terms-0-action": "pay",
        "terms-0-amount": "1000",
        "terms-0-due_on": due,
        "terms-0-detail": "",
        **changes,
    }


def drafting(case: Case, **changes):
    page = reverse("mediation:draft", args=[case.mediation.pk])
    return login(Client(), case.cast.mediator).post(page, posted(case, **changes))


def test_a_preview_shows_words_doubts_and_readings_and_keeps_nothing(case: Case):
    case.mediating()
    page = drafting(case, preview="1", performance="尽快转账。")
    text = page.content.decode()
    assert page.status_code == 200
    assert "尽快转账。" in text
    assert "民诉法解释358(5)" in text
    assert "对李小雨" in text
    assert not Agreement.objects.exists()


def test_a_sum_is_split_into_monthly_parts(case: Case):
    case.mediating()
    split = {"split": "1", "split-item": "1", "split-parts": "3", "split-first_on": "2030-01-31"}
    page = drafting(case, **split)
    rows = page.context["rows"]
    assert page.status_code == 200
    assert [(row["amount"].value(), row["due_on"].value()) for row in rows] == [
        ("333.33", "2030-01-31"),
        ("333.33", "2030-02-28"),
        ("333.34", "2030-03-31"),
    ]
    assert page.context["form"]["facts"].value() == "已经交付。"
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"split-item": "7"},
        {"split-parts": "1"},
        {"split-parts": "99"},
        {"split-first_on": "yesterday"},
        {"terms-0-amount": ""},
        {"terms-0-amount": "NaN"},
        {"terms-0-amount": "0.01"},
    ],
)
def test_what_cannot_be_split_is_said_and_nothing_is_lost(case: Case, bad):
    case.mediating()
    given = {"split": "1", "split-item": "1", "split-parts": "3", "split-first_on": "2030-01-31", **bad}
    page = drafting(case, **given)
    assert page.status_code == 422
    assert page.context["form"]["facts"].value() == "已经交付。"


def test_parts_add_up_and_months_end_where_they_end():
    assert sum(shares(Decimal("100"), 7)) == Decimal("100")
    assert list(months_from(date(2028, 1, 31), 3)) == [
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
    ]


def test_doubts_and_the_readers_own_part_are_shown_before_accepting(case: Case):
    case.mediating()
    case.draft(default_clause="逾期每日按百分之一支付违约金。")
    page = login(Client(), case.cast.respondent).get(reverse("mediation:agreement", args=[case.mediation.pk]))
    text = page.content.decode()
    assert "民法典585" in text
    assert "对王强" in text
    assert "对李小雨" not in text
