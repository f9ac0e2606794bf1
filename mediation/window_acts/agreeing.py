"""Whether to mediate at all; the words of the agreement, and the signature under them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organisation
from disputes.models import Dispute, Party
from disputes.taking_down import WindowAct, offer

from .. import services
from ..forms import ConsentForm, RequestForm
from ..models import Agreement, Mediation
from ..scope import body_options
from ..selectors import (
    current_agreement,
    may_request,
    parties_to_accept,
    parties_to_consent,
    parties_to_sign,
    running_mediation,
)
from ..states import MediationState

M = MediationState


class ConsentAtWindowForm(ConsentForm):
    """Yes or no. Why not is for nobody's file, and so nobody at a window writes it down."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


@offer
def asking(case: Dispute, party: Party) -> Iterator[WindowAct]:
    """To mediate at all, and to answer the other side's request."""
    running = running_mediation(case)
    if running is None:
        if may_request(case, party) and any(option.is_open for option in body_options(case)):
            yield _request(case)
        return
    if running.state == M.CONSENTING and party in parties_to_consent(running):
        yield WindowAct(
            "consent",
            _("答复是否参加调解"),
            lambda forms, user: _answer(running, forms[0].cleaned_data["answer"], user),
            lambda data: [ConsentAtWindowForm(data)],
            shows=(_("申请由%(body)s调解。") % {"body": running.body.name},),
            means=(_("参加不等于同意对方的要求。您随时可以退出，达不成协议也不会有不利后果。"),),
        )


def _request(case: Dispute) -> WindowAct:
    return WindowAct(
        "request-mediation",
        _("申请第三方调解"),
        lambda forms, user: services.request_mediation(
            case,
            by=user,
            body=Organisation.objects.get(pk=forms[0].cleaned_data["body"]),
            text=forms[0].cleaned_data["text"],
        ),
        lambda data: [RequestForm(data, options=body_options(case))],
    )


def _answer(mediation: Mediation, answer: str, user: Any) -> object:
    if answer == "yes":
        return services.consent_to_mediation(mediation, by=user)
    return services.refuse_mediation(mediation, by=user)


@offer
def signing(case: Dispute, party: Party) -> Iterator[WindowAct]:
    """The words of the agreement: to agree to them, and to sign them."""
    running = running_mediation(case)
    current = current_agreement(running) if running is not None else None
    if running is None or current is None:
        return
    if running.state == M.MEDIATING and party in parties_to_accept(running):
        yield WindowAct(
            f"agree-{current.number}",
            _("同意调解协议的文字（第 %(n)d 稿）") % {"n": current.number},
            lambda forms, user: services.accept_draft(current, by=user),
            shows=(current.text,),
            means=(_which(current), _("各方都同意以后才签署；签署以前还不是协议。")),
            is_private=True,
            is_between_sides=True,
        )
    if running.state == M.SIGNING and party in parties_to_sign(running):
        yield WindowAct(
            f"sign-{current.number}",
            _("签署调解协议"),
            lambda forms, user: services.sign_agreement(current, by=user, typed_name=party.name),
            shows=(current.text,),
            means=(_which(current), _("各方和调解员都签署、调解组织盖章以后，协议生效，有法律约束力。")),
            is_private=True,
            is_between_sides=True,
        )


def _which(agreement: Agreement) -> str:
    """The very words, by their hash: the record names them and does not repeat what is still between the sides."""
    return _("读给本人听的是第 %(n)d 稿全文，SHA-256：%(sha256)s") % {
        "n": agreement.number,
        "sha256": agreement.sha256,
    }
