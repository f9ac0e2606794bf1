"""Facts 无争议事实 in the making: stated by anybody in the talk, ticked by each side, reworded, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Party

from ..models import Fact, FactList, FactReply, Mediation
from ..policies import is_mediator, require_spoken_for, spoken_for
from ..selectors import deciding_parties
from ..selectors.facts import (
    LONGEST,
    fact_list_in_hand,
    standings,
)
from ..states import FactAnswer, FactListState, FactSource, MediationState
from .course import acting_in, note_in, require_state
from .fact_lists import open_fact_list
from .rooms import say

if TYPE_CHECKING:
    from accounts.models import User

M = MediationState
#: Facts on one list.
MOST_FACTS = 40


def state_facts(mediation: Mediation, *, by: User, facts: Sequence[tuple[str, str]]) -> list[Fact]:
    """Put sentences forward, each with its `FactSource`. Whoever states one for a side agrees to it."""
    with acting_in(mediation, by=by) as locked:
        own = _speaker(by, locked)
        require_state(locked, M.MEDIATING)
        if not facts or not all(text.strip() for text, _source in facts):
            raise NotValid(_("请写下一项事实，或者从投诉和答复里选一句。"), code="no_fact")
        if any(len(text.strip()) > LONGEST or source not in FactSource.values for text, source in facts):
            raise NotValid(_("一项事实最多300字，请分成几项写。"), code="too_long")
        fact_list = _open_list(locked)
        standing = {fact.text: fact for fact in fact_list.facts.filter(withdrawn_at=None)}
        given = dict.fromkeys((text.strip(), source) for text, source in facts)
        new = [(text, source) for text, source in given if text not in standing]
        if len(standing) + len(new) > MOST_FACTS:
            raise NotValid(_("一份清单最多%(n)d项事实。") % {"n": MOST_FACTS}, code="too_many")
        added = [_state(fact_list, text, source, own, by) for text, source in new]
        if added:
            note_in(locked, "mediation.facts_stated", by=by, facts={"facts": [fact.number for fact in added]})
            who = own[0].name if own else by.name
            words = gettext_lazy("{name}写下 {n} 项事实，请各方在“无争议事实”里核对。")
            say(locked, format_lazy(words, name=who, n=len(added)))
        return added or [standing[text] for text, _source in given]


def reply_to_fact(fact: Fact, *, by: User, answer: str, change: str = "") -> Fact:
    """Tick one: undisputed, disputed, or undisputed with other words. The tick may be changed while the list is open."""
    change = change.strip() if answer == FactAnswer.CHANGE else ""
    with acting_in(fact.list.mediation_id, by=by) as locked:
        current = _current(locked, fact)
        own = require_spoken_for(by, locked, deciding_parties(locked.dispute))
        if answer not in FactAnswer.values:
            raise NotValid(_("请选择一项。"), code="no_answer")
        if answer == FactAnswer.CHANGE and not change:
            raise NotValid(_("请写明怎么改。"), code="no_change")
        if len(change) > LONGEST:
            raise NotValid(_("一项事实最多300字，请分成几项写。"), code="too_long")
        if _answer(current, own, by, answer, change):
            note_in(
                locked,
                "mediation.fact_ticked",
                by=by,
                facts={"fact": current.number},
                sealed={"answer": answer},
            )
            _tell_if_undisputed(locked, current)
    return current


def adopt_change(reply: FactReply, *, by: User) -> Fact:
    """Whoever stated the fact, or the mediator, takes the other side's wording: a new fact in place of the old."""
    with acting_in(reply.fact.list.mediation_id, by=by) as locked:
        old = _current(locked, reply.fact)
        _require_author(by, locked, old)
        now = (
            old.replies.filter(party=reply.party_id, answer=FactAnswer.CHANGE).select_related("party").first()
        )
        if now is None:
            raise NotLawfulNow(_("对方已经改了意见，请看最新的。"), code="reply_changed")
        agreeing = [*([old.party] if old.party else []), now.party]
        new = _state(old.list, now.change, old.source, agreeing, by, replaces=old, party=old.party)
        _withdraw(old)
        note_in(locked, "mediation.fact_changed", by=by, facts={"fact": old.number, "by_fact": new.number})
        words = gettext_lazy("第 {n} 项事实按对方的意见改写为第 {m} 项，请核对。")
        say(locked, format_lazy(words, n=old.number, m=new.number))
        _tell_if_undisputed(locked, new)
    return new


def withdraw_fact(fact: Fact, *, by: User) -> Fact:
    with acting_in(fact.list.mediation_id, by=by) as locked:
        current = _current(locked, fact)
        _require_author(by, locked, current)
        _withdraw(current)
        note_in(locked, "mediation.fact_withdrawn", by=by, facts={"fact": current.number})
    return current


def _speaker(user: User, mediation: Mediation) -> list[Party]:
    """The sides this person states facts for; none: the mediator."""
    own = spoken_for(user, mediation)
    if not own and not is_mediator(user, mediation):
        raise NotPermitted()
    return own


def _require_author(user: User, mediation: Mediation, fact: Fact) -> None:
    if not is_mediator(user, mediation) and fact.party not in spoken_for(user, mediation):
        raise NotPermitted()


def _open_list(mediation: Mediation) -> FactList:
    found = fact_list_in_hand(mediation)
    if found is None:
        return FactList.objects.create(mediation=mediation, number=mediation.fact_lists.count() + 1)
    if found.state != FactListState.OPEN:
        raise NotLawfulNow(_("清单正在等各方确认，要添改请调解员先退回。"), code="list_closed")
    found.mediation = mediation
    return found


def _current(mediation: Mediation, fact: Fact) -> Fact:
    fact_list = open_fact_list(mediation)
    found = fact_list.facts.filter(pk=fact.pk, withdrawn_at=None).select_related("party").first()
    if found is None:
        raise NotLawfulNow(_("这一项已经撤下或者改写，请看最新的清单。"), code="fact_gone")
    found.list = fact_list
    return found


def _state(
    fact_list: FactList,
    text: str,
    source: str,
    agreeing: Sequence[Party],
    by: User,
    *,
    replaces: Fact | None = None,
    party: Party | None = None,
) -> Fact:
    fact = Fact.objects.create(
        list=fact_list,
        number=fact_list.facts.count() + 1,
        text=text,
        source=source,
        party=party or (agreeing[0] if agreeing and replaces is None else None),
        stated_by=by,
        replaces=replaces,
    )
    _answer(fact, agreeing, by, FactAnswer.AGREE, "")
    return fact


def _answer(fact: Fact, parties: Sequence[Party], by: User, answer: str, change: str) -> bool:
    """Whether anything is new."""
    is_new = False
    for party in dict.fromkeys(parties):
        said = {"answer": answer, "change": change}
        if FactReply.objects.filter(fact=fact, party=party, **said).exists():
            continue
        FactReply.objects.update_or_create(
            fact=fact, party=party, defaults={**said, "given_by": by, "given_at": timezone.now()}
        )
        is_new = True
    return is_new


def _withdraw(fact: Fact) -> None:
    fact.withdrawn_at = timezone.now()
    fact.save()


def _tell_if_undisputed(mediation: Mediation, fact: Fact) -> None:
    if any(standing.is_undisputed for standing in standings(fact.list) if standing.fact.pk == fact.pk):
        say(mediation, format_lazy(gettext_lazy("第 {n} 项事实各方没有争议。"), n=fact.number))
