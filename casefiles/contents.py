"""What a file is, by its content. Names lie; a page that runs in a browser is never evidence."""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePath

import filetype
from django.utils.translation import gettext_lazy as _

from disputes.exceptions import NotValid


@dataclass(frozen=True)
class Content:
    media_type: str
    extension: str


OOXML = "application/vnd.openxmlformats-officedocument."
PDF = Content("application/pdf", "pdf")
OFD = Content("application/ofd", "ofd")
TEXT = Content("text/plain", "txt")
CSV = Content("text/csv", "csv")
PACKAGES = {
    "OFD.xml": OFD,
    "word/document.xml": Content(OOXML + "wordprocessingml.document", "docx"),
    "xl/workbook.xml": Content(OOXML + "spreadsheetml.sheet", "xlsx"),
    "ppt/presentation.xml": Content(OOXML + "presentationml.presentation", "pptx"),
}
#: What `filetype` recognises and we take, by extension.
PICTURES = frozenset(["jpg", "png", "gif", "webp", "heic", "avif", "bmp", "tif"])
SOUND = frozenset(["mp3", "m4a", "aac", "wav", "ogg", "flac", "amr", "silk"])
FILM = frozenset(["mp4", "m4v", "mov", "webm", "avi", "mkv", "3gp", "mpg", "wmv", "flv"])
TAKEN = PICTURES | SOUND | FILM | {"rtf"}
OLE = {
    "doc": "application/msword",
    "wps": "application/vnd.ms-works",
    "xls": "application/vnd.ms-excel",
    "et": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "dps": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
}
OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAME = {
    "jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "tiff": "tif", "heif": "heic", "hif": "heic", "qt": "mov", "log": "txt",
    "md": "txt", "slk": "silk", "aud": "silk", "3gpp": "3gp", "mpeg": "mpg", "oga": "ogg", "opus": "ogg",
}  # fmt: skip
#: What browsers, messengers and mail programs put behind a name while a file is on its way.
UNFINISHED = frozenset(["tmp", "temp", "download", "crdownload", "part", "partial", "opdownload", "bak"])
#: WeChat's voice messages; it calls them .amr or .silk.
SILK = (b"#!SILK_V3", b"\x02#!SILK_V3")
MAIL = Content("message/rfc822", "eml")
MAIL_HEAD = re.compile(r"\A(?:[!-9;-~]{1,76}:[^\n]*\n(?:[ \t][^\n]*\n)*){3,}", re.ASCII)
#: A picture or recording under another picture's or recording's name is a harmless slip of the phone.
FAMILIES = [PICTURES, SOUND | FILM, frozenset(["txt", "csv"])]
RUNS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"\xca\xfe\xba\xbe")
MARKUP = (
    "<!doctype",
    "<html",
    "<svg",
    "<script",
    "<?xml",
    "<body",
    "<iframe",
    "<head",
    "<?php",
    "<img",
    "<a ",
)

#: A comment of 65,535 bytes may follow the last record.
END_OF_ARCHIVE = 65_535 + 22
MOST_MEMBERS, LARGEST_DIRECTORY = 20_000, 2 * 1024 * 1024

REFUSED = _("这种文件不能作为证据上传。可以上传照片、PDF、OFD、Word、Excel、录音、录像和文字文件。")
REFUSED_ARCHIVE = _("请先解压，再把里面的文件一个一个上传，这样每份证据都有自己的编号。")
REFUSED_PROGRAM = _("这是一个程序文件，不能上传。如果要证明它的内容，请上传屏幕截图或录屏。")
REFUSED_PAGE = _("网页文件可能带有程序，不能上传。请把网页另存为 PDF，或者截图后上传。")
REFUSED_MACRO = _("这份文档里带有宏程序。请另存为不带宏的文档，或者存成 PDF 后上传。")


def identify(path: Path, name: str) -> Content:
    """The content of the file at `path`, which a person calls `name`. Raises `NotValid`, saying what to do."""
    given = extension_of(name)
    content = _by_content(path, given)
    if given and not _agrees(given, content.extension):
        raise NotValid(
            _("文件名以“.%(given)s”结尾，内容却是“.%(real)s”文件。请确认没有选错文件，改正文件名后再上传。")
            % {"given": given[:12], "real": content.extension},
            code="name_disagrees",
        )
    return content


def extension_of(name: str) -> str:
    """By the name, in our spelling; what only says that a file was on its way does not count."""
    path = PurePath(name.replace("\\", "/"))
    while (extension := path.suffix.lstrip(".").lower()) in UNFINISHED:
        path = path.with_suffix("")
    return SAME.get(extension, extension)


def _agrees(given: str, real: str) -> bool:
    return given == real or any(given in family and real in family for family in FAMILIES)


