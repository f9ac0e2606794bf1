"""The docket as a whole, or one chain of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.db import connection

from .. import append_only
from ..models import Chain
from ..witness import Witness
from .chains import Reader, astray
from .checkpoints import House, checkpoint_faults, own_witnesses, witness_faults
from .faults import Fault
from .grouping import groups
from .rows import row_faults

AT_ONCE = 200  # chains whose rows are read together

_more_checks: list[Callable[[], Iterator[Fault]]] = []


def check_also(check: Callable[[], Iterator[Fault]]) -> None:
    """An app above has something that no single row shows, such as a series of numbers without gaps."""
    if check not in _more_checks:
        _more_checks.append(check)


def verify_chain(chain: Chain) -> list[Fault]:
    """Recomputes every hash, the numbering, the head; opens what can be opened, and asks of the rest who erased it."""
    return Reader().read(chain.pk).faults


def verify_rows(chain: Chain, *, with_files: bool = True) -> list[Fault]:
    """What is kept beside the chain is what its entries committed to."""
    return list(row_faults([Reader().read(chain.pk)], with_files=with_files))


def verify_checkpoints(keys: Iterable[str] = ()) -> list[Fault]:
    """Recomputes every root from its heads, the links between checkpoints, the signatures by the house's key."""
    return checkpoint_faults(House(frozenset(keys)))


def verify_all(
    *, witnesses: Iterable[Witness] = (), keys: Iterable[str] = (), with_files: bool = True
) -> list[Fault]:
    """Triggers, checkpoints, every chain, everything the docket commits to; against witnesses, if there are any."""
    house = House(frozenset(keys))
    faults = trigger_faults() + checkpoint_faults(house) + astray()
    reader = Reader()
    for pks in groups(Chain.objects.order_by("pk").values_list("pk", flat=True), AT_ONCE):
        readings = [reader.read(pk) for pk in pks]
        faults += [fault for reading in readings for fault in reading.faults]
        faults += row_faults(readings, with_files=with_files)
    for check in _more_checks:
        faults += check()
    return [*faults, *witness_faults(own_witnesses(), house), *witness_faults(witnesses, house)]


def trigger_faults() -> list[Fault]:
    """Whether the database still refuses to change the record."""
    return [
        *(Fault("trigger_missing", about=name) for name in append_only.missing(connection)),
        *(Fault("trigger_unknown", about=name) for name in append_only.foreign(connection)),
    ]
