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
from .identity import Consent, IdentityCheck, IdentityCheckQuerySet, KeptPost
from .people import User, UserManager

__all__ = [
    "AddressedPower",
    "Consent",
    "EmailProof",
    "IdentityCheck",
    "IdentityCheckQuerySet",
    "KeptPost",
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
