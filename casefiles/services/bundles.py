"""A bundle for somebody outside: one PDF with cover, list of enclosures, page numbers and bookmarks."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import translation
from django.utils.translation import gettext as _

from disputes.exceptions import NotValid
from disputes.scanning import require_clean
from notices.models import Paper

from ..contents import Content, identify
from ..documents import binding
from ..documents.paper import dressed
from ..documents.press import count_pages, print_template
from ..imaging import CannotDecode, can_be_opened, for_print

if TYPE_CHECKING:
    from django.db.models.fields.files import FieldFile


@dataclass(frozen=True)
class Enclosure:
    """One line of the list: papers of the case, a page of its own, or a stored picture or PDF. Without any of them
    it is only named (`note` says why)."""

    title: str
    number: str = ""
    on: Any = None
    note: str = ""
    paper: Paper | None = None
    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    file: FieldFile | None = None
    media_type: str = ""


@dataclass
class _Line:
    enclosure: Enclosure
    pdf: bytes | None
    pages: int = 0
    first: int = 0
    note: str = ""


def bind_enclosures(
    title: str,
    *,
    number: str,
    facts: Sequence[tuple[str, str]],
    enclosures: Sequence[Enclosure],
    author: str,
    language: str,
) -> bytes:
    """The cover with `facts` and the list, then everything in its order."""
    with translation.override(language):
        lines = [_printed(enclosure, language) for enclosure in enclosures]
        front = {"title": title, "number": number, "facts": facts, "language": language, "author": author}
        place = count_pages("print/bundle_front.html", {**front, "lines": _rows(lines)})
        for line in lines:
            line.first = place + 1
            place += line.pages
        cover = print_template("print/bundle_front.html", {**front, "lines": _rows(lines)}, language=language)
        numbers = print_template(
            "print/numbers.html",
            {"language": language, "number": f"{title}　{number}"[:60], "pages": range(place)},
            language=language,
        )
        marks = [
            binding.Mark(title, 1),
            *(binding.Mark(line.enclosure.title, line.first) for line in lines if line.pages),
        ]
    return binding.bind(
        [cover.pdf, *(line.pdf for line in lines if line.pdf is not None)],
        numbers=numbers.pdf,
        unnumbered=1,
        has_back=False,
        marks=marks,
        attachments={},
        title=f"{title} {number}",
        author=author,
        language="en" if language == "en" else "zh-CN",
    )


def checked_copy(file: UploadedFile) -> Content:
    """What a copy of a document is, by its content: a picture or a PDF, of a size a phone makes. Raises `NotValid`."""
    if not file.size:
        raise NotValid(_("文件是空的。请确认选对了文件。"), code="empty")
    if file.size > settings.EVIDENCE_MAX_BYTES:
        raise NotValid(_("文件太大。照片可以选“压缩”后再上传。"), code="too_big")
    with NamedTemporaryFile(prefix="jiefen-") as arrived:
        for piece in file.chunks():
            arrived.write(piece)
        arrived.flush()
        content = identify(Path(arrived.name), file.name or "")
        is_picture = content.media_type.startswith("image/")
        require_clean(Path(arrived.name))
        if is_picture and not can_be_opened(Path(arrived.name)):
            raise NotValid(_("这张照片打不开。请重新拍一张，或者存成 JPG 再上传。"), code="broken")
    file.seek(0)
    if not is_picture and content.extension != "pdf":
        raise NotValid(_("请上传照片或者 PDF。"), code="type")
    return content


def _rows(lines: Sequence[_Line]) -> list[dict[str, Any]]:
    return [
        {
            "place": place,
            "title": line.enclosure.title,
            "number": line.enclosure.number,
            "on": line.enclosure.on,
            "note": line.enclosure.note or line.note,
            "pages": line.pages,
            "page": line.first,
            "jump": f"{binding.JUMP}{max(line.first, 1)}",
        }
        for place, line in enumerate(lines, start=1)
    ]


def _printed(one: Enclosure, language: str) -> _Line:
    if one.paper is not None:
        context = {"title": one.title, "language": one.paper.language, "volume": True}
        printed = print_template(
            "print/papers.html",
            {**context, "papers": [{**dressed(one.paper), "mark": one.paper.mark}]},
            language=one.paper.language,
        )
        return _Line(one, printed.pdf, printed.pages, note=one.paper.mark)
    if one.template:
        printed = print_template(
            one.template, {"title": one.title, "language": language, **one.context}, language=language
        )
        return _Line(one, printed.pdf, printed.pages)
    if one.file is not None:
        return _copied(one, language)
    return _Line(one, None)


def _copied(one: Enclosure, language: str) -> _Line:
    assert one.file is not None
    with one.file.open("rb") as stored:
        data = stored.read()
    if one.media_type == "application/pdf":
        pdf = binding.exhibit_pages(data)
        if pdf is None:
            return _Line(one, None, note=_("文件不能合订，请另附原件"))
        return _Line(one, pdf, binding.count_pages(pdf))
    try:
        picture = base64.b64encode(for_print(data, (1200, 1500), 80)).decode()
    except CannotDecode:
        return _Line(one, None, note=_("文件不能合订，请另附原件"))
    context = {"title": one.title, "language": language, "picture": f"data:image/jpeg;base64,{picture}"}
    printed = print_template("print/bundle_picture.html", context, language=language)
    return _Line(one, printed.pdf, printed.pages)
