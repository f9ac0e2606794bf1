"""The roster as people read it: who may be named, who not and why, and whom the system would suggest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.states import Role
from disputes.models import Dispute

from ..models import Appointment, RosterEntry
from ..states import ENDED, Language, Office

if TYPE_CHECKING:
    from django.db.models import QuerySet

YEAR = 365.25
#: What people set their pages to, as a language of ISO 639-3.
SPOKEN = {"zh-hans": Language.MANDARIN, "en": Language.ENGLISH}


@dataclass
class Card:
    """A mediator on the roster in a few words."""

    entry: RosterEntry
    load: int
    most: int
    cases: int
    years: int | None
    languages: list[str]
    against: list[str] = field(default_factory=list)

    @property
    def free(self) -> int:
        return max(self.most - self.load, 0)

    @property
    def may_be_named(self) -> bool:
        return not self.against


def cards(entries: QuerySet[RosterEntry]) -> list[Card]:
    """In the order given, in a fixed number of queries."""
    today = timezone.localdate()
    found: list[Any] = list(
        entries.with_load()  # type: ignore[attr-defined]
        .select_related("mediator", "body")
        .prefetch_related("certificates", "away_periods")
    )
    people = {entry.mediator_id for entry in found}
    serving = set(
        Membership.objects.in_force()
        .filter(role=Role.MEDIATOR, user__in=people)
        .values_list("user", "organisation")
    )
    led = dict(
        Appointment.objects.filter(
            mediator__in=people, office=Office.LEAD, mediation__state__in=ENDED, end="concluded"
        )
        .values_list("mediator")
        .annotate(Count("mediation", distinct=True))
        .order_by()
    )
    return [
        Card(
            entry=entry,
            load=entry.load,
            most=entry.most,
            cases=led.get(entry.mediator_id, 0),
            years=_years(entry.practised_since, today),
            languages=[str(Language(code).label) for code in entry.speaks if code in Language.values],
            against=_against(entry, today, (entry.mediator_id, entry.body_id) in serving),
        )
        for entry in found
    ]


def _years(since: date | None, today: date) -> int | None:
    return None if since is None else max(int((today - since).days / YEAR), 0)


def _against(entry: Any, today: date, serves: bool) -> list[str]:
    """Why they cannot be named today, in words."""
    found = []
    if entry.delisted_at is not None or not serves or not entry.mediator.is_active:
        found.append(_("已经移出名册，或者不再是本组织的调解员。"))
    kept = [one for one in entry.certificates.all() if one.removed_at is None]
    if kept and all(one.expires_on is not None and one.expires_on < today for one in kept):
        found.append(
            _("证书已于%(day)s到期。")
            % {"day": date_format(max(one.expires_on for one in kept if one.expires_on))}
        )
    if not entry.is_available:
        found.append(_("暂不接案。"))
    if entry.takes_no_new_until is not None and entry.takes_no_new_until > today:
        found.append(_("%(day)s前不接新案。") % {"day": date_format(entry.takes_no_new_until)})
    away = next((one for one in entry.away_periods.all() if one.starts_on <= today <= one.ends_on), None)
    if away is not None:
        found.append(_("%(day)s前外出。") % {"day": date_format(away.ends_on)})
    if entry.load >= entry.most:
        found.append(_("在办%(n)d件，已满。") % {"n": entry.load})
    return found


@dataclass
class Suggestion:
    """Somebody for this case, with the reasons for the place in the list."""

    card: Card
    is_skilled: bool
    missing: list[str]
    is_known: bool
    reasons: list[str] = field(default_factory=list)

    @property
    def entry(self) -> RosterEntry:
        return self.card.entry

    @property
    def words(self) -> str:
        return "；".join(self.reasons)


def suggestions(dispute: Dispute, candidates: Iterable[RosterEntry]) -> list[Suggestion]:
    """Nobody the parties had before, the skilled, those who speak as the parties do, the least laden: in this order."""
    order = [entry.pk for entry in candidates]
    found = cards(RosterEntry.objects.filter(pk__in=order))
    needed = _languages_of(dispute)
    known = _known_to_parties(dispute, [card.entry.mediator_id for card in found])
    mean = sum(card.load for card in found) / len(found) if found else 0
    suggested = [_suggest(card, dispute, needed, known, mean) for card in found]
    return sorted(
        suggested,
        key=lambda one: (
            one.is_known,
            not one.is_skilled,
            len(one.missing),
            one.card.load / max(one.card.most, 1),
            order.index(one.entry.pk),
        ),
    )


def _suggest(card: Card, dispute: Dispute, needed: set[str], known: Counter[int], mean: float) -> Suggestion:
    entry = card.entry
    missing = sorted(needed - set(entry.speaks)) if entry.speaks else []
    one = Suggestion(card, dispute.category in entry.categories, missing, bool(known[entry.mediator_id]))
    one.reasons.append(_("擅长这类纠纷") if one.is_skilled else _("没有登记擅长这类纠纷"))
    if entry.speaks:
        lacking = "、".join(str(Language(code).label) for code in missing)
        one.reasons.append(
            _("不会%(languages)s") % {"languages": lacking} if missing else _("会各方使用的语言")
        )
    one.reasons.append(_("在办%(n)d件，还可以接%(free)d件") % {"n": card.load, "free": card.free})
    if abs(card.load - mean) >= 1:
        gap = {"gap": f"{abs(card.load - mean):.0f}"}
        one.reasons.append(_("比平均少%(gap)s件") % gap if card.load < mean else _("比平均多%(gap)s件") % gap)
    one.reasons.append(
        _("以前调解过其中一方的案件") if one.is_known else _("与各方没有已知的关系，也没有调解过他们的案件")
    )
    return one


def _languages_of(dispute: Dispute) -> set[str]:
    used = dispute.parties.exclude(user=None).values_list("user__language", flat=True)
    return {str(SPOKEN[code]) for code in used if code in SPOKEN}


def _known_to_parties(dispute: Dispute, mediators: list[int]) -> Counter[int]:
    """Who led an earlier mediation with one of these parties."""
    people = set(dispute.parties.exclude(user=None).values_list("user", flat=True))
    bodies = set(dispute.parties.exclude(organisation=None).values_list("organisation", flat=True))
    same = Q(mediation__dispute__parties__user__in=people) | Q(
        mediation__dispute__parties__organisation__in=bodies
    )
    earlier = Appointment.objects.filter(same, mediator__in=mediators).exclude(mediation__dispute=dispute)
    return Counter(earlier.values_list("mediator", flat=True).distinct())
