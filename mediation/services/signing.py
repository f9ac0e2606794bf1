"""Signing: the name typed, the person made sure of again, and the hash of the very words. The body's seal last."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.codes import masked
from accounts.reauthentication import Proof
from accounts.selectors import proven_contacts
from disputes.engine import officer_taking_down
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Party
from disputes.services import close_proceeding, conclude_settlement, issue
from disputes.states import SettlementSource
from disputes.terms import from_json
from notices.drawings import NotADrawing, Strokes, checked
from notices.services import send_text
from rulebook.services import cancel_deadlines

from .. import documents
from ..models import Agreement, Mediation, Signature, SigningCode
from ..policies import is_lead, is_mediator, is_secretary, spoken_for
from ..selectors import current_agreement, has_signed, parties_to_sign
from ..states import AgreementState, EndOfOffice, MediationState, SignerRole, SigningMethod
from .clearing import clear_table
from .confirming import open_confirmation
from .course import acting_in, note_in, require_state, step
from .ending import end_office
from .fact_lists import lapse_facts
from .naming import require_name
from .recording import close_record
from .rooms import HARD_STOP_KIND, close_rooms, say

if TYPE_CHECKING:
    from accounts.models import User

M = MediationState
CODE_VALID_FOR = timedelta(minutes=10)
MOST_ATTEMPTS = 5
#: Which answers to "who sits there?" (accounts/reauthentication.py) count for a signature: a log-in alone does not.
METHODS = {
    "password": SigningMethod.PASSWORD,
    "code": SigningMethod.CODE,
    "mfa": SigningMethod.FACTOR,
}


def send_signing_code(agreement: Agreement, *, by: User) -> str:
    """A fresh code to the signer's own phone, else e-mail; returns where it went, masked. Older codes stop working."""
    with acting_in(agreement.mediation_id, by=by) as locked:
        current = _being_signed(locked, agreement)
        _slots(locked, current, by)
        contact = _contact_for_code(by)
        phone, email = ("", contact) if "@" in contact else (contact, "")
        if not phone and not email:
            raise NotValid(_("您的账号还没有手机号码或者电子邮箱，请先补充。"), code="no_contact")
        code = f"{secrets.randbelow(10**6):06d}"
        sent_to = masked(phone or email)
        current.codes.filter(user=by, used_at=None).delete()
        SigningCode.objects.create(
            agreement=current,
            user=by,
            code_hash=make_password(code),
            sent_to=sent_to,
            expires_at=timezone.now() + CODE_VALID_FOR,
        )
        send_text(
            email=email,
            phone=phone,
            subject=_("签署调解协议的验证码"),
            template="mediation/signing_code.txt",
            context={"dispute": locked.dispute, "agreement": current, "code": code},
            language=by.language,
        )
    return sent_to


def _contact_for_code(user: User) -> str:
    """What they have proved. Who has proved nothing came by a code to the contact that the case names."""
    return next(iter(proven_contacts(user)), "") or user.phone or user.email or ""


def sign_agreement(
    agreement: Agreement,
    *,
    by: User,
    typed_name: str = "",
    strokes: Strokes | None = None,
    password: str = "",
    code: str = "",
    proof: Proof | None = None,
) -> Agreement:
    """Sign for whoever one speaks for: a party, a mediator's office, or the body (its seal, when all have signed).

    At a window an officer has made sure, and the signature lies in what was taken down (disputes.engine.act_for).
    The name is typed, or written by hand (`strokes`), or both; what is typed must be the right one.

    `proof`: how they have just shown who they are elsewhere; then neither password nor code is asked for again.

    The last signature makes the agreement take effect (人民调解法 29) and the dispute goes to performance.
    """
    # outside the act: a wrong code counts even though nothing else happens
    officer = officer_taking_down()
    shown = METHODS.get(proof.method) if proof else None
    sent = None if shown or officer else _make_sure(agreement, by, password=password, code=code)
    with acting_in(agreement.mediation_id, by=by) as locked:
        current = _being_signed(locked, agreement)
        slots = _slots(locked, current, by)
        drawn = _drawing(strokes)
        for _role, party in slots:
            if typed_name.strip() or not drawn:
                require_name(typed_name, by, party)
        if officer is not None:
            method, sent_to = str(SigningMethod.WINDOW), _taken_by(officer)
        else:
            method, sent_to = (shown, proof.sent_to) if proof and shown else _use_up(sent)
        for role, party in slots:
            Signature.objects.create(
                agreement=current,
                role=role,
                party=party,
                signer=by,
                typed_name=typed_name.strip() or by.name or (party.name if party else ""),
                strokes=drawn,
                method=method,
                sent_to=sent_to,
                sha256=current.sha256,
            )
            note_in(
                locked,
                "mediation.agreement_signed",
                by=by,
                facts={
                    "agreement": current.number,
                    "role": role,
                    "party": party.pk if party else None,
                    "sha256": current.sha256,
                    "method": method,
                },
            )
            name = party.name if party else (locked.body.name if role == SignerRole.BODY else by.name)
            say(locked, format_lazy(gettext_lazy("{name}已签署协议。"), name=name))
        if has_signed(current, SignerRole.BODY):
            _take_effect(locked, current, by=by)
    return current


