"""Issue a paper of a case and serve it on everybody it is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from accounts.selectors import comes_in_alone, holds_role, signatory_of
from notices.kinds import Issuer, Signs, form_of
from notices.models import Notice, Paper
from notices.services import issue_paper, serve

from ..documents import Document
from ..engine import officer_taking_down
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
    serve_on: Iterable[Party] | None = None,
) -> Paper:
    """Freeze the document as a paper and serve it on `serve_on` (default: its addressees, else all who have joined).

    Whose paper it is and who signs it says its kind (notices/kinds.py); `by` only stands in the docket.
    A respondent who has not joined yet is only served what is addressed to them by name.
    """
    named = document.addressees
    issuer = issuer_of(dispute, document)
    signers = signers_of(document, issuer)
    paper = issue_paper(
        dispute.chain,
        document.kind,
        template=document.template,
        context={
            **document.context,
            "signers": signers,
            "signing": [_hand_of(party, document, by) for party in document.signing],
        },
        facts=document.facts,
        title=document.title or None,
        issuer=issuer,
        signer=signers[-1].user if signers else None,
        by=by,
        audience=document.audience,
        addressee_keys=[party.key for party in named],
        language=dispute.language,
    )
    if serve_on is None:
        serve_on = named or [party for party in dispute.parties.all() if party.joined_at]
    for party in serve_on:
        serve_party(paper, party, by=by, due=document.due)
    return paper


@dataclass(frozen=True)
class Signer:
    """An officer a body's paper names, and as what."""

    office: Any
    user: User

    @property
    def name(self) -> str:
        return self.user.name


def issuer_of(dispute: Dispute, document: Document) -> Organisation | None:
    """None: a party's own paper."""
    match form_of(document.kind).issuer:
        case Issuer.PARTY:
            return None
        case Issuer.DESK:
            return dispute.desk
        case _:
            assert document.body is not None, f"{document.kind} needs the body that issues it"
            return document.body


def signers_of(document: Document, issuer: Organisation | None) -> list[Signer]:
    """Whom the paper names for its body: who is in charge of the case there, then who signs by the body's rule.

    Nobody signs what concerns their own office, and nobody who has left the body.
    """
    signs = form_of(document.kind).signs
    if signs == Signs.MEDIATOR and document.officer is not None:
        return [Signer(gettext_lazy("调解员"), document.officer)]
    if signs != Signs.OFFICER or issuer is None:
        return []
    in_charge, signatory = document.officer, signatory_of(issuer)
    found = []
    if in_charge is not None and in_charge != document.not_signed_by and holds_role(in_charge, issuer):
        found.append(Signer(gettext_lazy("承办人"), in_charge))
    if signatory is not None and signatory != document.not_signed_by:
        found.append(Signer(gettext_lazy("签发人"), signatory))
    return found


def _hand_of(party: Party, document: Document, by: User | None) -> dict[str, Any]:
    """A party signs its own paper; who signs for it by mandate is named beside it (民诉法 61)."""
    agent = party.representatives.filter(user=by, ends_on=None).first() if by is not None else None
    officer = officer_taking_down(party)
    return {
        "as": document.signs_as or party.get_role_display(),
        "name": party.name,
        "agent": agent.name if agent else "",
        "taken_down_by": officer.name if officer else "",
    }


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
        user=None if is_only_at_window(party) else party.user,
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


def is_only_at_window(party: Party) -> bool:
    """Has an account that only an officer acts through so far: nothing that lies in it has reached anybody."""
    return party.window_id is not None and party.user is not None and not comes_in_alone(party.user)


def _takes_e_service(party: Party) -> bool:
    """A complainant is asked on filing and may say no (在线诉讼规则 29); a respondent must first be told at all.

    Who comes to a window is served by post and in person, until they agree to electronic service.
    """
    is_asked = party.role == PartyRole.COMPLAINANT or party.window_id is not None
    return not is_asked or party.consents_e_service_at is not None
