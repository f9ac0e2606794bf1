"""A list of undisputed facts: closed, confirmed by every side, issued.

What a side admits here only to reach a settlement is no evidence later (民诉法解释 107, 在线调解规则 18): the paper
goes to no tribunal, unless every side has said of this very list that it may.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.exceptions import NotLawfulNow
from disputes.services import issue

from .. import documents
from ..models import Fact, FactList, FactSignature, Mediation
from ..policies import require_mediator, require_spoken_for
from ..selectors import deciding_parties, fact_list_in_hand, parties_to_confirm_facts, undisputed_facts
from ..states import FactListState, MediationState
from .course import acting_in, note_in, require_state
from .naming import require_name
from .rooms import say

if TYPE_CHECKING:
    from accounts.models import User

M = MediationState


def close_facts(mediation: Mediation, *, by: User) -> FactList:
    """What all agree on so far becomes the words to be confirmed. What is disputed or unanswered stays out."""
    with acting_in(mediation, by=by) as locked:
        require_mediator(by, locked)
        fact_list = open_fact_list(locked)
        agreed = undisputed_facts(fact_list)
        if not agreed:
            raise NotLawfulNow(_("还没有各方都认可的事实。"), code="nothing_undisputed")
        fact_list.text = _render(fact_list, agreed)
        fact_list.sha256 = hashlib.sha256(fact_list.text.encode()).hexdigest()
        fact_list.state, fact_list.closed_by, fact_list.closed_at = FactListState.SIGNING, by, timezone.now()
        fact_list.save()
        note_in(
            locked,
            "mediation.facts_closed",
            by=by,
            facts={"list": fact_list.number, "facts": len(agreed), "sha256": fact_list.sha256},
        )
        words = gettext_lazy("{n} 项无争议事实已经整理好，请各方读后确认。")
        say(locked, format_lazy(words, n=len(agreed)))
    return fact_list


def reopen_facts(mediation: Mediation, *, by: User) -> FactList:
    """Something in the closed list is not right: confirmations given fall away."""
    with acting_in(mediation, by=by) as locked:
        require_mediator(by, locked)
        require_state(locked, M.MEDIATING)
        fact_list = fact_list_in_hand(locked)
        if fact_list is None or fact_list.state != FactListState.SIGNING:
            raise NotLawfulNow()
        fact_list.signatures.all().delete()
        fact_list.state, fact_list.text, fact_list.sha256 = FactListState.OPEN, "", ""
        fact_list.save()
        note_in(locked, "mediation.facts_reopened", by=by, facts={"list": fact_list.number})
        say(locked, gettext_lazy("调解员退回无争议事实清单修改，已有的确认作废。"))
    return fact_list


def confirm_facts(fact_list: FactList, *, by: User, typed_name: str, may_be_used: bool = False) -> FactList:
    """A side confirms the words by its name. With the last one the paper is issued and served."""
    with acting_in(fact_list.mediation_id, by=by) as locked:
        require_state(locked, M.MEDIATING, M.SIGNING)
        current = fact_list_in_hand(locked)
        if current is None or current.pk != fact_list.pk or current.state != FactListState.SIGNING:
            raise NotLawfulNow(_("这份清单已经变了，请查看最新的。"), code="list_changed")
        pending = parties_to_confirm_facts(locked)
        for party in require_spoken_for(by, locked, pending, needs_special_mandate=True):
            require_name(typed_name, by, party)
            FactSignature.objects.create(
                list=current,
                party=party,
                signer=by,
                typed_name=typed_name.strip(),
                may_be_used=may_be_used,
                sha256=current.sha256,
            )
            note_in(
                locked,
                "mediation.facts_confirmed",
                by=by,
                facts={"list": current.number, "party": party.pk, "sha256": current.sha256},
                sealed={"may_be_used": str(may_be_used)},
            )
            say(locked, format_lazy(gettext_lazy("{name}已确认无争议事实。"), name=party.name))
        if not parties_to_confirm_facts(locked):
            _issue(locked, current, by)
    return current


def _issue(mediation: Mediation, fact_list: FactList, by: User) -> None:
    fact_list.state = FactListState.ISSUED
    fact_list.paper = issue(mediation.dispute, documents.facts(fact_list), by=by)
    fact_list.save()
    note_in(mediation, "mediation.facts_issued", by=by, facts={"list": fact_list.number})
    say(mediation, gettext_lazy("各方都已确认，无争议事实确认书已经发出。"))


def lapse_facts(mediation: Mediation) -> None:
    """What is not confirmed by all when the mediation ends binds nobody."""
    mediation.fact_lists.filter(state__in=[FactListState.OPEN, FactListState.SIGNING]).update(
        state=FactListState.LAPSED
    )


def open_fact_list(mediation: Mediation) -> FactList:
    """The list still being put together. Raises `NotLawfulNow`."""
    require_state(mediation, M.MEDIATING)
    found = fact_list_in_hand(mediation)
    if found is None or found.state != FactListState.OPEN:
        raise NotLawfulNow()
    found.mediation = mediation
    return found


def _render(fact_list: FactList, facts: Sequence[Fact]) -> str:
    dispute = fact_list.mediation.dispute
    context = {
        "dispute": dispute,
        "mediation": fact_list.mediation,
        "parties": deciding_parties(dispute),
        "facts": facts,
    }
    with translation.override(dispute.language):
        text = render_to_string("mediation/facts.txt", context)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
