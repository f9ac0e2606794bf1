"""What the docket commits to of a mediation: proposals, wordings of the agreement, signatures, the record.

Nothing that was said to one side alone: a commitment in the chain of the case could be counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from docket.commitments import Kept, every
from notices.states import PaperKind

from .models import Agreement, Draw, MediationRecord, Proposal, Signature
from .states import DrawState

CHAIN = "mediation__dispute__chain"
WORDS = (
    "mediation number facts disputed_items terms performance default_clause accelerates wants_confirmation"
    " confidentiality text sha256 drafted_by drafted_at"
)


def _held(facts: Mapping[str, Any]) -> Q:
    return Q(number=facts["draw"])


def _of_a_record(facts: Mapping[str, Any]) -> Q:
    """Where the mediator wrote none, it is made at the end and goes out as a paper at once."""
    return Q() if facts["kind"] == PaperKind.MEDIATION_RECORD else Q(pk__in=[])


KEPT = (
    Kept(
        "mediation.draw",
        Draw,
        CHAIN,
        (
            *("mediation", "number", "roster", "roster_sha256", "names_sha256", "published_seq"),
            *("published_hash", "seed", "tickets", "passed_over", "result"),
        ),
        {"mediation.draw_held": _held},
        owed=Q(state=DrawState.DRAWN),
        sha256="names_sha256",
    ),
    Kept(
        "mediation.proposal",
        Proposal,
        CHAIN,
        ("mediation", "number", "terms", "message", "made_by", "made_at"),
        {"mediation.proposal_made": every},
    ),
    Kept(
        "mediation.agreement",
        Agreement,
        CHAIN,
        tuple(WORDS.split()),
        {"mediation.agreement_drafted": every},
        sha256="sha256",
    ),
    Kept(
        "mediation.signature",
        Signature,
        f"agreement__{CHAIN}",
        (
            "agreement",
            "role",
            "party",
            "signer",
            "typed_name",
            "method",
            "sent_to",
            "strokes",
            "sha256",
            "signed_at",
        ),
        {"mediation.agreement_signed": every},
    ),
    Kept(
        "mediation.record",
        MediationRecord,
        CHAIN,
        ("mediation", "content", "summary", "undisputed", "sha256", "drawn_up_by", "drawn_up_at"),
        {"mediation.record_drawn_up": every, "notices.paper_issued": _of_a_record},
        sha256="sha256",
        told={"mediation.record_drawn_up": "record"},
    ),
)
