"""The respondent's reply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from notices.states import PaperKind

from .. import documents
from ..answers import TAKING, answers_of
from ..engine import acting, note, transit
from ..exceptions import NotLawfulNow, NotValid
from ..models import ClaimAnswer, Dispute, Party, Response
from ..policies import require_party
from ..states import CLOCKS, PartyRole, State
from .papers import issue
from .serving import has_acted_on

if TYPE_CHECKING:
    from accounts.models import User


def answer_complaint(
    dispute: Dispute, *, by: User, text: str, answers: dict[int, dict[str, Any]] | None = None
) -> Response:
    """Reply to the complaint; `answers` maps a claim's key to `stance`, `amount`, `note`.

    When all respondents who have the notice have answered, negotiation begins: the period for service is over by
    then. A late reply, before the platform's opinion, is still taken into the file.
    """
    if not text.strip():
        raise NotValid(_("请写下您的答复意见。"), code="empty_answer")
    with acting(dispute, by=by) as case:
        party = require_party(by, case, PartyRole.RESPONDENT)
        if case.state not in TAKING:
            raise NotLawfulNow()
        if (said := _said_already(party, text, answers or {})) is not None:
            return said
        has_acted_on(case, party, PaperKind.ANSWER_NOTICE, by=by)
        response = Response.objects.create(dispute=case, party=party, text=text, answered_by=by)
        claims = {claim.pk: claim for claim in case.claims.all()}
        ClaimAnswer.objects.bulk_create(
            ClaimAnswer(response=response, claim=claims[key], **answer)
            for key, answer in (answers or {}).items()
            if key in claims
        )
        sealed = {"text": text}
        facts: dict[str, Any] = {"party": party.pk}
        respondents = answers_of(case)
        if case.state == State.ANSWERING and not respondents.open:
            facts["unserved"] = [each.pk for each in respondents.unserved]
            transit(
                case, "answer", by=by, verb="disputes.answered", clocks=CLOCKS, facts=facts, sealed=sealed
            )
        else:
            note(case, "disputes.answer_added", by=by, facts=facts, sealed=sealed)
        issue(case, documents.answer(case, response), by=by)
    return response


def _said_already(party: Party, text: str, answers: dict[int, dict[str, Any]]) -> Response | None:
    """The same answer, word for word, is one pressed twice."""
    last = party.responses.last()
    if last is None or last.text != text:
        return None
    fields = ("stance", "amount", "note")
    said = {answer.claim_id: tuple(getattr(answer, name) for name in fields) for answer in last.answers.all()}
    empty = {"amount": None, "note": ""}
    return (
        last
        if said == {key: tuple((empty | given)[f] for f in fields) for key, given in answers.items()}
        else None
    )
