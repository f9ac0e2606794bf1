"""To be forgotten (个人信息保护法 47): what can go goes at once, what the law keeps goes on its day, by itself."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from docket.commitments import names_of
from docket.models import Chain
from docket.services import EVERYBODY, erase, erase_of, record
from rulebook.selectors import length, rule_in_force

from ..exceptions import NotLawfulNow, NotPermitted
from ..models import ErasedPart, Erasure, LegalHold, User
from ..personal import Part
from ..signals import case_erasing, parts_wanted, person_erased, person_erasing
from . import journal
from .closing import end_account
from .forgetting import Replacing, forget_account, forget_in_case, particulars_of
from .freeing import clear_freed_space
from .keeping import note

logger = logging.getLogger("accounts")

STILL_MEMBER = _("请先由机构结束任职，再注销账号。")


@dataclass(frozen=True)
class Standing:
    """Where a person's erasure stands. `due` can go now; `kept` stays, each with its reason and day; `obstacles`
    are why the account itself stays. `erasure` is None as long as nobody asked."""

    erasure: Erasure | None
    due: list[Part]
    kept: list[Part]
    obstacles: list[Part]

    @property
    def can_end_account(self) -> bool:
        return not self.obstacles


def standing_of(user: User, *, on: date | None = None) -> Standing:
    """Computed from the record at this moment; nothing of it is stored."""
    today = on or timezone.localdate()
    erasure = user.erasures.filter(withdrawn_at=None).first()
    done = set(ErasedPart.objects.filter(erasure__user=user).values_list("chain", flat=True))
    answers: list[tuple[Any, Any]] = parts_wanted.send(User, user=user)
    parts = [part for _receiver, found in answers for part in found if part.chain not in done]
    held = [_with_hold(part, user, today) for part in parts]
    return Standing(
        erasure=erasure,
        due=[part for part in held if part.is_due(today)],
        kept=[part for part in held if not part.is_due(today)],
        obstacles=[
            *_offices_of(user),
            *_holds_on(user, today),
            *(part for part in held if part.holds_account),
        ],
    )


def backup_lasts() -> str:
    """How long what was deleted may still stand in a backup, in words."""
    return length(rule_in_force("keep_backup", on=timezone.localdate()))


@transaction.atomic
def ask_erasure(user: User, *, by: User, at_once: bool = True) -> Erasure:
    """Write the request down, and do at once what may be done now. The rest follows on its day (`sweep_erasures`).

    `at_once=False`: what may go now is left to the next sweep, too, because the act that asks still writes of the person.
    Raises `NotLawfulNow` for who is erased already.
    """
    locked = _lock(user)
    _require_erasable(locked, by)
    erasure, is_new = Erasure.objects.get_or_create(user=locked, withdrawn_at=None)
    if is_new:
        note(locked, "accounts.erasure_asked", by=by)
    if at_once and standing_of(locked).can_end_account:
        _carry_out(erasure, locked, by=by)
    return erasure


@transaction.atomic
def withdraw_erasure(user: User, *, by: User) -> None:
    """As long as nothing was erased."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if by != locked:
        raise NotPermitted()
    erasure = locked.erasures.filter(withdrawn_at=None, account_erased_at=None).first()
    if erasure is None:
        raise NotLawfulNow()
    erasure.withdrawn_at = timezone.now()
    erasure.save(update_fields=["withdrawn_at"])
    note(locked, "accounts.erasure_withdrawn", by=by)


@transaction.atomic
def erase_person(user: User, *, by: User) -> User:
    """Deactivate a person and destroy what names them, as far as no duty to keep it is running; their acts stay,
    nameless, and every chain verifies.

    Raises `NotLawfulNow` with the reason and the day while the account itself has to stay.
    """
    locked = _lock(user)
    _require_erasable(locked, by)
    if locked.memberships.in_force().exists():
        raise NotLawfulNow(STILL_MEMBER, code="still_member")
    if obstacles := standing_of(locked).obstacles:
        raise NotLawfulNow(obstacles[0].why, code="must_be_kept")
    erasure, _is_new = Erasure.objects.get_or_create(user=locked, withdrawn_at=None)
    _carry_out(erasure, locked, by=by)
    locked.refresh_from_db()
    return locked


