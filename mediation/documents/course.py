"""Papers of the course of a mediation: asked for, begun, arranged, ended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy

from disputes.documents import Document
from disputes.models import Party
from disputes.selectors import officer_in_charge
from notices.states import PaperKind
from rulebook.selectors import ground, mediation_guard, roads

from ..models import (
    Challenge,
    Disclosure,
    Mediation,
    Session,
)
from ..moments import When
from ..scope import matter_of
from ..selectors import (
    absences_needed,
    held_offices,
)
from ..states import PARTYS_OWN, UNTOLD, Office
from .frame import document_of, until

if TYPE_CHECKING:
    from accounts.models import User


def request(mediation: Mediation) -> Document:
    """调解申请书"""
    return document_of(
        PaperKind.MEDIATION_REQUEST,
        mediation,
        claims=list(mediation.dispute.claims.all()),
        applicant=mediation.requested_by,
        signing=(mediation.requested_by,),
        signs_as=gettext_lazy("申请人"),
        **until(mediation),
    )


def rights(mediation: Mediation) -> Document:
    """权利义务告知书 (人民调解法 23, 24)"""
    guard = mediation_guard(mediation.body.mediation_type, matter_of(mediation.dispute))
    return document_of(PaperKind.MEDIATION_RIGHTS, mediation, guard=guard, is_free=guard.fee == "free")


def appointment(mediation: Mediation, disclosure: Disclosure) -> Document:
    """调解员选定/指定通知书, with what the mediator disclosed and until when the parties may challenge."""
    held = disclosure.appointment
    subject = held.co_office if held.office == Office.CO_MEDIATOR else mediation
    return document_of(
        PaperKind.APPOINTMENT,
        mediation,
        {"mediator": held.mediator_id, "office": held.office, "how": held.how, "draw": held.draw},
        appointment=held,
        disclosure=disclosure,
        certificates=list(held.entry.certificates.in_force(timezone.localdate())),
        is_challengeable=subject.state == "challengeable",
        not_signed_by=held.mediator,
        **until(subject),
    )


def challenge_decision(mediation: Mediation, challenge: Challenge) -> Document:
    """回避决定书"""
    return document_of(
        PaperKind.CHALLENGE_DECISION,
        mediation,
        {"is_upheld": challenge.state, "ground": challenge.ground, "refusal": challenge.refusal},
        challenge=challenge,
        officer=challenge.decided_by,
        not_signed_by=challenge.appointment.mediator,
        asked_for=ground(challenge.ground),
        refused_for=ground(challenge.refusal) if challenge.refusal else None,
    )


def notice(mediation: Mediation) -> Document:
    """调解通知书: where, by whom, until when, what follows from staying away."""
    return document_of(
        PaperKind.MEDIATION_NOTICE, mediation, appointment=mediation.appointment, **until(mediation)
    )


def session_notice(session: Session) -> Document:
    """调解会议通知书: when, where, with whom, what to bring, what follows from staying away. Also when it was moved."""
    assert session.starts_at is not None and session.ends_at is not None
    last = session.changes.last()
    document = document_of(
        PaperKind.MEDIATION_NOTICE,
        session.mediation,
        {
            "session": str(session.key),
            "sequence": session.sequence,
            "starts_at": session.starts_at.isoformat(),
            "ends_at": session.ends_at.isoformat(),
        },
        session=session,
        when=When(session.starts_at, session.ends_at, with_year=True),
        appointment=session.appointment,
        absences_needed=absences_needed(session.dispute),
        is_moved=session.sequence > 1,
        reason=last.reason if last and session.sequence > 1 else "",
    )
    return replace(document, template="papers/session_notice.html", title=gettext_lazy("调解会议通知书"))


def termination(mediation: Mediation, party: Party | None = None, officer: User | None = None) -> Document:
    """终止调解决定书: the coded ground, and the roads that stay open (人民调解法 26).

    Where a party used its own right nobody decided: the paper tells so, of which party, and not why. A body that
    was never asked does not speak: then the desk tells.
    """
    found = ground(mediation.ground)
    is_own = mediation.ground in PARTYS_OWN
    document = document_of(
        PaperKind.MEDIATION_TERMINATION,
        mediation,
        {"ground": mediation.ground},
        ground=found,
        roads=roads(found.roads),
        reason="" if mediation.ground in UNTOLD else mediation.reason,
        officer=officer,
        party=party,
        is_own=is_own,
        appointments=held_offices(mediation),
    )
    if is_own:
        document = replace(document, title=gettext_lazy("调解终止通知书"))
    if mediation.proceeding.body_id is None:
        dispute = mediation.dispute
        document = replace(document, body=dispute.desk, officer=officer_in_charge(dispute))
    return document
