"""Where a picture or film was taken, if the file says so. Read from its bytes, not by a decoder: a file that cannot
be opened tells its place all the same, and a picture may have a second one, or a film, behind it."""

from __future__ import annotations

import mmap
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

#: EXIF 2.32: the entry that leads to the GPS directory, and its latitude and longitude.
GPS, PLACE = 0x8825, frozenset([1, 2, 3, 4])
WINDOW = 8192
TIFF = re.compile(rb"II\*\x00|MM\x00\*")
XMP = re.compile(
    rb"exif:GPS(?:Lat|Lon|Dest)|GPSL(?:at|ong)itude|LocationShown|LocationCreated|drone-dji:Gps", re.I
)
#: The atoms in which phones write a place, and how they write it (ISO 6709): +31.2304+121.4737+004.000/
FILM = re.compile(rb"\xa9xyz|com\.apple\.quicktime\.location\.ISO6709")
COORDINATES = re.compile(rb"[+-]\d{2,6}(?:\.\d+)?[+-]\d{3,7}(?:\.\d+)?(?:[+-]\d+(?:\.\d+)?)?(?:CRS\w*)?/")


def tells_place(path: Path) -> bool:
    """Does a picture, film or recording say where it was taken?"""
    if path.stat().st_size == 0:
        return False
    with _bytes_of(path) as data:
        if XMP.search(data) or any(_places_in_film(data)):
            return True
        return any(_has_place(data[match.start() : match.start() + 65536]) for match in TIFF.finditer(data))


@contextmanager
def _bytes_of(path: Path) -> Iterator[mmap.mmap]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


def _has_place(block: bytes) -> bool:
    """A TIFF header whose first directory leads to one with a latitude or longitude."""
    order = "little" if block[:2] == b"II" else "big"

    def number(at: int, size: int) -> int:
        return int.from_bytes(block[at : at + size], "little" if order == "little" else "big")

    def entries(at: int) -> Iterator[int]:
        if 8 <= at < len(block) - 2:
            yield from range(at + 2, min(at + 2 + 12 * min(number(at, 2), 200), len(block) - 11), 12)

    for at in entries(number(4, 4)):
        if number(at, 2) == GPS:
            return any(number(each, 2) in PLACE for each in entries(number(at + 8, 4)))
    return False


def _places_in_film(data: mmap.mmap) -> Iterator[tuple[int, int]]:
    """Where the coordinates stand. Only beside their atom: in compressed data a row of digits is chance."""
    for mark in FILM.finditer(data):
        start = mark.start()
        for found in COORDINATES.finditer(data[start : start + WINDOW]):
            yield start + found.start(), start + found.end()


@contextmanager
def film_without_place(path: Path) -> Iterator[Path]:
    """A copy of a film or recording, byte for byte, but with blanks where the coordinates stood.

    Its length and every offset in it stay, so that any player plays it.
    """
    with NamedTemporaryFile(prefix="jiefen-") as copy:
        shutil.copyfile(path, copy.name)
        with Path(copy.name).open("r+b") as file, mmap.mmap(file.fileno(), 0) as data:
            for start, end in list(_places_in_film(data)):
                data[start:end] = b" " * (end - start)
            for mark in list(FILM.finditer(data)):
                if mark[0] == b"\xa9xyz":
                    data[mark.start() : mark.end()] = b"free"
        yield Path(copy.name)
