"""Who speaks for a party (民诉法 61–62). Named by the party, a representative accepts with the code sent to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.codes import hash_code
from accounts.models import waiting
from accounts.services import address_power, end_rights, normalise_contact, take_power

from ..engine import acting, note
from ..exceptions import NotLawfulNow, NotPermitted, NotValid
from ..models import Dispute, MandateOffer, Representative
from ..policies import is_on_desk, is_the_party, require_party
from ..sides import require_one_side
from ..states import State

if TYPE_CHECKING:
    from accounts.models import User


def appoint_representative(
    dispute: Dispute, *, by: User, name: str, phone: str, mandate: str
) -> Representative:
    """A party names who speaks for it (民诉法 61–62: one or two) and how to reach them: a code goes there.

    Whether the contact belongs to an account is not looked at here, and told to nobody.
    """
    with acting(dispute, by=by) as case:
        party = require_party(by, case)
        if not is_the_party(by, party):
            raise NotPermitted(_("只有当事人本人可以委托或者更换代理人。"))
        contact = normalise_contact(phone)
        current = party.representatives.filter(ends_on=None)
        if (named := current.filter(name=name, phone=contact, mandate=mandate).first()) is not None:
            return named  # pressed twice
        if current.count() >= 2:
            raise NotValid(_("每一方最多委托两名代理人。"), code="too_many_representatives")
        representative = Representative.objects.create(party=party, name=name, phone=contact, mandate=mandate)
        note(
            case,
            "disputes.representative_appointed",
            by=by,
            facts={"party": party.pk, "mandate": mandate},
            sealed={"name": name},
        )
        _offer(case, representative, by=by)
    return representative


def renew_mandate_offer(representative: Representative, *, by: User) -> None:
    """Another code, which replaces the one that was lost."""
    with acting(representative.party.dispute_id, by=by) as case:
        _require_own(by, representative)
        locked = Representative.objects.get(pk=representative.pk)
        if locked.ends_on is not None or locked.user_id is not None:
            raise NotLawfulNow()
        _offer(case, locked, by=by)


def find_mandate_offer(code: str) -> MandateOffer | None:
    """While it can be taken: neither withdrawn nor too old, and the case is open."""
    offers = MandateOffer.objects.filter(waiting()).select_related("representative__party__dispute")
    return (
        offers.filter(code_hash=hash_code(code), representative__ends_on=None, representative__user=None)
        .exclude(representative__party__dispute__state=State.CLOSED)
        .first()
    )


def accept_mandate(offer: MandateOffer, *, by: User) -> Representative:
    """From now on the representative sees the case and acts. Refused to who stands on another side or at the desk."""
    with acting(offer.representative.party.dispute_id, by=by) as case:
        representative = Representative.objects.select_related("party").get(pk=offer.representative_id)
        if representative.ends_on is not None or representative.user_id is not None:
            raise NotLawfulNow()
        _require_free(case, representative, by)
        take_power(offer, by=by)
        representative.user = by
        representative.save()
        note(case, "disputes.representative_linked", by=by, facts={"party": representative.party_id})
    return representative


def end_representation(representative: Representative, *, by: User) -> Representative:
    """From this moment the representative neither acts nor sees, and a code not used yet is worth nothing."""
    with acting(representative.party.dispute_id, by=by) as case:
        _require_own(by, representative)
        if representative.ends_on is None:
            representative.ends_on = timezone.localdate()
            representative.save()
            representative.offers.filter(waiting()).update(withdrawn_at=timezone.now())
            note(case, "disputes.representation_ended", by=by, facts={"party": representative.party_id})
            if representative.user_id is not None:
                end_rights(representative.user_id)
    return representative


def _offer(case: Dispute, representative: Representative, *, by: User) -> None:
    representative.offers.filter(waiting()).update(withdrawn_at=timezone.now())
    address_power(
        MandateOffer(representative=representative, contact=representative.phone, offered_by=by),
        subject=_("【解纷】%(party)s请您担任代理人（%(reference)s）")
        % {"party": representative.party.name, "reference": case.reference},
        template="messages/mandate_offer.txt",
        language=case.language,
        representative=representative,
        reference=case.reference,
    )


def _require_own(by: User, representative: Representative) -> None:
    if not is_the_party(by, representative.party):
        raise NotPermitted()


def _require_free(case: Dispute, representative: Representative, user: User) -> None:
    """Nobody speaks for two sides or twice, and nobody who decides speaks for one."""
    if is_on_desk(user, case) or representative.party.user_id == user.pk:
        raise NotValid(_("您已经以其他身份参与本案，不能担任代理人。"), code="conflict")
    if representative.party.representatives.filter(user=user, ends_on=None).exists():
        raise NotValid(_("您已经是这一方的代理人。"), code="conflict")
    require_one_side(case, representative.party, user)
