"""One page of a draft: the version a page began from, and what was typed on it that cannot be saved yet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder

from ..engine import acting
from ..exceptions import Outdated
from ..models import Dispute
from ..policies import require_draft_of
from ..states import PartyRole

if TYPE_CHECKING:
    from accounts.models import User

#: What each page of the form shows of the draft itself.
OF_DRAFT = {
    "sector": ("sector",),
    "category": ("sector", "category"),
    "respondent": ("platform_id", "is_against_platform", "order_number"),
    "story": ("title", "narrative", "happened_on", "region"),
    "claims": (),
    "consents": ("prior_steps", "is_taken_elsewhere"),
}
RESPONDENT = ("name", "kind", "phone", "email", "address")
COMPLAINANT = (
    *("name", "phone", "email", "address", "id_document", "id_number"),
    *("consents_publication_at", "consents_entrusted_mediation_at", "consents_e_service_at"),
)


def draft_version(draft: Dispute, page: str) -> str:
    """Names what is stored of one page: two equal versions, two equal pages, whoever saved what elsewhere."""
    said = json.dumps(_stored(draft, page), cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def save_page(
    dispute: Dispute, *, by: User, page: str, began_from: str | None, save: Callable[[], object]
) -> None:
    """Save one page whole, unless something newer is stored: then `Outdated`, and nothing is changed.

    `began_from` is the version the writer had before them; None asks nothing. What could not be saved
    before is settled by this.
    """
    with acting(dispute, by=by) as draft:
        require_draft_of(by, draft)
        _require_newest(draft, page, began_from)
        save()
        _put_unfinished(draft, page, None)


def keep_unfinished(
    dispute: Dispute,
    *,
    by: User,
    page: str,
    began_from: str | None,
    typed: dict[str, list[str]],
    save: Callable[[], object] = lambda: None,
) -> None:
    """Keep a page as it was typed, wrong values too: it comes back so. `save` stores what of it is sound."""
    with acting(dispute, by=by) as draft:
        require_draft_of(by, draft)
        _require_newest(draft, page, began_from)
        save()
        _put_unfinished(draft, page, typed)


def unfinished_page(draft: Dispute, page: str) -> dict[str, list[str]] | None:
    """What was typed on the page and could not be saved as it is, field by field."""
    return _unfinished(draft).get(page)


def unfinished_pages(draft: Dispute) -> list[str]:
    return list(_unfinished(draft))


def _require_newest(draft: Dispute, page: str, began_from: str | None) -> None:
    if began_from is not None and began_from != draft_version(draft, page):
        raise Outdated()


def _unfinished(draft: Dispute) -> dict[str, dict[str, list[str]]]:
    return json.loads(draft.unfinished) if draft.unfinished else {}


def _put_unfinished(draft: Dispute, page: str, typed: dict[str, list[str]] | None) -> None:
    kept = {name: fields for name, fields in _unfinished(draft).items() if name != page}
    if typed is not None:
        kept[page] = typed
    draft.unfinished = json.dumps(kept, ensure_ascii=False) if kept else ""
    draft.save(update_fields=["unfinished", "changed_at"])


def _stored(draft: Dispute, page: str) -> list[object]:
    said: list[object] = [getattr(draft, name) for name in OF_DRAFT[page]]
    if page == "claims":
        said += [list(row) for row in draft.claims.values_list("remedy", "amount", "detail")]
    if page == "respondent":
        said += _of_party(draft, PartyRole.RESPONDENT, RESPONDENT)
    if page == "consents":
        said += _of_party(draft, PartyRole.COMPLAINANT, COMPLAINANT)
    return [*said, unfinished_page(draft, page)]


def _of_party(draft: Dispute, role: str, names: tuple[str, ...]) -> list[object]:
    party = Dispute.objects.get(pk=draft.pk).parties.filter(role=role).first()
    return [getattr(party, name) for name in names] if party else []
