"""How the other side comes in: served with a one-time code, no account needed first."""

from __future__ import annotations

import secrets
from datetime import timedelta
from html import unescape
from typing import Any

from django.conf import settings
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.codes import hash_code, make_code
from accounts.models import User
from accounts.services import change_guest, create_guest
from inputs.words import plain_code
from notices.models import Paper
from notices.services import send_text
from notices.states import PaperKind

from .. import documents
from ..answers import TAKING, time_to_answer, without_answer
from ..engine import acting, note
from ..exceptions import NotLawfulNow, NotValid
from ..guests import is_lost_guest
from ..models import Dispute, Invitation, Party
from ..policies import can_hand_out_codes, is_on_desk, require
from ..selectors import notice_that_arrived, papers_not_arrived
from ..sides import require_one_side, require_own_contact
from ..states import PartyRole, State
from .papers import is_only_at_window, issue, serve_party
from .returning import close_if_empty, take_over
from .serving import has_acted_on

VALID_FOR = timedelta(days=30)
#: Wrong answers to the fact that is asked beside the code; then the code is void.
MOST_ATTEMPTS = 5


def invite_party(party: Party, *, by: User | None) -> str:
    """Send the answer notice on its way to a respondent and return the code that goes with it; older ones stop working.

    Who is here already, a platform or a person with an account, needs no code, but gets the notice all the same.
    Whom the notice has reached already gets a code alone.
    """
    with acting(party.dispute_id, by=by) as case:
        if party.organisation_id and party.joined_at is None:
            party.joined_at = timezone.now()
            party.save()
        if notice_that_arrived(party) is not None:
            return "" if party.organisation_id or party.user_id else send_code(case, party, by=by)
        document = documents.answer_notice(case, party)
        if party.organisation_id or party.user_id:
            issue(case, document, by=by, serve_on=[party])
            return ""
        paper = issue(case, document, by=by, serve_on=[])
        return _serve_with_code(case, paper, party, by=by)


def hand_out_code(party: Party, *, by: User, name: str = "", phone: str = "", email: str = "") -> str:
    """The desk gives a party a fresh code, after finding out who or where they are if need be.

    What is addressed to a respondent who was unknown or could not be reached is sent anew, the answer notice with
    the code in the same message. What has arrived is not served again: the time that runs from it stays, and the code
    goes out alone, as it does to a complainant who came to the desk without an account, and to a guest who was here
    and has lost the way in.
    """
    with acting(party.dispute_id, by=by) as case:
        require(can_hand_out_codes(by, case))
        if case.state in {State.DRAFT, State.CLOSED}:
            raise NotLawfulNow()
        locked = Party.objects.get(pk=party.pk)
        is_at_window = is_only_at_window(locked)
        is_lost = is_lost_guest(locked) and not is_at_window
        has_come_in = locked.user_id is not None and not is_lost and not is_at_window
        if has_come_in or locked.organisation_id is not None:
            raise NotValid(_("这一方已经加入案件，请登录后查看。"), code="already_joined")
        _learn_contact(case, locked, by=by, name=name, phone=phone, email=email)
        if is_lost:  # everything was served on them when they were here
            return send_code(case, locked, by=by, template="messages/new_code.txt")
        if locked.role != PartyRole.RESPONDENT:
            return send_code(case, locked, by=by)
        papers = papers_not_arrived(locked)
        notices = [paper for paper in papers if paper.kind == PaperKind.ANSWER_NOTICE]
        if notice_that_arrived(locked) is not None:
            papers, notices = [paper for paper in papers if paper not in notices], []
        for paper in papers:
            if paper not in notices[-1:]:
                serve_party(paper, locked, by=by)
        if not notices:
            return send_code(case, locked, by=by)
        return _serve_with_code(case, notices[-1], locked, by=by)


def _learn_contact(case: Dispute, party: Party, *, by: User, name: str, phone: str, email: str) -> None:
    """Who runs the platform must know whom it lets trade there (消费者权益保护法 44)."""
    before = (party.name, party.phone, party.email)
    party.name, party.phone, party.email = name or party.name, phone or party.phone, email or party.email
    if (party.name, party.phone, party.email) != before:
        require_own_contact(party, case.parties.exclude(pk=party.pk))
        party.save()
        note(case, "disputes.party_identified", by=by, facts={"party": party.pk}, sealed={"name": party.name})


def send_code(
    case: Dispute, party: Party, *, by: User | None, template: str = "messages/invitation.txt"
) -> str:
    """A code alone: no service, and no time limit runs from it."""
    code = make_invitation(case, party, by=by)
    send_text(
        email=party.email,
        phone=party.phone,
        subject=_("【解纷】案件 %(reference)s 的查阅码") % {"reference": case.reference},
        template=template,
        context=_words(case, party, code),
        language=case.language,
    )
    return code


def _serve_with_code(case: Dispute, paper: Paper, party: Party, *, by: User | None) -> str:
    """One message: the notice, what it asks, by when, and the code that opens it."""
    code = make_invitation(case, party, by=by)
    with translation.override(case.language):
        text = unescape(render_to_string("messages/invitation.txt", _words(case, party, code))).strip()
    serve_party(paper, party, by=by, message=text, secret=code)
    return code


