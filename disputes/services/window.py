"""The window: somebody without phone and e-mail is registered, and what they say is taken down, read back and signed."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.selectors import comes_in_alone, service_centre
from accounts.services import create_guest
from notices.drawings import NotADrawing, Strokes, checked
from notices.services import ask_for_hand

from .. import documents
from ..engine import act_for, acting, note, proof_given
from ..exceptions import NotLawfulNow, NotPermitted, NotValid
from ..models import Dispute, Party, TakenDown
from ..policies import (
    can_file_at_desk,
    can_hand_out_codes,
    can_take_down,
    require,
    require_draft_of,
    require_may_take_down,
    window_office,
)
from ..sides import require_one_side, require_own_contact
from ..states import Origin, PartyRole, SignedOn, State
from .filing import file_dispute, missing_content
from .joining import make_invitation
from .papers import is_only_at_window, issue

if TYPE_CHECKING:
    from accounts.models import User

SIX_DIGITS = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class Signed:
    """How somebody signed what was read to them: by hand on a tablet, or on paper, of which this is a picture."""

    on: str
    strokes: Strokes = field(default_factory=list)
    scan: UploadedFile | None = None
    agreed_in_person: bool = False
    key: str = field(default_factory=lambda: uuid.uuid4().hex)  # of the page that was signed


def register_at_window(
    party: Party,
    *,
    by: User,
    address: str,
    name: str = "",
    id_document: str = "",
    id_number: str = "",
    fact: str = "",
) -> Party:
    """From now on this party comes to the officer's window: served by post and in person, acts taken down there.

    They get an account that nobody can log in to; a code of a covering sheet and one fact (the last six of the
    identity number, or six digits agreed on here) open it later. No phone and no e-mail is asked. Refused for a body,
    and for whoever has a way in of their own.
    """
    with acting(party.dispute_id, by=by) as case:
        locked = Party.objects.select_related("user").get(pk=party.pk)
        require(can_take_down(by, locked))
        if case.state in {State.DRAFT, State.CLOSED}:
            raise NotLawfulNow()
        if locked.user is not None and comes_in_alone(locked.user):
            raise NotLawfulNow(
                _("本人有自己的登录方式，不需要再登记。本人在场并同意的，可以直接代为录入。"),
                code="has_own_login",
            )
        office = window_office(by, case, locked)
        assert office is not None, "can_take_down has seen to it"
        given = {
            "name": name.strip() or locked.name,
            "address": address.strip(),
            "id_document": id_document or locked.id_document,
            "id_number": id_number or locked.id_number,
            "window_fact": fact.strip() or locked.window_fact,
        }
        if locked.window_id and all(getattr(locked, key) == value for key, value in given.items()):
            return locked  # pressed twice
        _require_reachable(**{key: given[key] for key in ("address", "id_number", "window_fact")})
        before = locked.name
        for key, value in given.items():
            setattr(locked, key, value)
        require_own_contact(locked, case.parties.exclude(pk=locked.pk))
        require_one_side(case, locked, locked.user)
        stand_at_window(locked, office_pk=office.pk)
        ask_for_hand(case.chain, locked.key)
        note(
            case,
            "disputes.party_registered",
            by=by,
            facts={"party": locked.pk, "window": office.pk},
            sealed={"address": locked.address},
        )
        if locked.name != before:
            facts = {"party": locked.pk}
            note(case, "disputes.party_identified", by=by, facts=facts, sealed={"name": locked.name})
    return locked


def file_at_window(draft: Dispute, *, by: User, title: str, statement: str, signed: Signed) -> Dispute:
    """The officer wrote the complaint, the complainant has heard it and signed: they hand it in, at this window.

    The signature is asked of everybody who complains at a window; an account stands for whoever has none.
    """
    with transaction.atomic():
        with acting(draft, by=by) as locked:
            if locked.state != State.DRAFT and locked.created_by_id == by.pk:
                return locked  # pressed twice
            require_draft_of(by, locked)
            require(locked.origin == Origin.DESK and can_file_at_desk(by))
            if missing := missing_content(locked):
                raise NotValid(_("还差以下内容：") + _("、").join(missing), code="incomplete")
            party = locked.parties.get(role=PartyRole.COMPLAINANT)
            office = service_centre()
            assert office is not None, "can_file_at_desk has found somebody of it"
            stand_at_window(party, office_pk=office.pk)
        take_down(
            party,
            by=by,
            act="file",
            title=title,
            statement=statement,
            signed=signed,
            do=lambda user: file_dispute(draft, by=user),
        )
    draft.refresh_from_db()
    return draft


def cover_sheet(party: Party, *, by: User) -> str:
    """A fresh code for the sheet that goes with the papers to somebody's address; older ones stop working."""
    with acting(party.dispute_id, by=by) as case:
        locked = Party.objects.select_related("user").get(pk=party.pk)
        require(can_take_down(by, locked) or can_hand_out_codes(by, case))
        if case.state in {State.DRAFT, State.CLOSED} or locked.organisation_id is not None:
            raise NotLawfulNow()
        note(case, "disputes.cover_sheet_made", by=by, facts={"party": locked.pk})
        may_come_in = locked.user_id is None or is_only_at_window(locked)
        return make_invitation(case, locked, by=by) if may_come_in else ""


