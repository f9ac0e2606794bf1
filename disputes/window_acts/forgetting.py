"""To be forgotten, asked for at a window: by whoever has no way in of their own, in a case that is over or that runs.

The person shows who they are, hears what goes at once and what is kept until when and why (个人信息保护法 45, 47, 50),
and signs; the record of the window, printed for them, is the answer. What is due goes with the next sweep, with that
record. Whoever can log in asks on their own page, where they are asked again who they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.personal import Part
from accounts.services import ask_erasure, backup_lasts, standing_of

from ..forms.window import WhoAsksForm
from ..models import Dispute, Party
from ..services.forgetting import part_of_closed
from ..states import PartyKind, State
from ..taking_down import WindowAct, offer
from .building import just

if TYPE_CHECKING:
    from accounts.models import User


def asks_to_be_forgotten(case: Dispute, party: Party) -> Iterator[WindowAct]:
    """Also for a party that nobody stands for, once the case is over."""
    if party.kind != PartyKind.PERSON or case.state == State.DRAFT:
        return
    if party.user is None and case.state != State.CLOSED:
        return  # who comes while the case runs is registered at the window first
    if party.user is not None and not _may_ask_here(party.user):
        return
    yield WindowAct(
        "forget",
        _("请求删除个人信息"),
        lambda forms, user: ask_erasure(user, by=user, at_once=False),
        just(WhoAsksForm, party=party),
        shows=tuple(answer_to(case, party)),
        means=(
            _("到期的内容由系统自动删除，不用再来；在那以前可以在窗口撤回。删除后不能恢复。"),
            _("备份中的内容最迟 %(backup)s 后随备份一起删除。") % {"backup": backup_lasts()},
        ),
        for_anybody=True,
    )


def takes_back_the_wish(case: Dispute, party: Party) -> Iterator[WindowAct]:
    from accounts.services import withdraw_erasure

    wish = party.user.erasures.filter(withdrawn_at=None).first() if party.user is not None else None
    if wish is None or wish.account_erased_at is not None or party.user is None:
        return
    if not _can_log_in(party.user):
        yield WindowAct(
            "remember",
            _("撤回删除个人信息的请求"),
            lambda forms, user: withdraw_erasure(user, by=user),
            just(WhoAsksForm, party=party),
            means=(_("个人信息照常保存，以后可以再请求删除。"),),
        )


def answer_to(case: Dispute, party: Party) -> Iterator[str]:
    """What a request is answered with, at this moment: each thing with its reason and its day."""
    if party.user is None:
        kept, due, obstacles = [part_of_closed(case)], [], []
        if kept[0].is_due(timezone.localdate()):
            kept, due = [], kept
    else:
        standing = standing_of(party.user)
        kept, due, obstacles = standing.kept, standing.due, standing.obstacles
    for part in due:
        yield _("案件 %(reference)s 的保存期已满：您的资料随后由系统自动删除。") % {"reference": part.label}
    for part in {**{p.why: p for p in kept}, **{p.why: p for p in obstacles}}.values():
        yield _kept(part)


def _kept(part: Part) -> str:
    words = [part.why]
    if part.until is not None:
        words.append(_("保存到%(day)s，第二天起自动删除。") % {"day": date_format(part.until)})
    if part.source:
        words.append(_("依据：%(source)s。") % {"source": part.source})
    return "".join(words)


def _may_ask_here(user: User) -> bool:
    is_open = user.erased_at is None and not user.erasures.filter(withdrawn_at=None).exists()
    return is_open and not _can_log_in(user)


def _can_log_in(user: Any) -> bool:
    return bool(user.has_usable_password() or Authenticator.objects.filter(user=user).exists())


offer(asks_to_be_forgotten, for_anybody=True)
offer(takes_back_the_wish)
