"""No page of a mediation has a barrier that axe can find, on a phone or a desk, light or dark."""

from django.urls import reverse

from chat.services import post_message
from mediation.services import (
    accept_appointment,
    accept_case,
    accept_draft,
    accept_mediator,
    appoint_mediator,
    choose_mediator,
    consent_to_mediation,
    draw_up_record,
    make_proposal,
    reply_to_proposal,
)
from tests.mediation.cases import make_case


def test_no_page_of_a_mediation_has_a_barrier(site, cast, visitor, axe):
    case = make_case(cast)
    li, wang = visitor(cast.complainant, phone=True), visitor(cast.respondent, dark=True)
    qin, chen = visitor(cast.secretary), visitor(cast.mediator)
    parties = (cast.complainant, cast.respondent)

    def look(page, name, *args):
        page.goto(reverse(f"mediation:{name}", args=args))
        axe(page)

    look(li, "request", case.dispute.reference)
    mediation = case.requested().mediation
    look(wang, "consent", mediation.pk)
    consent_to_mediation(mediation, by=cast.respondent)
    look(qin, "decide", mediation.pk)
    accept_case(mediation, by=cast.secretary)
    look(li, "choose", mediation.pk)
    for person in parties:
        choose_mediator(mediation, by=person, leaves_it_to_body=True)
    look(qin, "appoint", mediation.pk)
    appoint_mediator(mediation, by=cast.secretary, entry=case.entries[0])
    look(chen, "disclose", mediation.pk)
    accept_appointment(mediation, by=cast.mediator, has_interest=True, text="讲过一次课。")
    look(wang, "challenge", mediation.pk)
    for person in parties:
        accept_mediator(mediation, by=person)
    post_message(case.room(), by=cast.mediator, text="两位好。", client_id="hello")
    proposal = make_proposal(mediation, by=cast.mediator, terms=[case.term()], message="各让一步。")
    look(chen, "desk", mediation.pk)
    look(li, "room", mediation.pk)
    look(wang, "room", mediation.pk)
    for page in ("propose", "draft", "terminate"):
        look(chen, page, mediation.pk)
    look(li, "leave", mediation.pk)
    for person in parties:
        reply_to_proposal(proposal, by=person, is_accepted=True)
    draw_up_record(mediation, by=cast.mediator, summary="各自陈述。")
    look(chen, "record", mediation.pk)
    look(wang, "record", mediation.pk)
    agreement = case.draft()
    look(li, "agreement", mediation.pk)
    for person in parties:
        accept_draft(agreement, by=person)
    look(li, "sign", mediation.pk)
    look(qin, "body", mediation.pk)
    look(qin, "caseload")
    look(qin, "roster")
    look(qin, "roster_edit", case.entries[0].pk)
