"""Guests come together with the person who has proved their number; who cannot is shown to the desk."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.codes import hash_code
from accounts.models import User
from accounts.selectors import staff_of
from accounts.services import close_joined, end_rights, ends_alike
from accounts.states import Fact, Role
from notices.services import tell

from ..engine import account_changed, acting, note
from ..exceptions import NotValid
from ..guests import accounts_of, recent_guests
from ..models import Dispute, Invitation, Party, RefusedJoin
from ..policies import is_on_desk
from ..sides import require_one_side
from ..states import State

#: How many accounts under one number a password is tried on: each costs a hash.
MOST_PASSWORDS = 5


def see_number_proved(sender: type, user: User, **kwargs: Any) -> None:
    """After the commit, for it may have been proved within an act of another case."""
    transaction.on_commit(partial(join_guests, user.pk), robust=True)


def join_guests(user_pk: int) -> list[Party]:
    """Guests of this person's proven number, of recent cases and under the same name, are this person."""
    user = User.objects.filter(pk=user_pk, is_active=True, phone_verified_at__isnull=False).first()
    if user is None or not user.phone:
        return []
    return _join(recent_guests(user.phone, [user.name]), user)


def bring_in(user: User, *, kind: str, fact: str) -> list[Party]:
    """What others under this person's proven number stand for becomes theirs, if they know one more fact of it:
    a code of the case, the last six of the identity number, or the password of that account.

    Raises `NotValid`, in the same words whether there is nothing, the fact is wrong, or the join is for the desk.
    """
    if user.phone_verified_at is None or not user.phone:
        raise NotValid(_("请先验证您的手机号码。"), code="number_unproved")
    found = accounts_of(user.phone, but=user)
    holders = _BY_FACT[Fact(kind)](list(found), fact)
    joined = _join([party for party in found if party.user_id in holders], user)
    if not joined:
        raise NotValid(
            _("没有能并入的案件：号码下没有，或者填写的内容对不上。也可以请经办单位重新发给您查阅码。"),
            code="nothing_to_join",
        )
    return joined


def take_over(case: Dispute, party: Party, into: User) -> None:
    """The party is this person's from now on. Within an act; refuses who has another part in the case."""
    require_free(case, party, into)
    before = party.user
    party.user = into
    party.save(update_fields=["user"])
    note(case, "disputes.party_came_back", by=into, facts={"party": party.pk})
    if before is not None:
        account_changed.send(Dispute, dispute=case, before=before, into=into)
        end_rights(before.pk)


def require_free(case: Dispute, party: Party, user: User) -> None:
    """Nobody stands on two sides, and nobody who handles or mediates the case stands on one."""
    if is_on_desk(user, case) or case.proceedings.served_by(user).exists():
        raise NotValid(_("您已经以其他身份参与本案，不能再加入这一方。"), code="other_side")
    require_one_side(case, party, user)


def close_if_empty(account: User, into: User) -> None:
    """An account that stands for nothing any more is closed, and its drafts go along."""
    if account.pk == into.pk or account.parties.exclude(dispute__state=State.DRAFT).exists():
        return
    if account.mandates.filter(ends_on=None).exists():
        return
    with transaction.atomic():
        drafts = Dispute.objects.filter(state=State.DRAFT, created_by=account)
        Party.objects.filter(dispute__in=drafts, user=account).update(user=into)
        drafts.update(created_by=into)
        close_joined(account, into=into)


def _join(parties: list[Party], into: User) -> list[Party]:
    joined = [party for party in parties if _join_one(party, into)]
    for account in {party.user for party in parties if party.user is not None}:
        close_if_empty(account, into)
    return joined


def _join_one(party: Party, into: User) -> bool:
    """Each case is an act of its own. A person who stands on the other side is shown to the desk."""
    try:
        with acting(party.dispute_id, by=into) as case:
            locked = Party.objects.select_related("user").get(pk=party.pk)
            if locked.user_id != party.user_id:
                return False
            take_over(case, locked, into)
    except NotValid:
        _show_to_desk(party, into)
        return False
    return True


def _show_to_desk(party: Party, user: User) -> None:
    with acting(party.dispute_id, by=user) as case:
        _refused, is_new = RefusedJoin.objects.get_or_create(party=party, user=user)
        if not is_new:
            return
        note(case, "disputes.join_refused", by=user, facts={"party": party.pk})
        _tell_desk(case, _("有人证明了一方当事人的手机号码，但在本案另有身份，没有并入，请核对"))


def _tell_desk(case: Dispute, text: Any) -> None:
    if case.desk is not None:
        tell(
            [*staff_of(case.desk, Role.HANDLER), *staff_of(case.desk, Role.SUPERVISOR)],
            chain=case.chain,
            reference=case.reference or "",
            text=text,
            url=reverse("disputes:parties", args=[case.reference]),
        )


def knows_fact_of(user: User, *, kind: str, fact: str) -> bool:
    """Whether somebody knows a code, or the end of an identity number, of a case that this person stands in."""
    parties = Party.objects.filter(user=user).exclude(dispute__state=State.DRAFT).select_related("user")
    return user.pk in _BY_FACT[Fact(kind)](list(parties), fact)


def see_number_left(sender: type, user: User, **kwargs: Any) -> None:
    """After the commit: the desks of this person's open cases look whether they still reach them."""
    transaction.on_commit(partial(_tell_desks_of_number, user.pk), robust=True)


def _tell_desks_of_number(user_pk: int) -> None:
    for party in Party.objects.filter(user=user_pk).exclude(dispute__state__in=[State.DRAFT, State.CLOSED]):
        with acting(party.dispute_id, by=None) as case:
            note(case, "disputes.number_left", by=None, facts={"party": party.pk})
            _tell_desk(case, _("一方当事人的手机号码可能已经换人使用，请核对联系方式"))


# --- one more fact ------------------------------------------------------------------------------------


def _by_code(parties: list[Party], fact: str) -> set[int | None]:
    known = Invitation.objects.filter(party__in=parties, code_hash=hash_code(fact))
    return set(known.values_list("party__user", flat=True))


def _by_identity(parties: list[Party], fact: str) -> set[int | None]:
    return {party.user_id for party in parties if ends_alike(_numbers_of(party), fact)}


def _numbers_of(party: Party) -> list[str]:
    declared = [check.number for check in party.user.identity_checks.all()] if party.user is not None else []
    return [party.id_number, *declared]


def _by_password(parties: list[Party], fact: str) -> set[int | None]:
    people = {party.user_id: party.user for party in parties if party.user is not None}
    able = [user for user in people.values() if user.has_usable_password()][:MOST_PASSWORDS]
    return {user.pk for user in able if user.check_password(fact)}


_BY_FACT = {Fact.CODE: _by_code, Fact.IDENTITY: _by_identity, Fact.PASSWORD: _by_password}
