"""Issue a paper of a case and serve it on everybody it is for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from notices.models import Notice, Paper
from notices.services import issue_paper, serve

from ..documents import Document
from ..models import Dispute, Party
from ..states import PartyRole

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import Organisation, User


def issue(
    dispute: Dispute,
    document: Document,
    *,
    by: User | None,
    issuer: Organisation | None = None,
    serve_on: Iterable[Party] | None = None,
) -> Paper:
    """Freeze the document as a paper and serve it on `serve_on` (default: its addressees, else all who have joined).

    A respondent who has not joined yet is only served what is addressed to them by name.
    """
    named = document.addressees
    paper = issue_paper(
        dispute.chain,
        document.kind,
        template=document.template,
        context=document.context,
        facts=document.facts,
        title=document.title or None,
        issuer=issuer or dispute.desk,
        signer=by,
        audience=document.audience,
        addressee_keys=[party.key for party in named],
        language=dispute.language,
    )
    if serve_on is None:
        serve_on = named or [party for party in dispute.parties.all() if party.joined_at]
    for party in serve_on:
        serve_party(paper, party, by=by, due=document.due)
    return paper


def serve_party(
    paper: Paper,
    party: Party,
    *,
    by: User | None,
    due: str | _StrPromise = "",
    message: str = "",
    secret: str = "",
    link: str = "",
) -> Notice:
    """To the person, or to whoever handles cases for the organisation; and to the address given for service."""
    return serve(
        paper,
        addressee_key=party.key,
        addressee_name=party.name,
        user=party.user,
        organisation=party.organisation,
        email=party.email or (party.user.email if party.user else "") or "",
        phone=party.phone or (party.user.phone if party.user else "") or "",
        by=by,
        e_service=_takes_e_service(party),
        due=due,
        message=message,
        secret=secret,
        link=link,
    )


def _takes_e_service(party: Party) -> bool:
    """A complainant is asked on filing and may say no (在线诉讼规则 29); a respondent must first be told at all."""
    return party.role != PartyRole.COMPLAINANT or party.consents_e_service_at is not None
