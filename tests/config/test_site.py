"""The rig itself: a real browser on the real site, two people at once, with and without scripts."""

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page


@pytest.fixture
def person(transactional_db):
    return get_user_model().objects.create_user(email="li@example.com", password="correct horse")


def test_the_door_opens_on_a_phone_and_has_no_barrier(phone: Page, axe):
    phone.goto("/accounts/login/")
    assert phone.locator("html").get_attribute("lang") == "zh-Hans"
    assert phone.evaluate("document.documentElement.scrollWidth") <= 375
    axe(phone)


def test_two_people_are_two_people(visitor, person):
    somebody, nobody = visitor(person), visitor()
    somebody.goto("/accounts/email/")
    nobody.goto("/accounts/email/")
    assert "/accounts/login/" not in somebody.url
    assert "/accounts/login/" in nobody.url


def test_a_reader_without_scripts_gets_large_type(visitor):
    page = visitor(javascript=False)
    page.goto("/accounts/login/")
    page.locator('form[action="/preferences/"] button[name="elder"]').first.click()
    assert {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}["elder"] == "1"


def test_what_one_test_commits_the_next_does_not_see(person):
    assert get_user_model().objects.count() == 1


def test_what_migrations_brought_is_still_there(transactional_db):
    from rulebook.models import RuleVersion

    assert get_user_model().objects.count() == 0
    assert RuleVersion.objects.count() > 0
