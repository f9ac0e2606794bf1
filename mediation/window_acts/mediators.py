"""Who mediates: choosing from the roster, and for or against whoever was named.

Only for a party without a way in of their own: whom one would not have is nobody else's business.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from disputes.models import Dispute, Party
from disputes.taking_down import WindowAct, offer

from .. import services
from ..forms import ChallengeForm, ChoiceForm
from ..models import RosterEntry
from ..scope import suitable_entries
from ..selectors import cards, deciding_parties, parties_to_choose, parties_to_waive, running_mediation
from ..states import MediationState

if TYPE_CHECKING:
    from accounts.models import User

    from ..models import Mediation

M = MediationState


@offer
def choosing(case: Dispute, party: Party) -> Iterator[WindowAct]:
    running = running_mediation(case)
    if running is None or running.state != M.CHOOSING or party not in parties_to_choose(running):
        return
    entries = suitable_entries(case, running.body)
    yield WindowAct(
        "choose-mediator",
        _("选调解员"),
        lambda forms, user: _choose(running, forms[0].cleaned_data, user),
        lambda data: [ChoiceForm(data, entries=entries)],
        shows=(
            _("%(body)s的名册上可以担任本案调解员的：") % {"body": running.body.name},
            *_introduced(entries),
        ),
        means=(_("另一方选完之前看不到。各方都选了以后，由排得最前的担任；选不到一起的，由调解组织指定。"),),
        is_between_sides=True,
    )


def _introduced(entries: list[RosterEntry]) -> list[str]:
    """Each in a line: name, years and cases, and what they say of themselves."""
    found = cards(RosterEntry.objects.filter(pk__in=[entry.pk for entry in entries]))
    return [
        _("%(name)s：%(years)s办结 %(cases)d 件。%(bio)s")
        % {
            "name": card.entry.mediator.name,
            "years": _("从事调解 %(n)d 年，") % {"n": card.years} if card.years else "",
            "cases": card.cases,
            "bio": card.entry.bio,
        }
        for card in found
    ]


def _choose(mediation: Mediation, given: dict[str, Any], user: User) -> object:
    names = ("ranking", "strikes", "leaves_it_to_body")
    return services.choose_mediator(mediation, by=user, **{name: given[name] for name in names})


@offer
def objecting(case: Dispute, party: Party) -> Iterator[WindowAct]:
    """Nothing against the mediator, or another one, please."""
    running = running_mediation(case)
    if running is None or running.state not in {M.CHALLENGEABLE, M.MEDIATING}:
        return
    may_waive = running.state == M.CHALLENGEABLE
    held = running.appointment
    asked = parties_to_waive(running) if may_waive else deciding_parties(case)
    if held is None or party not in asked:
        return
    told = [one.text or _("没有需要披露的关系或者利益。") for one in held.disclosures.all()]
    yield WindowAct(
        "challenge-mediator",
        _("对调解员有没有异议") if may_waive else _("申请调解员回避"),
        lambda forms, user: _object(running, forms[0].cleaned_data, user),
        lambda data: [ChallengeForm(data, may_waive=may_waive)],
        shows=(
            _("调解员：%(name)s。") % {"name": held.mediator.name},
            *(_("披露：%(text)s") % {"text": text} for text in told),
        ),
        means=(_("申请回避的，调解先停下来，由调解组织决定换不换人；决定会写成文书送给各方。"),),
        is_between_sides=True,
    )


def _object(mediation: Mediation, given: dict[str, Any], user: User) -> object:
    if given["answer"] == "waive":
        return services.accept_mediator(mediation, by=user)
    return services.challenge_mediator(mediation, by=user, ground=given["ground"], reasons=given["reasons"])
