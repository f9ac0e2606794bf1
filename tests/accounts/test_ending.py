"""Log-in devices, and what a session stands on: ended here, it ends everywhere at once."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.selectors import Standing, holding, person_of_session
from accounts.services import end_all_sessions, end_membership, end_rights
from mediation.models import CalendarFeed
from mediation.services import open_feed
from tests.cast import PASSWORD, login

DEVICES = "/accounts/sessions/"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; V2303A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0"
    " Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20240301 MicroMessenger/8.0.48"
)


def device(user, agent: str = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0") -> Client:
    client = login(Client(HTTP_USER_AGENT=agent), user)
    cache.delete(f"session-seen:{client.session.session_key}")
    client.get(reverse("accounts:profile"))
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("accounts:profile")).status_code == 200


def code_of(secret: str, at: float | None = None) -> str:
    """RFC 6238, by hand: six digits, thirty seconds, SHA-1."""
    counter = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def test_the_code_is_that_of_the_standard():
    assert code_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at=59) == "287082"  # RFC 6238, appendix B


def test_each_device_is_listed_by_a_name_one_knows(cast):
    here = device(cast.complainant)
    device(cast.complainant, PHONE)
    device(cast.respondent)
    text = here.get(DEVICES).content.decode()
    assert "这台设备" in text
    assert (text.count("<strong>微信 · Android"), text.count("<strong>Firefox · Windows")) == (1, 1)


def test_one_device_is_ended_from_another(cast):
    here, there = device(cast.complainant), device(cast.complainant, PHONE)
    row = UserSession.objects.get(session_key=there.session.session_key)
    here.post(DEVICES, {"one": row.pk})
    assert (is_in(here), is_in(there)) == (True, False)


def test_nobody_ends_somebody_elses_device(cast):
    here, other = device(cast.complainant), device(cast.respondent)
    row = UserSession.objects.get(user=cast.respondent)
    assert here.post(DEVICES, {"one": row.pk}).status_code == 404
    assert here.post(DEVICES, {"one": "x"}).status_code == 404
    assert is_in(other)


def test_all_others_are_ended_also_those_no_list_knows(cast):
    here, unlisted = device(cast.complainant), login(Client(), cast.complainant)
    assert not UserSession.objects.filter(session_key=unlisted.session.session_key).exists()
    open_feed(cast.complainant)
    here.post(DEVICES, {"others": 1})
    assert (is_in(here), is_in(unlisted)) == (True, False)
    assert CalendarFeed.objects.get(user=cast.complainant).nonce == ""


def test_everywhere_is_here_too(cast):
    here, there = device(cast.complainant), device(cast.complainant)
    assert here.post(DEVICES, {"everywhere": 1}).url == "account_login" or not is_in(here)
    assert (is_in(here), is_in(there)) == (False, False)


def test_a_new_password_ends_the_other_sessions(cast):
    here, there = device(cast.complainant), device(cast.complainant)
    before = User.objects.get(pk=cast.complainant.pk).rights_epoch
    answer = here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "turn-the-lamp-off-48", "password2": "turn-the-lamp-off-48"},
    )
    assert answer.status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert User.objects.get(pk=cast.complainant.pk).rights_epoch > before


def test_logging_out_raises_the_number(cast):
    here = device(cast.complainant)
    before = User.objects.get(pk=cast.complainant.pk).rights_epoch
    here.post(reverse("account_logout"))
    assert User.objects.get(pk=cast.complainant.pk).rights_epoch == before + 1
    assert not Session.objects.filter(session_key=here.session.session_key or "-").exists()


def test_saving_a_row_read_earlier_turns_no_number_back(cast):
    stale = User.objects.get(pk=cast.complainant.pk)
    end_rights(cast.complainant.pk)
    end_all_sessions(User.objects.get(pk=cast.complainant.pk))
    stale.name = "李小雨二"
    stale.save()
    found = User.objects.get(pk=cast.complainant.pk)
    assert (found.name, found.rights_epoch, found.sessions_epoch) == ("李小雨二", 2, 1)


def test_a_standing_holds_while_session_and_number_do(cast):
    here = device(cast.complainant)
    user, session = person_of_session(here.session.session_key)
    standing = Standing(user.pk, session.session_key, user.rights_epoch)
    assert holding([standing]) == {standing}
    end_rights(user.pk)
    assert holding([standing]) == set()
    again = Standing(user.pk, session.session_key, user.rights_epoch + 1)
    assert holding([again]) == {again}
    SessionStore(session.session_key).delete()
    assert holding([again]) == set()
    assert person_of_session(session.session_key) is None


def test_an_end_rolled_back_ended_nothing(cast, django_capture_on_commit_callbacks):
    membership = cast.handler.memberships.get()
    with django_capture_on_commit_callbacks() as woken:
        end_membership(membership, by=cast.supervisor)
    assert len(woken) >= 1
    assert User.objects.get(pk=cast.handler.pk).rights_epoch == 1


# --- the second factor ------------------------------------------------------------------------------------


@pytest.fixture
def chief(cast) -> User:
    person = User.objects.create_superuser("chief@cast.example", PASSWORD, name="管理员")
    assert person.is_staff
    return person


def log_in(client: Client, user: User):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def enrolled(user: User) -> Authenticator:
    from allauth.mfa.totp.internal.auth import TOTP

    return TOTP.activate(user, SECRET).instance


def test_the_administration_has_no_door_of_its_own(chief):
    client = Client()
    answer = client.get("/admin/", follow=False)
    assert answer.status_code == 302
    answer = client.get(answer.url)
    assert answer.url.startswith(reverse("account_login"))
    assert client.post("/admin/login/", {"username": chief.email, "password": PASSWORD}).status_code == 302
    assert not client.session.get("_auth_user_id")


def test_who_has_no_second_factor_is_led_to_setting_one_up_and_nowhere_else(chief):
    client = Client()
    log_in(client, chief)
    for page in ("/admin/", "/admin/accounts/user/", "/admin/viewflow/process/"):
        assert client.get(page).url == reverse("mfa_index")


def test_with_the_second_factor_the_administration_opens(chief):
    enrolled(chief)
    client = Client()
    assert log_in(client, chief).url == reverse("mfa_authenticate")
    assert client.get("/admin/").status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    assert client.get("/admin/").status_code == 200


def test_a_session_without_it_must_use_it_first(chief):
    enrolled(chief)
    client = login(Client(), chief)  # as a session that came in another way
    answer = client.get("/admin/")
    assert answer.url.startswith(reverse("mfa_reauthenticate"))
    answer = client.post(answer.url, {"code": code_of(SECRET)})
    assert answer.url == "/admin/"
    assert client.get("/admin/").status_code == 200
    Authenticator.objects.filter(user=chief).delete()
    assert client.get("/admin/").url == reverse("mfa_index")


def test_where_it_is_asked_for_staff_get_nowhere_but_to_it(cast, settings):
    settings.REQUIRE_STAFF_MFA = True
    client = login(Client(), cast.handler)
    for name in ("proceedings:inbox", "accounts:profile", "accounts:organisations", "accounts:devices"):
        assert client.get(reverse(name)).url == reverse("mfa_index"), name
    assert client.get(reverse("mfa_index")).status_code == 200
    assert login(Client(), cast.complainant).get(reverse("accounts:profile")).status_code == 200


@pytest.mark.parametrize("page", ["viewflow/process", "viewflow/task", "mfa/authenticator", "auth/group"])
def test_nothing_with_a_state_is_changed_in_the_administration(chief, page):
    from django.apps import apps
    from django.contrib.admin import site

    enrolled(chief)
    client = Client()
    log_in(client, chief)
    client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    assert client.get(f"/admin/{page}/").status_code == 200
    assert client.get(f"/admin/{page}/add/").status_code == 403
    if page == "mfa/authenticator":
        pk = Authenticator.objects.get().pk
        text = client.get(f"/admin/{page}/{pk}/change/").content.decode()
        assert SECRET not in text and "secret" not in text
        assert client.post(f"/admin/{page}/{pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.post(f"/admin/{page}/{pk}/change/", {"type": "totp"}).status_code == 403
        assert Authenticator.objects.exists()
    editable = [
        model._meta.label for model, admin in site._registry.items()
        if any(vars(type(admin)).get(name) for name in ()) or _may(admin, chief)
    ]  # fmt: skip
    assert editable == ["accounts.Organisation"]
    assert apps.is_installed("django.contrib.admin")


def _may(admin, user) -> bool:
    from django.test import RequestFactory

    request = RequestFactory().get("/admin/")
    request.user = user
    return (
        admin.has_add_permission(request)
        or admin.has_change_permission(request)
        or admin.has_delete_permission(request)
        or bool(admin.get_actions(request))
    )


def test_every_search_of_the_administration_works(chief):
    from django.contrib.admin import site

    enrolled(chief)
    client = Client()
    log_in(client, chief)
    client.post(reverse("mfa_authenticate"), {"code": code_of(SECRET)})
    for model in site._registry:
        page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert client.get(page, {"q": "a"}).status_code == 200, page
