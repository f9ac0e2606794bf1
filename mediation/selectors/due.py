"""When something in a talk falls due: one answer for the inbox, the caseload and the page of a case."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from rulebook.models import Deadline

from ..models import Bidding, Mediation, Proposal, TableOffer

#: Whose clock belongs to which case: (content type, key) → key of the case.
Owners = dict[tuple[int, int], int]


def own(owners: Owners, model: type[Model], pairs: Iterable[tuple[int, int]]) -> None:
    kind = ContentType.objects.get_for_model(model).pk
    owners.update({(kind, pk): case for pk, case in pairs})


def owners_in_talks(keys: Collection[int]) -> Owners:
    """Of the mediations themselves, and shorter clocks on what waits for an answer within one."""
    owners: Owners = {}
    own(owners, Mediation, Mediation.objects.filter(dispute__in=keys).values_list("pk", "dispute"))
    for model in (Bidding, Proposal, TableOffer):
        waiting = model._base_manager.filter(mediation__dispute__in=keys, mediation__ended_at=None)
        own(owners, model, waiting.values_list("pk", "mediation__dispute"))
    return owners


def nearest(owners: Owners) -> dict[int, Deadline]:
    """By the key of the case, the running deadline that comes first. A query a kind of owner."""
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
