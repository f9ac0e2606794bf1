"""Who stands on which side. Nobody stands on two: not by another account, not for a representative, not for a body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from accounts.fields import blind_index
from accounts.models import User
from accounts.phones import InvalidPhone, normalise_phone

from .exceptions import NotValid
from .models import Dispute, Party
from .states import PartyRole, State

if TYPE_CHECKING:
    from .models import Representative


def require_one_side(
    case: Dispute, party: Party, user: User | None, *, phone: str = "", email: str = ""
) -> None:
    """Refuses who stands for another party of this case, or shares contact or document with the opposite side.

    `phone` and `email`: what somebody without an account says of themselves.
    """
    own = (
        marks_of_user(user, is_proved=False) if user is not None else ()
    )  # what they say of themselves counts
    marks = {*_contacts(phone, email), *own}
    for other in case.parties.exclude(pk=party.pk):
        is_double = user is not None and stands_for(user, other)
        if is_double or (are_opposite(party, other) and marks & marks_of(other)):
            raise NotValid(_("您已经以其他身份参与本案，不能再加入这一方。"), code="other_side")


def are_opposite(one: Party, other: Party) -> bool:
    """Who is only heard may share a telephone with a side."""
    return one.role != other.role and PartyRole.THIRD_PARTY not in {one.role, other.role}


def require_own_contact(party: Party, others: Iterable[Party]) -> None:
    """Refuses a contact or document that is written for the opposite side, too."""
    if any(are_opposite(party, other) and marks_of(party) & marks_of(other) for other in others):
        raise NotValid(
            _("投诉人和被投诉人填了相同的联系方式或者证件号码。请填写各自的；不知道对方的可以不填。"),
            code="one_contact",
        )


def require_two_sides(draft: Dispute, party: Party) -> None:
    """What is asked of both sides before a complaint is handed in; `party` may not be saved yet."""
    others = list(draft.parties.exclude(pk=party.pk))
    require_own_contact(party, others)
    for one, other in ((party, other) for other in others if are_opposite(party, other)):
        _require_stranger(one.user, other)
        _require_stranger(other.user, one)


def _require_stranger(user: User | None, party: Party) -> None:
    """Whoever belongs to the body that is complained of would speak for both."""
    if user is not None and party.organisation_id and is_member(user, party.organisation_id):
        raise NotValid(
            _("您现在是被投诉单位的成员，不能同时代表双方。请先由单位结束任职，或者到服务中心窗口办理。"),
            code="own_body",
        )


def stands_for(user: User, party: Party) -> bool:
    """The party itself, its representative, or anybody of its body."""
    return (
        party.user_id == user.pk
        or party.representatives.filter(user=user, ends_on=None).exists()
        or (party.organisation_id is not None and is_member(user, party.organisation_id))
    )


def is_member(user: User, organisation_id: int) -> bool:
    return user.memberships.in_force().filter(organisation=organisation_id).exists()


def marks_of(party: Party, *, is_proved: bool = True) -> set[str]:
    """By what a side can be told: what is written for it, and what its people proved.

    Without `is_proved` also what was only written down: enough for a look by the desk, never to refuse somebody, or
    one side could keep the other's lawyer out by naming them.
    """
    marks = set(_contacts(party.phone, party.email))
    if party.id_number:
        marks.add(blind_index(party.id_number))
    agents = _agents(party) if party.pk else []
    people = [party.user, *(each.user for each in agents)]
    for user in people:
        if user is not None:
            marks |= marks_of_user(user, is_proved=is_proved)
    for agent in agents:
        if agent.user_id is not None or not is_proved:
            marks |= set(_contacts(agent.phone, agent.phone))
    return marks


def marks_of_user(user: User, *, is_proved: bool = True) -> set[str]:
    proved = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    numbers = user.identity_checks.exclude(number="").values_list("number_index", flat=True)
    marks = {*proved, *numbers}
    if user.phone_verified_at is not None or not is_proved:
        marks |= set(_contacts(user.phone or "", ""))
    if not is_proved:
        marks |= set(_contacts("", user.email or ""))
    return marks


def _agents(party: Party) -> list[Representative]:
    return list(party.representatives.filter(ends_on=None).select_related("user"))


def _contacts(phone: str, email: str) -> Iterator[str]:
    if "@" in email:
        yield email.strip().lower()
    try:
        yield normalise_phone(phone)
    except InvalidPhone:
        return


# --- what the desk is shown --------------------------------------------------------------------------


def one_person_signs(dispute: Dispute) -> list[str]:
    """What in the record speaks for one person on both sides. For the desk to look at, decided by nobody."""
    signs: list[str] = []
    complainants = list(dispute.parties.filter(role=PartyRole.COMPLAINANT))
    for respondent in dispute.parties.filter(role=PartyRole.RESPONDENT):
        for complainant in complainants:
            names = {"a": complainant.name, "b": respondent.name}
            if marks_of(complainant, is_proved=False) & marks_of(respondent, is_proved=False):
                signs.append(_("%(a)s和%(b)s有相同的联系方式、账号或者证件号码。") % names)
            if _plain(complainant.name) == _plain(respondent.name) != "":
                signs.append(_("投诉人和被投诉人姓名相同：%(a)s。") % names)
            people = [complainant.user, *(each.user for each in _agents(complainant))]
            if any(user is not None and stands_for(user, respondent) for user in people):
                signs.append(_("%(a)s或者其代理人同时代表%(b)s。") % names)
    return signs


def identical_filings(dispute: Dispute) -> list[Dispute]:
    """Other complaints by the same person against the same respondent, with the same claims or the same words."""
    complainant = dispute.parties.filter(role=PartyRole.COMPLAINANT).first()
    if complainant is None:
        return []
    others = Dispute.objects.exclude(pk=dispute.pk).exclude(state=State.DRAFT)
    ways = [{name: value} for name in ("user", "phone", "email") if (value := getattr(complainant, name))]
    found: dict[int, Dispute] = {}
    for way in ways:
        by_them = Party.objects.filter(role=PartyRole.COMPLAINANT, **way).values("dispute")
        found |= {other.pk: other for other in others.filter(pk__in=by_them).order_by("-filed_at")[:50]}
    return [other for _pk, other in sorted(found.items()) if _is_same_matter(dispute, other)]


def _is_same_matter(one: Dispute, other: Dispute) -> bool:
    return bool(_against(one) & _against(other)) and (
        _plain(one.narrative) == _plain(other.narrative) or _asked(one) == _asked(other)
    )


def _against(dispute: Dispute) -> set[str]:
    respondents = dispute.parties.filter(role=PartyRole.RESPONDENT)
    told = {_plain(party.name) for party in respondents} | {
        mark for party in respondents for mark in _contacts(party.phone, party.email)
    }
    return told - {""}


def _asked(dispute: Dispute) -> list[tuple[str, str]]:
    return sorted((claim.remedy, str(claim.amount)) for claim in dispute.claims.all())


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
