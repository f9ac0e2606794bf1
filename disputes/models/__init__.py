from .admission import CompletionRequest, Decision
from .comparable import ComparableCase
from .dispute import Dispute
from .negotiation import Offer, Opinion, OpinionReply
from .parties import (
    Claim,
    ClaimAnswer,
    Invitation,
    MandateOffer,
    Party,
    RefusedJoin,
    Representative,
    Response,
)
from .passport import Proceeding
from .payments import Payment
from .series import ReferenceSeries
from .settlement import Obligation, Satisfaction, Settlement
from .turns import CaseWork, Turn, TurnHolder
from .window import TakenDown

__all__ = [
    "CaseWork",
    "Claim",
    "ClaimAnswer",
    "ComparableCase",
    "CompletionRequest",
    "Decision",
    "Dispute",
    "Invitation",
    "MandateOffer",
    "Obligation",
    "Offer",
    "Opinion",
    "OpinionReply",
    "Party",
    "Payment",
    "Proceeding",
    "ReferenceSeries",
    "RefusedJoin",
    "Representative",
    "Response",
    "Satisfaction",
    "Settlement",
    "TakenDown",
    "Turn",
    "TurnHolder",
]