def _by_content(path: Path, given: str) -> Content:
    with path.open("rb") as file:
        head = file.read(8192)
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _package(path)
    if head.startswith(b"#!AMR"):
        return Content("audio/amr", "amr")
    if head.startswith(SILK):
        return Content("audio/silk", "silk")
    if head.startswith(RUNS):
        raise NotValid(REFUSED_PROGRAM, code="program")
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(OLE_HEAD):
        return _ole(given)
    guess = filetype.guess(head)
    if guess is not None:
        extension = SAME.get(guess.extension, guess.extension)
        if extension in TAKEN:
            return Content(guess.mime, extension)
        if guess.mime.startswith("application/"):
            raise NotValid(
                REFUSED_ARCHIVE if extension in ("zip", "rar", "7z", "gz", "tar", "xz") else REFUSED,
                code="type",
            )
    if head[4:8] == b"ftyp":
        return Content("video/mp4", "mp4")
    return _text(path, given)


#: What a damaged, encrypted or oddly packed archive raises when it is opened: the library does not put it in one word.
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, UnicodeDecodeError),
    *(NotImplementedError, RuntimeError, OSError),
)


def _package(path: Path) -> Content:
    """Which document an archive is, by the names in it. Nothing is unpacked but the first bytes of `mimetype`."""
    try:
        _require_small_directory(path)
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            mimetype = _mimetype(package) if "mimetype" in names else b""
    except UNREADABLE as error:
        raise NotValid(_("文件不完整，打不开。请重新保存一份再上传。"), code="broken") from error
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise NotValid(REFUSED_MACRO, code="macro")
    for member, content in PACKAGES.items():
        if member in names:
            return content
    if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
        return Content("application/vnd.oasis.opendocument.text", "odt")
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return Content("application/vnd.oasis.opendocument.spreadsheet", "ods")
    raise NotValid(REFUSED_ARCHIVE, code="archive")


def _require_small_directory(path: Path) -> None:
    """The list of members is read whole when an archive is opened; a document's has some thousand at the most.

    Raises `NotValid`. An archive for more than four gigabytes is none of ours.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - END_OF_ARCHIVE))
        end = file.read(END_OF_ARCHIVE)
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) < at + 22:
        raise zipfile.BadZipFile
    count, length = (
        int.from_bytes(end[at + 10 : at + 12], "little"),
        int.from_bytes(end[at + 12 : at + 16], "little"),
    )
    if count > MOST_MEMBERS or length > LARGEST_DIRECTORY:
        raise NotValid(REFUSED_ARCHIVE, code="archive")


def _mimetype(package: zipfile.ZipFile) -> bytes:
    """The first 80 bytes. An ODF document stores it as it is; bzip2 and LZMA cannot be unpacked by halves."""
    member = package.getinfo("mimetype")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return b""
    with package.open(member) as packed:
        return packed.read(80)


def _ole(given: str) -> Content:
    """Old office files share one container; which one it is, is told by the name, and only these are taken."""
    if given not in OLE:
        raise NotValid(REFUSED, code="type")
    return Content(OLE[given], given)


def _text(path: Path, given: str) -> Content:
    """Plain writing in UTF-8 or GB 18030, under a name that says so."""
    raw = path.read_bytes() if path.stat().st_size <= 20 * 1024 * 1024 else b"\x00"
    if b"\x00" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotValid(REFUSED, code="type")
    for encoding in ("utf-8-sig", "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise NotValid(REFUSED, code="type")
    if given == "eml":
        return _mail(text)
    start = text[:2000].lower()
    if _is_page(start, given) or given in (
        "html",
        "htm",
        "svg",
        "xhtml",
        "mht",
        "mhtml",
        "xml",
    ):
        raise NotValid(REFUSED_PAGE, code="page")
    if given not in ("", "txt", "csv"):
        if given in ("js", "bat", "vbs", "ps1", "sh", "py"):
            raise NotValid(REFUSED_PROGRAM, code="program")
        raise NotValid(REFUSED, code="type")
    return CSV if given == "csv" else TEXT


def _is_page(start: str, given: str) -> bool:
    """A log or table may speak of markup; it is handed out as plain text. What begins with it is a page."""
    if given in ("txt", "csv"):
        return start.lstrip("\ufeff \t\r\n").startswith(MARKUP)
    return any(mark in start for mark in MARKUP)


def _mail(text: str) -> Content:
    """A message as mail programs save it: it begins with headers. It is handed out as a file, never shown here."""
    head = MAIL_HEAD.match(text.replace("\r\n", "\n")[:20_000])
    if head is None or not re.search(r"^(?:from|date|received|message-id):", head[0], re.I | re.M):
        raise NotValid(REFUSED, code="type")
    return MAIL
