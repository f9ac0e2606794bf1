"""People, the bodies they work for, and how sure we are of who they are."""

from .bodies import (
    AddressedPower,
    Membership,
    MembershipOffer,
    MembershipQuerySet,
    Organisation,
    OrganisationQuerySet,
    office_in_force,
    waiting,
)
from .codes import EmailProof, SentCode
from .erasure import ErasedPart, Erasure, LegalHold, LegalHoldQuerySet
from .identity import Consent, IdentityCheck, IdentityCheckQuerySet, KeptPost
from .people import User, UserManager

__all__ = [
    "AddressedPower",
    "Consent",
    "EmailProof",
    "ErasedPart",
    "Erasure",
    "IdentityCheck",
    "IdentityCheckQuerySet",
    "KeptPost",
    "LegalHold",
    "LegalHoldQuerySet",
    "Membership",
    "MembershipOffer",
    "MembershipQuerySet",
    "Organisation",
    "OrganisationQuerySet",
    "SentCode",
    "User",
    "UserManager",
    "office_in_force",
    "waiting",
]
