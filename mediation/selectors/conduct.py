"""Until when a party may complain of a mediator's conduct."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from rulebook.selectors import rule_in_force

from ..models import Mediation


def may_complain_until(mediation: Mediation) -> datetime | None:
    """None while the mediation runs. The rule counts in calendar days."""
    if mediation.ended_at is None:
        return None
    rule = rule_in_force("conduct_limit", on=timezone.localdate(mediation.ended_at))
    return mediation.ended_at + timedelta(days=rule.n or 0)
