"""Asked who they are, in a browser: by a code to the telephone, and back to where they were going."""

import re
import time

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.reauthentication import STARTED
from accounts.services import vouch_for
from notices.models import OutboxMessage
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("phone", [False, True])
def test_a_phone_is_enough_to_show_who_one_is(visitor, site, phone):
    person = User.objects.create_user(None, None, phone="+8613800138333", name="孙无密")
    vouch_for([person])
    User.objects.update(phone_verified_at=timezone.now() - timezone.timedelta(days=1))
    page = visitor(person, phone=phone)
    key = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    session = SessionStore(key)
    session[STARTED] = time.time() - 600
    session.save()
    page.goto(site.url + reverse("accounts:erase"))
    assert page.title().startswith("请确认是您本人")
    page.get_by_role("button", name="把验证码发到").click()
    page.get_by_label("验证码").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    code = re.search(r"\d{6}", OutboxMessage.objects.latest("pk").text)[0]
    page.get_by_label("验证码").fill(code)
    page.get_by_role("button", name="确认", exact=True).click()
    page.wait_for_url("**" + reverse("accounts:erase"))


def test_a_password_is_asked_and_the_code_stands_beside_it(visitor, site):
    person = User.objects.create_user("asked@example.org", PASSWORD, name="孙有密")
    vouch_for([person])
    page = visitor(person)
    key = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    session = SessionStore(key)
    session[STARTED] = time.time() - 600
    session.save()
    page.goto(site.url + reverse("accounts:erase"))
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form:has(input[type=password]) button[type=submit]").first.click()
    page.wait_for_url("**" + reverse("accounts:erase"))