def make_invitation(case: Dispute, party: Party, *, by: User | None) -> str:
    """A code for this party; older ones stop working."""
    party.invitations.filter(used_at=None).delete()
    code = make_code()
    Invitation.objects.create(party=party, code_hash=hash_code(code), expires_at=timezone.now() + VALID_FOR)
    note(case, "disputes.code_made", by=by, facts={"party": party.pk})
    return code


def _words(case: Dispute, party: Party, code: str) -> dict[str, Any]:
    return {
        "dispute": case,
        "party": party,
        "code": code,
        "site": settings.SITE_URL,
        "time": time_to_answer(case),
        "otherwise": without_answer(case),
        "is_taken": case.state in TAKING,
        "arrived": notice_that_arrived(party),
    }


def find_invitation(code: str) -> Invitation | None:
    """The invitation a code belongs to, while it can be used."""
    return (
        Invitation.objects.select_related("party__dispute")
        .filter(code_hash=hash_code(code), used_at=None, expires_at__gt=timezone.now())
        .filter(attempts__lt=MOST_ATTEMPTS)
        .exclude(party__dispute__state=State.CLOSED)
        .first()
    )


def fact_asked_of(party: Party) -> str:
    """What somebody who was registered at a window is asked beside the code: `id_number`, `window_fact`, or nothing.

    The code comes by post on a covering sheet, which others may open: it opens the case only with this.
    """
    if party.window_id is None:
        return ""
    return "id_number" if party.id_number else "window_fact" if party.window_fact else ""


def _require_fact(invitation: Invitation, fact: str) -> None:
    """The last six of the identity number, or the six digits agreed on. Counted outside the act: a refusal stays."""
    asked = fact_asked_of(invitation.party)
    if not asked:
        return
    right = getattr(invitation.party, asked)[-6:].upper()
    if secrets.compare_digest(plain_code(fact).upper().encode(), right.encode()):
        return
    Invitation.objects.filter(pk=invitation.pk).update(attempts=F("attempts") + 1)
    raise NotValid(_("核对的内容不正确。填错五次，这个查阅码就作废。"), code="wrong_fact")


def join_by_code(
    code: str, *, by: User | None, name: str = "", phone: str = "", email: str = "", fact: str = ""
) -> Party:
    """Use a code once. Without an account (`by` None) a guest account is made; a password can be set later.

    A guest who was here before, and got a new code from the desk, is back in the account they had; with an account
    they come together with it. Who was registered at a window comes into the account that stands for them there,
    after one `fact`.

    Raises `NotValid` when the code is unknown, used or too old, and when the fact is wrong.
    """
    invitation = find_invitation(code)
    if invitation is None:
        raise NotValid(
            _("这个查阅码不正确、已使用或已过期。请核对通知中的号码，或请平台重新发送。"), code="bad_code"
        )
    _require_fact(invitation, fact)
    with acting(invitation.party.dispute_id, by=by) as case:
        party = Party.objects.get(pk=invitation.party_id)
        stands_in = party.user if is_only_at_window(party) else None
        if by is not None and is_on_desk(by, case):
            raise NotValid(_("您已经以其他身份参与本案，不能再加入这一方。"), code="other_side")
        require_one_side(case, party, by, phone=phone or party.phone, email=email or party.email)
        guest = party.user if stands_in is None and is_lost_guest(party) else None
        is_in = party.user_id is not None and guest is None and stands_in is None
        if is_in and (by is None or party.user_id != by.pk):
            raise NotValid(_("这一方已经加入案件，请登录后查看。"), code="already_joined")
        if Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=timezone.now()) == 0:
            raise NotValid(_("这个查阅码刚刚已被使用。"), code="bad_code")
        if guest is not None and guest != by:
            _come_back(case, party, guest, by=by, phone=phone, email=email)
            return party
        if stands_in is not None and by is not None and by != stands_in:
            take_over(case, party, by)
            close_if_empty(stands_in, by)
        party.user = (
            by
            or stands_in
            or create_guest(
                name=name or party.name,
                phone=phone
                if phone or email
                else party.phone,  # who gives one contact does not mean the other
                email=email if phone or email else party.email,
            )
        )
        party.joined_at = party.joined_at or timezone.now()
        party.save()
        note(case, "disputes.party_joined", by=party.user, facts={"party": party.pk})
        if party.role == PartyRole.RESPONDENT and party.user is not None:
            has_acted_on(case, party, PaperKind.ANSWER_NOTICE, by=party.user)
    return party


def _come_back(case: Dispute, party: Party, guest: User, *, by: User | None, phone: str, email: str) -> None:
    if by is not None:
        take_over(case, party, by)
        close_if_empty(guest, by)
        return
    change_guest(guest, phone=phone, email=email)
    note(case, "disputes.party_came_back", by=guest, facts={"party": party.pk})
