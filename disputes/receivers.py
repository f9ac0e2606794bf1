"""As whom a person stands in a case, for the apps below that only know its chain; and what a closed case leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from accounts.services import (
    case_erasing,
    fact_wanted,
    guest_wanted,
    number_left,
    number_proved,
    parts_wanted,
    person_erasing,
)
from accounts.states import OrganisationKind, Role
from notices.models import Notice
from notices.signals import (
    notice_changed,
    notice_changing,
    postal_address_wanted,
    reader_keys_wanted,
    service_wanted,
)
from notices.states import WINDOW

from .by_hand import with_addresses
from .engine import acted
from .guests import guest_of
from .models import Dispute
from .policies import speaks_for
from .selectors import AWAITED
from .services.comparing import keep_comparable
from .services.forgetting import discard_drafts, lock_for_erasing, parts_of
from .services.returning import knows_fact_of, see_number_left, see_number_proved
from .services.serving import follow_service
from .states import AT_A_WINDOW, State

if TYPE_CHECKING:
    from accounts.models import User
    from docket.models import Chain

#: At a desk or body these have the papers of its cases before them.
READING_ROLES = (
    Role.HANDLER,
    Role.SUPERVISOR,
    Role.RECEPTIONIST,
    Role.SECRETARY,
    Role.REGISTRAR,
    Role.AUDITOR,
)


@receiver(reader_keys_wanted)
def reader_keys(sender: type, user: User, chain: Chain, **kwargs: Any) -> set[str]:
    """`party:7` for whom one speaks, `organisation:3` for the desk or body that has the case, `window:party:7` for
    whoever is served at one's window."""
    dispute = Dispute.objects.visible_to(user).filter(chain=chain).select_related("desk").first()
    if dispute is None:
        return set()
    keys = {party.key for party in dispute.parties.all() if speaks_for(user, party)}
    offices = set(
        user.memberships.in_force().filter(role__in=READING_ROLES).values_list("organisation", flat=True)
    )
    has_it = {dispute.desk_id} if dispute.desk and not _is_party(dispute) else set()
    served = set(dispute.proceedings.served_by(user).values_list("pk", flat=True))
    for proceeding in dispute.proceedings.all():
        if proceeding.body_id in offices or proceeding.pk in served:
            keys.add(f"organisation:{proceeding.body_id}")
    at_window = set(
        user.memberships.in_force().filter(role__in=AT_A_WINDOW).values_list("organisation", flat=True)
    )
    keys |= {f"{WINDOW}{party.key}" for party in dispute.parties.all() if party.window_id in at_window}
    return keys | {f"organisation:{pk}" for pk in offices & has_it}


def _is_party(dispute: Dispute) -> bool:
    """The desk's platform is itself a party: it reads as a party, not as the office."""
    return (
        dispute.desk is not None
        and dispute.desk.kind == OrganisationKind.PLATFORM
        and dispute.parties.filter(organisation=dispute.desk).exists()
    )


@receiver(postal_address_wanted)
def postal_address(sender: type, notice: Notice, **kwargs: Any) -> str:
    (found,) = with_addresses([notice])
    return found.address


parts_wanted.connect(parts_of, dispatch_uid="disputes.parts_of")
case_erasing.connect(lock_for_erasing, dispatch_uid="disputes.lock_for_erasing")
person_erasing.connect(discard_drafts, dispatch_uid="disputes.discard_drafts")


@receiver(acted)
def keep_what_can_be_compared(sender: type, dispute: Dispute, **kwargs: Any) -> None:
    keep_comparable([dispute])


@receiver(notice_changing)
def lock_the_case(sender: type, chain: Chain, **kwargs: Any) -> None:
    """The case row is the first lock of every act; a delivery that changes may start one."""
    list(Dispute.objects.select_for_update(of=("self",)).filter(chain=chain).values_list("pk", flat=True))


@receiver(service_wanted)
def is_still_awaited(sender: type, notice: Notice, **kwargs: Any) -> bool:
    """What a case waited for is served no more once it has closed; the paper on its end still is."""
    is_over = Dispute.objects.filter(chain=notice.paper.chain_id, state=State.CLOSED).exists()
    return not (is_over and notice.paper.kind in AWAITED.values())


@receiver(notice_changed)
def follow_the_notice(sender: type, notice: Notice, event: str, by: User | None, **kwargs: Any) -> None:
    dispute = Dispute.objects.filter(chain=notice.paper.chain_id).first()
    if dispute is not None:
        follow_service(dispute, notice=notice, event=event, by=by)


@receiver(guest_wanted)
def who_is_that_guest(sender: type, contact: str, name: str, **kwargs: Any) -> int | None:
    guest = guest_of(contact, name)
    return guest.pk if guest is not None else None


number_proved.connect(see_number_proved, dispatch_uid="disputes.see_number_proved")
number_left.connect(see_number_left, dispatch_uid="disputes.see_number_left")


@receiver(fact_wanted)
def is_fact_of_a_case(sender: type, user: User, kind: str, fact: str, **kwargs: Any) -> bool:
    return knows_fact_of(user, kind=kind, fact=fact)
