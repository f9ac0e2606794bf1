"""What an agreement begins with: who the parties are, and terms that all have said yes to before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from disputes.models import Party
from disputes.terms import Term, from_json

from ..amounts import in_figures
from ..models import Mediation
from ..states import FactListState, ProposalState
from .bargaining import bargained
from .facts import undisputed_facts
from .recording import remedy_in_words
from .workbench import positions

#: Up to the district: the other side need not learn where somebody lives.
DISTRICT = re.compile(r".{2,}?(?:[区县旗](?!域)|市(?!.*[区县旗]))")

#: When something was agreed, and the terms. Whoever adds a way of agreeing adds its source to `TERM_SOURCES`.
Agreed = tuple[datetime, list[Term]]


def _accepted_proposal(mediation: Mediation) -> Agreed | None:
    accepted = mediation.proposals.filter(state=ProposalState.ACCEPTED).last()
    return (accepted.closed_at or accepted.made_at, from_json(accepted.terms)) if accepted else None


def _last_draft(mediation: Mediation) -> Agreed | None:
    last = mediation.agreements.last()
    return (last.drafted_at, from_json(last.terms)) if last else None


TERM_SOURCES: list[Callable[[Mediation], Agreed | None]] = [_last_draft, _accepted_proposal, bargained]


def terms_to_begin_with(mediation: Mediation) -> list[Term]:
    """The newest of everything agreed or drafted; nothing yet: no terms."""
    found = [agreed for source in TERM_SOURCES if (agreed := source(mediation)) is not None]
    return max(found, key=lambda agreed: agreed[0])[1] if found else []


def words_to_begin_with(mediation: Mediation, names: Sequence[str]) -> dict[str, Any]:
    """Of a draft: the last one; else the facts nobody disputes, or the complaint, and claims against answers."""
    last = mediation.agreements.last()
    if last is not None:
        return {name: getattr(last, name) for name in names}
    fact_list = mediation.fact_lists.exclude(state=FactListState.LAPSED).last()
    agreed = [fact.text for fact in undisputed_facts(fact_list)] if fact_list else []
    return {
        "facts": "\n".join(agreed) or mediation.dispute.narrative,
        "disputed_items": "\n".join(_disputed(mediation)),
    }


def _disputed(mediation: Mediation) -> Iterator[str]:
    for position in positions(mediation.dispute):
        claim = position.claim
        asked = remedy_in_words(claim.remedy) + (
            f"{in_figures(claim.amount)}{_('元')}" if claim.amount else ""
        )
        said = "；".join(
            _("%(name)s%(stance)s") % {"name": one.response.party.name, "stance": one.get_stance_display()}
            for one in position.answers
        )
        yield _("请求：%(asked)s。%(said)s") % {"asked": asked, "said": f"{said}。" if said else ""}


def identity_in_words(party: Party) -> str:
    """Number and address, as far as the case knows them and the other side needs them to tell who it is.

    An organisation stands there in full. Of a person's number the middle is left out, and of the home address
    what comes after the district: both are in the case, where a court may ask for them.
    """
    if body := party.organisation:
        words = [_("统一社会信用代码 %(code)s") % {"code": body.credit_code} if body.credit_code else ""]
        address = body.address or party.address
        return "，".join(filter(None, [*words, _("住所 %(where)s") % {"where": address} if address else ""]))
    words = []
    if party.id_number:
        number = party.id_number
        hidden = (
            f"{number[:3]}{'*' * max(len(number) - 7, 4)}{number[-4:]}"
            if len(number) > 7
            else "*" * len(number)
        )
        words.append(f"{party.get_id_document_display()} {hidden}".strip())
    if party.address:
        match = DISTRICT.match(party.address)
        where = match[0] if match else ""
        words.append(_("住%(where)s（详细地址存于案卷）") % {"where": where} if where else _("地址存于案卷"))
    return "，".join(words)