def sweep_erasures() -> int:
    """What was refused earlier and whose day has come. Returns how many persons something was erased of."""
    journal.write_missing()
    found = 0
    waiting = Erasure.objects.filter(withdrawn_at=None, done_at=None).order_by("pk")
    for pk in list(waiting.values_list("pk", flat=True)):
        try:
            found += _sweep(pk)
        except Exception:
            logger.exception("erasure %s failed", pk)
    clear_freed_space()
    return found


@transaction.atomic
def _sweep(pk: int) -> int:
    locked = _lock(User.objects.get(erasures=pk))
    erasure = Erasure.objects.select_for_update(of=("self",)).get(pk=pk)
    standing = standing_of(locked)
    is_ending = erasure.account_erased_at is None and standing.can_end_account
    if erasure.account_erased_at is None and not is_ending:
        return 0
    if is_ending:
        _require_erasable(locked, locked)
    elif not standing.due and standing.kept:
        return 0
    _carry_out(erasure, locked, by=None)
    return 1


def replay_erasures(source: Path | None = None) -> tuple[int, int]:
    """After a backup was put back, before anybody is let in: (done again, nothing to do)."""
    answers = [_replay(line) for line in list(journal.lines(source))]
    return answers.count(True), answers.count(False)


@transaction.atomic
def _replay(line: journal.Line) -> bool:
    """Do again what was done before a backup was put back. Asks no rule: it was decided then. False when it is done."""
    user = User.objects.filter(pk=line.user).first()
    if user is None or not journal.is_of(line, user):
        return False
    _lock_cases(user, {line.chain} if line.chain is not None else set())
    user = User.objects.select_for_update().get(pk=user.pk)
    standing = user.erasures.filter(withdrawn_at=None).first() or Erasure.objects.filter(key=line.key).first()
    erasure = standing or Erasure.objects.create(key=line.key, user=user, asked_at=line.asked)
    if erasure.withdrawn_at is not None:
        erasure.withdrawn_at = None
        erasure.save(update_fields=["withdrawn_at"])
    if erasure.parts.filter(chain=line.chain).exists():
        return False
    if line.chain is None:
        _erase_account(erasure, user, by=None)
    elif Chain.objects.filter(pk=line.chain).exists():
        _erase_case(erasure, user, line.chain, by=None)
    else:
        return False
    _close(erasure, user)
    return True


def _lock(user: User) -> User:
    """The cases first, then the person: every act on a case takes its locks in this order."""
    _lock_cases(user, {part.chain for part in standing_of(user).due})
    return User.objects.select_for_update().get(pk=user.pk)


def _lock_cases(user: User, chains: set[int]) -> None:
    """With those of older accounts, which go when this one goes; in the order of their chains, whoever asks."""
    older = user.joined_accounts.filter(erased_at=None)
    wanted = dict.fromkeys(chains, user)
    wanted |= {part.chain: account for account in older for part in standing_of(account).due}
    for chain in Chain.objects.filter(pk__in=wanted).order_by("pk"):
        _lock_case(wanted[chain.pk], chain)


def _require_erasable(user: User, by: User) -> None:
    if by not in {user, user.joined_into} and not by.is_superuser:
        raise NotPermitted()
    if user.erased_at is not None:
        raise NotLawfulNow(_("这个账号已经注销。"), code="already_erased")


def _carry_out(erasure: Erasure, user: User, *, by: User | None) -> None:
    # what names the person is read before the account goes, for the cases whose day comes later
    standing = standing_of(user)
    for part in standing.due:
        _erase_case(erasure, user, part.chain, by=by)
    if erasure.account_erased_at is None:
        _erase_account(erasure, user, by=by)
    _close(erasure, user)