def _drawing(strokes: Strokes | None) -> Strokes:
    try:
        return checked(strokes) if strokes else []
    except NotADrawing as error:
        raise NotValid(_("手写签名不完整，请重写一遍，或者输入姓名。"), code="no_drawing") from error


def _being_signed(mediation: Mediation, agreement: Agreement) -> Agreement:
    require_state(mediation, M.SIGNING)
    current = current_agreement(mediation)
    if current is None or current.pk != agreement.pk:
        raise NotLawfulNow(_("协议已经有了新的一稿，请查看最新文字。"), code="agreement_replaced")
    if any(term.due_on and term.due_on < timezone.localdate() for term in from_json(current.terms)):
        raise NotLawfulNow(_("协议中有履行日期已过，请调解员退回修改。"), code="date_passed")
    return current


def _slots(mediation: Mediation, agreement: Agreement, user: User) -> list[tuple[str, Party | None]]:
    """What this person is to sign. Refuses the wrong person, and whoever has signed already."""
    waiting = parties_to_sign(mediation)
    own = spoken_for(user, mediation, needs_special_mandate=True)
    if own:
        slots: list[tuple[str, Party | None]] = [
            (SignerRole.PARTY, party) for party in own if party in waiting
        ]
    elif is_lead(user, mediation):
        slots = [] if has_signed(agreement, SignerRole.MEDIATOR) else [(SignerRole.MEDIATOR, None)]
    elif is_mediator(user, mediation):
        has_co_signed = agreement.signatures.filter(role=SignerRole.CO_MEDIATOR, signer=user).exists()
        slots = [] if has_co_signed else [(SignerRole.CO_MEDIATOR, None)]
    elif is_secretary(user, mediation):
        if waiting or not has_signed(agreement, SignerRole.MEDIATOR):
            raise NotLawfulNow(_("各方和调解员都签署以后，调解组织才能盖章。"), code="not_all_signed")
        slots = [(SignerRole.BODY, None)]
    else:
        raise NotPermitted()
    if not slots:
        raise NotLawfulNow(_("您已经签署过了。"), code="already_signed")
    return slots


def _make_sure(agreement: Agreement, user: User, *, password: str, code: str) -> SigningCode | None:
    """That it is they: by the code that was sent (returned, not yet used up), or by their password."""
    if code:
        return _matching_code(agreement, user, code)
    if password and user.has_usable_password() and user.check_password(password):
        return None
    raise NotValid(_("密码或者验证码不正确，请重试。"), code="not_sure")


def _matching_code(agreement: Agreement, user: User, code: str) -> SigningCode:
    sent = agreement.codes.filter(user=user, used_at=None, expires_at__gt=timezone.now()).last()
    if sent is None or sent.attempts >= MOST_ATTEMPTS:
        raise NotValid(_("验证码已失效，请重新获取。"), code="no_code")
    if not check_password("".join(code.split()), sent.code_hash):
        agreement.codes.filter(pk=sent.pk).update(attempts=F("attempts") + 1)
        raise NotValid(_("密码或者验证码不正确，请重试。"), code="not_sure")
    return sent


def _taken_by(officer: User) -> str:
    """Who made sure that it was they: the officer before whom they signed."""
    return _("由%(officer)s代为录入") % {"officer": officer.name}


def _use_up(sent: SigningCode | None) -> tuple[str, str]:
    if sent is None:
        return SigningMethod.PASSWORD, ""
    if not SigningCode.objects.filter(pk=sent.pk, used_at=None).update(used_at=timezone.now()):
        raise NotValid(_("验证码已失效，请重新获取。"), code="no_code")
    return SigningMethod.CODE, sent.sent_to


def _take_effect(mediation: Mediation, agreement: Agreement, *, by: User) -> None:
    agreement.state, agreement.signed_at = AgreementState.SIGNED, timezone.now()
    agreement.save()
    clear_table(mediation)
    end_office(mediation, EndOfOffice.CONCLUDED, by=by)
    lapse_facts(mediation)
    step(
        mediation,
        "conclude",
        by=by,
        verb="mediation.agreed",
        facts={"agreement": agreement.number, "sha256": agreement.sha256},
    )
    cancel_deadlines(mediation, kinds=[HARD_STOP_KIND])
    say(mediation, gettext_lazy("协议各方签署、调解员签名、调解组织盖章，已经生效。会谈室关闭。"))
    close_rooms(mediation, by=by)
    case = mediation.dispute
    issue(case, documents.agreement(agreement), by=by)
    close_record(mediation, by=by, is_agreed=True)
    close_proceeding(mediation.proceeding, outcome="agreed", by=by)
    settlement = conclude_settlement(
        case,
        terms=from_json(agreement.terms),
        source=SettlementSource.MEDIATION,
        text=agreement.text,
        accelerates=agreement.accelerates,
        by=by,
    )
    open_confirmation(mediation, agreement, settlement, by=by)
