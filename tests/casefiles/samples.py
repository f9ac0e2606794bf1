"""Real files, made on the spot."""

import io
import zipfile

import pillow_heif
from PIL import Image


def picture(form: str = "JPEG", size: tuple[int, int] = (400, 300), colour: str = "teal", **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form, **options)
    return out.getvalue()


def photo_with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x0112] = 6  # turned by a quarter
    return picture(size=(400, 200), exif=exif)


def heic() -> bytes:
    pillow_heif.register_heif_opener()
    return picture("HEIF", size=(640, 480))


def pdf(pages: int = 1) -> bytes:
    import pikepdf

    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def package(*members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member in members:
            archive.writestr(member, "<x/>")
    return out.getvalue()


AMR = b"#!AMR\n" + b"\x3c" * 64
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 40
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 400
