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
from .identity import Consent, IdentityCheck, IdentityCheckQuerySet, KeptPost
from .people import User, UserManager

__all__ = [
    "AddressedPower",
    "Consent",
    "IdentityCheck",
    "IdentityCheckQuerySet",
    "KeptPost",
    "Membership",
    "MembershipOffer",
    "MembershipQuerySet",
    "Organisation",
    "OrganisationQuerySet",
    "User",
    "UserManager",
    "office_in_force",
    "waiting",
]
