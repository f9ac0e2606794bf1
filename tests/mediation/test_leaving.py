"""A mediator who no longer belongs to the body is out at once; the body has a turn with a date, the parties lose nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Organisation
from accounts.services import end_membership
from accounts.states import Role
from casefiles.models import Evidence
from chat.exceptions import NotInRoom
from chat.models import Member, Message, Room, RoomFile
from chat.services import clear_lapsed_seats, post_message
from disputes.exceptions import NotPermitted
from disputes.models import Turn
from mediation.models import Mediation
from mediation.services import (
    accept_appointment,
    accept_mediator,
    appoint_mediator,
    draw_up_record,
    empty_lapsed_offices,
    open_feed,
    resign_as_mediator,
    token_of,
)
from mediation.states import CoMediatorState, EndOfOffice, MediationState
from rulebook.selectors import live_deadline
from tests.cast import login
from tests.mediation.beside import seated

M = MediationState


def membership_of(case, person) -> Membership:
    return Membership.objects.get(user=person, organisation=case.cast.mediation_body, role=Role.MEDIATOR)


def dismiss(case, person=None) -> None:
    end_membership(membership_of(case, person or case.cast.mediator), by=case.cast.secretary)


def say(room, person, text="说一句") -> Message:
    return post_message(room, by=person, text=text, client_id=f"x{Message.objects.count()}")


@pytest.mark.parametrize("stage", ["appointed", "disclosed", "challenged", "mediating", "signing"])
def test_from_wherever_there_was_a_mediator_the_secretary_gets_a_turn_with_a_date(case, stage):
    getattr(case, stage)()
    dismiss(case)
    assert case.state == M.APPOINTING
    held = case.mediation.appointments.get()
    assert (held.end, held.ended_at is not None) == (EndOfOffice.LEFT_BODY, True)
    [turn] = Turn.objects.open().filter(dispute=case.dispute, kind="mediation.appoint")
    [holder] = turn.holders.all()
    assert (holder.organisation, holder.role) == (case.cast.mediation_body, Role.SECRETARY)
    assert live_deadline(case.mediation, "mediation.mediation.appointing").due_at > timezone.now()
    assert not case.mediation.proceeding.people.exists()


def test_the_next_mediator_is_named_and_the_talk_goes_on_with_everything_said(case):
    case.mediating()
    say(case.room(), case.cast.complainant, "八千是底线")
    dismiss(case)
    case.mediation.refresh_from_db()
    [entry] = [e for e in case.entries if e.mediator == case.cast.second_mediator]
    appoint_mediator(case.mediation, by=case.cast.secretary, entry=entry, reason="接任。")
    accept_appointment(case.mediation, by=case.cast.second_mediator, has_interest=False)
    for person in (case.cast.complainant, case.cast.respondent):
        accept_mediator(case.mediation, by=person)
    assert case.state == M.MEDIATING
    room = case.room()
    assert room.is_open
    assert room.messages.visible_to(case.cast.complainant).filter(body="八千是底线").exists()
    assert say(room, case.cast.complainant).seq == room.messages.count()
    with pytest.raises(NotInRoom):
        say(room, case.cast.mediator)


def test_what_is_signed_by_the_mediator_in_office_is_signed_on(case):
    case.signing()
    case.sign(case.cast.mediator)
    dismiss(case)
    assert case.state == M.SIGNING
    assert not case.room().members.current().filter(user=case.cast.mediator).exists()
    for person in (case.cast.complainant, case.cast.respondent, case.cast.secretary):
        case.sign(person)
    assert case.state == M.AGREED


def test_what_waits_for_the_name_of_somebody_who_left_is_not_signed(case):
    case.signing()
    case.sign(case.cast.complainant)
    agreement = case.agreement
    dismiss(case)
    agreement.refresh_from_db()
    assert agreement.state == "replaced"
    assert case.state == M.APPOINTING


def test_who_sits_beside_leaves_too_and_the_talk_goes_on(case):
    case.mediating()
    co = seated(case)
    dismiss(case, co.mediator)
    co.refresh_from_db()
    assert (co.state, co.appointment.end) == (CoMediatorState.LEFT, EndOfOffice.LEFT_BODY)
    assert case.state == M.MEDIATING
    assert not Member.objects.current().filter(user=co.mediator).exists()


def test_an_office_in_another_role_ends_no_mediation(case):
    case.mediating()
    other = Membership.objects.create(
        user=case.cast.mediator,
        organisation=case.cast.mediation_body,
        role=Role.SUPERVISOR,
        starts_on="2020-01-01",
    )
    end_membership(other, by=case.cast.secretary)
    assert case.state == M.MEDIATING
    assert say(case.room(), case.cast.mediator)


def pages(case, room, file, evidence) -> list[str]:
    pk = case.mediation.pk
    return [
        reverse("mediation:desk", args=[pk]),
        reverse("mediation:record", args=[pk]),
        reverse("chat:room", args=[room.pk]),
        reverse("chat:lines", args=[room.pk]),
        reverse("chat:file_download", args=[file.pk]),
        reverse("casefiles:evidence_detail", args=[evidence.pk]),
        reverse("casefiles:evidence_download", args=[evidence.pk]),
        reverse("proceedings:case", args=[case.dispute.reference]),
    ]


def furnished(case):
    from django.core.files.base import ContentFile

    case.mediating()
    room = case.room(case.li)
    line = say(room, case.cast.complainant, "只告诉调解员：八千八")
    file = RoomFile.objects.create(
        room=room, message=line, file=ContentFile(b"x", name="a.txt"), original_name="a.txt",
        media_type="text/plain", size=1, sha256="0" * 64, sm3="0" * 64,
    )  # fmt: skip
    evidence = Evidence.objects.create(
        dispute=case.dispute, submitted_by_party=case.li, submitted_by=case.cast.complainant, title="聊天记录",
        number=1, file=ContentFile(b"x", name="b.txt"), original_name="b.txt", media_type="text/plain",
        size=1, sha256="0" * 64, sm3="0" * 64,
    )  # fmt: skip
    return room, file, evidence


def by_service(case) -> None:
    dismiss(case)


def by_date(case) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(pk=membership_of(case, case.cast.mediator).pk).update(ends_on=yesterday)


def with_the_body(case) -> None:
    Organisation.objects.filter(pk=case.cast.mediation_body.pk).update(is_active=False)


@pytest.mark.parametrize("ending", [by_service, by_date, with_the_body])
def test_every_page_that_was_open_is_shut(case, client, ending):
    room, file, evidence = furnished(case)
    login(client, case.cast.mediator)
    addresses = pages(case, room, file, evidence)
    assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)
    ending(case)
    assert {client.get(address).status_code for address in addresses} <= {403, 404}
    with pytest.raises(NotPermitted):
        draw_up_record(case.mediation, by=case.cast.mediator, summary="还想写")
    with pytest.raises(NotInRoom):
        say(room, case.cast.mediator)
    inbox = client.get(reverse("proceedings:inbox")).content.decode()
    assert case.dispute.reference not in inbox


def test_the_calendar_of_who_left_shows_nothing_of_the_case(case):
    case.mediating()
    feed = open_feed(case.cast.mediator)
    address = reverse("proceedings:calendar_feed", args=[feed.pk, token_of(feed)])
    assert case.dispute.reference in Client().get(address).content.decode()
    dismiss(case)
    assert case.dispute.reference not in Client().get(address).content.decode()


def test_the_clock_empties_what_ended_by_its_date_once(case):
    case.mediating()
    by_date(case)
    assert case.state == M.MEDIATING
    assert (empty_lapsed_offices(), empty_lapsed_offices()) == (1, 0)
    assert case.state == M.APPOINTING
    entry = case.dispute.chain.entries.get(verb="mediation.mediator_left_body")
    assert entry.actor == "clock"


def test_the_clock_clears_seats_that_rest_on_nothing(case):
    case.mediating()
    room = case.room()
    member = room.members.current().get(user=case.cast.mediator)
    by_date(case)
    assert list(Member.objects.lapsed().filter(user=case.cast.mediator, room=room)) == [member]
    clear_lapsed_seats()
    member.refresh_from_db()
    assert member.left_at is not None
    assert not Member.objects.lapsed().exists()


def test_a_mediator_who_resigned_does_not_read_the_old_rooms(case, client):
    room, file, _evidence = furnished(case)
    resign_as_mediator(case.mediation, by=case.cast.mediator, reason="生病。")
    assert not Room.objects.visible_to(case.cast.mediator).exists()
    assert not Message.objects.visible_to(case.cast.mediator).exists()
    login(client, case.cast.mediator)
    assert client.get(reverse("chat:room", args=[room.pk])).status_code == 404
    assert client.get(reverse("chat:file_download", args=[file.pk])).status_code == 404
    assert room in Room.objects.visible_to(case.cast.complainant)


def test_a_mediator_reads_their_own_ended_cases_while_they_belong_to_the_body(case):
    case.agreed()
    assert Room.objects.visible_to(case.cast.mediator).exists()
    dismiss(case)
    assert not Room.objects.visible_to(case.cast.mediator).exists()
    assert not Mediation.objects.visible_to(case.cast.mediator).exists()
