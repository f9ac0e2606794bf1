"""What the rows of a case hold about persons."""

from __future__ import annotations

from accounts.personal import NOBODY, REMOVED, Personal

from .models import (
    Claim,
    ClaimAnswer,
    CompletionRequest,
    Decision,
    Dispute,
    MandateOffer,
    Obligation,
    Offer,
    Opinion,
    OpinionReply,
    Party,
    Payment,
    Representative,
    Response,
    Satisfaction,
    Settlement,
    TakenDown,
)
from .states import PartyKind, PartyRole

CHAIN = "dispute__chain"
SETTLED = f"settlement__{CHAIN}"
OBLIGED = "obligation__settlement__dispute__chain"

PERSONAL = (
    Personal(
        Dispute,
        "chain",
        mine=("parties__user",),
        where={"parties__role": PartyRole.COMPLAINANT},
        words=("title", "narrative", "prior_steps", "order_number", "unfinished"),
        blank={"title": REMOVED, "narrative": REMOVED},
    ),
    Personal(
        Party,
        CHAIN,
        mine=("user",),
        where={"kind": PartyKind.PERSON},
        names=("name", "phone", "email", "address", "id_number", "window_fact"),
        blank={"name": NOBODY},
    ),
    Personal(
        Representative,
        f"party__{CHAIN}",
        mine=("user",),
        names=("name", "phone"),
        blank={"name": NOBODY, "phone": REMOVED},
    ),
    Personal(MandateOffer, f"representative__party__{CHAIN}", mine=("accepted_by",), names=("contact",)),
    Personal(Decision, CHAIN, shared=("reasons",)),
    Personal(
        CompletionRequest,
        CHAIN,
        mine=("dispute__parties__user",),
        where={"dispute__parties__role": PartyRole.COMPLAINANT},
        words=("reply",),
        shared=("defects",),
    ),
    Personal(
        Claim,
        CHAIN,
        mine=("dispute__parties__user",),
        where={"dispute__parties__role": PartyRole.COMPLAINANT},
        words=("detail",),
    ),
    Personal(Response, CHAIN, mine=("party__user",), words=("text",), blank={"text": REMOVED}),
    Personal(ClaimAnswer, f"response__{CHAIN}", mine=("response__party__user",), words=("note",)),
    Personal(Offer, CHAIN, mine=("by_party__user",), words=("message",), shared=("terms",)),
    Personal(Offer, CHAIN, mine=("to_party__user",), words=("reason",)),
    Personal(Opinion, CHAIN, shared=("facts_found", "evidence_accepted", "reasons", "terms")),
    Personal(OpinionReply, f"opinion__{CHAIN}", mine=("party__user",), words=("reason",)),
    Personal(Settlement, CHAIN, shared=("text", "terms")),
    Personal(
        Obligation,
        SETTLED,
        mine=("obligor__user",),
        words=("claimed_note", "asked_reason"),
        shared=("detail",),
    ),
    Personal(Payment, OBLIGED, mine=("obligation__obligor__user",), words=("note",)),
    Personal(Payment, OBLIGED, mine=("obligation__creditor__user",), words=("answer_note",)),
    Personal(TakenDown, CHAIN, mine=("party__user",), words=("statement", "strokes"), blank={"strokes": []}),
    Personal(Satisfaction, CHAIN, mine=("party__user",), words=("comment",)),
)
