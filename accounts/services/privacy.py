"""What a person may ask of us about themselves: a copy (个人信息保护法 45). To be forgotten: erasing.py."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from ..exceptions import NotPermitted
from ..models import User
from ..signals import personal_data_wanted
from .keeping import note


@transaction.atomic
def export_person(user: User, *, by: User) -> dict[str, Any]:
    """Everything kept about a person, as plain JSON; apps above add their sections."""
    if by != user:
        raise NotPermitted()
    data: dict[str, Any] = {
        "format": "jiefen-person-1",
        "exported_at": timezone.now().isoformat(),
        "account": {
            field: _plain(getattr(user, field))
            for field in ("name", "email", "phone", "language", "identity_level", "joined_at", "wants_mail")
        },
        "identity_checks": [_identity_row(check) for check in user.identity_checks.all()],
        "memberships": [
            {
                "organisation": membership.organisation.name,
                "role": membership.role,
                "starts_on": _plain(membership.starts_on),
                "ends_on": _plain(membership.ends_on),
            }
            for membership in user.memberships.select_related("organisation")
        ],
        "consents": [
            {
                "kind": consent.kind,
                "version": consent.version,
                "given_at": _plain(consent.given_at),
                "withdrawn_at": _plain(consent.withdrawn_at),
            }
            for consent in user.consents.all()
        ],
    }
    answers: list[tuple[Any, Any]] = personal_data_wanted.send(User, user=user)
    data |= dict(answer for _receiver, answer in answers)
    note(user, "accounts.data_exported", by=by)
    return data


def _identity_row(check: Any) -> dict[str, Any]:
    return {
        "document": check.document,
        "number": check.number,
        "level": check.level,
        "provider": check.provider,
        "declared_at": _plain(check.declared_at),
        "checked_at": _plain(check.checked_at),
        "refusal": check.refusal,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
