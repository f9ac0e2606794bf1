"""What every paper of a mediation has: its template, the case, the body that issues it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from disputes.documents import Document
from disputes.models import Dispute, Party
from notices.kinds import Signs, form_of
from notices.states import Audience, PaperKind
from rulebook.models import Deadline
from rulebook.selectors import explain, next_deadline

from ..models import (
    CoMediator,
    Mediation,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import User


def document_of(
    kind: PaperKind,
    mediation: Mediation,
    facts: dict[str, Any] | None = None,
    *,
    only_for: Sequence[Party] = (),
    signing: Sequence[Party] = (),
    signs_as: str | _StrPromise = "",
    officer: User | None = None,
    not_signed_by: User | None = None,
    **context: Any,
) -> Document:
    dispute: Dispute = mediation.dispute
    return Document(
        body=mediation.body,
        officer=officer or (mediation.accepted_by if form_of(kind).signs == Signs.OFFICER else None),
        not_signed_by=not_signed_by,
        signing=tuple(signing),
        signs_as=signs_as,
        kind=kind,
        template=f"papers/{kind.value}.html",
        context={
            "dispute": dispute,
            "parties": list(dispute.parties.all()),
            "mediation": mediation,
            **context,
        },
        facts={
            "reference": dispute.reference,
            "mediation": mediation.pk,
            "body": mediation.body.name,
            **(facts or {}),
        },
        audience=Audience.NAMED if only_for else Audience.ALL_PARTIES,
        addressees=tuple(only_for),
    )


def until(mediation: Mediation | CoMediator) -> dict[str, Any]:
    deadline: Deadline | None = next_deadline(mediation)
    return {"deadline": deadline, "derivation": explain(deadline) if deadline else []}
