"""The agreement: drafted, accepted word for word by all, corrected if need be."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.exceptions import NotLawfulNow, NotValid
from disputes.services.settlement import check_terms
from disputes.terms import Term, to_json
from rulebook.selectors import live_deadline

from ..models import Acceptance, Agreement, Mediation
from ..policies import require_lead, require_mediator, require_spoken_for
from ..scope import findings_on, matter_of
from ..selectors import current_agreement, deciding_parties, parties_to_accept, terms_in_words
from ..states import AgreementState, MediationState
from .course import acting_in, note_in, require_state, step
from .proposing import drop_draft
from .rooms import HARD_STOP_KIND, keep_rooms, say

if TYPE_CHECKING:
    from accounts.models import User

M = MediationState


def draft_agreement(
    mediation: Mediation,
    *,
    by: User,
    facts: str,
    disputed_items: str,
    terms: Sequence[Term],
    performance: str = "",
    default_clause: str = "",
    wants_confirmation: bool = False,
) -> Agreement:
    """Put a wording to the parties; it takes the place of the draft before. Unclear terms are refused."""
    with acting_in(mediation, by=by) as locked:
        require_mediator(by, locked)
        require_state(locked, M.MEDIATING)
        check_terms(locked.dispute, terms)
        if not facts.strip() or not disputed_items.strip():
            raise NotValid(_("请写明主要事实和争议事项。"), code="no_facts")
        bars = [
            finding.message
            for finding in findings_on(
                terms,
                texts=[disputed_items, performance],
                performance=performance,
                default_clause=default_clause,
                wants_confirmation=wants_confirmation,
                body=locked.body,
                matter=matter_of(locked.dispute),
            )
            if finding.is_bar
        ]
        if bars:
            raise NotValid("".join(bars), code="not_confirmable")
        words = {
            "facts": facts,
            "disputed_items": disputed_items,
            "terms": to_json(terms),
            "performance": performance,
            "default_clause": default_clause,
            "wants_confirmation": wants_confirmation,
        }
        last = locked.agreements.filter(state=AgreementState.DRAFT).last()
        if last is not None and all(getattr(last, name) == given for name, given in words.items()):
            return last  # pressed twice
        drop_draft(locked)
        number = locked.agreements.count() + 1
        agreement = Agreement(mediation=locked, number=number, drafted_by=by, **words)
        agreement.text = render_text(agreement, terms)
        agreement.sha256 = hashlib.sha256(agreement.text.encode()).hexdigest()
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


def render_text(agreement: Agreement, terms: Sequence[Term]) -> str:
    """The words themselves: what is read, accepted, hashed and signed."""
    dispute = agreement.mediation.dispute
    context = {
        "agreement": agreement,
        "mediation": agreement.mediation,
        "dispute": dispute,
        "parties": deciding_parties(dispute),
        "terms": terms_in_words(dispute, terms),
    }
    with translation.override(dispute.language):
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
            current.state = AgreementState.SIGNING
            current.save()
            step(
                locked,
                "open_signing",
                by=by,
                verb="mediation.signing_opened",
                facts={"agreement": current.number, "sha256": current.sha256},
            )
            say(locked, gettext_lazy("各方已确认协议文字，请签署。"))
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
