"""Previews of pictures: turned upright, made smaller, stripped of place and camera. The original stays as it came."""

from __future__ import annotations

import io
import logging
import warnings
from pathlib import Path

import pillow_heif
from PIL import Image, ImageOps

logger = logging.getLogger(__name__)
pillow_heif.register_heif_opener()

LARGEST = 120_000_000  # pixels: phones of today make 108 million
PREVIEW, THUMBNAIL = 1600, 320


def previews_of(path: Path) -> tuple[bytes, bytes] | None:
    """(preview, thumbnail) as JPEG; None when the picture cannot be opened: it is kept as evidence all the same."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path) as opened:
                if opened.width * opened.height > LARGEST:
                    return None
                opened.draft("RGB", (PREVIEW, PREVIEW))
                upright = ImageOps.exif_transpose(opened)
                preview = _on_white(upright)
    except Exception:  # a damaged picture raises almost anything
        logger.warning("no preview of %s", path.name, exc_info=True)
        return None
    preview.thumbnail((PREVIEW, PREVIEW))
    small = preview.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return _jpeg(preview, 82), _jpeg(small, 76)


def _on_white(image: Image.Image) -> Image.Image:
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    paper = Image.new("RGBA", layered.size, "white")
    paper.alpha_composite(layered)
    return paper.convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    """Without EXIF: a fresh picture carries none of it."""
    image.info.clear()
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
