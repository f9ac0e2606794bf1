"""A person asks to be erased: in which cases their data stand, and until when these are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from accounts.personal import Part
from docket.models import Chain, Entry
from rulebook.models import RuleVersion
from rulebook.selectors import last_day, length, rule_in_force

from ..models import Dispute, Party, Representative
from ..states import PartyKind, State
from .drafting import discard_draft

#: From the closing of the case; the longest counts (电子商务法 31; the rest is the platform's own rule).
KEPT_BY = ("keep_trade", "keep_case_file")


#: Chains of cases in which an app above names a person without their having acted.
Named = Callable[[User], Iterable[int]]
_naming: list[Named] = []


def names_persons(find: Named) -> Named:
    """Register; called by the apps above when they are ready."""
    _naming.append(find)
    return find


def cases_of(user: User) -> QuerySet[Dispute]:
    """Filed cases in which a person stands, in which they acted, or that name them in an office."""
    acted = Entry.objects.filter(chain=OuterRef("chain"), actor=user.actor)
    stands = Party.objects.filter(dispute=OuterRef("pk"), user=user)
    speaks = Representative.objects.filter(party__dispute=OuterRef("pk"), user=user)
    found = Dispute.objects.exclude(state=State.DRAFT)
    named = Q(chain__in={chain for find in _naming for chain in find(user)})
    is_in = Q(created_by=user) | Exists(stands) | Exists(speaks) | Exists(acted) | named
    return found.filter(is_in).order_by("pk")


def parts_of(sender: Any, *, user: User, **_: Any) -> list[Part]:
    return [_part(case, user) for case in cases_of(user)]


def lock_for_erasing(sender: Any, *, user: User, chain: Chain, **_: Any) -> set[str]:
    """The case row is the first lock of every act. The keys of the parties that are this person."""
    found = Dispute.objects.select_for_update(of=("self",)).filter(chain=chain).first()
    return (
        {party.key for party in found.parties.filter(user=user, kind=PartyKind.PERSON)}
        if found is not None
        else set()
    )


def discard_drafts(sender: Any, *, user: User, **_: Any) -> None:
    """Nobody else has seen them."""
    for draft in Dispute.objects.filter(created_by=user, state=State.DRAFT):
        discard_draft(draft, by=user)


def _part(case: Dispute, user: User) -> Part:
    if case.state != State.CLOSED or case.closed_at is None:
        return Part(
            chain=case.chain_id,
            label=str(case.reference),
            why=gettext("案件 {reference} 还在办理，要等结案以后才能算出日期。").format(
                reference=case.reference
            ),
            source="",
            until=None,
            holds_account=_is_needed(case, user),
        )
    return part_of_closed(case)


def part_of_closed(case: Dispute) -> Part:
    """Of whoever stands in it: from its end it is kept so long."""
    assert case.closed_at is not None
    code, until = max(
        ((code, last_day(code, start=case.closed_at)) for code in KEPT_BY), key=lambda each: each[1]
    )
    rule = _rule(code, case.closed_at)
    return Part(
        chain=case.chain_id,
        label=str(case.reference),
        why=gettext("案件 {reference} 已经结案，案卷从结案起保存{length}。").format(
            reference=case.reference, length=length(rule)
        ),
        source=rule.source,
        until=until,
    )


def _is_needed(case: Dispute, user: User) -> bool:
    """Who is a party to a running case, or speaks for one, has to be reached."""
    speaks = Representative.objects.filter(party__dispute=case, user=user, ends_on=None)
    return case.parties.filter(user=user).exists() or speaks.exists()


def _rule(code: str, since: datetime) -> RuleVersion:
    return rule_in_force(code, on=timezone.localdate(since), known_at=since)
