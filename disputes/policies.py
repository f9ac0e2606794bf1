"""Who may do what in a dispute. `can_…` asks; `require` refuses. Time is not asked here: that is the state's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.selectors import comes_in_alone
from accounts.states import OrganisationKind, Role
from notices.policies import SERVING_ROLES
from rulebook.selectors import four_eyes

from .exceptions import NotPermitted
from .models import Dispute, Party
from .models.turns import DESKS
from .states import AT_A_WINDOW, Channel, Mandate, Origin, PartyRole, State

if TYPE_CHECKING:
    from accounts.models import Organisation, User
    from rulebook.terms import FourEyes


def require(is_allowed: bool) -> None:
    if not is_allowed:
        raise NotPermitted()


def require_draft_of(user: User, dispute: Dispute) -> None:
    if dispute.state != State.DRAFT or dispute.created_by_id != user.pk:
        raise NotPermitted(_("这份投诉已经提交，不能再修改。"), code="not_a_draft")


def speaks_for(user: User, party: Party, *, needs_special_mandate: bool = False) -> bool:
    """The party itself, its handlers when it is an organisation, or a representative whose mandate suffices.

    Admitting, waiving and settling need a special mandate (民诉法 62).
    """
    if party.user_id == user.pk:
        return True
    mandates = party.representatives.filter(user=user, ends_on=None)
    if needs_special_mandate:
        mandates = mandates.filter(mandate=Mandate.SPECIAL)
    if mandates.exists():
        return True
    return (
        party.organisation_id is not None
        and user.memberships.in_force()
        .filter(organisation=party.organisation_id, role__in=[Role.HANDLER, Role.SUPERVISOR])
        .exists()
    )


def is_the_party(user: User, party: Party) -> bool:
    """The party itself or its own organisation, not somebody it sent."""
    return not party.representatives.filter(user=user).exists() and speaks_for(user, party)


def party_of(user: User, dispute: Dispute) -> Party | None:
    """For which party this person speaks, if for any."""
    return next((party for party in dispute.parties.all() if speaks_for(user, party)), None)


def require_party(user: User, dispute: Dispute, *roles: str, needs_special_mandate: bool = False) -> Party:
    for party in dispute.parties.all():
        if (not roles or party.role in roles) and speaks_for(
            user, party, needs_special_mandate=needs_special_mandate
        ):
            return party
    raise NotPermitted()


def is_on_desk(user: User, dispute: Dispute) -> bool:
    """Works at the desk that has the case: the platform's, or the service centre's."""
    return (
        dispute.desk_id is not None
        and user.memberships.in_force()
        .filter(organisation=dispute.desk_id, role__in=[Role.HANDLER, Role.SUPERVISOR, Role.RECEPTIONIST])
        .exists()
    )


def can_admit(user: User, dispute: Dispute) -> bool:
    return is_on_desk(user, dispute) and party_of(user, dispute) is None


def bar_on_admission(user: User, dispute: Dispute) -> FourEyes | None:
    """Who took the complaint down does not decide on it, while somebody else at the desk can
    (rulebook/data/four_eyes.yaml)."""
    for rule in four_eyes("admission"):
        has_done = dispute.taken_down.filter(officer=user, act=rule.after).exists()
        if has_done and not (rule.alone and _is_alone(user, dispute)):
            return rule
    return None


def require_may_decide_admission(user: User, dispute: Dispute) -> None:
    require(can_admit(user, dispute))
    if (bar := bar_on_admission(user, dispute)) is not None:
        raise NotPermitted(str(bar), code="four_eyes")


def _is_alone(user: User, dispute: Dispute) -> bool:
    """Nobody else in office at the desk may decide here."""
    offices = Membership.objects.in_force().filter(
        organisation=dispute.desk_id,
        role__in=[Role.HANDLER, Role.SUPERVISOR, Role.RECEPTIONIST],
        user__is_active=True,
    )
    others = {office.user for office in offices.exclude(user=user).select_related("user")}
    return not any(can_admit(other, dispute) for other in others)


def can_issue_opinion(user: User, dispute: Dispute) -> bool:
    """Never who has taken down a party's words in this case."""
    return dispute.has_neutral_desk and can_admit(user, dispute) and not has_taken_down(user, dispute)


def can_review_opinion(user: User, dispute: Dispute) -> bool:
    """Human review of an automated opinion is for another person than issued it, a supervisor."""
    last = dispute.opinions.last()
    return user.memberships.in_force().filter(
        organisation=dispute.desk_id, role=Role.SUPERVISOR
    ).exists() and (last is None or last.issued_by_id != user.pk)


def can_file_at_desk(user: User) -> bool:
    return (
        user.memberships.in_force()
        .filter(organisation__kind=OrganisationKind.SERVICE_CENTRE, role=Role.RECEPTIONIST)
        .exists()
    )


def can_hand_out_codes(user: User, dispute: Dispute) -> bool:
    """The desk that has the case, and the reception that took it in."""
    return is_on_desk(user, dispute) or (dispute.origin == Origin.DESK and can_file_at_desk(user))


def can_bring_papers(user: User) -> bool:
    """In office somewhere that serves papers."""
    return user.memberships.in_force().filter(role__in=SERVING_ROLES).exists()


def window_office(user: User, dispute: Dispute, party: Party | None = None) -> Organisation | None:
    """At which window of this case this person works: the party's own, the desk's, or the one that took the case in."""
    wanted = [
        dispute.desk_id,
        *dispute.proceedings.filter(channel=Channel.DESK).values_list("body", flat=True),
    ]
    if party is not None and party.window_id:
        wanted.insert(0, party.window_id)
    held = {
        one.organisation_id: one.organisation
        for one in user.memberships.in_force()
        .filter(role__in=AT_A_WINDOW, organisation__in=[pk for pk in wanted if pk])
        .filter(organisation__kind__in=DESKS)
        .select_related("organisation")
    }
    return next((held[pk] for pk in wanted if pk in held), None)


def can_take_down(user: User, party: Party) -> bool:
    """Works at a window of the case, and has no other part in it: neither decides it, nor mediates, nor speaks in it.

    Who has once decided something here (admission, opinion, completion) takes down nobody's words, so that no party's
    words are in the hand of whoever judges them.
    """
    dispute = party.dispute
    if party.organisation_id is not None or party.user_id == user.pk:
        return False
    if window_office(user, dispute, party) is None or party_of(user, dispute) is not None:
        return False
    has_decided = (
        dispute.decisions.filter(decided_by=user).exists()
        or dispute.completion_requests.filter(asked_by=user).exists()
        or dispute.opinions.filter(issued_by=user).exists()
    )
    return not has_decided and not dispute.proceedings.served_by(user).exists()


def require_may_take_down(user: User, party: Party, *, agreed_in_person: bool = False) -> None:
    """Refuses the wrong officer, and for a party who has a way in of their own unless they are there and agree."""
    require(can_take_down(user, party))
    if party.user is not None and comes_in_alone(party.user) and not agreed_in_person:
        raise NotPermitted(
            _("本人有自己的登录方式。只有本人在场、同意由窗口代为录入的，才能这样办理。"),
            code="has_own_login",
        )


def has_taken_down(user: User, dispute: Dispute) -> bool:
    return dispute.taken_down.filter(officer=user).exists()


def can_withdraw(user: User, dispute: Dispute) -> bool:
    return any(
        speaks_for(user, party, needs_special_mandate=True)
        for party in dispute.parties.all()
        if party.role == PartyRole.COMPLAINANT
    )
