"""A new mediator and what was said before: opened when both sides agree, and only then; a caucus by its side alone."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from chat.models import Message
from chat.services import post_message
from disputes.exceptions import NotLawfulNow, NotPermitted
from docket.models import Entry
from mediation import services
from mediation.models import EarlierTalkReply, EarlierTalkRequest
from mediation.selectors import errands_in, parties_awaited
from mediation.states import MediationState
from rulebook.selectors import live_deadlines
from tests.cast import login
from tests.mediation.cases import Case
from tests.mediation.earlier import JOINT, OWN, asked, replaced

ASKED = "新调解员许国华想看全体会谈室以前的内容，双方都同意才能看，请各方答复。"


def answers(case: Case, *willing: bool, **more: bool) -> EarlierTalkRequest:
    request = EarlierTalkRequest.objects.get()
    for person, is_willing in zip((case.cast.complainant, case.cast.respondent), willing, strict=False):
        services.answer_earlier_talk(request, by=person, is_willing=is_willing, **more)
    request.refresh_from_db()
    return request


def reads(case: Case, text: str, person=None) -> bool:
    return Message.objects.visible_to(person or case.cast.second_mediator).filter(body=text).exists()


def lines(case: Case) -> list[str]:
    return [line.body for line in case.room().messages.filter(author=None).order_by("seq")]


def test_when_both_agree_the_new_mediator_reads_what_was_said_to_all_and_no_caucus(case: Case):
    asked(case)
    assert not reads(case, JOINT)
    assert answers(case, True).state == "open"
    assert not reads(case, JOINT), "one side alone opens nothing"
    services.answer_earlier_talk(EarlierTalkRequest.objects.get(), by=case.cast.respondent, is_willing=True)
    assert EarlierTalkRequest.objects.get().state == "opened"
    assert reads(case, JOINT)
    assert not reads(case, OWN)


@pytest.mark.parametrize("willing", [(False, True), (True, False), (False, False)])
def test_one_no_is_enough_and_nobody_learns_whose_it_was(case: Case, willing):
    asked(case)
    assert answers(case, willing[0]).state == "open", "a no is not told before all have answered"
    services.answer_earlier_talk(
        EarlierTalkRequest.objects.get(), by=case.cast.respondent, is_willing=willing[1]
    )
    assert EarlierTalkRequest.objects.get().state == "kept"
    assert not reads(case, JOINT)
    assert set(EarlierTalkReply.objects.values_list("is_willing", flat=True)) == {None}
    assert lines(case)[-1] == "没有得到双方同意，全体会谈室以前的内容不给新调解员看，调解照常进行。"
    ended = Entry.objects.get(verb="mediation.earlier_talk_kept")
    assert ended.actor == "clock", "whoever answered last is not read out of it"


def test_silence_is_a_no_after_the_days_of_the_rulebook(case: Case, travel, tick):
    request = asked(case)
    services.answer_earlier_talk(request, by=case.cast.complainant, is_willing=True)
    deadline = live_deadlines(request).get()
    assert deadline.rule_version.rule.code == "earlier_talk_reply"
    travel.to(deadline.due_at)
    tick()
    request.refresh_from_db()
    assert (request.state, case.state) == ("kept", MediationState.MEDIATING)
    assert not reads(case, JOINT)


def test_all_are_told_and_it_is_the_turn_of_both_sides(case: Case):
    asked(case)
    assert ASKED in lines(case)
    assert parties_awaited(case.mediation) == [case.li, case.wang]
    for person in (case.cast.complainant, case.cast.respondent):
        assert person.happenings.filter(text=ASKED).exists()
        assert errands_in([case.dispute], person) == {
            case.dispute.pk: ("答复新调解员能不能看以前的会谈", False, False)
        }
    answers(case, True)
    assert parties_awaited(case.mediation) == [case.wang]


def test_it_is_asked_once(case: Case):
    first = asked(case)
    assert services.ask_for_earlier_talk(case.mediation, by=case.cast.second_mediator) == first
    answers(case, True, False)
    assert services.ask_for_earlier_talk(case.mediation, by=case.cast.second_mediator).state == "kept"
    with pytest.raises(IntegrityError), transaction.atomic():
        EarlierTalkRequest.objects.create(mediation=case.mediation, appointment=first.appointment, lines=1)


def test_who_was_there_from_the_beginning_has_nothing_to_ask(case: Case):
    case.mediating()
    post_message(case.room(), by=case.cast.complainant, text=JOINT, client_id="a")
    with pytest.raises(NotLawfulNow):
        services.ask_for_earlier_talk(case.mediation, by=case.cast.mediator)


def test_only_who_leads_asks_and_only_the_sides_answer(case: Case):
    replaced(case)
    c = case.cast
    for person in (c.complainant, c.mediator, c.secretary, c.outsider):
        with pytest.raises(NotPermitted):
            services.ask_for_earlier_talk(case.mediation, by=person)
    request = services.ask_for_earlier_talk(case.mediation, by=c.second_mediator)
    for person in (c.second_mediator, c.mediator, c.secretary, c.outsider):
        with pytest.raises(NotPermitted):
            services.answer_earlier_talk(request, by=person, is_willing=True)
    services.answer_earlier_talk(request, by=c.complainant, is_willing=True)
    with pytest.raises(NotLawfulNow):
        services.answer_earlier_talk(request, by=c.complainant, is_willing=False)


ENDS = {
    "one side leaves": lambda c: services.leave_mediation(c.mediation, by=c.cast.complainant),
    "the mediator resigns": lambda c: services.resign_as_mediator(
        c.mediation, by=c.cast.second_mediator, reason="生病。"
    ),
    "the mediator is challenged": lambda c: services.challenge_mediator(
        c.mediation, by=c.cast.respondent, ground="recusal.interest", reasons="认识对方。"
    ),
}


@pytest.mark.parametrize("name", ENDS)
def test_the_request_falls_away_with_the_talk(case: Case, name):
    request = asked(case)
    answers(case, True)
    ENDS[name](case)
    request.refresh_from_db()
    assert request.state == "dropped"
    assert not live_deadlines(request).exists()
    assert set(EarlierTalkReply.objects.values_list("is_willing", flat=True)) == {None}
    with pytest.raises(NotLawfulNow):
        services.answer_earlier_talk(request, by=case.cast.respondent, is_willing=True)
    assert not reads(case, JOINT)


def test_a_withdrawn_case_takes_the_request_with_it(case: Case):
    from disputes.services import withdraw_dispute

    request = asked(case)
    withdraw_dispute(case.dispute, by=case.cast.complainant)
    request.refresh_from_db()
    assert request.state == "dropped"


def test_after_a_dismissed_challenge_it_may_be_asked_for_again(case: Case):
    asked(case)
    ENDS["the mediator is challenged"](case)
    services.decide_challenge(
        case.mediation,
        by=case.cast.secretary,
        is_upheld=False,
        reasons="没有依据。",
        refusal="challenge_refused.no_ground",
    )
    assert services.ask_for_earlier_talk(case.mediation, by=case.cast.second_mediator).state == "open"


def test_a_side_opens_its_own_room_in_the_same_breath_and_the_other_never_learns_it(case: Case):
    asked(case)
    services.answer_earlier_talk(
        EarlierTalkRequest.objects.get(), by=case.cast.respondent, is_willing=False, shows_caucus=True
    )
    assert reads(case, OWN), "one's own room needs nobody else's word"
    assert not reads(case, OWN, case.cast.complainant)
    li = login(Client(), case.cast.complainant)
    for name in ("mediation:room", "mediation:earlier_talk"):
        page = li.get(reverse(name, args=[case.mediation.pk])).content.decode()
        assert OWN not in page
        assert case.room(case.wang).title not in page
    assert "单独" not in "".join(lines(case))
    answered = Entry.objects.get(verb="mediation.earlier_talk_answered")
    assert set(answered.facts) == {"mediation", "request"}


def test_the_same_answer_without_the_box_opens_no_caucus(case: Case):
    asked(case)
    answers(case, True, True)
    assert not reads(case, OWN)


def test_the_pages_from_asking_to_reading(case: Case):
    replaced(case)
    xu, li, wang = (
        login(Client(), who)
        for who in (case.cast.second_mediator, case.cast.complainant, case.cast.respondent)
    )
    page = reverse("mediation:earlier_talk", args=[case.mediation.pk])
    assert page in xu.get(reverse("mediation:desk", args=[case.mediation.pk])).content.decode()
    assert page not in li.get(reverse("mediation:room", args=[case.mediation.pk])).content.decode()
    ask = reverse("mediation:earlier_talk_ask", args=[case.mediation.pk])
    assert "只能请一次" in xu.get(page).content.decode()
    for _press in range(2):
        assert xu.post(ask).status_code == 302
    assert EarlierTalkRequest.objects.count() == 1
    assert page in li.get(reverse("mediation:room", args=[case.mediation.pk])).content.decode()
    shown = li.get(page).content.decode()
    assert "看不到什么" in shown
    assert "到期没有答复，算不同意" in shown
    assert li.post(page, {"answer": "maybe"}).status_code == 422
    assert li.post(page, {"answer": "agree"}).status_code == 302
    assert "您已经答复" in li.get(page).content.decode()
    assert wang.post(page, {"answer": "agree", "shows_caucus": "on"}).status_code == 302
    assert "双方同意，已经可以看" in wang.get(page).content.decode()
    desk = xu.get(reverse("mediation:desk", args=[case.mediation.pk])).content.decode()
    assert JOINT in desk
    assert OWN in desk
    assert login(Client(), case.cast.secretary).get(page).status_code == 403
    assert login(Client(), case.cast.mediator).get(page).status_code == 404
