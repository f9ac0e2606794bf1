"""Somebody without phone and e-mail: registered at the window, heard there, signing there, served by hand and by post."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.selectors import comes_in_alone
from casefiles.models import Evidence
from disputes import services
from disputes.engine import act_for, acting, officer_taking_down
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Dispute, Party, TakenDown
from disputes.policies import can_issue_opinion, can_take_down
from disputes.services import Signed
from disputes.states import OfferState, Origin, PartyRole, SignedOn, State
from docket.models import Entry
from docket.selectors import verify_chain
from docket.verification.whole import verify_all
from notices.models import Notice, OutboxMessage, Paper
from notices.services import record_direct_service, record_reading
from notices.states import Means, NoticeState, PaperKind
from tests import stories
from tests.cast import Cast, login

HAND = [[[20, 100], [60, 40], [100, 150], [140, 60], [180, 120], [220, 50], [260, 130], [300, 90]]]


def on_tablet() -> Signed:
    """One page, signed: another page has another key."""
    return Signed(on=SignedOn.TABLET, strokes=HAND)


OLD = {"name": "赵老伯", "address": "示例市和平路 3 号 2 单元"}


def at_window(cast: Cast, party: Party, do, *, by=None, signed=None, act="answer") -> TakenDown:
    return services.take_down(
        party,
        by=by or cast.receptionist,
        act=act,
        title="答复投诉",
        statement="被投诉人 赵老伯：答复投诉\n您的答复意见：稿子没有收到。",
        signed=signed or on_tablet(),
        do=do,
    )


def walk_in_draft(cast: Cast, **own: str) -> Dispute:
    """Written by the receptionist for a man who has neither phone nor e-mail."""
    by = cast.receptionist
    draft = services.start_draft(by=by, origin=Origin.DESK)
    services.save_draft(
        draft,
        by=by,
        sector="zhongbao",
        category="unpaid_remuneration",
        title="帮人看店不付钱",
        narrative="在平台上接了看店的活，三天，没有付钱。",
        platform=cast.platform,
        region="33",
    )
    services.replace_claims(
        draft, by=by, claims=[{"remedy": "pay_remuneration", "amount": Decimal("600.00"), "detail": ""}]
    )
    services.name_respondent(
        draft,
        by=by,
        platform=cast.platform,
        is_against_platform=False,
        name="王强",
        phone="+8613800000002",
    )
    services.describe_complainant(draft, by=by, **{**OLD, "window_fact": "246810", **own})
    return stories.fresh(draft)


def hand_in(cast: Cast, draft: Dispute, signed: Signed | None = None) -> Dispute:
    return services.file_at_window(
        draft,
        by=cast.receptionist,
        title="提交投诉",
        statement="投诉人：赵老伯",
        signed=signed or on_tablet(),
    )


def own(dispute: Dispute) -> Party:
    return dispute.parties.get(role=PartyRole.COMPLAINANT)


def other(dispute: Dispute) -> Party:
    return dispute.parties.get(role=PartyRole.RESPONDENT)


@pytest.fixture
def filed(cast: Cast) -> Dispute:
    return hand_in(cast, walk_in_draft(cast))


# --- filing ---------------------------------------------------------------------------------------


def test_a_complaint_without_phone_and_e_mail_is_handed_in_by_its_complainant(filed, cast):
    old = own(filed)
    assert (filed.state, old.phone, old.email) == (State.FILED, "", "")
    assert old.user is not None and not comes_in_alone(old.user)
    entry = Entry.objects.get(chain=filed.chain, verb="disputes.filed")
    assert entry.actor == old.user.actor
    assert entry.facts["taken_down_by"] == cast.receptionist.actor
    assert verify_chain(filed.chain) == []


def test_what_is_told_of_the_filing_names_both(filed, cast):
    from proceedings.selectors import timeline

    line = next(moment for moment in timeline(filed) if moment.title == "投诉已提交")
    assert line.by == "投诉人 赵老伯（由韩梅代为录入，经本人核对签名）"
    registration = Paper.objects.get(chain=filed.chain, kind=PaperKind.REGISTRATION)
    assert "赵老伯（由韩梅代为录入，经本人核对签名）" in registration.html
    record = Paper.objects.get(chain=filed.chain, kind=PaperKind.WINDOW_RECORD)
    assert "由韩梅代为录入，经本人核对签名" in record.html
    assert record.facts["drawings"] == {"1": HAND}
    assert "<svg" in record.shown_html


@pytest.mark.parametrize(
    "signed",
    [
        Signed(on=SignedOn.TABLET),
        Signed(on=SignedOn.TABLET, strokes=[[[1, 1], [2, 2]]]),
        Signed(on=SignedOn.PAPER),
    ],
    ids=["no hand", "a dot", "no scan"],
)
def test_without_a_signature_nothing_is_filed(cast, signed):
    draft = walk_in_draft(cast)
    with pytest.raises(NotValid):
        hand_in(cast, draft, signed)
    draft = stories.fresh(draft)
    assert (draft.state, own(draft).user, TakenDown.objects.count()) == (State.DRAFT, None, 0)


def test_the_officer_alone_files_nothing_written_at_a_window(cast):
    draft = walk_in_draft(cast, window_fact="")
    with pytest.raises(NotValid, match="联系方式"):  # neither a number nor an agreed fact: no way in later
        hand_in(cast, draft)
    draft = walk_in_draft(cast)
    with pytest.raises(NotPermitted):
        services.file_dispute(draft, by=cast.receptionist)


def test_online_a_way_to_reach_somebody_is_still_asked(cast):
    draft = stories.drafted(cast)
    draft.parties.filter(role=PartyRole.COMPLAINANT).update(phone="", email="", address="某街 1 号")
    assert "您的姓名和联系方式" in services.missing_content(draft)


def test_pressed_twice_it_is_filed_once(cast, filed):
    again = hand_in(cast, stories.fresh(filed))
    assert (again.pk, TakenDown.objects.count()) == (filed.pk, 1)


# --- service --------------------------------------------------------------------------------------


def test_papers_for_them_wait_for_hand_or_post_and_nothing_is_sent(filed, cast):
    services.admit_dispute(filed, by=cast.handler)
    notices = Notice.objects.filter(addressee_key=own(filed).key)
    assert notices.count() == 2
    assert {(n.means, n.state, n.user) for n in notices} == {(Means.DIRECT, NoticeState.PREPARED, None)}
    assert not OutboxMessage.objects.filter(notice__in=notices).exists()


def test_their_officer_who_opens_a_paper_is_not_them(filed, cast, client):
    services.admit_dispute(filed, by=cast.handler)
    notice = Notice.objects.filter(addressee_key=own(filed).key).last()
    with pytest.raises(NotPermitted):
        record_reading(notice, cast.receptionist)
    login(client, cast.receptionist).get(f"/notices/{notice.pk}/")
    notice.refresh_from_db()
    assert (notice.state, notice.read_at) == (NoticeState.PREPARED, None)


def test_what_is_handed_over_at_their_window_has_arrived(filed, cast):
    services.admit_dispute(filed, by=cast.handler)
    notice = Notice.objects.filter(addressee_key=own(filed).key).last()
    served = record_direct_service(notice, by=cast.receptionist, received_by="赵老伯")
    assert (served.state, served.arrived_by) == (NoticeState.ARRIVED, Means.DIRECT)


# --- a respondent who comes to the window ---------------------------------------------------------


def registered(cast: Cast, *, by=None, **more: str) -> Party:
    dispute = stories.serving(cast)
    party = other(dispute)
    given = {"address": "和平路 3 号", "fact": "135790", **more}
    return services.register_at_window(party, by=by or cast.supervisor, **given)


def test_a_respondent_registered_at_the_desk_answers_there(cast):
    party = registered(cast)
    dispute = party.dispute
    row = at_window(
        cast,
        party,
        lambda user: services.answer_complaint(dispute, by=user, text="稿子没有收到。"),
        by=cast.supervisor,
    )
    party.refresh_from_db()
    response = party.responses.get()
    assert response.answered_by == party.user
    answered = Entry.objects.filter(chain=dispute.chain, verb__startswith="disputes.answer").last()
    assert (answered.actor, answered.facts["taken_down_by"]) == (party.user.actor, cast.supervisor.actor)
    assert row.window == cast.platform
    paper = Paper.objects.get(chain=dispute.chain, kind=PaperKind.ANSWER)
    assert "由吴建国代为录入，经本人核对签名" in paper.html
    # in person, so nothing claims that a page was opened
    notice = Notice.objects.get(paper__kind=PaperKind.ANSWER_NOTICE, addressee_key=party.key)
    assert (notice.state, notice.arrived_by) == (NoticeState.ARRIVED, Means.DIRECT)


def test_registering_them_is_no_service(cast):
    party = registered(cast)
    notices = Notice.objects.filter(paper__kind=PaperKind.ANSWER_NOTICE, addressee_key=party.key)
    assert NoticeState.ARRIVED not in set(notices.values_list("state", flat=True))
    assert stories.fresh(party.dispute).state == State.SERVING


@pytest.mark.parametrize(
    ("given", "code"),
    [({"address": " "}, "no_address"), ({"fact": ""}, "no_fact"), ({"fact": "12345"}, "no_fact")],
)
def test_an_address_and_one_fact_are_all_that_is_asked(cast, given, code):
    with pytest.raises(NotValid) as refusal:
        registered(cast, **given)
    assert refusal.value.code == code


def test_who_may_take_down_for_a_party(cast):
    dispute = stories.serving(cast)
    party = other(dispute)
    may = {name for name, user in cast.people.items() if can_take_down(user, party)}
    # the handler has admitted the case; nobody of another body, no mediator, no party
    assert may == {"supervisor"}


def test_whoever_judges_takes_down_nobodys_words_and_the_other_way_round(cast):
    party = registered(cast)
    dispute = party.dispute
    assert not can_take_down(cast.handler, party)  # has decided on the admission
    with pytest.raises(NotPermitted):
        at_window(cast, party, lambda user: None, by=cast.handler)
    at_window(
        cast,
        party,
        lambda user: services.answer_complaint(dispute, by=user, text="没有收到。"),
        by=cast.supervisor,
    )
    assert not can_issue_opinion(cast.supervisor, stories.fresh(dispute))
    assert can_issue_opinion(cast.handler, stories.fresh(dispute))


@pytest.mark.parametrize(
    "who", ["outsider", "complainant", "mediator", "secretary", "other_handler", "auditor"]
)
def test_nobody_else_takes_down_anything(cast, who):
    party = registered(cast)
    with pytest.raises(NotPermitted):
        at_window(cast, party, lambda user: None, by=getattr(cast, who))
    assert not TakenDown.objects.exists()


def test_for_whoever_logs_in_themselves_only_when_they_are_there_and_agree(cast):
    dispute = stories.answering(cast)
    party = other(dispute)

    def answer(user):
        return services.answer_complaint(dispute, by=user, text="没有收到。")

    with pytest.raises(NotPermitted) as refusal:
        at_window(cast, party, answer, by=cast.supervisor)
    assert refusal.value.code == "has_own_login"
    with pytest.raises(NotLawfulNow):
        services.register_at_window(party, by=cast.supervisor, address="某街", fact="135790")
    there = Signed(on=SignedOn.TABLET, strokes=HAND, agreed_in_person=True)
    row = at_window(cast, party, answer, by=cast.supervisor, signed=there)
    entry = Entry.objects.get(chain=dispute.chain, verb="disputes.taken_down")
    assert row.agreed_in_person and entry.facts["agreed_in_person"] is True
    assert entry.actor == cast.respondent.actor


def test_a_refused_act_leaves_no_record_of_a_signature(cast):
    party = registered(cast)
    dispute = party.dispute
    with pytest.raises(NotPermitted):  # the policy decides for the party: a respondent withdraws nothing
        at_window(
            cast,
            party,
            lambda user: services.withdraw_dispute(dispute, by=user, reason="不想投诉了"),
            by=cast.supervisor,
        )
    assert not TakenDown.objects.exists()
    assert not Paper.objects.filter(kind=PaperKind.WINDOW_RECORD).exists()


def test_signed_on_paper_the_scan_is_kept_for_them_and_the_desk_alone(cast):
    party = registered(cast)
    dispute = party.dispute
    scan = SimpleUploadedFile("签名.txt", "签名".encode())
    row = at_window(
        cast,
        party,
        lambda user: services.answer_complaint(dispute, by=user, text="没有收到。"),
        by=cast.supervisor,
        signed=Signed(on=SignedOn.PAPER, scan=scan),
    )
    piece = Evidence.objects.get(pk=row.scan)
    assert piece.submitted_by_party == party
    sees = {
        name
        for name, user in cast.people.items()
        if Evidence.objects.visible_to(user).filter(pk=piece.pk).exists()
    }
    assert sees == {"handler", "supervisor"}
    assert list(verify_all()) == []


def test_whoever_changes_what_was_signed_is_found(cast):
    party = registered(cast)
    dispute = party.dispute
    row = at_window(
        cast,
        party,
        lambda user: services.answer_complaint(dispute, by=user, text="没有收到。"),
        by=cast.supervisor,
    )
    assert list(verify_all()) == []
    TakenDown.objects.filter(pk=row.pk).update(statement="被投诉人 赵老伯：全部同意")
    assert list(verify_all()) != []


def test_pressed_twice_on_one_page_it_is_done_once(cast):
    party = registered(cast)
    dispute, signed = party.dispute, on_tablet()

    def answer(user):
        return services.answer_complaint(dispute, by=user, text="没有收到。")

    first, second = (at_window(cast, party, answer, by=cast.supervisor, signed=signed) for _n in range(2))
    assert first == second and TakenDown.objects.count() == 1


# --- coming in later ------------------------------------------------------------------------------


def test_the_code_of_the_covering_sheet_and_one_fact_open_the_same_account(cast):
    party = registered(cast)
    stands_for = party.user
    code = services.cover_sheet(party, by=cast.supervisor)
    with pytest.raises(NotValid) as refusal:
        services.join_by_code(code, by=None, fact="111111")
    assert refusal.value.code == "wrong_fact"
    joined = services.join_by_code(code, by=None, fact=" １３５７９０ ")
    assert (joined.user, joined.phone, joined.email) == (stands_for, party.phone, party.email)


def test_five_wrong_facts_and_the_code_is_void(cast):
    party = registered(cast)
    code = services.cover_sheet(party, by=cast.supervisor)
    for _n in range(5):
        with pytest.raises(NotValid):
            services.join_by_code(code, by=None, fact="000000")
    with pytest.raises(NotValid) as refusal:
        services.join_by_code(code, by=None, fact="135790")
    assert refusal.value.code == "bad_code"


def test_with_an_identity_number_its_last_six_are_asked(cast):
    party = registered(cast, id_document="resident_id", id_number="11010519491231002X", fact="")
    code = services.cover_sheet(party, by=cast.supervisor)
    assert services.join_by_code(code, by=None, fact="31002x").pk == party.pk


def test_their_own_account_takes_the_place_of_the_one_at_the_window(cast):
    party = registered(cast)
    code = services.cover_sheet(party, by=cast.supervisor)
    joined = services.join_by_code(code, by=cast.respondent, fact="135790")
    assert joined.user == cast.respondent


def test_a_code_is_for_those_who_have_not_come_in(cast):
    dispute = stories.answering(cast)
    assert services.cover_sheet(other(dispute), by=cast.supervisor) == ""


# --- the engine -----------------------------------------------------------------------------------


def test_only_what_the_party_does_is_taken_down_for_them(cast):
    """What the clock does in the same act names nobody who wrote it."""
    party = registered(cast)
    with act_for(party, by=cast.supervisor) as case:
        from disputes.engine import note

        assert officer_taking_down() == cast.supervisor
        assert officer_taking_down(own(case)) is None
        note(case, "disputes.representation_ended", by=party.user)
        note(case, "disputes.answer_time_ended", by=None)
    last, before = Entry.objects.filter(chain=case.chain).order_by("-seq")[:2]
    assert "taken_down_by" not in last.facts
    assert before.facts["taken_down_by"] == cast.supervisor.actor
    assert officer_taking_down() is None


def test_an_officers_own_act_never_becomes_somebody_elses(cast):
    party = registered(cast)
    with (
        acting(party.dispute, by=cast.supervisor),
        pytest.raises(RuntimeError),
        act_for(party, by=cast.supervisor),
    ):
        pass


def test_a_settlement_is_reached_at_the_window_and_paid(cast, filed):
    """Both ways: the complainant never leaves the window, the respondent is online."""
    services.admit_dispute(filed, by=cast.handler)
    services.join_by_code(stories.code_for(filed), by=cast.respondent)
    services.answer_complaint(filed, by=cast.respondent, text="只做了两天。")
    services.make_offer(filed, by=cast.respondent, terms=[stories.pays(filed, "400.00")])
    offer = filed.offers.get()
    at_window(cast, own(filed), lambda user: services.accept_offer(offer, by=user), act="accept-1")
    offer.refresh_from_db()
    assert (offer.state, offer.answered_by) == (OfferState.ACCEPTED, own(filed).user)
    settlement = Paper.objects.get(chain=filed.chain, kind=PaperKind.SETTLEMENT)
    assert "由韩梅代为录入，经本人核对签名" in settlement.html
    owed = filed.settlements.get().obligations.get()
    services.claim_performance(owed, by=cast.respondent, note_text="付清")
    at_window(cast, own(filed), lambda user: services.confirm_performance(owed, by=user), act="confirm")
    filed = stories.fresh(filed)
    assert (filed.state, filed.outcome) == (State.CLOSED, "settled")
    assert verify_chain(filed.chain) == [] and list(verify_all()) == []
