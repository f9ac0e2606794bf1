"""From the wish to mediate to a body that takes the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.engine import acting, deadline_kind, transit
from disputes.exceptions import NotLawfulNow, NotValid
from disputes.models import Dispute, Party
from disputes.policies import require_party
from disputes.services import invite_party, issue, open_proceeding
from disputes.services.roads import close_inside
from disputes.states import CLOCKS as DISPUTE_CLOCKS
from disputes.states import Channel, PartyRole
from rulebook.services import set_deadline

from .. import documents
from ..models import Mediation, MediationConsent
from ..policies import require_secretary, require_spoken_for
from ..scope import body_option, suitable_entries
from ..selectors import may_request, parties_to_consent
from ..states import BODY_GROUNDS, CLOCKS, Ground, MediationState
from .course import acting_in, note_in, require_state, step
from .ending import end_without_agreement

if TYPE_CHECKING:
    from accounts.models import Organisation, User

M = MediationState


def request_mediation(dispute: Dispute, *, by: User, body: Organisation, text: str = "") -> Mediation:
    """Ask for mediation before a body that may take the matter; the other side is served and asked.

    Raises `NotValid` with the reasons in words when the body cannot take it: nothing is begun.
    """
    with acting(dispute, by=by) as case:
        party = require_party(by, case, PartyRole.COMPLAINANT, PartyRole.RESPONDENT)
        if not may_request(case, party):
            raise NotLawfulNow()
        option = body_option(case, body)
        if not option.is_open:
            raise NotValid("".join(option.reasons), code="body_cannot_take_it")
        transit(case, "enter_mediation", by=by, verb="disputes.mediation_entered", clocks=DISPUTE_CLOCKS)
        close_inside(case, outcome="moved_on")
        # the body sees the case only once it is put to it
        proceeding = open_proceeding(case, channel=Channel.MEDIATION, body_name=body.name, by=by)
        mediation = Mediation.objects.create(
            dispute=case, proceeding=proceeding, body=body, requested_by=party, request_text=text
        )
        facts = {"body": body.pk, "party": party.pk}
        note_in(mediation, "mediation.requested", by=by, facts=facts, sealed={"text": text} if text else None)
        _start_first_clock(mediation)
        _serve_request(mediation, by=by)
    return mediation


def consent_to_mediation(mediation: Mediation, *, by: User) -> Mediation:
    with acting_in(mediation, by=by) as locked:
        require_state(locked, M.CONSENTING)
        for party in require_spoken_for(by, locked, parties_to_consent(locked)):
            _keep_consent(locked, party, by, is_willing=True)
        if parties_to_consent(locked):
            note_in(locked, "mediation.consent_given", by=by)
        else:
            put_to_body(locked, by=by, verb="mediation.consented")
    return locked


def refuse_mediation(mediation: Mediation, *, by: User, reason: str = "") -> Mediation:
    """A clear refusal, and only that, bars mediation (人民调解法 17)."""
    with acting_in(mediation, by=by) as locked:
        require_state(locked, M.CONSENTING)
        own = require_spoken_for(by, locked, parties_to_consent(locked))
        for party in own:
            _keep_consent(locked, party, by, is_willing=False, reason=reason)
        note_in(locked, "mediation.refused", by=by)
        end_without_agreement(locked, by=by, ground=Ground.REFUSED, reason=reason, party=own[0])
    return locked


def put_to_body(mediation: Mediation, *, by: User | None, verb: str) -> None:
    step(mediation, "go_to_body", by=by, verb=verb)
    mediation.proceeding.body = mediation.body
    mediation.proceeding.save()


def accept_case(mediation: Mediation, *, by: User, number: str = "") -> Mediation:
    """The body takes the case; the parties are told their rights and choose a mediator."""
    with acting_in(mediation, by=by) as locked:
        require_secretary(by, locked)
        require_state(locked, M.BODY_DECIDING)
        if not suitable_entries(locked.dispute, locked.body):
            raise NotLawfulNow(_("名册上没有可以办理本纠纷的调解员，请先维护名册。"), code="no_mediator")
        step(locked, "accept_case", by=by, verb="mediation.body_accepted", secretary=by)
        locked.proceeding.number = number
        locked.proceeding.save()
        issue(locked.dispute, documents.rights(locked), by=by)
    return locked


def refuse_case(
    mediation: Mediation, *, by: User, reason: str, ground: str = Ground.LATER_FOUND
) -> Mediation:
    """In words, with a coded ground (在线调解规则 12)."""
    if ground not in BODY_GROUNDS or not reason.strip():
        raise NotValid(_("请选择依据并写明理由。"), code="no_reason")
    with acting_in(mediation, by=by) as locked:
        require_secretary(by, locked)
        require_state(locked, M.BODY_DECIDING)
        note_in(locked, "mediation.body_refused", by=by, facts={"ground": ground})
        end_without_agreement(locked, by=by, ground=ground, reason=reason, officer=by)
        # who did not take the case has no more to do with it
        locked.proceeding.body = None
        locked.proceeding.save()
    return locked


def _keep_consent(
    mediation: Mediation, party: Party, by: User, *, is_willing: bool, reason: str = ""
) -> None:
    MediationConsent.objects.create(
        mediation=mediation, party=party, is_willing=is_willing, reason=reason, given_by=by
    )


def _start_first_clock(mediation: Mediation) -> None:
    clock = CLOCKS[M.CONSENTING]
    set_deadline(
        mediation,
        deadline_kind(mediation, M.CONSENTING),
        clock.rule,
        filed_at=mediation.dispute.filed_at,
        remind_days=clock.remind_days,
    )


def _serve_request(mediation: Mediation, *, by: User) -> None:
    """On everybody asked, also on those who never came in: they get a way in first."""
    case = mediation.dispute
    everybody = list(case.parties.all())
    for party in everybody:
        has_way_in = (
            party.joined_at or party.invitations.filter(used_at=None, expires_at__gt=timezone.now()).exists()
        )
        if party.role == PartyRole.RESPONDENT and not has_way_in:
            invite_party(party, by=by)
    issue(case, documents.request(mediation), by=by, serve_on=everybody)
