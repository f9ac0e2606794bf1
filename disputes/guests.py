"""Guests: people who came into a case by its code and have proved nothing. Who is meant by a number and a name.

Numbers are reissued, and families share them. So a number alone finds only guests of recent cases, under the name they
have there; for anything else one more fact is asked (docs/decisions/0036).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.codes import hash_code
from accounts.models import Membership, User
from accounts.selectors import guests, is_guest
from inputs.words import comparing_key
from notices.addresses import takes_mail, takes_text
from rulebook.selectors import end_of_period

from .models import Dispute, Invitation, Party, RefusedJoin
from .states import State

if TYPE_CHECKING:
    from collections.abc import Collection

#: How long after its beginning or its end a case is found by the number of its guest.
RULE = "guest_of_number"


def parties_of(contact: str, people: QuerySet[User]) -> QuerySet[Party]:
    """What those of `people` stand for who gave this contact, or gave none and are known by it in the case."""
    field = "email" if "@" in contact else "phone"
    gave = Q(**{f"user__{field}": contact})
    known = Q(**{f"{field}__iexact": contact}, user__phone=None, user__email=None)
    found = Party.objects.filter(gave | known, user__in=people).exclude(dispute__state=State.DRAFT)
    return found.select_related("user", "dispute").order_by("-dispute__filed_at", "-pk")


def recent_guests(contact: str, names: Iterable[str]) -> list[Party]:
    """Parties held by guests of this contact, in recent cases, under one of these names."""
    keys = {comparing_key(name) for name in names} - {""}
    return [
        party
        for party in parties_of(contact, guests())
        if is_recent(party.dispute) and keys & names_in(party)
    ]


def names_in(party: Party) -> set[str]:
    """As the case names them, and as they named themselves when they came in."""
    own = party.user.name if party.user is not None else ""
    return {comparing_key(party.name), comparing_key(own)} - {""}


def is_recent(dispute: Dispute) -> bool:
    now = timezone.now()
    moments = [moment for moment in (dispute.filed_at, dispute.closed_at) if moment is not None]
    return any(moment <= now <= end_of_period(RULE, start=moment) for moment in moments)


def guest_of(contact: str, name: str) -> User | None:
    """Who may come back by a code to this contact; of several cases the latest counts."""
    return next((party.user for party in recent_guests(contact, [name])), None)


def accounts_of(number: str, *, but: User) -> QuerySet[Party]:
    """All that others stand for under this number, guests or not. Never of somebody who acts for a body, and never
    of somebody with a second factor, whom no single fact may replace."""
    people = (
        User.objects.filter(is_active=True, is_staff=False)
        .exclude(pk=but.pk)
        .exclude(pk__in=Membership.objects.in_force().values("user"))
        .exclude(pk__in=Authenticator.objects.values("user"))
    )
    return parties_of(number, people)


def find_used_code(code: str) -> Party | None:
    """For whom a code was used that has let somebody in: it opens nothing again, but says who may be asked."""
    used = Invitation.objects.filter(
        code_hash=hash_code(code), used_at__isnull=False, party__user__isnull=False
    )
    found = used.select_related("party__dispute", "party__user").first()
    return found.party if found is not None else None


def is_lost_guest(party: Party) -> bool:
    """Held by an account that nobody can come back to but by a new code."""
    return party.user is not None and is_guest(party.user)


def has_way_in(party: Party) -> bool:
    return party.user is not None and not is_lost_guest(party)


def contact_of(party: Party) -> str:
    """Where a code reaches the guest who holds this party: as they gave it, else as the case knows it."""
    guest = party.user
    own = [guest.phone or "", guest.email or ""] if guest is not None else []
    for contact in own if any(own) else [party.phone, party.email]:
        if takes_text(contact) or takes_mail(contact):
            return contact.lower() if "@" in contact else contact
    return ""


def refused_joins(parties: Collection[Party]) -> list[RefusedJoin]:
    """For the desk: who proved the number of a party and stands on another side."""
    return list(RefusedJoin.objects.filter(party__in=parties).select_related("party", "user"))
