"""The deadline that counts now, whichever app's lifecycle it belongs to; one or many cases at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from arbitration.models import Referral
from arbitration.states import RUNNING as RUNNING_REFERRALS
from disputes.models import Dispute, Obligation, Payment
from mediation.models import Bidding, Mediation, Proposal, TableOffer
from rulebook.models import Deadline


def deadline_now(dispute: Dispute) -> Deadline | None:
    return deadlines_now([dispute]).get(dispute.pk)


def deadlines_now(disputes: Iterable[Dispute]) -> dict[int, Deadline]:
    """The nearest running deadline of each case, by the key of the case. A fixed number of queries."""
    keys = [dispute.pk for dispute in disputes]
    owners: dict[tuple[int, int], int] = {}
    _own(owners, Dispute, ((pk, pk) for pk in keys))
    _own(
        owners,
        Obligation,
        Obligation.objects.filter(settlement__dispute__in=keys, settlement__replaced_at=None).values_list(
            "pk", "settlement__dispute"
        ),
    )
    _own(
        owners,
        Payment,
        Payment.objects.filter(
            obligation__settlement__dispute__in=keys,
            obligation__settlement__replaced_at=None,
            state="reported",
        ).values_list("pk", "obligation__settlement__dispute"),
    )
    _own(owners, Mediation, Mediation.objects.filter(dispute__in=keys).values_list("pk", "dispute"))
    for model in (Bidding, Proposal, TableOffer):  # shorter clocks on what waits for an answer within one
        waiting = model._base_manager.filter(mediation__dispute__in=keys, mediation__ended_at=None)
        _own(owners, model, waiting.values_list("pk", "mediation__dispute"))
    _own(
        owners,
        Referral,
        Referral.objects.filter(dispute__in=keys, state__in=RUNNING_REFERRALS).values_list("pk", "dispute"),
    )
    found: dict[int, Deadline] = {}
    by_type: dict[int, list[int]] = {}
    for content_type, object_id in owners:
        by_type.setdefault(content_type, []).append(object_id)
    for content_type, object_ids in by_type.items():
        running = Deadline.objects.live().filter(
            content_type=content_type, object_id__in=object_ids, parent=None, paused_at=None
        )
        for deadline in running.select_related("rule_version__rule"):
            case = owners[content_type, deadline.object_id]
            if case not in found or deadline.due_at < found[case].due_at:
                found[case] = deadline
    return found


def _own(owners: dict[tuple[int, int], int], model: type[Model], pairs: Iterable[tuple[int, int]]) -> None:
    kind = ContentType.objects.get_for_model(model).pk
    owners.update({(kind, pk): case for pk, case in pairs})
