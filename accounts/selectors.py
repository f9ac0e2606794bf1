from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from rulebook.selectors import end_of_period

from .fields import blind_index
from .models import Consent, IdentityCheck, Membership, Organisation, User
from .phones import InvalidPhone, normalise_phone
from .states import CONSENT_VERSIONS, IdentityLevel, OrganisationKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

#: How long after it was last shown a number alone lets its owner in: numbers are reissued.
NUMBER_RULE = "number_proof"


def organisations_visible_to(user: User) -> QuerySet[Organisation]:
    """The bodies whose members' page a person may open: their own; all for the superuser."""
    if not user.is_authenticated:
        return Organisation.objects.none()
    organisations = Organisation.objects.filter(is_active=True)
    if user.is_superuser:
        return organisations
    return organisations.filter(pk__in=user.memberships.in_force().values("organisation"))


def search_platforms(query: str) -> QuerySet[Organisation]:
    """Registered platforms whose name, short name or credit code contains the words."""
    found = Organisation.objects.of_kind(OrganisationKind.PLATFORM).order_by("name")
    for word in query.split():
        found = found.filter(
            Q(name__icontains=word) | Q(short_name__icontains=word) | Q(credit_code__icontains=word)
        )
    return found


def holds_role(user: User, organisation: Organisation | int | None, *roles: str) -> bool:
    """Holds one of the roles there today; without roles: any."""
    if organisation is None or not user.is_authenticated or not user.is_active:
        return False
    memberships = user.memberships.in_force().filter(organisation=organisation)
    return (memberships.filter(role__in=roles) if roles else memberships).exists()


def comes_in_alone(user: User) -> bool:
    """Has been here by themselves, or could be: a password, a passkey, or a door they once came through.

    An account made at the window has none of these until its person comes in by a code.
    """
    return (
        user.has_usable_password()
        or user.last_login is not None
        or Authenticator.objects.filter(user=user).exists()
    )


def staff_of(organisation: Organisation, role: str | None = None) -> QuerySet[User]:
    memberships = Membership.objects.in_force().filter(organisation=organisation)
    if role:
        memberships = memberships.filter(role=role)
    return User.objects.filter(is_active=True, pk__in=memberships.values("user")).order_by("name", "pk")


def signatory_of(organisation: Organisation) -> User | None:
    """Who signs what the body issues, by its own rule. Nobody once they have left it."""
    chosen = organisation.signatory
    return chosen if chosen is not None and holds_role(chosen, organisation) else None


def offices_of(user: User | AnonymousUser) -> QuerySet[Membership]:
    """What a person does for whom, today."""
    if not user.is_authenticated:
        return Membership.objects.none()
    return user.memberships.in_force().select_related("organisation").order_by("organisation__name", "role")


def service_centre() -> Organisation | None:
    """The desk for cases without a platform: the first active service centre."""
    return Organisation.objects.of_kind(OrganisationKind.SERVICE_CENTRE).order_by("pk").first()


def owner_of(contact: str) -> User | None:
    """Who has proved an e-mail address or phone number, however it was typed. Only written down, it is nobody's."""
    people = User.objects.filter(is_active=True)
    if "@" in contact:
        return people.filter(emailaddress__email=contact.strip().lower(), emailaddress__verified=True).first()
    try:
        return people.filter(phone=normalise_phone(contact), phone_verified_at__isnull=False).first()
    except InvalidPhone:
        return None


def has_proved(user: User, contact: str) -> bool:
    return owner_of(contact) == user


def is_held(contact: str) -> bool:
    """By whoever has proved it, though they may be deactivated: then it is nobody's, and nobody else's either."""
    if "@" in contact:
        return EmailAddress.objects.filter(email=contact.strip().lower(), verified=True).exists()
    return User.objects.filter(phone=contact, phone_verified_at__isnull=False).exists()


def is_number_fresh(user: User) -> bool:
    """Somebody typed a code that was sent to their number so lately that it cannot have become another's since."""
    seen = user.phone_seen_at or user.phone_verified_at
    return (
        user.phone_verified_at is not None
        and seen is not None
        and timezone.now() <= end_of_period(NUMBER_RULE, start=seen)
    )


def proven_contacts(user: User, *, before: datetime | None = None) -> list[str]:
    """Numbers and addresses that this person has proved, `before` a moment if one is given; the phone first."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk")
    if before is not None:
        addresses = addresses.exclude(proof__proved_at__gte=before)
    since = user.phone_verified_at
    has_phone = user.phone and since is not None and (before is None or since < before)
    return [*([user.phone] if has_phone else []), *addresses.values_list("email", flat=True)]


def guests() -> QuerySet[User]:
    """People who came in by a code of a case and by nothing else: nobody has proved that the account is theirs."""
    proved = EmailAddress.objects.filter(verified=True).values("user")
    return (
        User.objects.filter(
            is_active=True,
            is_staff=False,
            phone_verified_at=None,
            password__startswith=UNUSABLE_PASSWORD_PREFIX,
        )
        .exclude(identity_level=IdentityLevel.VERIFIED)
        .exclude(pk__in=proved)
        .exclude(pk__in=Authenticator.objects.values("user"))
        .exclude(pk__in=Membership.objects.in_force().values("user"))
    )


def is_guest(user: User) -> bool:
    return guests().filter(pk=user.pk).exists()


def has_consented(user: User, kind: str) -> bool:
    """To the text of today."""
    return Consent.objects.filter(
        user=user, kind=kind, version=CONSENT_VERSIONS[kind], withdrawn_at=None
    ).exists()


def open_check_of(user: User) -> IdentityCheck | None:
    return user.identity_checks.filter(checked_at=None).first()


def others_with_number(check: IdentityCheck) -> QuerySet[User]:
    """Other people who declared the same number: whoever verifies should ask why."""
    if not check.number:
        return User.objects.none()
    same = IdentityCheck.objects.filter(document=check.document, number_index=blind_index(check.number))
    return User.objects.filter(pk__in=same.values("user"), is_active=True).exclude(pk=check.user_id)


@dataclass(frozen=True)
class Standing:
    """As whom an open socket was let in: valid while the session is there and nothing of theirs has ended since."""

    user_id: int
    session_key: str
    epoch: int


def person_of_session(key: str) -> tuple[User, SessionStore] | None:
    """Who is logged in under this session now. Reads only: a dead session is left to whoever clears it away."""
    session = SessionStore(key)
    user = User.objects.filter(pk=session.get(SESSION_KEY) or 0, is_active=True).first()
    if user is None or session.session_key is None:
        return None
    held = str(session.get(HASH_SESSION_KEY, ""))
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return (user, session) if any(constant_time_compare(held, each) for each in hashes) else None


def holding(standings: Collection[Standing]) -> set[Standing]:
    """Those that still hold: asked wherever an open socket writes or reads back."""
    if not standings:
        return set()
    sessions = sessions_in_force({each.session_key for each in standings})
    epochs = epochs_of({each.user_id for each in standings})
    return {
        each for each in standings if each.session_key in sessions and epochs.get(each.user_id) == each.epoch
    }


def sessions_in_force(keys: Collection[str]) -> set[str]:
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return set(rows.values_list("session_key", flat=True))


def epochs_of(users: Collection[int]) -> dict[int, int]:
    """Of those who may log in."""
    rows = User.objects.filter(pk__in=users, is_active=True)
    return dict(rows.values_list("pk", "rights_epoch"))
