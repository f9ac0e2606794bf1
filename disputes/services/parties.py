"""Further people in a dispute: another respondent, or a third party who should be heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ..engine import acting, note, transit
from ..exceptions import NotLawfulNow, NotValid
from ..models import Dispute, Party
from ..policies import can_hand_out_codes, require
from ..sides import require_own_contact
from ..states import CLOCKS, PartyKind, PartyRole, State
from .joining import invite_party, send_code

if TYPE_CHECKING:
    from accounts.models import User

#: After that the case is with another body, or over.
OPEN_TO_MORE = frozenset(
    {
        State.FILED,
        State.COMPLETING,
        State.SERVING,
        State.ANSWERING,
        State.NEGOTIATING,
        State.REVIEWING,
        State.CHOOSING_ROAD,
    }
)


def add_party(
    dispute: Dispute,
    *,
    by: User,
    role: str,
    name: str,
    kind: str = PartyKind.PERSON,
    phone: str = "",
    email: str = "",
    address: str = "",
) -> Party:
    """The desk brings somebody in. A further respondent is served like the first; a third party gets a code only.

    A case that is still to be admitted serves its respondents on admission. While time to answer runs, the case goes
    back to service: the new respondent is owed a notice first.
    """
    if role not in {PartyRole.RESPONDENT, PartyRole.THIRD_PARTY}:
        raise NotValid(_("只能增加被投诉人或第三人。"), code="bad_role")
    if not name.strip():
        raise NotValid(_("请填写姓名或名称。"), code="no_name")
    with acting(dispute, by=by) as case:
        require(can_hand_out_codes(by, case))
        if case.state not in OPEN_TO_MORE:
            raise NotLawfulNow()
        told = {
            "role": role,
            "kind": kind,
            "name": name.strip(),
            "phone": phone,
            "email": email,
            "address": address,
        }
        if (there := case.parties.filter(**told).first()) is not None:
            return there  # pressed twice
        party = Party(dispute=case, position=case.parties.filter(role=role).count(), **told)
        require_own_contact(party, case.parties.all())
        party.save()
        note(
            case,
            "disputes.party_added",
            by=by,
            facts={"party": party.pk, "role": role},
            sealed={"name": name},
        )
        if role == PartyRole.THIRD_PARTY:
            send_code(case, party, by=by)
            return party
        if (
            case.state == State.ANSWERING
        ):  # they must be given the notice first, and then as long as the others
            transit(case, "resume_service", by=by, verb="disputes.service_resumed", clocks=CLOCKS)
        if case.state not in {State.FILED, State.COMPLETING}:
            invite_party(party, by=by)
    return party
