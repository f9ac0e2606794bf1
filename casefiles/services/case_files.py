"""Asking for a copy of the case file, and keeping track of its making."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from disputes.engine import acting, actor_of, note
from disputes.exceptions import NotLawfulNow, NotPermitted
from disputes.models import Dispute
from disputes.policies import party_of, require
from disputes.states import State
from docket.services import record
from notices.selectors import keys_of

from ..models import CaseFile
from ..policies import can_request_case_file
from ..states import CaseFileState, CopyFor
from .assembly import assemble_case_file

if TYPE_CHECKING:
    from accounts.models import User


def request_case_file(
    dispute: Dispute, *, by: User | None, audience: str | None = None, language: str = ""
) -> CaseFile:
    """Have a copy of the file made for `by` (`None`: the desk's own, made by the system). Made in the background.

    `audience` is one of `CopyFor`; by default a party's copy for a side and the desk's for an office. While one is
    being made for the same reader, asking again gives that one.
    """
    party = None
    if by is not None:
        require(can_request_case_file(by, dispute))
        party = party_of(by, dispute)
    copy_for = audience or (CopyFor.PARTY if party else CopyFor.DESK)
    if (copy_for == CopyFor.PARTY and party is None) or (copy_for == CopyFor.DESK and party is not None):
        raise NotPermitted()
    with acting(dispute, by=by) as current:
        if current.state == State.DRAFT:
            raise NotLawfulNow()
        running = current.case_files.filter(
            requested_by=by, copy_for=copy_for, state__in=[CaseFileState.QUEUED, CaseFileState.RENDERING]
        ).first()
        if running is not None:
            return running
        case_file = CaseFile.objects.create(
            dispute=current,
            number=f"{current.reference}-J{current.case_files.count() + 1:02d}",
            requested_by=by,
            copy_for=copy_for,
            party=party if copy_for == CopyFor.PARTY else None,
            reader_keys=sorted(keys_of(by, current.chain)) if by else [f"organisation:{current.desk_id}"],
            language=language or translation.get_language() or "zh-hans",
            step=_("排队中"),
        )
        note(
            current,
            "casefiles.case_file_requested",
            by=by,
            facts={"case_file": case_file.pk, "number": case_file.number, "copy_for": str(copy_for)},
        )
        transaction.on_commit(partial(_enqueue, case_file.pk))
    return case_file


def make_again(case_file: CaseFile, *, by: User) -> CaseFile:
    """After a failure: back into the queue under the same number."""
    require(case_file.requested_by_id == by.pk)
    with transaction.atomic():
        current = CaseFile.objects.select_for_update(of=("self",)).get(pk=case_file.pk)
        if current.state != CaseFileState.FAILED:
            raise NotLawfulNow()
        current.state, current.progress, current.step = CaseFileState.QUEUED, 0, _("排队中")
        current.requested_at = timezone.now()
        current.save(update_fields=["state", "progress", "step", "requested_at"])
        transaction.on_commit(partial(_enqueue, current.pk))
    return current


def record_case_file_reading(case_file: CaseFile, *, by: User) -> None:
    """A copy leaves the house: that is written down, whoever takes it."""
    with transaction.atomic():
        record(
            case_file.dispute.chain,
            "casefiles.case_file_read",
            by=actor_of(by),
            facts={"case_file": case_file.pk, "number": case_file.number},
        )


def _enqueue(pk: int) -> None:
    assemble_case_file.enqueue(pk)
