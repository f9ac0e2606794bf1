"""What one side must never learn of the other."""

import json

import pytest
from django.apps import apps
from django.core import serializers

from chat.services import post_message
from disputes.exceptions import NotLawfulNow, NotPermitted
from docket.models import Entry
from docket.selectors import opened
from mediation.models import ProposalReply
from mediation.services import (
    choose_mediator,
    draw_up_record,
    make_proposal,
    reply_to_proposal,
    terminate_mediation,
    withdraw_proposal,
)
from tests.mediation.cases import Case

MARKER = "底线二千二百元紫罗兰"


def everything_but_messages() -> str:
    """Every row of every table, except what is in the rooms themselves."""
    rows = [
        serializers.serialize("json", model._base_manager.all(), ensure_ascii=False)
        for model in apps.get_models()
        if model._meta.app_label != "chat" and not model._meta.proxy
    ]
    return "\n".join(rows) + json.dumps([opened(e) for e in Entry.objects.all()], ensure_ascii=False)


@pytest.mark.parametrize("end", ["agreed", "terminated"])
def test_nothing_said_in_a_caucus_is_found_outside_it(case: Case, end):
    case.mediating()
    post_message(case.room(case.wang), by=case.cast.respondent, text=MARKER, client_id="secret")
    draw_up_record(case.mediation, by=case.cast.mediator, summary="双方各自陈述。", undisputed="已交付三张。")
    if end == "agreed":
        agreement = case.draft()
        from mediation.services import accept_draft

        for person in (case.cast.complainant, case.cast.respondent):
            accept_draft(agreement, by=person)
        for person in (case.cast.complainant, case.cast.respondent, case.cast.mediator, case.cast.secretary):
            case.sign(person)
    else:
        terminate_mediation(
            case.mediation, by=case.cast.mediator, ground="termination.far_apart", reason="差距大。"
        )
    assert "双方各自陈述" in everything_but_messages()
    assert MARKER not in everything_but_messages()


def test_the_other_side_does_not_even_see_that_there_is_a_caucus(case: Case):
    from chat.models import Room

    case.mediating()
    seen = set(Room.objects.visible_to(case.cast.complainant).values_list("key", flat=True))
    assert case.room(case.li).key in seen
    assert case.room(case.wang).key not in seen
    body = Room.objects.visible_to(case.cast.secretary)
    assert not body.exists()


def test_nobody_learns_who_refused_a_proposal(case: Case):
    case.mediating()
    proposal = make_proposal(case.mediation, by=case.cast.mediator, terms=[case.term()])
    reply_to_proposal(proposal, by=case.cast.respondent, is_accepted=False)
    proposal.refresh_from_db()
    assert proposal.state == "open"  # no result yet, though it can only fail
    reply_to_proposal(proposal, by=case.cast.complainant, is_accepted=True)
    proposal.refresh_from_db()
    assert proposal.state == "failed"
    assert set(ProposalReply.objects.values_list("is_accepted", flat=True)) == {None}
    entries = case.dispute.chain.entries.filter(verb__startswith="mediation.proposal_")
    assert list(entries.order_by("seq").values_list("verb", "actor")) == [
        ("mediation.proposal_made", case.cast.mediator.actor),
        ("mediation.proposal_answered", case.cast.respondent.actor),
        ("mediation.proposal_answered", case.cast.complainant.actor),
        ("mediation.proposal_failed", "clock"),
    ]
    answered = entries.filter(verb="mediation.proposal_answered").order_by("seq")
    assert [opened(entry) for entry in answered] == [{"mediation": case.mediation.pk, "proposal": 1}] * 2


def test_a_proposal_accepted_by_all_is_accepted(case: Case):
    case.mediating()
    proposal = make_proposal(case.mediation, by=case.cast.mediator, terms=[case.term()])
    for person in (case.cast.complainant, case.cast.respondent):
        reply_to_proposal(proposal, by=person, is_accepted=True)
    proposal.refresh_from_db()
    assert proposal.state == "accepted"


def test_a_withdrawn_proposal_keeps_no_answers_and_takes_none(case: Case):
    case.mediating()
    proposal = make_proposal(case.mediation, by=case.cast.mediator, terms=[case.term()])
    reply_to_proposal(proposal, by=case.cast.respondent, is_accepted=False)
    withdraw_proposal(proposal, by=case.cast.mediator)
    assert ProposalReply.objects.get().is_accepted is None
    with pytest.raises(NotLawfulNow):
        reply_to_proposal(proposal, by=case.cast.complainant, is_accepted=True)


def test_nobody_answers_for_another_or_twice(case: Case):
    case.mediating()
    proposal = make_proposal(case.mediation, by=case.cast.mediator, terms=[case.term()])
    for person in (case.cast.outsider, case.cast.mediator, case.cast.secretary):
        with pytest.raises(NotPermitted):
            reply_to_proposal(proposal, by=person, is_accepted=True)
    reply_to_proposal(proposal, by=case.cast.respondent, is_accepted=True)
    with pytest.raises(NotLawfulNow):
        reply_to_proposal(proposal, by=case.cast.respondent, is_accepted=False)


def test_wishes_for_a_mediator_are_in_no_docket_entry(case: Case):
    case.accepted()
    choose_mediator(case.mediation, by=case.cast.respondent, ranking=[case.entries[0].pk])
    entry = case.dispute.chain.entries.get(verb="mediation.choice_made")
    assert opened(entry) == {"mediation": case.mediation.pk}
