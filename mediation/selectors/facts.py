"""Facts put forward in a mediation: how each side sees them, who is waited for, what could be put forward."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from disputes.models import Dispute, Party

from ..models import Fact, FactList, FactReply, Mediation
from ..states import FactAnswer, FactListState, FactSource
from .standing import deciding_parties

IN_HAND = (FactListState.OPEN, FactListState.SIGNING)
SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?")
#: Shorter is no statement; longer is no single fact.
SHORTEST, LONGEST = 6, 300
MOST_SUGGESTED = 30


@dataclass(frozen=True)
class FactStanding:
    """One fact, and where each side stands on it."""

    fact: Fact
    replies: dict[int, FactReply]  # by party
    sides: tuple[tuple[Party, FactReply | None], ...]

    @property
    def waits_for(self) -> list[Party]:
        return [party for party, reply in self.sides if reply is None]

    @property
    def is_undisputed(self) -> bool:
        return all(reply is not None and reply.answer == FactAnswer.AGREE for _party, reply in self.sides)

    @property
    def changes(self) -> list[FactReply]:
        return [reply for _party, reply in self.sides if reply and reply.answer == FactAnswer.CHANGE]


@dataclass(frozen=True)
class SuggestedFact:
    """A sentence somebody wrote in the case: its `key` finds it again."""

    key: str
    source: str
    by: str
    text: str


def fact_list_in_hand(mediation: Mediation) -> FactList | None:
    return mediation.fact_lists.filter(state__in=IN_HAND).first()


def standings(fact_list: FactList | None) -> list[FactStanding]:
    if fact_list is None:
        return []
    sides = deciding_parties(fact_list.mediation.dispute)
    found = []
    facts = fact_list.facts.filter(withdrawn_at=None).select_related("party", "stated_by")
    for fact in facts.prefetch_related("replies__party"):
        replies = {reply.party_id: reply for reply in fact.replies.all()}
        found.append(FactStanding(fact, replies, tuple((party, replies.get(party.pk)) for party in sides)))
    return found


def undisputed_facts(fact_list: FactList) -> list[Fact]:
    """Agreed by every side whose agreement counts."""
    return [standing.fact for standing in standings(fact_list) if standing.is_undisputed]


def parties_to_tick(mediation: Mediation) -> list[Party]:
    """A fact on the open list waits for their word."""
    fact_list = fact_list_in_hand(mediation)
    if fact_list is None or fact_list.state != FactListState.OPEN:
        return []
    waiting = {party for standing in standings(fact_list) for party in standing.waits_for}
    return [party for party in deciding_parties(mediation.dispute) if party in waiting]


def parties_to_confirm_facts(mediation: Mediation) -> list[Party]:
    fact_list = fact_list_in_hand(mediation)
    if fact_list is None or fact_list.state != FactListState.SIGNING:
        return []
    signed = set(fact_list.signatures.values_list("party", flat=True))
    return [party for party in deciding_parties(mediation.dispute) if party.pk not in signed]


def suggested_facts(dispute: Dispute) -> list[SuggestedFact]:
    """Sentences of the complaint and of the answers, as written: all sides have read them."""
    complainant = next(iter(deciding_parties(dispute)), None)
    texts = [("filing", FactSource.FILING, complainant.name if complainant else "", dispute.narrative)]
    texts += [
        (f"answer{response.pk}", FactSource.ANSWER, response.party.name, response.text)
        for response in dispute.responses.select_related("party")
    ]
    found = [
        SuggestedFact(f"{key}-{number}", source, by, text)
        for key, source, by, whole in texts
        for number, text in enumerate(_sentences(whole))
    ]
    return found[:MOST_SUGGESTED]


def _sentences(text: str) -> Iterator[str]:
    for match in SENTENCE.finditer(text):
        sentence = match[0].strip()
        if SHORTEST <= len(sentence) <= LONGEST:
            yield sentence
