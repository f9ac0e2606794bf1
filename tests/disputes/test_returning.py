"""A phone alone is enough for life: guests come back by a code, and come together with whoever proves their number."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import IdentityCheck, User
from accounts.services import close_joined, erase_person, prove_contact, vouch_for
from chat.models import Message, Room
from chat.services import post_message
from disputes import services
from disputes.exceptions import NotValid
from disputes.models import Party, RefusedJoin
from docket.models import Entry
from notices.models import Happening, OutboxMessage
from tests import stories
from tests.cast import PASSWORD, login

ASK, CONFIRM, JOIN = "/accounts/login/code/", "/accounts/login/code/confirm/", "/disputes/join/"
WANG, NUMBER = "王强", "+8613800000002"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def joined(cast, django_capture_on_commit_callbacks):
    """Wang came in by his code, as a guest, on a phone that is gone now."""
    dispute = stories.answering(cast, joined=False)
    code = stories.code_for(dispute)
    services.join_by_code(code, by=None, name=WANG, phone=NUMBER)
    dispute.code = code
    return dispute


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def guest(dispute):
    return dispute.parties.get(role="respondent").user


def asks(client, contact="13800000002", name=WANG):
    return client.post(ASK, {"contact": contact, "name": name})


def sent_to(number):
    texts = OutboxMessage.objects.filter(address=number, text__contains="验证码")
    return [found[1] for each in texts if (found := re.search(r"验证码 (\S+?)，", each.text))]


def types(client, number=NUMBER, page=CONFIRM):
    return client.post(page, {"code": sent_to(number)[-1]})


def sees_case(client, dispute):
    return client.get(reverse("proceedings:case", args=[dispute.reference])).status_code == 200


def person(name=WANG, number=NUMBER, **more):
    user = User.objects.create_user(name=name, **more)
    return user, number


def proves(user, number=NUMBER):
    prove_contact(user, number)
    return user


# --- back by number and name -------------------------------------------------------------------------


def test_a_guest_comes_back_by_number_name_and_six_digits(joined):
    client = Client()
    assert asks(client).url == CONFIRM
    (code,) = sent_to(NUMBER)
    assert re.fullmatch(r"\d{6}", code)
    assert types(client).status_code == 302
    assert client.session["_auth_user_id"] == str(guest(joined).pk)
    assert sees_case(client, joined)
    assert guest(joined).phone_verified_at is not None
    again = Client(REMOTE_ADDR="10.0.0.2")
    asks(again, name="")  # the number is proved: no name is needed any more
    types(again)
    assert sees_case(again, joined)


def test_whoever_was_in_the_guests_account_is_out(joined):
    lost = login(Client(), guest(joined))
    assert sees_case(lost, joined)
    client = Client()
    asks(client)
    types(client)
    assert not sees_case(lost, joined)
    assert sees_case(client, joined)


def test_a_guest_known_by_mail_alone_comes_back_by_mail(cast):
    dispute = stories.answering(cast, joined=False)
    services.join_by_code(stories.code_for(dispute), by=None, name=WANG, email="wang@example.org")
    assert guest(dispute).phone is None, "who gives one contact does not mean the other"
    client = Client()
    asks(client, contact="wang@example.org")
    from django.core import mail

    (code,) = re.findall(r"\b[A-Z]{4}-[A-Z]{4}\b", mail.outbox[-1].body)
    client.post(CONFIRM, {"code": code})
    assert sees_case(client, dispute)


@pytest.mark.parametrize(
    ("contact", "name"), [("13800000002", ""), ("13800000002", "王小强"), ("13800000009", WANG)]
)
def test_without_number_and_name_of_one_case_nothing_is_sent(joined, contact, name):
    client = Client()
    assert asks(client, contact=contact, name=name).url == CONFIRM
    assert OutboxMessage.objects.filter(text__contains="验证码").count() == 0
    assert "_auth_user_id" not in client.session


def test_a_name_is_the_same_however_it_is_written(cast):
    dispute = stories.answering(cast, joined=False)
    services.join_by_code(stories.code_for(dispute), by=None, name="阿不都·热合曼", phone=NUMBER)
    client = Client()
    asks(client, name="阿不都 热合曼")
    assert len(sent_to(NUMBER)) == 1


@pytest.mark.parametrize(("days", "is_sent"), [(89, True), (92, False)])
def test_a_number_finds_only_recent_cases(joined, days, is_sent):
    with time_machine.travel(joined.filed_at + timedelta(days=days)):
        asks(Client())
        assert bool(sent_to(NUMBER)) is is_sent


def test_a_case_counts_from_its_end_too(cast, joined):
    with time_machine.travel(joined.filed_at + timedelta(days=80)):
        services.withdraw_dispute(joined, by=cast.complainant)
    with time_machine.travel(joined.filed_at + timedelta(days=160)):
        asks(Client())
        assert len(sent_to(NUMBER)) == 1


def test_three_wrong_codes_end_it(joined):
    client = Client()
    asks(client)
    right = sent_to(NUMBER)[-1]
    wrong = "000000" if right != "000000" else "111111"
    for _n in range(3):
        client.post(CONFIRM, {"code": wrong})
    client.post(CONFIRM, {"code": right})
    assert "_auth_user_id" not in client.session


def test_tries_at_the_same_moment_are_counted(joined, settings):
    """Each copy of the session says that nothing was tried yet."""
    settings.LIMITS = {**settings.LIMITS, "code_tries": "3/15m"}
    client = Client()
    asks(client)
    key = client.session.session_key
    before = dict(client.session.items())
    for _n in range(3):
        client.post(CONFIRM, {"code": "999999"})
        session = client.session.__class__(key)
        session.update(before)
        session.save()
    client.post(CONFIRM, {"code": sent_to(NUMBER)[-1]})
    assert "_auth_user_id" not in client.session


def test_a_password_set_while_the_code_was_on_its_way_keeps_others_out(joined):
    client = Client()
    asks(client)
    user = guest(joined)
    user.set_password("somebody-elses-lamp")
    user.save()
    types(client)
    assert "_auth_user_id" not in client.session


# --- back by a used code -----------------------------------------------------------------------------


def test_a_used_code_sends_six_digits_to_the_known_number(joined):
    with time_machine.travel(joined.filed_at + timedelta(days=200)):  # the code is the further fact
        client = Client()
        assert client.post(JOIN, {"code": joined.code}).url == "/disputes/join/back/"
        page = client.get("/disputes/join/back/").content.decode()
        assert "+86138****0002" in page
        assert NUMBER not in page
        answer = client.post("/disputes/join/back/")
        client.post(answer.url, {"code": sent_to(NUMBER)[-1]})
        assert sees_case(client, joined)


def test_a_code_that_let_nobody_in_or_of_somebody_with_an_account_says_nothing_new(joined, cast):
    unknown = Client().post(JOIN, {"code": "ABCDEFGHJK"})
    prove_contact(guest(joined), NUMBER)
    used = Client().post(JOIN, {"code": joined.code})
    assert unknown.status_code == used.status_code == 422
    strip = re.compile(
        r'(csrfmiddlewaretoken" value|written_by" value|data-person|data-key|nonce|hx-headers)="?[^">]*|[A-Z]{10}'
    )
    pages = {
        re.sub(
            r'"X-CSRFToken": *"[^"]*"',
            "",
            strip.sub("", each.content.decode().replace(joined.code, "ABCDEFGHJK")),
        )
        for each in (unknown, used)
    }
    assert len(pages) == 1


# --- by the desk ----------------------------------------------------------------------------------------


def test_the_desk_gives_a_lost_guest_a_new_code_and_serves_nothing_again(as_, cast, joined):
    party = joined.parties.get(role="respondent")
    before = Entry.objects.filter(chain=joined.chain, verb__startswith="disputes.notice").count()
    page = as_("handler").get(reverse("disputes:parties", args=[joined.reference])).content.decode()
    assert "丢了登录方式，重新发查阅码" in page
    code = services.hand_out_code(party, by=cast.handler, phone="+8613800000077")
    assert Entry.objects.filter(chain=joined.chain, verb__startswith="disputes.notice").count() == before
    assert "受理了一件针对您的投诉" not in OutboxMessage.objects.latest("pk").text
    old, user = login(Client(), guest(joined)), guest(joined)
    client = Client()
    client.post(JOIN, {"code": code})
    client.post("/disputes/join/confirm/", {"name": WANG, "phone": "13800000077"})
    assert client.session["_auth_user_id"] == str(user.pk), "the same account, with all that was done in it"
    assert sees_case(client, joined)
    assert not sees_case(old, joined)
    assert guest(joined).phone == "+8613800000077"


def test_nobody_gets_a_code_for_somebody_who_can_log_in(cast, joined):
    prove_contact(guest(joined), NUMBER)
    with pytest.raises(NotValid):
        services.hand_out_code(joined.parties.get(role="respondent"), by=cast.handler)


def test_with_an_account_a_new_code_brings_the_guest_in(cast, joined):
    code = services.hand_out_code(joined.parties.get(role="respondent"), by=cast.handler)
    before = guest(joined)
    services.join_by_code(code, by=cast.respondent)
    assert guest(joined) == cast.respondent
    before.refresh_from_db()
    assert (before.is_active, before.joined_into) == (False, cast.respondent)


# --- one person a proven number ---------------------------------------------------------------------------


def test_who_proves_the_number_gets_the_recent_cases_under_their_name(cast, joined, commits):
    other = stories.answering(cast, joined=False)
    services.join_by_code(stories.code_for(other), by=None, name=WANG, phone=NUMBER)
    assert guest(joined) != guest(other)
    old = [guest(joined), guest(other)]
    client = Client()
    with commits():
        client.post(reverse("account_signup"), {"name": "王 强", "phone": "13800000002", "agrees": "on"})
        types(client, page=reverse("account_verify_phone"))
    user = User.objects.get(pk=client.session["_auth_user_id"])
    assert not user.has_usable_password()
    assert guest(joined) == guest(other) == user
    assert sees_case(client, joined)
    assert sees_case(client, other)
    assert [User.objects.get(pk=each.pk).joined_into for each in old] == [user, user]
    verbs = Entry.objects.filter(chain=joined.chain, verb="disputes.party_came_back")
    assert verbs.count() == 1


def test_cases_that_are_left_alone(cast, joined, commits):
    """Another name, another number, too old, or an account with a password or a verified identity."""
    respondent = joined.parties.get(role="respondent")

    def stays():
        user = User.objects.create_user(name=WANG)
        with commits():
            prove_contact(user, NUMBER)
        respondent.refresh_from_db()
        held = respondent.user_id
        User.objects.filter(pk=user.pk).update(phone=None, phone_verified_at=None)
        return held == before.pk

    before = guest(joined)
    User.objects.filter(pk=before.pk).update(name="王二")
    Party.objects.filter(pk=respondent.pk).update(name="王二")
    assert stays(), "another name"
    User.objects.filter(pk=before.pk).update(name=WANG, phone="+8613800000088")
    Party.objects.filter(pk=respondent.pk).update(name=WANG)
    assert stays(), "another number"
    User.objects.filter(pk=before.pk).update(phone=NUMBER)
    with time_machine.travel(joined.filed_at + timedelta(days=92)):
        assert stays(), "too old"
    User.objects.filter(pk=before.pk).update(identity_level="verified")
    assert stays(), "verified"
    User.objects.filter(pk=before.pk).update(identity_level="none")
    before.refresh_from_db()
    before.set_password("a-lamp-of-their-own")
    before.save()
    assert stays(), "with a password"
    User.objects.filter(pk=before.pk).update(password="!unusable")
    assert not stays(), "else it would be joined"


def test_what_was_said_in_the_rooms_goes_along(cast, commits):
    """Also in the caucus, which nobody finds again by the docket."""
    dispute = stories.mediating(cast)
    guest_was = cast.respondent
    rooms = list(Room.objects.visible_to(guest_was).filter(closed_at=None).order_by("pk"))
    assert any(room.is_caucus for room in rooms)
    for room in rooms:
        post_message(room, by=guest_was, client_id=str(uuid4()), text="只在这里说")
    User.objects.filter(pk=guest_was.pk).update(password="!", phone=NUMBER, phone_verified_at=None)
    EmailAddress.objects.filter(user=guest_was).delete()
    user = User.objects.create_user(name=WANG)
    with commits():
        prove_contact(user, NUMBER)
    assert guest(dispute) == user
    assert list(Room.objects.visible_to(user).filter(closed_at=None).order_by("pk")) == rooms
    said = Message.objects.visible_to(user).filter(body="只在这里说")
    assert {each.room_id for each in said} == {room.pk for room in rooms}
    assert {each.author.user for each in said} == {user}
    assert not Room.objects.visible_to(guest_was).exists()
    post_message(rooms[0], by=user, client_id=str(uuid4()), text="接着说")


# --- one more fact ------------------------------------------------------------------------------------------

FACTS = {
    "code": lambda dispute, holder: dispute.code,
    "identity": lambda dispute, holder: "31002X",
    "password": lambda dispute, holder: PASSWORD,
}


@pytest.fixture
def old_account(joined):
    """With a password, under the same number, which it never proved; the case is long over."""
    holder = guest(joined)
    holder.set_password(PASSWORD)
    holder.email = "wang@example.org"
    holder.save()
    vouch_for([User(pk=holder.pk, email="wang@example.org")])
    Party.objects.filter(user=holder).update(name="王先生")
    IdentityCheck.objects.create(
        user=holder, document="resident_id", number="11010519491231002X", number_index="x"
    )
    return holder


@pytest.mark.parametrize("kind", FACTS)
def test_an_older_account_is_joined_after_one_more_fact(joined, old_account, kind):
    user = proves(User.objects.create_user(name=WANG))
    client = login(Client(), user)
    with time_machine.travel(joined.filed_at + timedelta(days=400)):
        login(client, user)
        page = reverse("disputes:bring_in")
        wrong = client.post(page, {"kind": kind, "fact": "000000"})
        assert wrong.status_code == 422
        assert "没有能并入的案件" in wrong.content.decode()
        right = FACTS[kind](joined, old_account)
        if kind == "identity":
            right = "31002x"
        assert client.post(page, {"kind": kind, "fact": right}).status_code == 302
        assert sees_case(client, joined)
    old_account.refresh_from_db()
    assert (old_account.is_active, old_account.joined_into) == (False, user)
    told = OutboxMessage.objects.get(address="wang@example.org", subject__contains="并入另一个账号")
    assert "+86138****0002" in told.text
    assert (
        Client().post("/accounts/login/", {"login": "wang@example.org", "password": PASSWORD}).status_code
        == 200
    )


def test_guesses_at_a_fact_are_counted_against_who_guesses(old_account):
    user = proves(User.objects.create_user(name=WANG))
    client, page = login(Client(), user), reverse("disputes:bring_in")
    answers = [
        client.post(page, {"kind": "identity", "fact": f"{n:06d}"}, REMOTE_ADDR=f"10.0.0.{n}").status_code
        for n in range(6)
    ]
    assert answers == [422] * 5 + [429]


def test_the_number_must_be_proved_first(old_account):
    client = login(Client(), User.objects.create_user(name=WANG, phone=NUMBER))
    answer = client.post(reverse("disputes:bring_in"), {"kind": "password", "fact": PASSWORD})
    assert answer.status_code == 422
    assert Party.objects.filter(user=old_account).exists()


@pytest.mark.parametrize("strong", ["member", "second factor"])
def test_no_fact_replaces_an_office_or_a_second_factor(cast, old_account, strong):
    if strong == "member":
        cast.platform.memberships.create(user=old_account, role="handler")
    else:
        Authenticator.objects.create(user=old_account, type="totp", data={"secret": "x"})
    user = proves(User.objects.create_user(name=WANG))
    with pytest.raises(NotValid):
        services.bring_in(user, kind="password", fact=PASSWORD)


def test_erasing_a_person_erases_the_accounts_that_became_theirs(db):
    person, second, first = (User.objects.create_user(name=name) for name in ("王强", "王二", "王一"))
    close_joined(first, into=second)
    close_joined(second, into=person)
    erase_person(person, by=person)
    assert [str(User.objects.get(pk=each.pk)) for each in (first, second, person)] == ["已注销用户"] * 3


# --- never on both sides ----------------------------------------------------------------------------------


def test_who_complains_is_not_joined_to_the_respondent_and_the_desk_is_shown(as_, cast, joined, commits):
    """A family's phone: the complainant proves the number under which the respondent came in."""
    li = cast.complainant
    User.objects.filter(pk=li.pk).update(name=WANG)
    before = guest(joined)
    for _twice in range(2):
        with commits():
            User.objects.filter(pk=li.pk).update(phone=None, phone_verified_at=None)
            li.refresh_from_db()
            prove_contact(li, NUMBER)
    assert guest(joined) == before
    assert before.is_active
    (refused,) = RefusedJoin.objects.all()
    assert (refused.party.role, refused.user) == ("respondent", li)
    page = as_("handler").get(reverse("disputes:parties", args=[joined.reference])).content.decode()
    assert "在本案另有身份，不能同时代表双方" in page
    rung = Happening.objects.filter(reference=joined.reference, text__contains="没有并入，请核对")
    assert {each.user for each in rung} == {cast.handler, cast.supervisor}
    assert rung.count() == 2
    for who in ("complainant", "respondent"):
        assert as_(who).get(reverse("disputes:parties", args=[joined.reference])).status_code in {403, 404}
    with pytest.raises(NotValid):
        services.bring_in(li, kind="code", fact=joined.code)


def test_who_handles_the_case_is_not_joined(cast, joined, commits):
    User.objects.filter(pk=cast.handler.pk).update(name=WANG)
    with commits():
        prove_contact(cast.handler, NUMBER)
    assert guest(joined) != cast.handler
    assert RefusedJoin.objects.get().user == cast.handler


def test_proving_a_number_within_another_case_joins_after_it(cast, joined, commits):
    """A mandate accepted by the code sent to the number proves it, in the middle of an act."""
    dispute = stories.negotiating(cast)
    newcomer = User.objects.create_user(name=WANG)
    services.appoint_representative(
        dispute, by=cast.complainant, name=WANG, phone="13800000066", mandate="general"
    )
    Party.objects.filter(dispute=joined, role="respondent").update(phone="+8613800000066")
    User.objects.filter(pk=guest(joined).pk).update(phone="+8613800000066")
    with commits():
        services.accept_mandate(services.find_mandate_offer(stories.code_to("+8613800000066")), by=newcomer)
    assert guest(joined) == newcomer
