"""Any value of any row the docket stands for, changed in the database at random: none goes unseen."""

from __future__ import annotations

import random
import string
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import DataError, IntegrityError, models, transaction

from casefiles.services import printed_paper
from docket.commitments import all_kept
from docket.models import Chain, Checkpoint, CheckpointHead, Entry, Opening, SigningKey
from docket.selectors import verify_all
from docket.services import make_checkpoint
from notices.models import Paper
from tests.casefiles.copies import settled_copy
from tests.docket import forger
from tests.mediation.cases import make_case

pytestmark = pytest.mark.django_db(transaction=True)

#: Of the docket's own tables every column counts, but for these: keys that nothing refers to, and when a chain was
#: opened, which its first entry says.
OWN = {
    Entry: set(),
    Chain: {"created_at"},
    Opening: {"id"},
    Checkpoint: set(),
    CheckpointHead: {"id"},
    SigningKey: {"id"},
}


@dataclass(frozen=True)
class Target:
    model: type[models.Model]
    columns: tuple[str, ...]

    @property
    def table(self) -> str:
        return self.model._meta.db_table


def targets() -> list[Target]:
    own = [
        Target(model, tuple(f.column for f in model._meta.concrete_fields if f.name not in left_out))
        for model, left_out in OWN.items()
    ]
    columns: dict[type[models.Model], set[str]] = {}
    for kept in all_kept():
        named = {kept.model._meta.get_field(name).column for name in kept.fields}
        columns.setdefault(kept.model, {"id"}).update(named)
    return own + [Target(model, tuple(sorted(named))) for model, named in columns.items()]


@pytest.fixture
def world(cast, settings, tmp_path) -> list[Target]:
    """Two cases, one settled between the parties and one in mediation; papers printed, a case file made, witnessed."""
    forger.forget_keys()
    settings.MEDIA_ROOT = tmp_path / "files"
    told = settled_copy(cast, cast.complainant).dispute
    printed_paper(Paper.objects.filter(chain=told.chain).earliest("pk"))
    make_checkpoint()
    make_case(cast).agreed()
    make_checkpoint()
    assert [str(fault) for fault in verify_all()] == []
    yield [target for target in targets() if target.model._base_manager.exists()]
    forger.forget_keys()


class Undo(Exception):
    pass


@pytest.mark.battery("forgeries")
def test_no_row_changed_at_random_goes_unseen(battery, world):
    for _n in range(battery.size(sample=20, full=200)):
        done = ""
        with forger.without_guard():
            try:
                with transaction.atomic():
                    done = accepted(battery.chance, world)
                    found = verify_all(with_files=False)
                    raise Undo
            except Undo:
                pass
        others = [fault for fault in found if not fault.code.startswith("trigger_")]
        assert others, done
        battery.count(
            "rows of the docket, or that it commits to, changed, deleted or slipped in by SQL: all found"
        )
    assert [str(fault) for fault in verify_all()] == []


@pytest.mark.battery("forgeries")
def test_no_file_changed_at_random_goes_unseen(battery, world):
    kept = [kept for kept in all_kept() if kept.check is not None and kept.model._base_manager.exists()]
    names = [row.file.name for each in kept for row in each.model._base_manager.all()]
    for _n in range(battery.size(sample=10, full=100)):
        path = Path(default_storage.path(battery.chance.choice(names)))
        whole = path.read_bytes()
        path.write_bytes(damaged(battery.chance, whole))
        assert {fault.code for fault in verify_all()} == {"file_differs"}, path
        path.write_bytes(whole)
        battery.count("files on disk with a byte flipped, cut off or added: all found")


def damaged(chance: random.Random, data: bytes) -> bytes:
    how, place = chance.choice(["flip", "cut", "add"]), chance.randrange(len(data))
    if how == "cut":
        return data[:place]
    if how == "add":
        return data[:place] + chance.randbytes(1) + data[place:]
    return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]


def accepted(chance: random.Random, world: list[Target]) -> str:
    """Something that no constraint of the database refuses by itself."""
    while True:
        try:
            with transaction.atomic():
                return tamper(chance, chance.choice(world))
        except (IntegrityError, DataError):
            continue


def tamper(chance: random.Random, target: Target) -> str:
    """One row changed, deleted, or copied under another key. Says what was done."""
    row = chance.choice(list(target.model._base_manager.order_by("pk")))
    how = chance.choice(["change"] * 6 + ["delete", "copy"])
    if how == "delete":
        forger.run(f'DELETE FROM "{target.table}" WHERE id = %s', row.pk)
        return f"{target.table} {row.pk} deleted"
    if how == "copy":
        return copied(target, row.pk)
    column = chance.choice(target.columns)
    field = next(f for f in target.model._meta.concrete_fields if f.column == column)
    before = getattr(row, field.attname)
    after = otherwise(chance, field, before)
    forger.change(target.table, column, after, row.pk)
    return f"{target.table}.{column} of {row.pk}: {before!r} became {after!r}"


def copied(target: Target, pk: int) -> str:
    """A second row with the same values."""
    columns = ", ".join(f'"{f.column}"' for f in target.model._meta.concrete_fields if f.column != "id")
    (last,) = forger.run(f'SELECT max(id) FROM "{target.table}"')[0]
    forger.run(
        f'INSERT INTO "{target.table}" (id, {columns}) SELECT %s, {columns} FROM "{target.table}" WHERE id = %s',
        *(last + 1, pk),
    )
    return f"{target.table} {pk} copied"


def otherwise(chance: random.Random, field: models.Field, value: Any) -> Any:
    """Another value that the column takes."""
    if isinstance(field, models.JSONField):
        return {"changed": chance.randrange(10**6)} if isinstance(value, dict) else [chance.randrange(10**6)]
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.DateTimeField):
        return f"20{chance.randrange(10, 26)}-0{chance.randrange(1, 10)}-15 01:02:03.{chance.randrange(10**6):06d}+00:00"
    if isinstance(field, models.DateField):
        return f"20{chance.randrange(10, 26)}-0{chance.randrange(1, 10)}-15"
    if isinstance(field, models.DecimalField):
        return (
            f"{(value or 0) + chance.randrange(1, 100000) / 100:.2f}"
            if value is None
            else str(value + chance.randrange(1, 99))
        )
    if isinstance(field, models.IntegerField | models.ForeignKey | models.AutoField):
        return (value or 0) + chance.randrange(1, 1000)
    text = str(value or "")
    if field.max_length and len(text) >= field.max_length:
        text = text[:-1]
    place = chance.randrange(len(text) + 1)
    letter = chance.choice(string.ascii_letters + "零壹")
    if text and chance.random() < 0.5:
        place = chance.randrange(len(text))
        return text[:place] + (letter if letter != text[place] else "#") + text[place + 1 :]
    return text[:place] + letter + text[place:]
