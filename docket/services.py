import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from . import hashing
from .authority import vouch_for
from .commitments import is_of_a_row, to_commit, to_commit_again
from .exceptions import NotInTransaction
from .keys import keep_apart, key_in_force, public_half, rotate
from .models import Chain, Checkpoint, CheckpointHead, Entry, Opening, SigningKey
from .sealing import Unreadable, mark, seal, unseal
from .selectors import current_checkpoint as current_checkpoint
from .witness import line_of

#: The fact that names who took an act down for somebody.
TAKEN_DOWN_BY = "taken_down_by"
#: Whose acts are being taken down in this thread, and by whom.
_taken_down: ContextVar[tuple[str, str] | None] = ContextVar("taken_down", default=None)


@contextmanager
def taking_down(actor: str, *, by: str) -> Iterator[None]:
    """While it lasts, each entry of `actor` also names who takes it down: in its facts, so hashed with it."""
    token = _taken_down.set((actor, by))
    try:
        yield
    finally:
        _taken_down.reset(token)


#: A subject: whoever the chain is about.
EVERYBODY = "*"
SUBJECTS_MOST = 400


def open_chain() -> Chain:
    return Chain.objects.create()


def record(
    chain: Chain,
    verb: str,
    *,
    by: str,
    facts: Mapping[str, Any] | None = None,
    sealed: Mapping[str, str] | None = None,
    again: Iterable[Model] = (),
    subjects: Iterable[str] = (),
) -> Entry:
    """Append one act, in the transaction of the act itself.

    `facts` carry no personal data: references and codes only. What names a person goes into `sealed`;
    the chain then holds a salted hash, and the value can later be erased while the chain still verifies.
    The entry also commits to the rows that the act made or changed (docket/commitments.py), and to those of
    `again`, which an erasure has changed. `subjects` are the persons of whom the sealed words may speak (`party:7`),
    beside whoever acts and the party that `facts` name: an erasure finds by them what it has to destroy.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(verb)
    locked = Chain.objects.select_for_update().get(pk=chain.pk)
    taken = _taken_down.get()
    if taken is not None and taken[0] == by:
        facts = {**(facts or {}), TAKEN_DOWN_BY: taken[1]}
    facts = hashing.plain(dict(facts or {}))
    sealed = {**(sealed or {}), **to_commit(verb, locked.pk, facts), **to_commit_again(again)}
    salts = {field: secrets.token_hex(16) for field in sealed}
    entry = Entry(
        chain=locked,
        seq=locked.length + 1,
        at=timezone.now(),
        verb=verb,
        actor=by,
        facts=facts,
        commitments={
            field: hashing.commitment(salt=salts[field], field=field, value=value)
            for field, value in sealed.items()
        },
        previous=locked.head,
    )
    entry.hash = hashing.entry_hash(entry.previous, hashing.body_of(entry))
    entry.mark = mark(entry.hash)
    entry.save(force_insert=True)
    spoken_of = subjects_line(by, facts, subjects)
    Opening.objects.bulk_create(
        Opening(
            entry=entry,
            field=field,
            token=seal(salt=salts[field], value=value),
            subjects="" if is_of_a_row(field) else spoken_of,
        )
        for field, value in sealed.items()
    )
    _advance(chain, entry)
    return entry


def subjects_line(by: str, facts: Mapping[str, Any], more: Iterable[str] = ()) -> str:
    """` party:7 user:12 `. For nobody in particular, or too many for the column: the sign for everybody of the chain."""
    found = {*more, *([by] if by.startswith("user:") else [])}
    if isinstance(party := facts.get("party"), int):
        found.add(f"party:{party}")
    if isinstance(addressee := facts.get("addressee"), str):
        found.add(addressee)
    line = f" {' '.join(sorted(found))} "
    return line if found and len(line) <= SUBJECTS_MOST else f" {EVERYBODY} "


def _advance(chain: Chain, entry: Entry) -> None:
    """The caller's object follows the row, so that it can be used again."""
    Chain.objects.filter(pk=chain.pk).update(head=entry.hash, length=entry.seq)
    chain.head, chain.length = entry.hash, entry.seq


