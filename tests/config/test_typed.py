"""What was typed when the session had ended, or under an outdated token: kept for its writer, shown to nobody else."""

import re

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import KeptPost
from accounts.services import end_all_sessions
from accounts.services.typed import MARK, mark_of, new_browser_key
from chat.models import Phrase
from config.typed import COOKIE
from tests.cast import PASSWORD, login

SAID = "十月八日接单，\n二十日交稿，至今没有付款。"
TITLE = "我常说的话"


def phrases():
    return reverse("chat:phrases")


def typed(client, user, **more):
    """A form that this browser was given for this person."""
    return {"title": TITLE, "text": SAID, MARK: mark_in(client, user), **more}


def mark_in(client, user):
    if COOKIE not in client.cookies:
        answer = HttpResponse()
        answer.set_signed_cookie(COOKIE, new_browser_key(), salt=COOKIE)
        client.cookies[COOKIE] = answer.cookies[COOKIE].value
    asked = HttpRequest()
    asked.COOKIES[COOKIE] = client.cookies[COOKIE].value
    return mark_of(user, asked.get_signed_cookie(COOKIE, salt=COOKIE))


def logs_in(client, user, there=None):
    return client.post(
        reverse("account_login") + (f"?next={there}" if there else ""),
        {"login": user.email, "password": PASSWORD, "next": there or ""},
    )


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


def with_token(client, data):
    return {**data, "csrfmiddlewaretoken": client.get(reverse("fresh_token")).json()["token"]}


def test_every_form_names_whom_it_was_given_to_and_none_is_given_to_nobody(cast):
    page = login(Client(), cast.complainant).get(phrases()).content.decode()
    marks = set(re.findall(rf'name="{MARK}" value="([^"]+)"', page))
    assert {mark.split(".")[0] for mark in marks} == {str(cast.complainant.pk)}
    forms = page.count('method="post"')
    assert page.count(f'name="{MARK}"') == page.count("csrfmiddlewaretoken") == forms
    assert MARK not in Client().get(reverse("account_login")).content.decode()


def test_sent_after_the_session_ended_it_waits_behind_the_log_in(cast, browser):
    answer = browser.post(phrases(), with_token(browser, typed(browser, cast.complainant)))
    assert answer.url == f"{reverse('account_login')}?next={phrases()}"
    assert SAID not in str(answer.headers)
    assert not Phrase.objects.exists()

    form = browser.get(reverse("account_login")).context["csrf_token"]
    there = browser.post(
        reverse("account_login"),
        {
            "login": cast.complainant.email,
            "password": PASSWORD,
            "next": phrases(),
            "csrfmiddlewaretoken": str(form),
        },
    ).url
    assert there == phrases()
    page = browser.get(there)
    assert "十月八日接单" in page.content.decode()
    assert "no-store" in page.headers["cache-control"]
    sent = browser.post(phrases(), hidden(page.content.decode()))
    assert sent.status_code == 302
    kept = Phrase.objects.get()
    assert (kept.owner, kept.title, kept.text.replace("\r\n", "\n")) == (cast.complainant, TITLE, SAID)
    assert not KeptPost.objects.exists()
    assert "您写的内容还在" not in browser.get(phrases()).content.decode()


def test_one_may_go_back_to_the_form_and_still_has_it_or_throw_it_away(cast):
    client = Client()
    client.post(phrases(), typed(client, cast.complainant))
    logs_in(client, cast.complainant)
    page = client.get(phrases())
    form = client.get(page.context["form_address"])
    assert "您写的内容还在" not in re.sub(r"<a .*?</a>", "", form.content.decode(), flags=re.S)
    assert KeptPost.objects.count() == 1
    client.post(
        reverse("forget_typed"), {"kept_post": page.context["typed"].pk, "next": "https://elsewhere.example/"}
    )
    assert not KeptPost.objects.exists()


def test_two_texts_from_two_pages_both_wait(cast):
    client = Client()
    for text in (SAID, SAID + "第二份", SAID):
        client.post(phrases(), typed(client, cast.complainant, text=text))
    logs_in(client, cast.complainant)
    assert [each.texts[1] for each in client.get("/inbox/").context["typed_waiting"]] == [
        SAID,
        SAID + "第二份",
    ]


def test_somebody_else_who_logs_in_on_the_same_device_does_not_get_it(cast):
    client = Client()
    client.post(phrases(), typed(client, cast.complainant))
    logs_in(client, cast.outsider)
    for address in (phrases(), "/inbox/"):
        assert SAID.split("\n")[0] not in client.get(address).content.decode()
    client.post(reverse("account_logout"))
    logs_in(client, cast.complainant)
    assert SAID.split("\n")[0] in client.get(phrases()).content.decode()


