"""What small files can swell to. Each runs in a process of its own, so that its memory can be measured."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image

from casefiles import imaging
from disputes.exceptions import NotValid

from . import samples

ROOT = Path(__file__).resolve().parents[2]
MEASURE = """
import os, sys
sys.path.insert(0, {root!r})
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["DATA_DIR"] = {data!r}
import django
django.setup()
from pathlib import Path
from casefiles.contents import identify
from casefiles.imaging import bare_copy, previews_of
from casefiles.places import tells_place
from disputes.exceptions import NotValid
path = Path({path!r})

def peak():  # of this program; getrusage would count what the tests held when they started it
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])

before = peak()
try:
    {what}
except NotValid as refusal:
    print("refused", refusal.code)
print(peak() - before)
"""
MB = 1024  # the kernel counts in KiB


def measured(path: Path, tmp_path: Path, what: str) -> tuple[str, float]:
    """(what was printed, MB of memory that it took beyond the program itself)."""
    program = MEASURE.format(root=str(ROOT), data=str(tmp_path / "data"), path=str(path), what=what)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True, cwd=tmp_path
    )
    *said, figures = done.stdout.strip().splitlines()
    return " ".join(said), int(figures) / MB


IDENTIFY = "print(identify(path, path.name).extension)"
DECODE = "print([bool(previews_of(path)), bool(bare_copy(path)), tells_place(path)])"


@pytest.mark.parametrize(
    ("packing", "size"), [(zipfile.ZIP_DEFLATED, 800), (zipfile.ZIP_BZIP2, 60), (zipfile.ZIP_LZMA, 60)]
)
def test_a_document_whose_mimetype_swells_to_800_megabytes(tmp_path, packing, size):
    path = tmp_path / "协议.docx"
    with zipfile.ZipFile(path, "w", packing, compresslevel=1) as archive:
        with archive.open("mimetype", "w", force_zip64=True) as member:
            for _piece in range(size):
                member.write(b"a" * 1024 * 1024)
        archive.writestr("word/document.xml", "<x/>")
    assert path.stat().st_size < 5 * 1024 * 1024
    said, memory = measured(path, tmp_path, IDENTIFY)
    assert said == "docx"
    assert memory < 20


def test_an_archive_of_a_million_names_is_not_even_listed(tmp_path):
    path = tmp_path / "names.docx"
    entry = struct.pack(
        "<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0
    )
    names = (entry + b"a") * 1_000_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(names), 0, 0)
    path.write_bytes(b"PK\x03\x04" + names + end)
    said, memory = measured(path, tmp_path, IDENTIFY)
    assert said == "refused archive"
    assert memory < 20


def flat_png(side: int) -> bytes:
    """A PNG of one colour, written without ever holding its pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(6)
    rows = b"".join(packer.compress(b"\0" * (1 + side * 3)) for _row in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_half_a_megabyte_of_png_with_119_million_pixels(tmp_path):
    path = tmp_path / "flat.png"
    path.write_bytes(flat_png(10_900))
    assert path.stat().st_size < 600 * 1024
    said, memory = measured(path, tmp_path, DECODE)
    assert said == "[False, False, False]"
    assert memory < 30


def test_the_largest_picture_that_is_decoded_takes_no_more_than_is_promised(tmp_path):
    path = tmp_path / "large.png"
    path.write_bytes(flat_png(7_000))  # 49 million
    said, memory = measured(path, tmp_path, DECODE)
    assert said == "[True, True, False]"
    assert memory < 450


def test_a_phone_s_108_megapixel_photo_is_decoded_small(tmp_path):
    path = tmp_path / "phone.jpg"
    Image.new("RGB", (12_000, 9_000), "teal").save(path, "JPEG", quality=80)
    said, memory = measured(path, tmp_path, DECODE)
    assert said == "[True, True, False]"
    assert memory < 300


def test_a_heic_takes_no_more_than_fifteen_bytes_a_pixel(tmp_path):
    pillow_heif.register_heif_opener()
    path = tmp_path / "phone.heic"
    Image.new("RGB", (4_000, 3_000), "teal").save(path, "HEIF", quality=30)
    said, memory = measured(path, tmp_path, DECODE)
    assert said == "[True, True, False]"
    assert memory < 12_000_000 * 15 / 1024**2


@pytest.mark.parametrize("form", ["GIF", "TIFF", "WEBP"])
def test_only_the_first_of_many_pictures_is_decoded(tmp_path, form):
    path = tmp_path / f"many.{form.lower()[:4].replace('tiff', 'tif')}"
    frames = [Image.new("RGB", (500, 500), (n % 255, 0, 0)) for n in range(60)]
    packed = {"compression": "tiff_lzw"} if form == "TIFF" else {}
    frames[0].save(path, form, save_all=True, append_images=frames[1:], **packed)
    said, memory = measured(path, tmp_path, DECODE)
    assert said == "[True, True, False]"
    assert memory < 60


def test_a_jpeg_that_asks_for_a_thousand_scans(tmp_path):
    out = io.BytesIO()
    Image.effect_noise((600, 600), 90).convert("RGB").save(out, "JPEG", progressive=True)
    data = out.getvalue()
    last = data.rfind(b"\xff\xda")
    path = tmp_path / "scans.jpg"
    path.write_bytes(data[:-2] + data[last:-2] * 1000 + data[-2:])
    began = time.monotonic()
    assert imaging.previews_of(path) is None
    assert time.monotonic() - began < 5


def test_only_so_many_are_decoded_at_once_and_the_next_is_told(tmp_path, settings, monkeypatch):
    path = tmp_path / "a.jpg"
    path.write_bytes(samples.picture())
    monkeypatch.setattr(imaging, "_places", threading.BoundedSemaphore(2))
    settings.DECODE_WAIT_SECONDS = 0.05
    with imaging.opened(path, side=100), imaging.opened(path, side=100):
        with pytest.raises(NotValid) as refusal:
            imaging.previews_of(path)
        assert refusal.value.code == "busy"
    assert imaging.previews_of(path) is not None


def test_the_process_allows_two_at_once_unless_it_is_told_otherwise(settings):
    assert settings.DECODES_AT_ONCE == 2
    assert imaging._places._initial_value == 2


def test_the_measure_itself_sees_memory(tmp_path):
    """A test that cannot fail proves nothing: 100 MB held are seen as about 100 MB."""
    path = tmp_path / "x"
    path.write_bytes(b"x")
    assert measured(path, tmp_path, "held = os.urandom(100 * 1024 * 1024)")[1] == pytest.approx(100, abs=15)
