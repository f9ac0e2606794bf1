"""Coming in by a code, and who speaks for whom."""

from django.urls import reverse

from accounts.models import User
from disputes import services
from tests import stories

JOIN, CONFIRM = "/disputes/join/", "/disputes/join/confirm/"
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


def test_guessing_is_slowed_down_and_then_even_the_right_code_waits(as_, cast):
    dispute = stories.answering(cast, joined=False)
    client = as_("anonymous")
    for _attempt in range(10):
        assert client.post(JOIN, {"code": "WRONGWRONG"}).status_code == 422
    assert client.post(JOIN, {"code": stories.code_for(dispute)}).status_code == 422


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
    page = as_("outsider").get(case)
    assert page.status_code == 200
    assert page.context["may_decide"] is False
    assert as_("outsider").get(url).status_code == 403
    mandate = dispute.parties.get(role="complainant").representatives.get()
    end = reverse("disputes:representative_act", args=[dispute.reference, mandate.pk, "end"])
    assert as_("respondent").post(end).status_code == 404
    assert as_("complainant").post(end).status_code == 302
    assert as_("outsider").get(case).status_code == 404


def test_the_other_side_or_the_desk_cannot_be_a_representative(as_, cast):
    dispute = stories.negotiating(cast)
    url = reverse("disputes:representatives", args=[dispute.reference])
    for name in ("respondent", "handler"):
        contact = getattr(cast, name).email
        named = {"name": "某", "contact": contact, "mandate": "special", "agrees": "on"}
        assert as_("complainant").post(url, named).status_code == 422


def test_a_representative_who_registers_later_is_linked(as_, cast):
    dispute = stories.negotiating(cast)
    url = reverse("disputes:representatives", args=[dispute.reference])
    named = {"name": "孙代理", "contact": "sun@example.org", "mandate": "special", "agrees": "on"}
    as_("complainant").post(url, named)
    mandate = dispute.parties.get(role="complainant").representatives.get()
    link = reverse("disputes:representative_act", args=[dispute.reference, mandate.pk, "link"])
    as_("complainant").post(link)
    mandate.refresh_from_db()
    assert mandate.user is None
    account = User.objects.create_user("sun@example.org", name="孙代理")
    as_("complainant").post(link)
    mandate.refresh_from_db()
    assert mandate.user == account
