"""The record of mediation 调解笔录: what the case itself knows, and what the mediator says happened among all.

Of the rooms only the joint one is read, and of it only the lines the mediator ticks: nothing said in a caucus can
get into it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.exceptions import NotLawfulNow, NotValid
from disputes.services import issue

from .. import documents
from ..models import Mediation, MediationRecord, RecordConfirmation
from ..policies import require_mediator, require_spoken_for
from ..selectors import deciding_parties, facts_for_record, joint_lines, record_hash
from ..states import MediationState
from .course import acting_in, note_in, require_state
from .naming import require_name
from .rooms import say

if TYPE_CHECKING:
    from accounts.models import User

M = MediationState


def draw_up_record(
    mediation: Mediation,
    *,
    by: User,
    summary: str = "",
    undisputed: str = "",
    positions: str = "",
    explained: str = "",
    quoted: Collection[int] = (),
) -> MediationRecord:
    """The mediator writes down the joint sessions for the parties to confirm; a later version takes its place.

    `quoted` are numbers of lines of the joint room that stand in it word for word.
    """
    with acting_in(mediation, by=by) as locked:
        require_mediator(by, locked)
        require_state(locked, M.MEDIATING, M.SIGNING)
        last = locked.records.last()
        more = {
            "positions": positions.strip(),
            "explained": explained.strip(),
            "quotes": _quotes(locked, by, quoted),
        }
        record = _keep(locked, by=by, summary=summary, undisputed=undisputed, **more)
        if record == last:
            return record
        note_in(
            locked, "mediation.record_drawn_up", by=by, facts={"record": record.pk, "sha256": record.sha256}
        )
        say(locked, gettext_lazy("调解员写好了笔录，请各方核对：签名确认，或者提出异议。"))
    return record


def _quotes(mediation: Mediation, by: User, quoted: Collection[int]) -> list[dict[str, Any]]:
    """Word for word, with number, time and who. Refuses what is not among the lines this mediator may quote."""
    lines = {line.seq: line for line in joint_lines(mediation, by)}
    if set(quoted) - set(lines):
        raise NotValid(_("只能引用全体会谈室里还在的话。"), code="no_such_line")
    chosen = [lines[seq] for seq in sorted(set(quoted))]
    return [
        {
            "seq": line.seq,
            "at": line.at.isoformat(),
            "who": line.author.label if line.author else "",
            "text": line.body,
        }
        for line in chosen
    ]


def confirm_record(
    record: MediationRecord, *, by: User, objection: str = "", typed_name: str = ""
) -> MediationRecord:
    """A party confirms the record by its name, or says what it objects to: both are kept with it."""
    with acting_in(record.mediation_id, by=by) as locked:
        require_state(locked, M.MEDIATING, M.SIGNING)
        newest = locked.records.last()
        if newest is None or newest.pk != record.pk:
            raise NotLawfulNow(_("笔录已经更新，请查看最新一份。"), code="record_replaced")
        said = set(newest.confirmations.values_list("party", flat=True))
        pending = [party for party in deciding_parties(locked.dispute) if party.pk not in said]
        own = require_spoken_for(by, locked, pending)
        for party in own:
            if typed_name.strip() or not objection.strip():
                require_name(typed_name, by, party)
            RecordConfirmation.objects.create(
                record=newest,
                party=party,
                objection=objection,
                typed_name=typed_name.strip(),
                given_by=by,
            )
        note_in(
            locked,
            "mediation.record_confirmed",
            by=by,
            facts={"record": newest.pk, "has_objection": bool(objection)},
            sealed={"objection": objection} if objection else None,
        )
        words = gettext_lazy("{name}对笔录提出了异议。") if objection else gettext_lazy("{name}已确认笔录。")
        say(locked, format_lazy(words, name=own[0].name))
    return newest


def close_record(mediation: Mediation, *, by: User | None, is_agreed: bool) -> None:
    """At the end the record becomes a paper; where the mediator wrote none, of what the case knows."""
    record = mediation.records.last() or _keep(mediation, by=None, summary="", undisputed="")
    issue(
        mediation.dispute,
        documents.record(record, is_agreed=is_agreed),
        by=by,
    )


def _keep(
    mediation: Mediation, *, by: User | None, summary: str, undisputed: str, **more: Any
) -> MediationRecord:
    with translation.override(mediation.dispute.language):
        content = {**facts_for_record(mediation), **more}
    sha256 = record_hash(content, summary, undisputed)
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
