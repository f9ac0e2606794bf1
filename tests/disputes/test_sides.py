"""One person is never on both sides: refused at filing, shown at admission, refused at the join."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, User
from accounts.services import declare_identity
from disputes import services
from disputes.exceptions import NotValid
from disputes.models import Dispute, Party
from disputes.sides import identical_filings, one_person_signs
from tests import stories
from tests.casefiles.samples import picture

LI_PHONE = "+8613800000001"


def respondent_page(draft):
    return reverse("disputes:file_step", args=[draft.pk, "respondent"])


def names(client, draft, **contact):
    given = {"target": "someone", "name": "王强", "kind": "person", "platform": "", **contact}
    return client.post(respondent_page(draft), given)


@pytest.mark.parametrize("contact", [{"email": "Complainant@cast.example"}, {"phone": "138 0000 0001"}])
def test_ones_own_contact_is_refused_as_the_others_with_a_sentence(as_, cast, contact):
    draft = stories.drafted(cast)
    answer = names(as_("complainant"), draft, **contact)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "投诉人和被投诉人填了相同的联系方式" in page
    assert next(iter(contact.values())) in page, "what was typed is still there"
    assert not draft.parties.filter(email=cast.complainant.email, role="respondent").exists()
    assert names(as_("complainant"), draft, phone="13800000077").status_code == 302


def test_the_contact_is_compared_too_when_ones_own_is_written_last(as_, cast):
    draft = stories.drafted(cast)
    own = {"name": "李小雨", "phone": "13800000002", "email": ""}
    answer = as_("complainant").post(reverse("disputes:file_step", args=[draft.pk, "consents"]), own)
    assert answer.status_code == 422
    Party.objects.filter(dispute=draft, role="respondent").update(email=cast.complainant.email)
    with pytest.raises(NotValid) as raised:
        services.file_dispute(draft, by=cast.complainant)
    assert raised.value.code == "one_contact"


def test_the_same_document_is_one_person(cast):
    draft = stories.drafted(cast)
    number = "11010519491231002X"
    draft.parties.update(id_document="resident_id")
    for party in draft.parties.all():
        party.id_number = number
        party.save()
    with pytest.raises(NotValid):
        services.file_dispute(draft, by=cast.complainant)


def test_who_belongs_to_the_platform_complained_of_does_not_file_against_it(cast):
    draft = stories.drafted(cast, against_platform=True)
    Membership.objects.create(user=cast.complainant, organisation=cast.platform, role="handler")
    with pytest.raises(NotValid) as raised:
        services.file_dispute(draft, by=cast.complainant)
    assert raised.value.code == "own_body"
    Membership.objects.filter(user=cast.complainant).update(ends_on="2026-01-01")
    assert services.file_dispute(draft, by=cast.complainant).reference


def test_the_desk_writes_no_contact_of_the_complainant_for_the_respondent(cast):
    dispute = stories.answering(cast, joined=False)
    party = dispute.parties.get(role="respondent")
    with pytest.raises(NotValid):
        services.hand_out_code(party, by=cast.handler, phone=LI_PHONE)
    with pytest.raises(NotValid):
        services.add_party(dispute, by=cast.handler, role="respondent", name="王强二", phone=LI_PHONE)
    assert services.add_party(dispute, by=cast.handler, role="third_party", name="李母", phone=LI_PHONE).pk


JOINS = {
    "with her account": lambda cast: (cast.complainant, {}),
    "in a private window under her telephone": lambda cast: (None, {"phone": "13800000001"}),
    "in a private window under her address": lambda cast: (None, {"email": cast.complainant.email}),
    "with a second account that says her address": lambda cast: (
        User.objects.create_user(cast.complainant.email, name="小号"),
        {},
    ),
    "with a second account with her document": lambda cast: (_same_document(cast), {}),
    "for her representative": lambda cast: (cast.outsider, {}),
}


def _same_document(cast):
    second = User.objects.create_user("second@example.org", name="小号")
    for user in (cast.complainant, second):
        declare_identity(
            user, document="resident_id", number="11010519491231002X", image=picture(), consents=True, by=user
        )
    return second


@pytest.mark.parametrize("how", JOINS)
def test_who_complains_does_not_join_as_the_respondent(cast, how):
    dispute = stories.answering(cast, joined=False)
    stories.represented(dispute, by=cast.complainant, who=cast.outsider)
    user, told = JOINS[how](cast)
    before = User.objects.count()
    with pytest.raises(NotValid) as raised:
        services.join_by_code(stories.code_for(dispute), by=user, **told)
    assert raised.value.code == "other_side"
    assert dispute.parties.get(role="respondent").user is None
    assert User.objects.count() == before
    assert services.find_invitation(stories.code_for(dispute)) is not None, "the code is not used up"


def test_a_member_of_the_responding_body_neither_joins_nor_represents_the_complainant(cast):
    dispute = stories.answering(cast, against_platform=True)
    services.appoint_representative(
        dispute, by=cast.complainant, name="吴", phone=cast.supervisor.email, mandate="special"
    )
    with pytest.raises(NotValid):
        services.accept_mandate(
            services.find_mandate_offer(stories.code_to(cast.supervisor.email)), by=cast.supervisor
        )


def test_what_speaks_for_one_person_is_shown_to_the_desk(as_, cast):
    dispute = stories.filed(cast)
    page = reverse("disputes:admit", args=[dispute.reference])
    assert one_person_signs(dispute) == []
    assert "受理前请核对" not in as_("handler").get(page).content.decode()
    Party.objects.filter(dispute=dispute, role="respondent").update(name="李 小雨", phone=LI_PHONE)
    assert one_person_signs(dispute) == [
        "李小雨和李 小雨有相同的联系方式、账号或者证件号码。",
        "投诉人和被投诉人姓名相同：李小雨。",
    ]
    shown = as_("handler").get(page).content.decode()
    assert all(sign in shown for sign in one_person_signs(dispute))


def test_a_representative_on_both_sides_is_shown_to_the_desk(cast):
    dispute = stories.filed(cast, against_platform=True)
    party = dispute.parties.get(role="complainant")
    party.representatives.create(user=cast.supervisor, name="吴建国", phone="x@example.org")
    assert one_person_signs(dispute) == ["李小雨或者其代理人同时代表众帮众包平台。"]


def test_identical_filings_are_shown_to_the_desk(as_, cast):
    first, second = stories.filed(cast), stories.filed(cast)
    assert identical_filings(second) == [first]
    shown = as_("handler").get(reverse("disputes:admit", args=[second.reference])).content.decode()
    assert f"同一人对同一被投诉人提出过相同的投诉：{first.reference}" in shown
    Dispute.objects.filter(pk=first.pk).update(narrative="另一件事。")
    assert identical_filings(second) == [first], "the same claims"
    first.claims.update(amount=1)
    assert identical_filings(second) == []
    Dispute.objects.filter(pk=first.pk).update(narrative=second.narrative.replace("。", "。\n "))
    assert identical_filings(second) == [first], "the same words"
    Party.objects.filter(dispute=first, role="respondent").update(name="赵某", phone="", email="")
    assert identical_filings(second) == []


def test_drafts_and_complaints_of_others_are_not_identical_filings(cast):
    filed = stories.filed(cast)
    stories.drafted(cast)
    other = stories.filed(cast)
    other.parties.filter(role="complainant").update(user=cast.outsider, phone="", email="z@example.org")
    assert identical_filings(filed) == []


def test_a_guest_under_another_contact_joins(cast):
    dispute = stories.answering(cast, joined=False)
    client = Client()
    client.post("/disputes/join/", {"code": stories.code_for(dispute)})
    answer = client.post("/disputes/join/confirm/", {"name": "王强", "phone": LI_PHONE})
    assert (answer.status_code, "您已经以其他身份参与本案" in answer.content.decode()) == (422, True)
    assert client.post("/disputes/join/confirm/", {"name": "王强", "phone": "13800000066"}).status_code == 302


def test_naming_somebody_keeps_nobody_out(cast):
    """One side names the other, or the other's lawyer, as its own representative: nobody has accepted that."""
    dispute = stories.negotiating(cast)
    lawyer = cast.outsider
    services.appoint_representative(
        dispute, by=cast.complainant, name=lawyer.name, phone=str(lawyer.email), mandate="general"
    )
    agent = stories.represented(dispute, by=cast.respondent, who=lawyer)
    assert (agent.user, agent.party.role) == (lawyer, "respondent")
    # the desk is shown what the other side wrote down
    assert one_person_signs(dispute) != []
