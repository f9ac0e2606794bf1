"""Who gets which page. The outsider gets none."""

import pytest
from django.test import Client
from django.urls import reverse

from mediation.services import accept_draft, make_proposal
from mediation.states import MediationState as M
from tests import stories
from tests.cast import PASSWORD, login
from tests.mediation.cases import WAY_TO, Case

PARTIES = {"complainant", "respondent"}
#: In a mediation in session: who gets the page (200) or is led to their own (302); all others get 404 or 403.
#: (That every address has its rung, and all of them for everybody: tests/pages/ladder/.)
LADDER = {
    "show": (set(), {*PARTIES, "mediator", "secretary"}),
    "room": (PARTIES, {"mediator", "secretary"}),
    "desk": ({"mediator"}, {*PARTIES, "secretary"}),
    "body": ({"secretary"}, {*PARTIES, "mediator"}),
    "consent": (set(), PARTIES),
    "choose": (set(), PARTIES),
    "challenge": (PARTIES, set()),
    "decide": (set(), {"secretary"}),
    "appoint": (set(), {"secretary"}),
    "name_co_mediator": ({"secretary"}, set()),
    "decide_challenge": (set(), {"secretary"}),
    "disclose": (set(), {"mediator"}),
    "disclose_more": ({"mediator"}, set()),
    "propose": ({"mediator"}, set()),
    "draft": ({"mediator"}, set()),
    "redraft": (set(), {"mediator"}),
    "resign": ({"mediator"}, set()),
    "terminate": ({"mediator", "secretary"}, set()),
    "leave": (PARTIES, set()),
    "agreement": ({*PARTIES, "mediator", "secretary"}, set()),
    "sign": (set(), {*PARTIES, "mediator", "secretary"}),
    "issues": ({*PARTIES, "mediator"}, set()),
    "offer": (PARTIES, set()),
    "private": (PARTIES, set()),
    "bidding": (set(), {*PARTIES, "mediator"}),
    "bidding_start": ({*PARTIES, "mediator"}, set()),
    "facts": ({*PARTIES, "mediator", "secretary"}, set()),
    "compass": ({*PARTIES, "mediator"}, set()),
    "record": ({*PARTIES, "mediator", "secretary"}, set()),
}


def test_each_page_is_for_exactly_whom_the_ladder_says(case: Case):
    case.mediating()
    case.draft()
    own, other = (
        ("complainant", "respondent", "mediator", "secretary"),
        ("outsider", "handler", "second_mediator"),
    )
    for page, (shown, led) in LADDER.items():
        address = reverse(f"mediation:{page}", args=[case.mediation.pk])
        assert Client().get(address).status_code == 302, page
        for name in own:
            answer = login(Client(), getattr(case.cast, name)).get(address)
            expected = {200} if name in shown else {302} if name in led else {403}
            assert answer.status_code in expected, (page, name)
        for name in other:
            assert login(Client(), getattr(case.cast, name)).get(address).status_code == 404, (page, name)


def test_what_is_posted_by_an_outsider_is_not_found(case: Case):
    case.mediating()
    proposal = make_proposal(case.mediation, by=case.cast.mediator, terms=[case.term()])
    outsider = login(Client(), case.cast.outsider)
    pk = case.mediation.pk
    for page, args in {
        "draw": [pk],
        "extend": [pk],
        "accept": [pk],
        "take_back": [pk],
        "fact_act": [pk, 1, "reply"],
        "facts_act": [pk, "close"],
        "reply": [pk, proposal.number],
        "withdraw_proposal": [pk, proposal.number],
    }.items():
        assert outsider.post(reverse(f"mediation:{page}", args=args)).status_code == 404
    assert case.state == M.MEDIATING


def test_only_its_secretary_keeps_a_roster(case: Case):
    entry = case.entries[0]
    for name, status in {"secretary": 200, "mediator": 403, "outsider": 403, "handler": 403}.items():
        client = login(Client(), getattr(case.cast, name))
        assert client.get(reverse("mediation:roster_edit", args=[entry.pk])).status_code == status
        assert client.get(reverse("mediation:roster_add", args=[entry.body_id])).status_code == status
        assert client.get(reverse("mediation:roster")).status_code == 200
    login(Client(), case.cast.outsider).post(reverse("mediation:roster_delist", args=[entry.pk]))
    entry.refresh_from_db()
    assert entry.delisted_at is None
    login(Client(), case.cast.secretary).post(reverse("mediation:roster_delist", args=[entry.pk]))
    entry.refresh_from_db()
    assert entry.delisted_at is not None


