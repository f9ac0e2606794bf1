"""What goes into one copy of a case file: everything its reader may read, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.models import Dispute, Obligation, Offer, Party
from docket.hashing import moment
from docket.models import Checkpoint, Entry
from docket.selectors import current_checkpoint, entries_of
from docket.services import TAKEN_DOWN_BY
from notices.models import Notice, Paper
from notices.selectors import may_leave
from notices.states import Audience
from rulebook.models import Deadline

from ..models import CaseFile, Evidence
from ..selectors import evidence_for_all, evidence_of
from ..states import CopyFor
from .words import ACTS, CLOSED


@dataclass(frozen=True)
class Act:
    """A docket entry as it is printed."""

    entry: Entry
    is_closed: bool
    words: str
    actor: str
    facts: str


class Material:
    def __init__(self, case_file: CaseFile) -> None:
        self.case_file = case_file
        self.dispute: Dispute = Dispute.objects.select_related("desk", "platform", "chain").get(
            pk=case_file.dispute_id
        )
        self.at = timezone.now()

    @cached_property
    def parties(self) -> list[Party]:
        return list(self.dispute.parties.select_related("organisation").prefetch_related("representatives"))

    @cached_property
    def papers(self) -> list[Paper]:
        papers = Paper.objects.filter(chain=self.dispute.chain).select_related(
            "issuer", "signer", "replaced_by"
        )
        return [paper for paper in papers if self._may_stand(paper)]

    def _may_stand(self, paper: Paper) -> bool:
        if self.case_file.copy_for == CopyFor.COURT:
            return may_leave(paper)
        held = set(self.case_file.reader_keys)
        return (
            paper.audience == Audience.ALL_PARTIES
            or bool(held & set(paper.addressee_keys))
            or f"organisation:{paper.issuer_id}" in held
        )

    @cached_property
    def notices(self) -> list[Notice]:
        return list(
            Notice.objects.filter(paper__in=[paper.pk for paper in self.papers]).select_related("paper")
        )

    @cached_property
    def evidence(self) -> list[Evidence]:
        reader = self.case_file.requested_by
        if self.case_file.copy_for == CopyFor.COURT or reader is None:
            found = evidence_for_all(self.dispute)
        else:
            found = evidence_of(self.dispute, user=reader)
        return [piece for piece in found if piece.file]  # what an erased person had given is gone

    @cached_property
    def receipts(self) -> list[Evidence]:
        """Photos of receipts and returned letters: in the copy of a body alone."""
        if self.case_file.copy_for != CopyFor.DESK:
            return []
        found = Evidence.kept.filter(dispute=self.dispute, proves_service=True).order_by("pk")
        return [receipt for receipt in found if receipt.file]

    @cached_property
    def offers(self) -> list[Offer]:
        if self.case_file.copy_for == CopyFor.COURT:
            return []  # 民事证据规定 and 民诉法解释 107: what one gives in for the sake of peace is no admission
        return list(self.dispute.offers.select_related("by_party", "to_party"))

    @cached_property
    def obligations(self) -> list[Obligation]:
        return list(
            Obligation.objects.filter(settlement__dispute=self.dispute)
            .select_related("obligor", "creditor", "settlement")
            .prefetch_related("payments")
        )

    @cached_property
    def deadlines(self) -> list[Deadline]:
        return list(
            Deadline.objects.of(self.dispute)
            .filter(parent=None)
            .select_related("rule_version__rule")
            .order_by("started_at", "pk")
        )

    @cached_property
    def entries(self) -> list[Entry]:
        return list(entries_of(self.dispute.chain))

    @cached_property
    def checkpoint(self) -> Checkpoint | None:
        return current_checkpoint()

    @cached_property
    def acts(self) -> list[Act]:
        names = self._actor_names()
        return [
            Act(
                entry,
                entry.verb.startswith(CLOSED),
                str(ACTS.get(entry.verb, entry.verb)),
                names.get(entry.actor, str(_("系统")) if entry.actor == "system" else str(_("办案机构")))
                + self._taken_down(entry),
                "；".join(f"{name}={_short(value)}" for name, value in entry.facts.items()),
            )
            for entry in self.entries
        ]

    def _taken_down(self, entry: Entry) -> str:
        """Who wrote it down for whom it names."""
        officer = self.officers.get(entry.facts.get(TAKEN_DOWN_BY, ""))
        if officer is None:
            return ""
        return str(_("（由%(officer)s代为录入，经本人核对签名）") % {"officer": officer})

    @cached_property
    def officers(self) -> dict[str, str]:
        """Who took something down at a window, as the docket names them."""
        rows = self.dispute.taken_down.select_related("officer")
        return {row.officer.actor: row.officer.name for row in rows}

    def _actor_names(self) -> dict[str, str]:
        """Users by the side they stand on; everybody else acts for an office."""
        names = {"clock": str(_("期限届满"))}
        for party in reversed(self.parties):
            users = [
                party.user_id,
                *(representative.user_id for representative in party.representatives.all()),
            ]
            names |= {f"user:{pk}": str(party.get_role_display()) for pk in users if pk}
        names.setdefault(f"user:{self.dispute.created_by_id}", str(_("提交人")))
        return names

    def docket_json(self) -> list[dict[str, Any]]:
        """Every entry as it was hashed; a closed one as its hash, which holds its place in the chain."""
        return [
            {"seq": entry.seq, "previous": entry.previous, "hash": entry.hash, "closed": True}
            if entry.verb.startswith(CLOSED)
            else {
                "seq": entry.seq,
                "at": moment(entry.at),
                "verb": entry.verb,
                "actor": entry.actor,
                "facts": entry.facts,
                "commitments": entry.commitments,
                "previous": entry.previous,
                "hash": entry.hash,
            }
            for entry in self.entries
        ]


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 24 else f"{text[:16]}…"
