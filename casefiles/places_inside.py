"""Where the pictures inside a document were taken: Word, Excel and OFD packages, and PDF.

Each member is looked at by its bytes (`casefiles.places`), within bounds. The copy for the other side holds the same
pictures, pixel for pixel, without what came with them.
"""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, cast

import pikepdf

from .contents import OFD, OOXML, PDF, UNREADABLE
from .places import tells_place

#: What is unpacked of one document, altogether. Whoever packs more tells perhaps a place, perhaps not: taken for yes.
MOST_BYTES = 512 * 1024 * 1024
PIECE = 1024 * 1024
PACKAGES = (OOXML, OFD.media_type, "application/vnd.oasis.opendocument.")
DOCUMENTS = (*PACKAGES, PDF.media_type)
#: JPEG segments that hold EXIF, XMP and IPTC; the one with the colours (APP2) stays.
JPEG_NOTES = frozenset([0xE1, 0xED, 0xFE])
NO_METADATA = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
    b"</x:xmpmeta>"
)
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
PNG_NOTES = frozenset([b"eXIf", b"iTXt", b"tEXt", b"zTXt"])


class TooMuch(Exception):
    """More is packed in it than is looked at."""


def tells_place_inside(path: Path, media_type: str) -> bool:
    try:
        if media_type == PDF.media_type:
            return tells_place(path) or any(_tells(data) for _stream, data in _streams(path))
        return any(_tells_place(member) for _info, member in _members(path))
    except TooMuch:
        return True
    except (*UNREADABLE, pikepdf.PdfError, ValueError):
        return tells_place(path)  # nobody can open it: its bytes are all there is


@contextmanager
def document_without_place(path: Path, media_type: str) -> Iterator[Path | None]:
    """A copy whose pictures say nothing; None when there can be none."""
    with NamedTemporaryFile(prefix="jiefen-") as copy:
        write = _bare_pdf if media_type == PDF.media_type else _bare_package
        try:
            is_written = write(path, cast(BinaryIO, copy))
        except (TooMuch, *UNREADABLE, pikepdf.PdfError, ValueError):
            is_written = False
        copy.flush()
        written = Path(copy.name)
        yield written if is_written and not tells_place_inside(written, media_type) else None


# --- packages -------------------------------------------------------------------------------------


def _members(path: Path) -> Iterator[tuple[zipfile.ZipInfo, Path]]:
    """Each member, unpacked into a file of its own for as long as it is looked at."""
    left = MOST_BYTES
    with zipfile.ZipFile(path) as package:
        for info in package.infolist():
            with NamedTemporaryFile(prefix="jiefen-") as member, package.open(info) as packed:
                while piece := packed.read(PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise TooMuch
                    member.write(piece)
                member.flush()
                yield info, Path(member.name)


def _tells_place(member: Path, depth: int = 2) -> bool:
    """A table inside a text has pictures of its own."""
    if tells_place(member):
        return True
    with member.open("rb") as file:
        is_package = file.read(4) == b"PK\x03\x04"
    if not is_package:
        return False
    if not depth:
        raise TooMuch
    return any(_tells_place(inner, depth - 1) for _info, inner in _members(member))


def _bare_package(path: Path, copy: BinaryIO) -> bool:
    with zipfile.ZipFile(copy, "w") as package:
        for info, member in _members(path):
            plain = zipfile.ZipInfo(info.filename, info.date_time)
            stored = info.compress_type == zipfile.ZIP_STORED
            plain.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            if not _tells_place(member):
                with member.open("rb") as source, package.open(plain, "w") as target:
                    shutil.copyfileobj(source, target, PIECE)
            elif (bare := without_notes(member.read_bytes())) is not None:
                package.writestr(plain, bare)
            else:
                return False
    return True


# --- PDF ------------------------------------------------------------------------------------------


def _streams(path: Path) -> Iterator[tuple[pikepdf.Stream, bytes]]:
    """Pictures as they were photographed, metadata and attachments: with what they say once unpacked."""
    with pikepdf.open(path) as pdf:
        yield from _streams_of(pdf)


def _streams_of(pdf: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Stream, bytes]]:
    left = MOST_BYTES
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream):
            continue
        filters = _filters_of(thing)
        is_picture = thing.get("/Subtype") == "/Image"
        if is_picture and not {"/DCTDecode", "/JPXDecode"} & set(filters):
            continue  # bare pixels
        if not is_picture and "/Metadata" not in (thing.get("/Type"),) and not _is_attached(thing):
            continue
        data = thing.read_raw_bytes()
        for name in filters:
            if name == "/FlateDecode":
                data = _inflated(data, left)
        left -= len(data)
        if left < 0:
            raise TooMuch
        yield thing, data


def _is_attached(thing: pikepdf.Stream) -> bool:
    return thing.get("/Type") == "/EmbeddedFile" or "/Params" in thing


def _filters_of(thing: pikepdf.Stream) -> list[str]:
    given = thing.get("/Filter")
    if given is None:
        return []
    return [str(each) for each in given] if isinstance(given, pikepdf.Array) else [str(given)]


def _inflated(data: bytes, most: int) -> bytes:
    unpack = zlib.decompressobj()
    plain = unpack.decompress(data, most)
    if unpack.unconsumed_tail:
        raise TooMuch
    return plain


def _tells(data: bytes) -> bool:
    with NamedTemporaryFile(prefix="jiefen-") as file:
        file.write(data)
        file.flush()
        return _tells_place(Path(file.name))


def _bare_pdf(path: Path, copy: BinaryIO) -> bool:
    with pikepdf.open(path) as pdf:
        for stream, data in _streams_of(pdf):
            if not _tells(data):
                continue
            if stream.get("/Type") == "/Metadata":
                stream.write(NO_METADATA)
                continue
            bare = without_notes(data)
            if bare is None:
                return False
            if "/DCTDecode" in _filters_of(stream):
                stream.write(bare, filter=pikepdf.Name.DCTDecode)
            else:
                stream.write(bare)
        pdf.save(copy)
    return True


# --- pictures -------------------------------------------------------------------------------------


def without_notes(picture: bytes) -> bytes | None:
    """The same JPEG or PNG, not decoded, without EXIF, XMP and comments; None for anything else."""
    if picture.startswith(b"\xff\xd8\xff"):
        return _bare_jpeg(picture)
    return _bare_png(picture) if picture.startswith(PNG_HEAD) else None


def _bare_jpeg(picture: bytes) -> bytes | None:
    kept, at = [picture[:2]], 2
    while at + 4 <= len(picture) and picture[at] == 0xFF:
        mark = picture[at + 1]
        if mark == 0xDA:  # from here on the picture itself
            return b"".join([*kept, picture[at:]])
        length = 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
        if mark not in JPEG_NOTES:
            kept.append(picture[at : at + length])
        at += length
    return None


def _bare_png(picture: bytes) -> bytes | None:
    kept, at = [PNG_HEAD], len(PNG_HEAD)
    while at + 12 <= len(picture):
        length = 12 + int.from_bytes(picture[at : at + 4], "big")
        kind = picture[at + 4 : at + 8]
        if kind not in PNG_NOTES:
            kept.append(picture[at : at + length])
        at += length
        if kind == b"IEND":
            return b"".join(kept)
    return None