@pytest.mark.parametrize("state", list(WAY_TO))
def test_everybody_finds_their_page_in_every_state(case: Case, state):
    WAY_TO[state](case)
    for name in ("complainant", "respondent", "mediator", "secretary"):
        client = login(Client(), getattr(case.cast, name))
        answer = client.get(reverse("mediation:show", args=[case.mediation.pk]), follow=True)
        is_in_yet = name in PARTIES or (name == "secretary" and state != M.CONSENTING)
        is_in_yet |= name == "mediator" and state not in (
            M.CONSENTING,
            M.BODY_DECIDING,
            M.CHOOSING,
            M.APPOINTING,
        )
        assert answer.status_code == (200 if is_in_yet else 404), name
        assert client.get(reverse("mediation:caseload")).status_code == 200


def test_the_body_is_asked_through_the_page_and_says_why_others_cannot(case: Case):
    from accounts.models import Organisation

    Organisation.objects.create(
        kind="mediation_body", name="消费者协会", mediation_type="consumer_association", credit_code="X"
    )
    client = login(Client(), case.cast.complainant)
    address = reverse("mediation:request", args=[case.dispute.reference])
    page = client.get(address).content.decode()
    assert "市众合人民调解委员会" in page
    assert "消费者协会只调解消费纠纷" in page
    assert login(Client(), case.cast.outsider).get(address).status_code == 404
    answer = client.post(address, {"body": case.cast.mediation_body.pk, "text": "请调解"})
    assert answer.status_code == 302
    assert case.dispute.mediations.get().request_text == "请调解"


def test_a_choice_is_made_without_a_script(case: Case):
    case.accepted()
    chen, xu = case.entries
    address = reverse("mediation:choose", args=[case.mediation.pk])
    li = login(Client(), case.cast.complainant)
    clash = li.post(address, {f"entry-{chen.pk}": "1", f"entry-{xu.pk}": "1"})
    assert clash.status_code == 422
    assert li.post(address, {f"entry-{chen.pk}": "2", f"entry-{xu.pk}": "1"}).status_code == 302
    wang = login(Client(), case.cast.respondent)
    assert wang.post(address, {f"entry-{chen.pk}": "1", f"entry-{xu.pk}": "x"}).status_code == 302
    assert case.state == M.DISCLOSING
    assert case.mediation.mediator == case.cast.mediator


def test_a_wording_that_is_no_longer_the_one_is_not_accepted(case: Case):
    case.mediating()
    first = case.draft()
    case.draft(terms=[case.term(2600)])
    answer = login(Client(), case.cast.complainant).post(
        reverse("mediation:accept", args=[case.mediation.pk]), {"sha256": first.sha256}
    )
    assert answer.status_code == 409


def test_signing_by_page_asks_for_name_proof_and_reading(case: Case):
    case.signing()
    address = reverse("mediation:sign", args=[case.mediation.pk])
    wang = login(Client(), case.cast.respondent)
    assert wang.post(address, {"typed_name": "王强", "password": PASSWORD}).status_code == 422
    assert wang.post(address, {"typed_name": "王强", "has_read": "on"}).status_code == 422
    signed = {"typed_name": "王强", "password": PASSWORD, "has_read": "on"}
    assert wang.post(address, signed).status_code == 302
    assert case.agreement.signatures.get().party == case.wang


def test_naughty_numbers_in_addresses_are_not_found(case: Case):
    case.mediating()
    client = login(Client(), case.cast.complainant)
    assert client.get("/mediation/99999999999999999999999/room/").status_code == 404
    assert client.post(f"/mediation/{case.mediation.pk}/proposals/9/reply/").status_code == 404


def test_a_page_left_open_too_long_says_where_things_stand(case: Case):
    case.signing()
    for person, page in ((case.cast.complainant, "choose"), (case.cast.mediator, "propose")):
        client = login(Client(), person)
        answer = client.get(reverse(f"mediation:{page}", args=[case.mediation.pk]), follow=True)
        assert "待签署协议" in answer.content.decode()


def test_stale_submissions_are_refused_plainly(case: Case):
    case.mediating()
    agreement = case.draft()
    for person in (case.cast.complainant, case.cast.respondent):
        accept_draft(agreement, by=person)
    answer = login(Client(), case.cast.complainant).post(
        reverse("mediation:accept", args=[case.mediation.pk]), {"sha256": agreement.sha256}
    )
    assert answer.status_code == 409


def test_a_new_representative_finds_a_seat_in_the_rooms_of_their_side(case: Case):
    case.mediating()
    stories.represented(case.dispute, by=case.cast.respondent, who=case.cast.outsider, mandate="special")
    for room, is_member in ((case.room(), True), (case.room(case.wang), True), (case.room(case.li), False)):
        assert room.members.current().filter(user=case.cast.outsider).exists() == is_member
