"""What has happened in a case, in words, from its docket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from disputes.models import Dispute, Party
from disputes.states import PartyRole
from docket.models import Entry
from docket.selectors import entries_of
from docket.services import TAKEN_DOWN_BY
from notices.models import Paper

from ..states import TELLINGS

#: The facts of an entry that name respondents, in the order in which they are told.
BY_NAME = {
    "served": gettext_lazy("已经收到"),
    "silent": gettext_lazy("收到通知没有答复"),
    "unserved": gettext_lazy("没有送达"),
}


@dataclass(frozen=True)
class Moment:
    at: datetime
    title: str
    by: str


def timeline(dispute: Dispute) -> list[Moment]:
    """What happened, newest first, from the docket; only what may be told to everybody in the case."""
    everybody = list(dispute.parties.all())
    parties = {p.user_id: p for p in everybody if p.user_id}
    names = {p.pk: f"{p.get_role_display()}{p.name}" for p in everybody}
    plain = {p.pk: p.name for p in everybody}
    entries = [entry for entry in entries_of(dispute.chain) if entry.verb in TELLINGS]
    titles = dict(Paper.objects.filter(chain=dispute.chain_id).values_list("notices", "title"))
    several = sum(party.role == PartyRole.RESPONDENT for party in everybody) > 1
    actors = {entry.actor for entry in entries if entry.actor.startswith("user:")}
    actors |= {entry.facts[TAKEN_DOWN_BY] for entry in entries if TAKEN_DOWN_BY in entry.facts}
    people = {u.actor: u for u in User.objects.filter(pk__in=[int(a.partition(":")[2]) for a in actors])}
    return [
        Moment(
            entry.at,
            _told(entry, names, titles) + (_by_name(entry, plain) if several else ""),
            _who(people.get(entry.actor), entry.actor, parties)
            + _taken_down(people.get(entry.facts.get(TAKEN_DOWN_BY, ""))),
        )
        for entry in reversed(entries)
    ]


def _told(entry: Entry, names: dict[int, str], titles: dict[int, str]) -> str:
    """What happened, to whom and with which paper, by its own title; since when, where the entry says so."""
    text = str(TELLINGS[entry.verb].text)
    if "{" not in text:
        return text
    facts = entry.facts
    moment = facts.get("since") or facts.get("at")
    return text.format(
        party=names.get(facts.get("party"), ""),
        paper=titles.get(facts.get("notice"), ""),
        at=date_format(localtime(datetime.fromisoformat(moment)), "DATETIME_FORMAT") if moment else "",
    )


def _by_name(entry: Entry, names: dict[int, str]) -> str:
    """Of several respondents: who had the notice, who was silent, whom nobody reached."""
    told = []
    for fact, label in BY_NAME.items():
        if people := [names[pk] for pk in entry.facts.get(fact, ()) if pk in names]:
            told.append(_("%(label)s：%(names)s") % {"label": label, "names": _("、").join(people)})
    return _("（%(told)s）") % {"told": _("；").join(told)} if told else ""


def _taken_down(officer: User | None) -> str:
    """At a window somebody writes and the party signs: the line names both."""
    if officer is None:
        return ""
    return _("（由%(officer)s代为录入，经本人核对签名）") % {"officer": officer.name}


def _who(person: User | None, actor: str, parties: dict[int, Party]) -> str:
    """A party by its role and name, a member of staff by the body alone, the clock as such."""
    if person is None:
        return _("系统（期限届满）") if actor == "clock" else ""
    if party := parties.get(person.pk):
        return f"{party.get_role_display()} {party.name}"
    office = person.memberships.select_related("organisation").first()
    return office.organisation.name if office else ""
