"""Coming in by a code, and who speaks for whom."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.selectors import owner_of
from disputes import services
from disputes.exceptions import NotLawfulNow
from disputes.views.joining import SESSION_KEY
from notices.models import OutboxMessage
from tests import stories
from tests.cast import login

JOIN, CONFIRM, MANDATE = "/disputes/join/", "/disputes/join/confirm/", "/disputes/mandates/"
ABOUT = {"name": "王强", "phone": "13800000002"}


def test_a_code_lets_in_once_and_makes_a_guest(as_, cast):
    dispute = stories.answering(cast, joined=False)
    code, client = stories.code_for(dispute), as_("anonymous")
    typed = f" {code[:5].lower()} {code[5:]} "
    assert client.post(JOIN, {"code": typed}).url == CONFIRM
    joined = client.post(CONFIRM, ABOUT)
    assert joined.url == reverse("proceedings:case", args=[dispute.reference])
    party = dispute.parties.get(role="respondent")
    assert party.user.name == "王强"
    assert not party.user.has_usable_password()
    again = as_("outsider").post(JOIN, {"code": code})
    assert again.status_code == 422
    assert again.context["form"].errors["code"]


def test_somebody_signed_in_joins_with_their_account(as_, cast):
    dispute = stories.answering(cast, joined=False)
    before = User.objects.count()
    as_("respondent").post(JOIN, {"code": stories.code_for(dispute)})
    as_("respondent").post(CONFIRM, ABOUT)
    assert dispute.parties.get(role="respondent").user == cast.respondent
    assert User.objects.count() == before


def test_a_code_in_full_width_with_blanks_is_the_same_code(as_, cast):
    dispute = stories.answering(cast, joined=False)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in stories.code_for(dispute))
    as_("respondent").post(JOIN, {"code": f" {wide[:5]}　{wide[5:]}\u200b"})
    as_("respondent").post(CONFIRM, ABOUT)
    assert dispute.parties.get(role="respondent").user == cast.respondent


def test_neither_the_other_side_nor_the_desk_may_use_the_code(as_, cast):
    dispute = stories.answering(cast, joined=False)
    for name in ("complainant", "handler"):
        as_(name).post(JOIN, {"code": stories.code_for(dispute)})
        assert as_(name).post(CONFIRM, ABOUT).status_code == 422
    assert dispute.parties.get(role="respondent").user is None


def test_guessing_is_slowed_down_from_there_and_nowhere_else(as_, cast):
    dispute = stories.answering(cast, joined=False)
    client = as_("anonymous")
    for _attempt in range(20):
        assert client.post(JOIN, {"code": "WRONGWRONG"}).status_code == 422
    code = stories.code_for(dispute)
    barred = client.post(JOIN, {"code": code})
    assert barred.status_code == 429
    assert 880 < int(barred["Retry-After"]) <= 900
    assert code in barred.content.decode(), "what was typed is still there"
    assert client.post(JOIN, {"code": code}, REMOTE_ADDR="10.0.0.2").status_code == 302


def test_the_code_is_in_no_address(as_, cast):
    dispute = stories.answering(cast, joined=False)
    code, client = stories.code_for(dispute), as_("anonymous")
    texts = [message.text for message in OutboxMessage.objects.filter(text__contains=code)]
    texts += [file.read_text() for file in (Path(settings.DATA_DIR) / "sms").glob("*.txt")]
    [link] = {word for text in texts if code in text for word in text.split() if "http" in word}
    assert link[link.index("http") :] == f"{settings.SITE_URL}{JOIN}#{code}", (
        "behind the #, which no browser sends"
    )
    assert client.get(JOIN, {"code": code}).status_code == 200, "an address opens nothing"
    assert SESSION_KEY not in client.session
    assert client.post(JOIN, {"code": "".join(chr(ord(c) + 0xFEE0) for c in code)}).status_code == 302, (
        "full width"
    )


def test_confirming_without_a_code_leads_back(as_):
    assert as_("anonymous").get(CONFIRM).url == JOIN


def test_the_desk_finds_out_who_somebody_is_and_hands_out_a_code(as_, cast):
    dispute = stories.answering(cast, joined=False)
    party = dispute.parties.get(role="respondent")
    first = stories.code_for(dispute)
    url = reverse("disputes:access_code", args=[dispute.reference, party.pk])
    assert as_("complainant").get(url).status_code == 403
    assert as_("outsider").get(url).status_code == 404
    given = as_("handler").post(url, {"name": "王强（实名）", "phone": "13800000003", "email": ""})
    code = given.context["code"]
    assert len(code) == 10
    party.refresh_from_db()
    assert (party.name, party.phone) == ("王强（实名）", "+8613800000003")
    assert services.find_invitation(first) is None
    assert services.find_invitation(code).party == party


def test_nobody_gets_a_second_code_once_they_are_in(as_, cast):
    dispute = stories.answering(cast)
    party = dispute.parties.get(role="respondent")
    url = reverse("disputes:access_code", args=[dispute.reference, party.pk])
    assert as_("handler").post(url, {"name": "王强"}).status_code == 422


def test_a_representative_sees_the_case_and_settles_only_with_a_special_mandate(as_, cast):
    dispute = stories.negotiating(cast)
    url = reverse("disputes:representatives", args=[dispute.reference])
    named = {"name": "赵律师", "contact": cast.outsider.email, "mandate": "general", "agrees": "on"}
    assert as_("complainant").post(url, named).status_code == 302
    case = reverse("disputes:negotiate", args=[dispute.reference])
    assert as_("outsider").get(case).status_code == 404, "named, but has not accepted"
    assert accepts(as_("outsider"), stories.code_to(cast.outsider.email)).status_code == 302
    page = as_("outsider").get(case)
    assert page.status_code == 200
    assert page.context["may_decide"] is False
    assert as_("outsider").get(url).status_code == 403
    mandate = dispute.parties.get(role="complainant").representatives.get()
    end = reverse("disputes:representative_act", args=[dispute.reference, mandate.pk, "end"])
    assert as_("respondent").post(end).status_code == 404
    assert as_("complainant").post(end).status_code == 302
    assert as_("outsider").get(case).status_code == 404


def accepts(client, code):
    """Types the code, sees what it gives, accepts."""
    seen = client.post(MANDATE, {"code": code})
    assert seen.status_code == 200, seen.context["form"].errors
    return client.post(MANDATE, {"accept": "1"})


def names(as_, dispute, contact, *, mandate="special"):
    url = reverse("disputes:representatives", args=[dispute.reference])
    return as_("complainant").post(
        url, {"name": "孙", "contact": contact, "mandate": mandate, "agrees": "on"}
    )


@pytest.mark.parametrize("who", ["respondent", "handler", "complainant"])
def test_nobody_of_the_case_becomes_a_representative(as_, cast, who):
    dispute = stories.negotiating(cast)
    contact = getattr(cast, who).email
    assert names(as_, dispute, contact).status_code == 302, (
        "whether the address belongs to somebody is not told"
    )
    assert accepts(as_(who), stories.code_to(contact)).url == MANDATE
    assert dispute.parties.get(role="complainant").representatives.get().user is None


@pytest.mark.parametrize("contact", ["wu.new@example.org", "13800000009"])
def test_a_squatter_gets_nothing(as_, cast, contact):
    """Somebody has written the address into an account of their own, before or after, and never proved it."""
    dispute = stories.negotiating(cast)
    as_email = "@" in contact
    squatter = User.objects.create_user(
        contact if as_email else None, name="占号", **({} if as_email else {"phone": "+8613800000009"})
    )
    client = login(Client(), squatter)
    names(as_, dispute, contact)
    case = reverse("disputes:negotiate", args=[dispute.reference])
    renew = reverse("disputes:representative_act", args=[dispute.reference, 1, "renew"])
    representative = dispute.parties.get(role="complainant").representatives.get()
    as_("complainant").post(renew.replace("/1/", f"/{representative.pk}/"))
    for guess in ("", "AAAAAAAAAA", "22222-22222"):
        assert client.post(MANDATE, {"code": guess}).status_code == 422
    assert client.post(MANDATE, {"accept": "1"}).status_code == 409
    assert client.get(case).status_code == 404
    representative.refresh_from_db()
    assert representative.user is None


def test_a_code_works_once_until_replaced_withdrawn_or_too_old(as_, cast):
    dispute = stories.negotiating(cast)
    names(as_, dispute, "sun@example.org")
    first = stories.code_to("sun@example.org")
    representative = dispute.parties.get(role="complainant").representatives.get()
    services.renew_mandate_offer(representative, by=cast.complainant)
    second = stories.code_to("sun@example.org")
    assert services.find_mandate_offer(first) is None
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert services.find_mandate_offer(second) is None
    offer = services.find_mandate_offer(second)
    services.accept_mandate(offer, by=cast.outsider)
    assert services.find_mandate_offer(second) is None
    with pytest.raises(NotLawfulNow):
        services.accept_mandate(offer, by=cast.auditor)
    names(as_, dispute, "qian@example.org")
    third = stories.code_to("qian@example.org")
    services.end_representation(
        dispute.parties.get(role="complainant").representatives.get(user=None), by=cast.complainant
    )
    assert services.find_mandate_offer(third) is None


def test_a_code_handed_on_to_another_account_is_refused(as_, cast):
    """Who has proved the address is known: the power is for them."""
    dispute = stories.negotiating(cast)
    names(as_, dispute, cast.outsider.email)
    assert accepts(as_("auditor"), stories.code_to(cast.outsider.email)).url == MANDATE
    assert dispute.parties.get(role="complainant").representatives.get().user is None


def test_typing_the_code_proves_the_address(as_, cast):
    dispute = stories.negotiating(cast)
    newcomer = User.objects.create_user("sun@example.org", name="孙代理")
    names(as_, dispute, "sun@example.org")
    assert owner_of("sun@example.org") is None
    assert accepts(login(Client(), newcomer), stories.code_to("sun@example.org")).status_code == 302
    assert owner_of("sun@example.org") == newcomer


def test_of_two_who_type_a_code_at_once_one_gets_the_power(cast):
    dispute = stories.negotiating(cast)
    services.appoint_representative(
        dispute, by=cast.complainant, name="孙", phone="sun@example.org", mandate="special"
    )
    offers = [services.find_mandate_offer(stories.code_to("sun@example.org")) for _ in range(2)]
    services.accept_mandate(offers[0], by=cast.outsider)
    with pytest.raises(NotLawfulNow):
        services.accept_mandate(offers[1], by=cast.auditor)
    assert dispute.parties.get(role="complainant").representatives.get().user == cast.outsider
