"""The agreement: drafted, accepted word for word by all, corrected if need be."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.exceptions import NotLawfulNow, NotValid
from disputes.services.settlement import check_terms
from disputes.terms import Term, to_json
from rulebook.selectors import live_deadline

from ..checking import findings_on
from ..models import Acceptance, Agreement, Mediation
from ..policies import require_lead, require_mediator, require_spoken_for
from ..scope import confirmable
from ..selectors import (
    current_agreement,
    deciding_parties,
    identity_in_words,
    parties_to_accept,
    terms_in_words,
)
from ..states import AgreementState, MediationState
from .clearing import pause_table
from .cooling import cool_off_or_open_signing
from .course import acting_in, note_in, require_state, step
from .proposing import drop_draft
from .rooms import HARD_STOP_KIND, keep_rooms, say

if TYPE_CHECKING:
    from accounts.models import User

M = MediationState
#: What the mediator writes of an agreement.
WORDS = (
    "facts",
    "disputed_items",
    "terms",
    "performance",
    "default_clause",
    "confidentiality",
    "wants_confirmation",
    "accelerates",
)


def draft_agreement(
    mediation: Mediation,
    *,
    by: User,
    facts: str,
    disputed_items: str,
    terms: Sequence[Term],
    **more: Any,
) -> Agreement:
    """Put a wording to the parties; it takes the place of the draft before. Unclear terms are refused."""
    with acting_in(mediation, by=by) as locked:
        require_mediator(by, locked)
        require_state(locked, M.MEDIATING)
        check_terms(locked.dispute, terms)
        if not facts.strip() or not disputed_items.strip():
            raise NotValid(_("请写明主要事实和争议事项。"), code="no_facts")
        agreement = word_agreement(
            locked, by=by, facts=facts, disputed_items=disputed_items, terms=terms, **more
        )
        if bars := [finding.message for finding in findings_on(locked, agreement) if finding.is_bar]:
            raise NotValid("".join(bars), code="not_confirmable")
        last = locked.agreements.filter(state=AgreementState.DRAFT).last()
        if last is not None and all(getattr(last, name) == getattr(agreement, name) for name in WORDS):
            return last  # pressed twice
        drop_draft(locked)
        agreement.save()
        note_in(
            locked,
            "mediation.agreement_drafted",
            by=by,
            facts={"agreement": agreement.number, "sha256": agreement.sha256},
        )
        drafted = gettext_lazy("调解员拟好了协议第{n}稿，请各方核对。各方都确认文字后进入签署。")
        say(locked, format_lazy(drafted, n=agreement.number))
    return agreement


def word_agreement(mediation: Mediation, *, by: User, terms: Sequence[Term], **words: Any) -> Agreement:
    """The agreement as it would read, kept nowhere: `facts`, `disputed_items` and whatever else of `WORDS`."""
    agreement = Agreement(
        mediation=mediation,
        number=mediation.agreements.count() + 1,
        drafted_by=by,
        terms=to_json(terms),
        **words,
    )
    agreement.text = render_text(agreement, terms)
    agreement.sha256 = hashlib.sha256(agreement.text.encode()).hexdigest()
    return agreement


def render_text(agreement: Agreement, terms: Sequence[Term]) -> str:
    """The words themselves: what is read, accepted, hashed and signed."""
    mediation = agreement.mediation
    parties = deciding_parties(mediation.dispute)
    with translation.override(mediation.dispute.language):
        context = {
            "agreement": agreement,
            "mediation": mediation,
            "mediator": mediation.mediator,
            "dispute": mediation.dispute,
            "parties": [(party, identity_in_words(party)) for party in parties],
            "terms": terms_in_words(mediation.dispute, terms),
            "is_confirmable": confirmable(mediation) != "no",
            "copies": len(parties) + 1,
        }
        text = render_to_string("mediation/agreement.txt", context)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def accept_draft(agreement: Agreement, *, by: User) -> Agreement:
    """A party accepts this wording. When all have, it is opened for signing."""
    with acting_in(agreement.mediation_id, by=by) as locked:
        require_state(locked, M.MEDIATING)
        current = current_agreement(locked)
        if current is None or current.pk != agreement.pk:
            raise NotLawfulNow(_("协议已经有了新的一稿，请查看最新文字。"), code="agreement_replaced")
        for party in require_spoken_for(by, locked, parties_to_accept(locked), needs_special_mandate=True):
            Acceptance.objects.create(agreement=current, party=party, given_by=by)
        note_in(locked, "mediation.draft_accepted", by=by, facts={"agreement": current.number})
        if not parties_to_accept(locked):
            pause_table(locked)
            cool_off_or_open_signing(locked, current, by=by)
    return current


def reopen_draft(mediation: Mediation, *, by: User, reason: str) -> Mediation:
    """A mistake was found before all had signed: the signatures given fall away, a new draft follows.

    Not after the outer limit: it ran on while the agreement lay for signing.
    """
    if not reason.strip():
        raise NotValid(_("请写明需要改什么。"), code="no_reason")
    with acting_in(mediation, by=by) as locked:
        require_lead(by, locked)
        require_state(locked, M.SIGNING)
        if live_deadline(locked, HARD_STOP_KIND) is None:
            raise NotLawfulNow(_("调解的最长期限已到，不能再修改协议。"), code="time_up")
        locked.agreements.filter(state=AgreementState.SIGNING).update(state=AgreementState.REPLACED)
        step(locked, "reopen_draft", by=by, verb="mediation.draft_reopened", sealed={"reason": reason})
        keep_rooms(locked, by=by)
        say(locked, format_lazy(gettext_lazy("调解员退回协议修改：{reason}"), reason=reason))
    return locked
