"""Pictures of strangers, decoded within bounds: previews, prints, and the same picture without its metadata.

A decoder takes three or four bytes a pixel whatever the file weighs. So the pixels are counted before it begins, and
only a few decodes run at once in a process. The original stays as it came.
"""

from __future__ import annotations

import io
import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pillow_heif
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from disputes.exceptions import NotValid

logger = logging.getLogger(__name__)
pillow_heif.register_heif_opener()

#: A JPEG can be decoded at a half, a quarter or an eighth: phones of today make 108 million pixels.
LARGEST_JPEG = 120_000_000
#: Everything else is decoded whole. A screenshot of 1,080 × 24,000 has 26 million, an iPhone's HEIC 48.
LARGEST = 50_000_000
#: A JPEG can ask to be decoded again for each of a thousand scans; ordinary ones have about ten.
MOST_SCANS = 100
PREVIEW, THUMBNAIL, COPY = 1600, 320, 6000
#: Wherever Pillow is called, by a library too, it refuses more.
Image.MAX_IMAGE_PIXELS = LARGEST_JPEG
warnings.simplefilter("error", Image.DecompressionBombWarning)
_places = threading.BoundedSemaphore(settings.DECODES_AT_ONCE)


class CannotDecode(Exception):
    """Too large, too slow to decode, or broken: there will be no picture of it."""


@dataclass(frozen=True)
class Copy:
    data: bytes
    media_type: str
    extension: str


@contextmanager
def one_of_few() -> Iterator[None]:
    """Wait for a place among the decodes of this process; too long a wait is an answer, not a heap of threads."""
    if not _places.acquire(timeout=settings.DECODE_WAIT_SECONDS):
        raise NotValid(_("现在上传图片的人很多。请过一会儿再传，已经传好的不会丢。"), code="busy")
    try:
        yield
    finally:
        _places.release()


@contextmanager
def opened(source: Path | bytes, *, side: int) -> Iterator[Image.Image]:
    """The first picture of a file, upright; no larger than `side` needs where its format allows that.

    Raises `CannotDecode`, whatever a broken picture raises: it may be almost anything.
    """
    with one_of_few():
        try:
            with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source) as picture:
                form, pixels = picture.format, picture.width * picture.height
                _require_bounds(picture, source)
                wanted = (side, side)
                if pixels > LARGEST:  # at a half at the most
                    wanted = (min(side, picture.width // 2), min(side, picture.height // 2))
                picture.draft("RGB", wanted)
                if picture.width * picture.height > LARGEST:
                    raise CannotDecode("too many pixels")
                picture.load()
                ImageOps.exif_transpose(picture, in_place=True)
                picture.format = form
                upright: Image.Image = picture
                if picture.mode not in ("RGB", "RGBA", "L", "LA"):
                    has_clear = "A" in picture.getbands() or "transparency" in picture.info
                    upright = picture.convert("RGBA" if has_clear else "RGB")
                    upright.format = form
                yield upright
        except (CannotDecode, NotValid):
            raise
        except Exception as error:
            raise CannotDecode(f"{type(error).__name__}: {error}") from error


def _require_bounds(picture: Image.Image, source: Path | bytes) -> None:
    pixels = picture.width * picture.height
    if picture.format != "JPEG":
        most = LARGEST
    elif not picture.info.get("progressive"):
        most = LARGEST_JPEG
    else:  # keeps the whole picture while it decodes, once for all scans
        most = LARGEST
        data = source if isinstance(source, bytes) else source.read_bytes()
        if data.count(b"\xff\xda") > MOST_SCANS:
            raise CannotDecode("too many scans")
    if pixels > most:
        raise CannotDecode("too many pixels")


def previews_of(path: Path) -> tuple[bytes, bytes] | None:
    """(preview, thumbnail) as JPEG; None when the picture cannot be opened: it is kept as evidence all the same."""
    try:
        with opened(path, side=PREVIEW) as upright:
            colours = upright.info.get("icc_profile")
            upright.thumbnail((PREVIEW, PREVIEW))
            preview = _on_white(upright)
            small = preview.copy()
            small.thumbnail((THUMBNAIL, THUMBNAIL))
            return _jpeg(preview, 82, colours), _jpeg(small, 76, colours)
    except CannotDecode as error:
        logger.warning("no preview of %s: %s", path.name, error)
        return None


def can_be_opened(path: Path) -> bool:
    try:
        with opened(path, side=THUMBNAIL):
            return True
    except CannotDecode:
        return False


def for_print(source: Path | bytes, box: tuple[int, int], quality: int) -> bytes:
    """As a JPEG within `box` pixels. Raises `CannotDecode`."""
    with opened(source, side=max(box)) as upright:
        colours = upright.info.get("icc_profile")
        upright.thumbnail(box)
        return _jpeg(_on_white(upright), quality, colours)


def bare_copy(path: Path) -> Copy | None:
    """The same picture, upright, with its colours and nothing else that came with it; None when out of bounds."""
    try:
        with opened(path, side=COPY) as upright:
            colours = upright.info.get("icc_profile")
            if upright.format == "PNG":
                bare = Image.new(upright.mode, upright.size)
                bare.paste(upright)
                out = io.BytesIO()
                bare.save(out, "PNG", **({"icc_profile": colours} if colours else {}))
                return Copy(out.getvalue(), "image/png", "png")
            return Copy(_jpeg(_on_white(upright), 92, colours), "image/jpeg", "jpg")
    except CannotDecode as error:
        logger.warning("no bare copy of %s: %s", path.name, error)
        return None


def _on_white(image: Image.Image) -> Image.Image:
    """A fresh picture: nothing of the old one's information is in it."""
    paper = Image.new("RGB", image.size, "white")
    clear = image.getchannel("A") if "A" in image.getbands() else None
    paper.paste(image if image.mode != "LA" else image.convert("RGBA"), mask=clear)
    return paper


def _jpeg(image: Image.Image, quality: int, colours: bytes | None) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, **({"icc_profile": colours} if colours else {}))
    return out.getvalue()
