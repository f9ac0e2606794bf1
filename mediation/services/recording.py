"""The record of mediation 调解笔录: what the case itself knows, and what the mediator says happened among all.

No room is read for it, so nothing said in a caucus can get into it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from disputes.exceptions import NotLawfulNow
from disputes.services import issue

from .. import documents
from ..models import Mediation, MediationRecord, RecordConfirmation
from ..policies import require_mediator, require_spoken_for
from ..selectors import deciding_parties, facts_for_record
from ..states import MediationState
from .course import acting_in, note_in, require_state

if TYPE_CHECKING:
    from accounts.models import User

M = MediationState


def draw_up_record(
    mediation: Mediation, *, by: User, summary: str = "", undisputed: str = ""
) -> MediationRecord:
    """The mediator writes down the joint sessions for the parties to confirm; a later version takes its place."""
    with acting_in(mediation, by=by) as locked:
        require_mediator(by, locked)
        require_state(locked, M.MEDIATING, M.SIGNING)
        last = locked.records.last()
        record = _keep(locked, by=by, summary=summary, undisputed=undisputed)
        if record == last:
            return record
        note_in(
            locked, "mediation.record_drawn_up", by=by, facts={"record": record.pk, "sha256": record.sha256}
        )
    return record


def confirm_record(record: MediationRecord, *, by: User, objection: str = "") -> MediationRecord:
    """A party confirms the record, or says what it objects to: both are kept with it."""
    with acting_in(record.mediation_id, by=by) as locked:
        require_state(locked, M.MEDIATING, M.SIGNING)
        newest = locked.records.last()
        if newest is None or newest.pk != record.pk:
            raise NotLawfulNow(_("笔录已经更新，请查看最新一份。"), code="record_replaced")
        said = set(newest.confirmations.values_list("party", flat=True))
        pending = [party for party in deciding_parties(locked.dispute) if party.pk not in said]
        for party in require_spoken_for(by, locked, pending):
            RecordConfirmation.objects.create(record=newest, party=party, objection=objection, given_by=by)
        note_in(
            locked,
            "mediation.record_confirmed",
            by=by,
            facts={"record": newest.pk, "has_objection": bool(objection)},
            sealed={"objection": objection} if objection else None,
        )
    return newest


def close_record(mediation: Mediation, *, by: User | None, is_agreed: bool) -> None:
    """At the end the record becomes a paper; where the mediator wrote none, of what the case knows."""
    record = mediation.records.last() or _keep(mediation, by=None, summary="", undisputed="")
    issue(
        mediation.dispute,
        documents.record(record, is_agreed=is_agreed),
        by=by,
        issuer=mediation.body,
    )


def _keep(mediation: Mediation, *, by: User | None, summary: str, undisputed: str) -> MediationRecord:
    with translation.override(mediation.dispute.language):
        content = facts_for_record(mediation)
    body: dict[str, Any] = {"content": content, "summary": summary, "undisputed": undisputed}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    last = mediation.records.last()
    if last is not None and last.sha256 == sha256:
        return last  # nothing is new: pressed twice
    return MediationRecord.objects.create(
        mediation=mediation,
        content=content,
        summary=summary,
        undisputed=undisputed,
        sha256=sha256,
        drawn_up_by=by,
        drawn_up_at=timezone.now(),
    )
