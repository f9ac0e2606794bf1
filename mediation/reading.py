"""A draft agreement in plain words, told to each side: what you do, what they do, what follows. Explains, binds nobody."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from disputes.models import Party
from disputes.states import Action
from disputes.terms import Term, from_json
from rulebook.selectors import length

from .amounts import in_figures
from .scope import confirmable, cooling_off_rule
from .selectors import deciding_parties

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .models import Agreement, Mediation

MONEY = frozenset({Action.PAY, Action.REFUND})


@dataclass(frozen=True)
class Reading:
    """What the agreement means for one side, in sentences."""

    party: Party
    own: tuple[str, ...]
    theirs: tuple[str, ...]
    breach: tuple[str, ...]
    signing: tuple[str, ...]


def readings(
    mediation: Mediation, agreement: Agreement, parties: Sequence[Party] | None = None
) -> list[Reading]:
    """One for each of these sides (default: all that decide)."""
    sides = deciding_parties(mediation.dispute)
    terms = from_json(agreement.terms)
    names = dict(mediation.dispute.parties.values_list("pk", "name"))
    return [
        _reading(mediation, agreement, party, terms, names)
        for party in (sides if parties is None else parties)
    ]


def _reading(
    mediation: Mediation, agreement: Agreement, party: Party, terms: Sequence[Term], names: dict[int, str]
) -> Reading:
    own = [term for term in terms if term.obligor == party.pk]
    theirs = [term for term in terms if term.creditor == party.pk]
    return Reading(
        party,
        tuple(_own(own, names)),
        tuple(_theirs(theirs, names)),
        tuple(_breach(mediation, agreement, bool(own), bool(theirs))),
        tuple(_signing(mediation, agreement)),
    )


def _own(terms: Sequence[Term], names: dict[int, str]) -> Iterator[str]:
    for term in terms:
        data = _words(term, names[term.creditor])
        if term.action == Action.PAY:
            yield _("您要在%(day)s（含当天）以前付给%(other)s %(amount)s元%(more)s。") % data
        elif term.action == Action.REFUND:
            yield _("您要在%(day)s（含当天）以前退给%(other)s %(amount)s元%(more)s。") % data
        else:
            yield _("您要在%(day)s（含当天）以前为%(other)s做这件事：%(action)s%(more)s。") % data
    for creditor, total, parts in _instalments(terms, key="creditor"):
        sums: dict[str, Any] = {"n": parts, "total": in_figures(total), "other": names[creditor]}
        yield _("给%(other)s的钱分%(n)d次付，一共%(total)s元。") % sums


def _theirs(terms: Sequence[Term], names: dict[int, str]) -> Iterator[str]:
    for term in terms:
        data = _words(term, names[term.obligor])
        if term.action == Action.PAY:
            yield _("%(other)s要在%(day)s（含当天）以前付给您 %(amount)s元%(more)s。") % data
        elif term.action == Action.REFUND:
            yield _("%(other)s要在%(day)s（含当天）以前退给您 %(amount)s元%(more)s。") % data
        else:
            yield _("%(other)s要在%(day)s（含当天）以前为您做这件事：%(action)s%(more)s。") % data
    for obligor, total, parts in _instalments(terms, key="obligor"):
        sums: dict[str, Any] = {"n": parts, "total": in_figures(total), "other": names[obligor]}
        yield _("%(other)s的钱分%(n)d次付给您，一共%(total)s元。") % sums


def _words(term: Term, other: str) -> dict[str, str]:
    detail = term.detail.strip().rstrip("。.；;")
    return {
        "other": other,
        "day": date_format(term.due_on) if term.due_on else _("（还没有写日期）"),
        "amount": in_figures(term.amount) if term.amount is not None else _("（还没有写金额）"),
        "action": str(Action(term.action).label) if term.action in Action.values else "",
        "more": _("（%(detail)s）") % {"detail": detail} if detail else "",
    }


def _instalments(terms: Sequence[Term], *, key: str) -> Iterator[tuple[int, Decimal, int]]:
    """Who is paid, or pays, more than once: the sum, and in how many parts."""
    sums: dict[int, list[Decimal]] = defaultdict(list)
    for term in terms:
        if term.action in MONEY and term.amount is not None:
            sums[getattr(term, key)].append(term.amount)
    for party, amounts in sums.items():
        if len(amounts) > 1:
            yield party, sum(amounts, Decimal(0)), len(amounts)


def _breach(mediation: Mediation, agreement: Agreement, owes: bool, is_owed: bool) -> Iterator[str]:
    if clause := agreement.default_clause.strip():
        yield _("协议里写了做不到怎么办：%(clause)s") % {"clause": clause}
    can = confirmable(mediation)
    if owes:
        yield _("您到期没有做到，对方可以拿这份协议到法院起诉您；法院已经确认过的，可以直接申请强制执行。")
    if is_owed:
        yield _("对方到期没有做到，您可以拿这份协议到法院起诉；法院已经确认过的，可以直接申请强制执行。")
    if can == "maybe":
        yield _("这一类调解组织主持的协议能不能申请司法确认，由法院决定。")
    if can != "no":
        yield _(
            "签署生效以后三十天内，双方可以一起请法院确认这份协议，不收费；确认以后才能不经起诉直接强制执行。"
        )


def _signing(mediation: Mediation, agreement: Agreement) -> Iterator[str]:
    yield _("签了就算数：各方、调解员都签名，调解组织盖章以后，协议对各方都有约束力，不能自己反悔。")
    yield _("签之前可以不签，也可以要求修改；不签不会有不利后果。有不懂的地方，先问调解员或者自己的律师。")
    if rule := cooling_off_rule(mediation):
        yield _("各方都确认文字以后有%(time)s冷静期，到时候才能签；这段时间里谁都可以撤回确认。") % {
            "time": length(rule)
        }
    if agreement.wants_confirmation:
        yield _("协议约定了双方要一起去法院申请司法确认。")
    if agreement.confidentiality.strip():
        yield _("协议里有保密约定：不能随便告诉别人。")