def test_the_same_person_in_another_browser_does_not_get_it_and_neither_does_a_copied_row(cast):
    client, other = Client(), Client()
    client.post(phrases(), typed(client, cast.complainant))
    other.post(phrases(), typed(other, cast.outsider, text="别的话，别的话。"))
    logs_in(other, cast.complainant)
    assert "您写的内容还在" not in other.get(phrases()).content.decode()
    hers, his = KeptPost.objects.order_by("user")
    KeptPost.objects.filter(pk=hers.pk).update(browser=his.browser)  # the seal does not open with his key
    assert "您写的内容还在" not in other.get(phrases()).content.decode()
    KeptPost.objects.filter(pk=his.pk).update(user=cast.complainant)  # it opens, and names him
    assert "别的话" not in other.get(phrases()).content.decode()


def test_a_changed_cookie_opens_nothing(cast):
    client = Client()
    client.post(phrases(), typed(client, cast.complainant))
    logs_in(client, cast.complainant)
    client.cookies[COOKIE] = "x" + client.cookies["typed"].value
    assert client.get(phrases()).context.get("typed") is None


def test_it_ends_after_its_time(cast, settings, travel):
    client = Client()
    client.post(phrases(), typed(client, cast.complainant))
    logs_in(client, cast.complainant)
    travel.by(minutes=settings.TYPED_MINUTES + 1)
    logs_in(client, cast.complainant)
    assert client.get(phrases()).context.get("typed") is None


def test_at_rest_nothing_of_it_can_be_read(cast):
    client = Client()
    client.post(phrases(), typed(client, cast.complainant))
    row = KeptPost.objects.get()
    stored = repr([getattr(row, name.attname) for name in KeptPost._meta.fields])
    for word in ("十月", "交稿", "title", phrases()):
        assert word not in stored and word.encode() not in bytes(row.sealed)


@pytest.mark.parametrize("mark", ["", "7", "7:1abcde:forged", "x" * 500])
def test_without_a_mark_of_ours_nothing_is_kept(mark, cast):
    client = Client()
    answer = client.post(phrases(), {**typed(client, cast.complainant), MARK: mark})
    assert (answer.status_code, KeptPost.objects.count(), "typed" in answer.cookies) == (302, 0, False)


def test_passwords_codes_and_files_are_never_kept(cast):
    client = Client()
    secrets = {
        "password": "leave-the-lamp",
        "code": "482913",
        "new_password1": "geheim",
        "access_code": "ABCD",
    }
    client.post(phrases(), typed(client, cast.complainant, **secrets))
    logs_in(client, cast.complainant)
    page = client.get(phrases())
    for secret in secrets.values():
        assert secret not in page.content.decode()
    assert page.context["typed"].was_whole is False
    assert "现在提交" not in page.content.decode()


def test_a_button_pressed_too_late_is_nothing_typed(cast):
    client = Client()
    client.post(phrases(), {"answer": "accept", "row": "1", MARK: mark_in(client, cast.complainant)})
    assert not KeptPost.objects.exists()


