"""Which acts can be taken down at a window: for each party those that are lawful now, declared once.

An act brings the forms of the party's own page, the service behind it, and the words that are read out. Apps above add
theirs with `offer`: what a party may do on a page, it may say at a window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms as django_forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.selectors import comes_in_alone

from .forms.rows import Rows
from .forms.terms import TermRows, terms_of
from .models import Dispute, Party
from .states import PartyRole
from .templatetags.disputes import term_sentence

if TYPE_CHECKING:
    from accounts.models import User

#: Bound to what was typed, or fresh; none for a plain yes.
Build = Callable[[Any], list[Any]]


def _no_form(data: Any) -> list[Any]:
    return []


def _nothing_more(forms: list[Any]) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class WindowAct:
    """`shows` is read out first (the other side's words, the text to be signed), then what was filled in and `says` (a text
    that comes of it), and `means` last: what follows.

    `is_private`: what is shown is for the party's eyes on this screen, and is neither printed nor written down.
    `is_between_sides`: what is shown is not for the desk to read, so the act is offered only for a party without a way in
    of their own, whose words the window is there to read out.
    `for_anybody`: also for a party for whom no account stands, in a case that is over; one is made with the act.
    """

    code: str
    title: str
    do: Callable[[list[Any], User], object]
    forms: Build = _no_form
    shows: tuple[str, ...] = ()
    says: Callable[[list[Any]], tuple[str, ...]] = _nothing_more
    means: tuple[str, ...] = ()
    is_private: bool = False
    is_between_sides: bool = False
    for_anybody: bool = False


Provider = Callable[[Dispute, Party], Iterable[WindowAct]]
_providers: list[Provider] = []
_for_anybody: list[Provider] = []


def offer(provider: Provider, *, for_anybody: bool = False) -> Provider:
    """Register; called by each app when it is ready. `for_anybody`: asked also for a party without an account."""
    _providers.append(provider)
    if for_anybody:
        _for_anybody.append(provider)
    return provider


def acts_for(dispute: Dispute, party: Party) -> list[WindowAct]:
    """What this party may do now, in the order of the road."""
    providers = _providers if party.user is not None else _for_anybody
    acts = [act for provider in providers for act in provider(dispute, party)]
    has_own_way_in = party.user is not None and comes_in_alone(party.user)
    return [act for act in acts if not (act.is_between_sides and has_own_way_in)]


def act_named(dispute: Dispute, party: Party, code: str) -> WindowAct | None:
    return next((act for act in acts_for(dispute, party) if act.code == code), None)


def are_sound(forms: list[Any]) -> bool:
    """Every form is asked, so that each says what is wrong with it."""
    checked = [form.is_valid() and not getattr(form, "is_reshaped", False) for form in forms]
    return all(checked)


def read_back(act: WindowAct, forms: list[Any], *, party: Party) -> str:
    """The words read to the party before they sign, one a line: what it is, what it answers, what they say, what follows."""
    lines = [_("%(who)s：%(what)s") % {"who": f"{party.get_role_display()} {party.name}", "what": act.title}]
    lines += [] if act.is_private else list(act.shows)
    for form in forms:
        lines += _said_in(form, party)
    return "\n".join(
        line
        for text in (*lines, *act.says(forms), *act.means)
        for line in str(text).splitlines()
        if line.strip()
    )


def filing_statement(draft: Dispute) -> str:
    """A complaint written at a window, as it is read to whoever makes it: everything of it, in the order of the page."""
    from .templatetags.disputes import category_label, masked

    who = draft.parties.filter(role=PartyRole.COMPLAINANT).first()
    against = draft.parties.filter(role=PartyRole.RESPONDENT).first()
    said = [
        (_("投诉人"), who.name if who else ""),
        (_("联系方式"), " ".join(filter(None, (who.phone, who.email, who.address))) if who else ""),
        (_("证件号码"), masked(who.id_number) if who and who.id_number else ""),
        (_("什么纠纷"), f"{draft.get_sector_display()} {category_label(draft.category)}".strip()),
        (_("被投诉人"), against.name if against else ""),
        (
            _("对方的联系方式"),
            " ".join(filter(None, (against.phone, against.email, against.address))) if against else "",
        ),
        (_("平台"), draft.platform.name if draft.platform else ""),
        (_("订单号"), draft.order_number),
        (_("事由"), draft.title),
        (_("事情经过"), draft.narrative),
        (_("发生日期"), date_format(draft.happened_on) if draft.happened_on else ""),
        *((_("请求"), _claim(claim)) for claim in draft.claims.all()),
        *((_("证据"), piece.title) for piece in draft.evidence.filter(withdrawn_at=None)),
        (_("此前做过什么"), draft.prior_steps),
        *((label, _("同意") if agreed else _("不同意")) for label, agreed in _consents(who)),
    ]
    return "\n".join(
        _("%(label)s：%(said)s") % {"label": label, "said": text} for label, text in said if text
    )


def _claim(claim: Any) -> str:
    return f"{claim_words(claim)} {claim.detail}".strip()


def _consents(who: Party | None) -> list[tuple[str, bool]]:
    if who is None:
        return []
    return [
        (_("公示投诉信息"), who.consents_publication_at is not None),
        (_("委托调解"), who.consents_entrusted_mediation_at is not None),
        (_("电子送达"), who.consents_e_service_at is not None),
    ]


def _said_in(form: Any, party: Party) -> Iterator[str]:
    if isinstance(form, TermRows):
        names = dict(party.dispute.parties.values_list("pk", "name"))
        yield from (term_sentence(term, names) for term in terms_of(form))
    elif isinstance(form, Rows):
        for row in form.forms:
            if row.has_changed():
                yield from _fields_of(row)
    else:
        claim = getattr(form, "claim", None)
        if claim is not None:
            yield _("对请求“%(claim)s”") % {"claim": claim_words(claim)}
        yield from _fields_of(form)


def claim_words(claim: Any) -> str:
    from .templatetags.disputes import remedy_label

    amount = f" ¥{claim.amount:,.2f}" if claim.amount is not None else ""
    return f"{remedy_label(claim.remedy)}{amount}"


def _fields_of(form: Any) -> Iterator[str]:
    for name, field in form.fields.items():
        if name in getattr(form, "unspoken", ()):
            continue
        said = _spoken(field, form.cleaned_data.get(name))
        if name in getattr(form, "read_in_part", ()):
            said = _in_part(said)
        if said:
            yield _("%(label)s：%(said)s") % {"label": field.label, "said": said}


def _in_part(number: str) -> str:
    from .templatetags.disputes import masked

    return masked(number) if number else ""


def _spoken(field: Any, value: Any) -> str:
    """A value as it is read out; nothing for what was left empty."""
    if isinstance(field, django_forms.BooleanField):
        return _("是") if value else ""
    if value in (None, "", []):
        return ""
    if isinstance(field, django_forms.ChoiceField):
        choices: Iterable[Any] = field.choices  # type: ignore[assignment]
        labels = {str(key): str(label) for key, label in choices}
        chosen = value if isinstance(value, list) else [value]
        return _("、").join(labels.get(str(one), str(one)) for one in chosen)
    if isinstance(value, Decimal):
        return f"¥{value:,.2f}"
    if isinstance(value, date):
        return date_format(value)
    return str(value)
