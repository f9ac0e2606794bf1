from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from ..exceptions import NotPermitted, NotValid
from ..models import Consent, User
from ..states import CONSENT_VERSIONS
from .keeping import note


@transaction.atomic
def give_consent(user: User, *, kind: str, by: User) -> Consent:
    """To the text of today. Giving it twice changes nothing."""
    _require_self(user, by)
    consent, is_new = Consent.objects.get_or_create(
        user=user, kind=kind, version=CONSENT_VERSIONS[kind], withdrawn_at=None
    )
    if is_new:
        note(user, "accounts.consent_given", by=by, facts={"kind": kind, "version": consent.version})
    return consent


@transaction.atomic
def withdraw_consent(user: User, *, kind: str, by: User) -> None:
    """As easily as it was given (个人信息保护法 15); what was done before stays lawful."""
    _require_self(user, by)
    if Consent.objects.filter(user=user, kind=kind, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        note(user, "accounts.consent_withdrawn", by=by, facts={"kind": kind})


def _require_self(user: User, by: User) -> None:
    if user != by:
        raise NotPermitted()
    if user.erased_at:
        raise NotValid()