def test_a_script_is_told_that_the_session_ended(cast):
    client = Client()
    answer = client.post(phrases(), typed(client, cast.complainant), headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")
    assert not KeptPost.objects.exists()


def test_a_piece_of_a_page_is_never_filled_with_the_log_in_page():
    for address in (reverse("proceedings:bell_badge"), phrases()):
        assert Client().get(address, headers={"hx-request": "true"}).status_code == 401


# --- an outdated token -----------------------------------------------------------------------------


def test_an_outdated_token_shows_the_text_and_one_press_sends_it(cast, browser):
    login(browser, cast.complainant)
    old = with_token(browser, typed(browser, cast.complainant))
    browser.cookies.pop("csrftoken")
    with_token(browser, {})  # logged in again in another tab: another secret
    refused = browser.post(phrases(), old)
    page = refused.content.decode()
    assert refused.status_code == 403
    assert "十月八日接单" in page and TITLE in page
    assert not Phrase.objects.exists()
    again = hidden(page)
    assert again["csrfmiddlewaretoken"] != old["csrfmiddlewaretoken"]
    assert browser.post(phrases(), again).status_code == 302
    assert Phrase.objects.get().text.replace("\r\n", "\n") == SAID


def test_a_forged_form_of_another_site_is_shown_nothing_to_press(cast, browser):
    login(browser, cast.complainant)
    with_token(browser, {})
    forged = {"title": "转账", "text": "请把钱付到另一个账户。", "csrfmiddlewaretoken": "a" * 64}
    for mark in ({}, {MARK: "1:1abcde:guess"}, {MARK: mark_in(browser, cast.outsider)}):
        answer = browser.post(phrases(), {**forged, **mark})
        assert answer.status_code in {403, 409}
        assert "另一个账户" not in answer.content.decode()
    from_elsewhere = browser.post(
        phrases(),
        {**forged, MARK: mark_in(browser, cast.complainant)},
        headers={"origin": "https://evil.example"},
    )
    assert from_elsewhere.status_code == 403
    assert "另一个账户" not in from_elsewhere.content.decode()
    assert not Phrase.objects.exists()


def test_a_form_given_to_one_person_is_not_taken_from_another_even_with_a_good_token(cast, browser):
    login(browser, cast.outsider)
    answer = browser.post(phrases(), with_token(browser, typed(browser, cast.complainant)))
    assert answer.status_code == 409
    assert SAID.split("\n")[0] not in answer.content.decode()
    assert not Phrase.objects.exists()
    login(browser, cast.complainant)
    assert "十月八日接单" in browser.get(phrases()).content.decode()


def test_the_fresh_token_is_for_whoever_is_logged_in_and_for_this_site_alone(cast):
    nobody = Client().get(reverse("fresh_token"))
    hers = login(Client(), cast.complainant).get(reverse("fresh_token"))
    his = login(Client(), cast.outsider).get(reverse("fresh_token"))
    assert nobody.json()["person"] == ""
    assert hers.json()["person"] != his.json()["person"]
    assert "no-store" in hers.headers["cache-control"]
    assert "access-control-allow-origin" not in hers.headers


def test_what_was_taken_is_told_to_the_page_by_its_ticket_and_nothing_else_is(cast):
    client = login(Client(), cast.complainant)
    bad = client.post(phrases(), typed(client, cast.complainant, title="", typed_ticket="a1"))
    assert (bad.status_code, "typed_done" in bad.cookies) == (422, False)
    good = client.post(phrases(), typed(client, cast.complainant, typed_ticket="a1"))
    assert good.cookies["typed_done"].value == "a1"
    odd = client.post(phrases(), typed(client, cast.complainant, typed_ticket="a;b"))
    assert "typed_done" not in odd.cookies


def test_a_mark_is_worth_nothing_in_another_browser(cast):
    client, other = Client(), Client()
    mark = mark_in(client, cast.complainant)
    mark_in(other, cast.complainant)
    other.post(phrases(), {"title": TITLE, "text": SAID, MARK: mark})
    assert not KeptPost.objects.exists()
    client.post(phrases(), {"title": TITLE, "text": SAID, MARK: mark})
    assert KeptPost.objects.count() == 1


def test_nor_after_all_sessions_were_ended(cast):
    client = Client()
    form = typed(client, cast.complainant)
    end_all_sessions(cast.complainant)
    client.post(phrases(), form)
    assert not KeptPost.objects.exists()


def test_the_page_gives_the_browser_the_key_that_its_forms_are_bound_to(cast):
    client = login(Client(), cast.complainant)
    page = client.get(phrases())
    mark = re.search(rf'name="{MARK}" value="([^"]+)"', page.content.decode())[1]
    assert mark.split(":")[0] == mark_in(client, cast.complainant).split(":")[0]
    client.post(reverse("account_logout"))
    client.post(phrases(), {"title": TITLE, "text": SAID, MARK: mark})
    assert KeptPost.objects.count() == 1


def test_nothing_typed_into_ones_own_pages_is_kept_and_the_page_says_where_it_was_going(cast):
    client = Client()
    client.post(
        reverse("accounts:identity_declare"), typed(client, cast.complainant, number="990000199912311232")
    )
    client.post(reverse("account_email"), typed(client, cast.complainant, email="new@example.org"))
    assert not KeptPost.objects.exists()
    client.post(phrases(), typed(client, cast.complainant))
    logs_in(client, cast.complainant)
    assert f"要提交到：{phrases()}" in client.get(phrases()).content.decode()


def test_a_page_for_which_nothing_waits_asks_the_database_for_nothing(cast):
    client = login(Client(), cast.complainant)
    client.get(phrases())
    with CaptureQueriesContext(connection) as asked:
        client.get(phrases())
    assert not [query for query in asked.captured_queries if "keptpost" in query["sql"]]


def test_the_address_of_the_fresh_token_is_known():
    assert reverse("fresh_token") == "/typed/token/"
