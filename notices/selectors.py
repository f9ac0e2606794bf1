from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from docket.hashing import canonical
from docket.models import Chain
from docket.selectors import is_as_recorded, last_told
from rulebook.selectors import grounds, service_means
from rulebook.terms import Ground

from .models import Happening, Notice, Paper
from .signals import postal_address_wanted, reader_keys_wanted, service_wanted
from .states import CONFIDENTIAL, RELEASED, WINDOW, Audience, Means


def keys_of(user: User, chain: Chain) -> set[str]:
    """As whom this person stands in the case, as the apps above know it."""
    if not user.is_authenticated or not user.is_active:
        return set()
    answers: list[tuple[Any, Any]] = reader_keys_wanted.send(Paper, user=user, chain=chain)
    return {key for _receiver, keys in answers for key in keys}


def papers_visible_to(user: User, chain: Chain, keys: Collection[str] | None = None) -> QuerySet[Paper]:
    """The papers of a case that this person may read, standing in it under these keys.

    Papers for all parties need any standing; named ones the addressee's key or the issuing body's.
    """
    if not user.is_authenticated or not user.is_active:
        return Paper.objects.none()
    held = set(keys_of(user, chain) if keys is None else keys)
    served = set(Notice.objects.filter(user=user, paper__chain=chain).values_list("paper", flat=True))
    rows = Paper.objects.filter(chain=chain).values_list("pk", "audience", "addressee_keys", "issuer")
    visible = [
        pk
        for pk, audience, named, issuer in rows
        if pk in served
        or (held and audience == Audience.ALL_PARTIES)
        or held & set(named)
        or held & {f"{WINDOW}{key}" for key in named}
        or f"organisation:{issuer}" in held
    ]
    return Paper.objects.filter(pk__in=visible).select_related("replaced_by")


def with_notices(user: User, chain: Chain) -> list[Paper]:
    """The papers this person may read, each with `seen_notices`: how it was served on them; at a body that has the
    case, how on everybody."""
    keys = keys_of(user, chain)
    papers = list(papers_visible_to(user, chain, keys))
    notices = Notice.objects.filter(paper__in=papers).order_by("pk")
    if not any(key.startswith("organisation:") for key in keys):
        own = {key.removeprefix(WINDOW) for key in keys}
        notices = notices.filter(Q(user=user) | Q(addressee_key__in=own))
    by_paper: dict[int, list[Notice]] = {}
    for notice in notices:
        by_paper.setdefault(notice.paper_id, []).append(notice)
    for paper in papers:
        paper.seen_notices = by_paper.get(paper.pk, [])  # type: ignore[attr-defined]
    return papers


def can_read(user: User, paper: Paper) -> bool:
    return papers_visible_to(user, paper.chain).filter(pk=paper.pk).exists()


def may_leave(paper: Paper) -> bool:
    """Whether a tribunal may be given it: what is for all parties, and what was made for the sake of peace only
    when every party has let it go."""
    if paper.kind in CONFIDENTIAL:
        return bool(paper.facts.get(RELEASED))
    return paper.audience == Audience.ALL_PARTIES


def released_papers(chain: Chain) -> QuerySet[Paper]:
    """Made for the sake of peace, and let go by every party."""
    return Paper.objects.filter(chain=chain, kind__in=CONFIDENTIAL, **{f"facts__{RELEASED}": True})


def is_addressee(user: User, notice: Notice) -> bool:
    """Whose reading counts as the addressee's."""
    if not user.is_authenticated:
        return False
    return notice.user_id == user.pk or notice.addressee_key in keys_of(user, notice.paper.chain)


def is_to_be_served(notice: Notice) -> bool:
    """Whether anybody still has to act on it, as the apps above know it."""
    return all(answer for _receiver, answer in service_wanted.send(Notice, notice=notice))


def notices_of(chain: Chain) -> QuerySet[Notice]:
    """For the case file; whoever shows them to a person narrows them first."""
    return Notice.objects.filter(paper__chain=chain).select_related("paper", "user")


def postal_address_of(notice: Notice) -> str:
    """As the apps above know it; empty when nobody does."""
    answers = postal_address_wanted.send(Notice, notice=notice)
    return next((str(address) for _receiver, address in answers if address), "")


def ending_grounds(notice: Notice) -> list[Ground]:
    """Why nobody carries it any more. A body that may leave a paper behind does not end at a refusal (民诉法 89)."""
    issuer = notice.paper.issuer.kind if notice.paper.issuer else ""
    may_leave_it = service_means(Means.LEFT).is_open_to(issuer)
    return [
        found
        for found in grounds("service_ended")
        if found.code != "service_ended.refused" or not may_leave_it
    ]


def paper_hash(*, html: str, facts: dict) -> str:
    return hashlib.sha256(canonical({"facts": facts, "html": html})).hexdigest()


def is_intact(paper: Paper) -> bool:
    """What is stored is what was issued, or what a lawful erasure made of it: the text, and everything else the
    docket committed to."""
    made = paper_hash(html=paper.html, facts=paper.facts)
    has_same_hash = made == paper.sha256 == last_told(paper.chain, f"notices.paper:{paper.pk}")
    return has_same_hash and is_as_recorded(paper)


def happenings_of(user: User) -> QuerySet[Happening]:
    return Happening.objects.filter(user=user) if user.is_authenticated else Happening.objects.none()


def unread_count(user: User) -> int:
    return happenings_of(user).filter(read_at=None).count()