def _erase_account(erasure: Erasure, user: User, *, by: User | None) -> None:
    person_erasing.send(User, user=user, by=by or user)
    known = {*_remembered(erasure), *particulars_of(user)}
    erasure.particulars = json.dumps(sorted(known), ensure_ascii=False)
    erasure.account_erased_at = timezone.now()
    erasure.save()
    forget_account(user)
    end_account(user)
    note(user, "accounts.person_erased", by=by)
    assert user.chain is not None
    erase(user.chain, by=by.actor if by else "clock")
    _write_down(erasure, None)
    person_erased.send(User, user=user, particulars=known)
    for joined in user.joined_accounts.filter(erased_at=None):  # the same person, under an older account
        older, _is_new = Erasure.objects.get_or_create(user=joined, withdrawn_at=None)
        _carry_out(older, joined, by=by)


def _erase_case(erasure: Erasure, user: User, chain_pk: int, *, by: User | None) -> None:
    """One case: rows, then the openings that speak of the person, then the entry that commits to the rows again."""
    chain = Chain.objects.get(pk=chain_pk)
    keys = _lock_case(user, chain)
    known = {*_remembered(erasure), *particulars_of(user), *particulars_of(user, chain, keys)}
    subjects = {user.actor, *keys}
    done = forget_in_case(user, chain, known, keys)
    actor = by.actor if by else "clock"
    rows = {name for row in done.changed for name in names_of(row)}
    names_them = Replacing(known).finds
    erase_of(chain, subjects=subjects, rows=rows, names_them=names_them, by=actor)
    for further in done.chains:
        erase_of(Chain.objects.get(pk=further), subjects=[*subjects, EVERYBODY], by=actor)
    facts = {"person": user.actor, **({"replaced": done.replaced} if done.replaced else {})}
    record(chain, "accounts.erased_in_case", by=actor, facts=facts, again=done.changed)
    _write_down(erasure, chain)
    person_erased.send(User, user=user, particulars=known)


def _lock_case(user: User, chain: Chain) -> set[str]:
    """The lock that every act on the case takes first, and the keys under which the case knows this person."""
    answers = case_erasing.send(User, user=user, chain=chain)
    return {key for _receiver, keys in answers for key in keys or ()}


def _close(erasure: Erasure, user: User) -> None:
    """Once nothing waits, how the person was named is forgotten as well."""
    standing = standing_of(user)
    if erasure.account_erased_at is not None and not standing.due and not standing.kept:
        erasure.done_at, erasure.particulars = timezone.now(), ""
        erasure.save()


def _write_down(erasure: Erasure, chain: Chain | None) -> None:
    journal.write_down_after_commit(ErasedPart.objects.create(erasure=erasure, chain=chain))


def _remembered(erasure: Erasure) -> Iterable[str]:
    return json.loads(erasure.particulars) if erasure.particulars else []


def _offices_of(user: User) -> list[Part]:
    """Who holds an office is needed in it; its body ends it."""
    if not user.memberships.in_force().exists():
        return []
    return [Part(0, "", str(STILL_MEMBER), "", None, holds_account=True)]


def _holds_on(user: User, today: date) -> list[Part]:
    return [
        Part(0, "", hold.reason, str(LegalHold._meta.verbose_name), hold.until, holds_account=True)
        for hold in user.legal_holds.in_force(today)
    ]


def _with_hold(part: Part, user: User, today: date) -> Part:
    """A hold on the case or the person keeps it beyond the day of the rule; the latest counts."""
    holds = LegalHold.objects.in_force(today).filter(Q(chain=part.chain) | Q(user=user))
    hold = holds.order_by("-until").first()
    if hold is None or part.until is None or hold.until < part.until:
        return part
    return Part(part.chain, part.label, hold.reason, str(LegalHold._meta.verbose_name), hold.until)