@transaction.atomic
def erase(target: Entry | Chain, fields: Collection[str] | None = None, *, by: str = "system") -> Entry:
    """Destroy openings of one entry or of a whole chain; without `fields`, all. Writes its own entry."""
    chain = target if isinstance(target, Chain) else target.chain
    Chain.objects.select_for_update().get(pk=chain.pk)
    openings = _openings_of(target)
    if fields is not None:
        openings = openings.filter(field__in=fields)
    erased = sorted(openings.values_list("entry__seq", "field"))
    openings.delete()
    return record(chain, "docket.openings_erased", by=by, facts={"erased": erased})


@transaction.atomic
def erase_of(
    chain: Chain,
    *,
    subjects: Collection[str],
    rows: Collection[str] = (),
    names_them: Callable[[str], bool] | None = None,
    by: str = "system",
) -> Entry | None:
    """Destroy every opening of a chain that speaks of one of these persons (`party:7`), and of these rows
    (`disputes.claim:12`); by `names_them` also what somebody else wrote of them. None when there was none."""
    Chain.objects.select_for_update().get(pk=chain.pk)
    spoken = Q(field__in=list(rows))
    for subject in (*subjects, EVERYBODY):
        spoken |= Q(subjects__contains=f" {subject} ")
    openings = Opening.objects.filter(spoken, entry__chain=chain)
    keys = set(openings.values_list("pk", flat=True))
    if names_them is not None:
        others = Opening.objects.filter(entry__chain=chain).exclude(pk__in=keys)
        keys |= {each.pk for each in others if names_them(_said_in(each))}
    found = Opening.objects.filter(pk__in=keys)
    erased = sorted(found.values_list("entry__seq", "field"))
    if not erased:
        return None
    found.delete()
    return record(chain, "docket.openings_erased", by=by, facts={"erased": erased})


def _said_in(opening: Opening) -> str:
    """What nobody can read any more says nothing; `verify_docket` tells of it."""
    try:
        return unseal(opening.token)[1]
    except Unreadable:
        return ""


def _openings_of(target: Entry | Chain) -> QuerySet[Opening]:
    if isinstance(target, Chain):
        return Opening.objects.filter(entry__chain=target)
    return Opening.objects.filter(entry=target)


@transaction.atomic
def make_checkpoint() -> Checkpoint:
    """Sign where every chain stands. Only chains that moved are listed; the rest is in the previous root.

    Raises `WrongKey` when the key beside the data is not the house's: better none than one nobody can verify.
    """
    last = Checkpoint.objects.select_for_update().order_by("-number").first()
    heads = list(_moved().values_list("pk", "length", "head"))
    number, previous = (last.number + 1, last.root) if last else (1, hashing.GENESIS)
    at, root = timezone.now(), hashing.checkpoint_root(previous, heads)
    key = key_in_force(number, at)
    vouch_for(public_half(key))
    statement = hashing.checkpoint_statement(number=number, at=at, root=root, previous=previous)
    checkpoint = Checkpoint.objects.create(
        number=number,
        at=at,
        root=root,
        previous=previous,
        signature=key.sign(statement).hex(),
        public_key=public_half(key),
    )
    CheckpointHead.objects.bulk_create(
        (
            CheckpointHead(checkpoint=checkpoint, chain_id=pk, length=length, head=head)
            for pk, length, head in heads
        ),
        batch_size=1000,
    )
    transaction.on_commit(partial(keep_apart, line_of(checkpoint, heads=[])))
    return checkpoint


@transaction.atomic
def rotate_signing_key(*, is_lost: bool = False) -> SigningKey:
    """From the next checkpoint on another key signs; the old one vouches for it, unless it is lost, and the house
    authority certifies it. Raises `KeyAway` while the authority's key is off this machine."""
    last = Checkpoint.objects.select_for_update().order_by("-number").first()
    key = rotate(first_checkpoint=last.number + 1 if last else 1, at=timezone.now(), is_lost=is_lost)
    vouch_for(key.public_key)
    return key


def _moved() -> QuerySet[Chain]:
    witnessed = CheckpointHead.objects.filter(chain=OuterRef("pk"), length=OuterRef("length"))
    return Chain.objects.filter(~Exists(witnessed), length__gt=0).order_by("pk")
