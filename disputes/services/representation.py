"""Who speaks for a party (民诉法 61–62)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.selectors import person_by_contact
from accounts.services import end_rights

from ..engine import acting, note
from ..exceptions import NotPermitted, NotValid
from ..models import Dispute, Representative
from ..policies import is_on_desk, is_the_party, party_of, require_party

if TYPE_CHECKING:
    from accounts.models import User


def appoint_representative(
    dispute: Dispute, *, by: User, name: str, phone: str = "", mandate: str, user: User | None = None
) -> Representative:
    """A party names who speaks for it (民诉法 61–62: one or two)."""
    with acting(dispute, by=by) as case:
        party = require_party(by, case)
        if not is_the_party(by, party):
            raise NotPermitted(_("只有当事人本人可以委托或者更换代理人。"))
        current = party.representatives.filter(ends_on=None)
        if (named := current.filter(name=name, phone=phone, mandate=mandate).first()) is not None:
            return named  # pressed twice
        if current.count() >= 2:
            raise NotValid(_("每一方最多委托两名代理人。"), code="too_many_representatives")
        if user is not None:
            _require_free(case, user)
        representative = Representative.objects.create(
            party=party, user=user, name=name, phone=phone, mandate=mandate
        )
        note(
            case,
            "disputes.representative_appointed",
            by=by,
            facts={"party": party.pk, "mandate": mandate},
            sealed={"name": name},
        )
    return representative


def link_representative(representative: Representative, *, by: User) -> Representative:
    """The representative has made an account with the contact given since: from now on they see the case."""
    with acting(representative.party.dispute_id, by=by) as case:
        _require_own(by, representative)
        found = person_by_contact(representative.phone)
        if found is None:
            raise NotValid(_("还没有账号登记了这个联系方式。请代理人先注册。"), code="no_account")
        _require_free(case, found)
        representative.user = found
        representative.save()
        note(case, "disputes.representative_linked", by=by, facts={"party": representative.party_id})
    return representative


def end_representation(representative: Representative, *, by: User) -> Representative:
    """From this moment the representative neither acts nor sees."""
    with acting(representative.party.dispute_id, by=by) as case:
        _require_own(by, representative)
        if representative.ends_on is None:
            representative.ends_on = timezone.localdate()
            representative.save()
            note(case, "disputes.representation_ended", by=by, facts={"party": representative.party_id})
            if representative.user_id is not None:
                end_rights(representative.user_id)
    return representative


def _require_own(by: User, representative: Representative) -> None:
    if not is_the_party(by, representative.party):
        raise NotPermitted()


def _require_free(case: Dispute, user: User) -> None:
    """Nobody speaks for two sides, and nobody who decides speaks for one."""
    if party_of(user, case) is not None or is_on_desk(user, case):
        raise NotValid(_("这个人已经以其他身份参与本案，不能担任代理人。"), code="conflict")
