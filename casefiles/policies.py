"""Who may give evidence, and who may change what was given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from accounts.states import Role
from disputes.policies import is_on_desk, party_of
from disputes.states import State

if TYPE_CHECKING:
    from accounts.models import User
    from disputes.models import Dispute, Party

    from .models import CaseFile, Evidence, Upload


def can_submit_evidence(user: User, dispute: Dispute) -> bool:
    """The author of a draft; afterwards each side, and the desk for what it holds itself."""
    if dispute.state == State.DRAFT:
        return dispute.created_by_id == user.pk
    return party_of(user, dispute) is not None or is_on_desk(user, dispute)


def side_of(user: User, dispute: Dispute) -> Party | None:
    """For which party this person gives evidence; None in a draft, and for the desk."""
    return None if dispute.state == State.DRAFT else party_of(user, dispute)


def can_change_evidence(user: User, evidence: Evidence) -> bool:
    """Who gave it, and who else speaks for the same side. A receipt of service is changed by nobody."""
    return not evidence.proves_service and _is_own(user, evidence, side_of(user, evidence.dispute))


def with_changeability(
    user: User, dispute: Dispute, pieces: Iterable[Evidence]
) -> list[tuple[Evidence, bool]]:
    """Each piece with whether this person may describe or withdraw it now; the side is asked once."""
    side = side_of(user, dispute)
    return [(piece, piece.is_open and _is_own(user, piece, side)) for piece in pieces]


def _is_own(user: User, evidence: Evidence, side: Party | None) -> bool:
    return evidence.submitted_by_id == user.pk or (
        side is not None and side.pk == evidence.submitted_by_party_id
    )


def sees_original(user: User, evidence: Evidence) -> bool:
    """Who may have the very file: everybody when it tells no place, else its own side and whoever works on the case.

    The others get the copy that does not say where it was taken, until its side says yes.
    """
    if not evidence.hides_place:
        return True
    return can_change_evidence(user, evidence) or is_reader_from_office(user, evidence.dispute)


def can_continue_upload(user: User, upload: Upload) -> bool:
    return upload.user_id == user.pk


def is_reader_from_office(user: User, dispute: Dispute) -> bool:
    """Reads for an office, not for a side: their reading is written down."""
    return dispute.created_by_id != user.pk and party_of(user, dispute) is None


def can_request_case_file(user: User, dispute: Dispute) -> bool:
    """Whoever sees the dispute, once it is filed, may have their copy of its file."""
    return (
        dispute.state != State.DRAFT and type(dispute).objects.visible_to(user).filter(pk=dispute.pk).exists()
    )


def can_read_case_file(user: User, case_file: CaseFile) -> bool:
    return type(case_file).objects.visible_to(user).filter(pk=case_file.pk).exists()


def can_keep_witness(user: User) -> bool:
    """Whoever checks a body from outside its offices, or runs the installation. The list names no case."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or user.memberships.in_force().filter(role=Role.AUDITOR).exists()
