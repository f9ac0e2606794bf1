"""What is known of a file on its arrival: its name, its content, its hashes, and whether it tells a place."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile

from cryptography.hazmat.primitives import hashes
from django.utils.translation import gettext as _

from inputs.words import clean_name as typed_name

from ..contents import Content, identify
from ..imaging import bare_copy, previews_of
from ..places import film_without_place, tells_place
from ..places_inside import DOCUMENTS, document_without_place, tells_place_inside

PIECE = 1024 * 1024


@dataclass(frozen=True)
class Fingerprint:
    size: int
    sha256: str
    sm3: str


@dataclass(frozen=True)
class Examined:
    """What is known of a file that has arrived, before anybody keeps it."""

    name: str
    media_type: str
    extension: str
    size: int
    sha256: str
    sm3: str
    previews: tuple[bytes, bytes] | None  # preview and thumbnail
    tells_place: bool  # where it was taken


def examine_file(path: Path, name: str) -> Examined:
    """For whoever keeps a file that is no evidence. Raises `NotValid` for what nobody takes."""
    name = clean_name(name)
    content, fingerprint = identify(path, name), fingerprint_of(path)
    return Examined(
        name=name,
        media_type=content.media_type,
        extension=content.extension,
        size=fingerprint.size,
        sha256=fingerprint.sha256,
        sm3=fingerprint.sm3,
        previews=previews_of(path) if content.media_type.startswith("image/") else None,
        tells_place=says_where(path, content),
    )


def says_where(path: Path, content: Content) -> bool:
    """Does it, or a picture inside it, say where it was taken?"""
    if content.media_type.startswith(("image/", "video/", "audio/")):
        return tells_place(path)
    return content.media_type.startswith(DOCUMENTS) and tells_place_inside(path, content.media_type)


@contextmanager
def copy_without_place(path: Path, content: Content | Examined) -> Iterator[tuple[Path, str, str] | None]:
    """(file, media type, extension) of a copy that does not say where it was taken; None when there can be none.

    Whoever may not know the place gets nothing then.
    """
    if content.media_type.startswith("image/"):
        bare = bare_copy(path)
        if bare is None:
            yield None
            return
        with NamedTemporaryFile(prefix="jiefen-") as kept:
            kept.write(bare.data)
            kept.flush()
            found = (Path(kept.name), bare.media_type, bare.extension)
            yield None if tells_place(found[0]) else found
        return
    if content.media_type.startswith(DOCUMENTS):
        with document_without_place(path, content.media_type) as bare_document:
            yield (bare_document, content.media_type, content.extension) if bare_document else None
        return
    with film_without_place(path) as copied:
        yield None if tells_place(copied) else (copied, content.media_type, content.extension)


def clean_name(name: str) -> str:
    """The last part of what the person's machine calls the file, in characters that can be shown and stored."""
    text = (
        unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
        .replace("\\", "/")
        .rsplit("/", 1)[-1]
    )
    text = typed_name(text).strip(" .")
    stem, extension = PurePath(text).stem, PurePath(text).suffix[:16]
    return (stem[: 200 - len(extension)] + extension) or _("未命名文件")


def fingerprint_of(path: Path) -> Fingerprint:
    """SHA-256 and its Chinese sister SM3 (GB/T 32905), in one reading."""
    sha256, sm3, size = hashlib.sha256(), hashes.Hash(hashes.SM3()), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            sha256.update(piece)
            sm3.update(piece)
            size += len(piece)
    return Fingerprint(size, sha256.hexdigest(), sm3.finalize().hex())