def stand_at_window(party: Party, *, office_pk: int) -> None:
    """An account nobody logs in to stands for the party; they have come into the case."""
    party.window_id = office_pk
    party.user = party.user or create_guest(name=party.name)
    party.joined_at = party.joined_at or timezone.now()
    party.save()


def stand_after_the_end(party: Party, *, by: User) -> Party:
    """An account nobody logs in to, for a party who never came in and asks for something when the case is over.

    They have not joined, and nothing is sent to them.
    """
    with acting(party.dispute_id, by=by) as case:
        locked = Party.objects.select_related("user").get(pk=party.pk)
        require(can_take_down(by, locked))
        office = window_office(by, case, locked)
        if locked.user is not None:
            return locked  # pressed twice
        if case.state != State.CLOSED or office is None:
            raise NotLawfulNow(_("请先在窗口登记这位当事人。"), code="not_registered")
        locked.user = create_guest(name=locked.name)
        locked.save(update_fields=["user"])
        note(case, "disputes.party_came_to_window", by=by, facts={"party": locked.pk, "window": office.pk})
    return locked


def _require_reachable(*, address: str, id_number: str, window_fact: str) -> None:
    if not address:
        raise NotValid(_("请填写邮寄地址：文书寄到那里。"), code="no_address")
    if not id_number and not SIX_DIGITS.fullmatch(window_fact):
        raise NotValid(
            _("请填写证件号码；没有的，请和本人约定六位数字。以后凭查阅码进入时要核对。"), code="no_fact"
        )


@transaction.atomic
def take_down(
    party: Party,
    *,
    by: User,
    act: str,
    title: str,
    statement: str,
    signed: Signed,
    do: Callable[[User], object],
    for_anybody: bool = False,
) -> TakenDown:
    """Do what the party said, as the party, and keep what was read back and signed; all of it or nothing.

    `do` runs the service with the party's account as its actor. `for_anybody`: an act for which an account is made
    where none stands for the party. Refuses an officer who may not take down here, a party with a way in of their own
    who is not there and willing, and anything without a signature.
    """
    fresh = Party.objects.select_related("user", "dispute").get(pk=party.pk)
    require_may_take_down(by, fresh, agreed_in_person=signed.agreed_in_person)
    if fresh.user is None and not for_anybody:
        raise NotLawfulNow(_("请先在窗口登记这位当事人。"), code="not_registered")
    strokes = _signature(signed)
    if fresh.user is None:
        fresh = stand_after_the_end(fresh, by=by)
    assert fresh.user is not None
    with act_for(fresh, by=by) as case:
        office = window_office(by, case, fresh)
        if office is None or not can_take_down(by, fresh):
            raise NotPermitted()
        if (done := fresh.taken_down.filter(key=signed.key, officer=by).first()) is not None:
            return done  # pressed twice
        do(fresh.user)
        row = TakenDown(
            key=signed.key,
            dispute=case,
            party=fresh,
            officer=by,
            window=office,
            act=act[:40],
            title=title[:120],
            statement=statement,
            statement_sha256=hash_of(statement),
            signed_on=signed.on,
            strokes=strokes,
            agreed_in_person=signed.agreed_in_person,
        )
        if signed.on == SignedOn.PAPER:
            row.scan = _keep_scan(case, fresh, signed.scan, title)
        row.save()
        _write_down(case, row)
    return row


def hash_of(statement: str) -> str:
    return hashlib.sha256(statement.encode()).hexdigest()


def _signature(signed: Signed) -> Strokes:
    if signed.on == SignedOn.PAPER:
        if signed.scan is None:
            raise NotValid(_("请附上本人签名的那张纸的照片或者扫描件。"), code="no_scan")
        return []
    try:
        return checked(signed.strokes)
    except NotADrawing as error:
        raise NotValid(_("请本人在屏幕上签名；签名不完整的，请重写一遍。"), code="no_drawing") from error


def _keep_scan(case: Dispute, party: Party, scan: UploadedFile | None, title: str) -> int | None:
    """A piece of evidence of the party, for itself and the desk alone."""
    words = _("本人签名的窗口记录：%(title)s") % {"title": title}
    told = {"by": party.user, "file": scan, "title": words, "is_private": True}
    answers: list[tuple[Any, Any]] = proof_given.send(Dispute, dispute=case, **told)
    return next((key for _receiver, key in answers if key), None)


def _write_down(case: Dispute, row: TakenDown) -> None:
    """The docket names both; the paper 窗口记录 is handed to the party on the spot, so nothing is served."""
    assert row.party.user is not None
    note(
        case,
        "disputes.taken_down",
        by=row.party.user,
        facts={
            "record": row.pk,
            "party": row.party_id,
            "act": row.act,
            "window": row.window_id,
            "signed_on": row.signed_on,
            "sha256": row.statement_sha256,
            "agreed_in_person": row.agreed_in_person,
        },
    )
    issue(case, documents.window_record(case, row), by=row.party.user, serve_on=[])
