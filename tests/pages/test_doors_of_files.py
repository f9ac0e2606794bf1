"""The doors for files and for names, tried by chance: whatever is sent in, nothing of it runs, hides or claims here."""

import io
import re
import unicodedata
import zipfile
from pathlib import Path
from uuid import uuid4

import pikepdf
import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from casefiles.models import Evidence
from casefiles.services.uploads import append_chunk, begin_upload, finish_upload
from disputes.exceptions import Refusal
from inputs.fields import NameField
from tests import stories
from tests.casefiles.samples import picture
from tests.cast import login

SCRIPT = b"<script>alert(document.domain)</script>"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><z>&j;</z>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/passwd">]><z>&x;</z>'


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return out.getvalue()


def pdf_that_acts() -> bytes:
    document, out = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.launchURL('https://evil.example')")
    )
    document.save(out)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """It says so in its head; there are no such pixels."""
    whole = picture("PNG")
    return whole[:16] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + whole[24:]


CONTENTS = {
    "page": lambda: b"<!doctype html>" + SCRIPT,
    "page after blanks": lambda: b"\n" * 3000 + SCRIPT,
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "xml that reads a file": lambda: OUTSIDE,
    "gif and script": lambda: b"GIF89a/*" + b"\0" * 40 + b"*/=1;" + SCRIPT,
    "photo and page": lambda: picture() + SCRIPT,
    "pdf that acts": pdf_that_acts,
    "pdf head and page": lambda: b"%PDF-1.4\n" + SCRIPT,
    "document that climbs": lambda: archive({"word/document.xml": b"<x/>", "../../../../tmp/climbed": b"x"}),
    "document with a bomb": lambda: archive({"word/document.xml": BOMB, "docProps/core.xml": BOMB}),
    "document that reads": lambda: archive(
        {"word/document.xml": OUTSIDE, "word/media/image1.jpg": picture()}
    ),
    "ofd with a bomb": lambda: archive({"OFD.xml": BOMB, "Doc_0/Document.xml": BOMB}),
    "sheet that swells": lambda: archive({"xl/workbook.xml": b"\0" * 30_000_000}),
    "old office": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + SCRIPT,
    "table that computes": lambda: b"name,sum\n=cmd|' /C calc'!A0,1\n",
    "mail with a page": lambda: b"From: a@b.c\nDate: x\nSubject: y\nContent-Type: text/html\n\n" + SCRIPT,
    "program": lambda: b"MZ" + b"\0" * 200,
    "picture of 60,000 by 60,000": lambda: png_of(60_000, 60_000),
    "half a picture": lambda: picture("PNG")[:200],
    "film head and page": lambda: b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + SCRIPT,
}  # fmt: skip
STEMS = [
    "证据", "../../../etc/cron.d/x", "..\\..\\windows\\x", "/etc/passwd", "a\r\nSet-Cookie: sessionid=1\r\nx",
    '"; filename="x.html', "<img src=x onerror=alert(1)>", "a\x00b", "CON", ".htaccess", "\u202egpj.tide", "%2e%2e%2fx",
    "长" * 300, "😀", "{{ 7*7 }}", "",
]  # fmt: skip
ENDS = [
    *(".png", ".jpg", ".gif", ".pdf", ".docx", ".xlsx", ".ofd", ".doc", ".txt", ".csv", ".eml", ".mp4"),
    *(".html", ".svg", ".htm", ".xhtml", ".png.html", ".html.png", ".php", ".js", ".exe", ""),
]
FIT = {
    "page": ".txt", "page after blanks": ".txt", "svg": ".txt", "xml that reads a file": ".txt", "gif and script": ".gif",
    "photo and page": ".jpg", "pdf that acts": ".pdf", "pdf head and page": ".pdf", "document that climbs": ".docx",
    "document with a bomb": ".docx", "document that reads": ".docx", "ofd with a bomb": ".ofd", "sheet that swells": ".xlsx",
    "old office": ".doc", "table that computes": ".csv", "mail with a page": ".eml", "picture of 60,000 by 60,000": ".png",
    "half a picture": ".png", "film head and page": ".mp4",
}  # fmt: skip
#: What a browser runs or draws as a page.
RUNS = re.compile(r"html|svg|xml(?!formats)|javascript|php|x-sh", re.I)


@pytest.mark.battery("doors")
def test_no_file_runs_here_or_lies_elsewhere(cast, battery, settings):
    settings.EVIDENCE_MAX_FILES = 10_000
    dispute = stories.negotiating(cast)
    sender, reader = login(Client(), cast.complainant), login(Client(), cast.respondent)
    chance, taken = battery.chance, 0
    for number in range(battery.size(sample=12, full=400)):
        kind = chance.choice(list(CONTENTS))
        stem, end = chance.choice(STEMS), FIT.get(kind, "") if chance.random() < 0.6 else chance.choice(ENDS)
        data, before = (
            CONTENTS[kind]() + f"\n{number}".encode(),
            set(Evidence.objects.values_list("pk", flat=True)),
        )
        try:
            send(chance, dispute, cast.complainant, sender, stem + end, data)
            for piece in Evidence.objects.exclude(pk__in=before):
                taken += 1
                handed_out_harmless(piece, reader, data, settings)
        except BaseException as problem:
            problem.add_note(f"{kind} as {stem + end!r}")
            raise
        battery.count("hostile files under hostile names: refused, or handed out so that nothing runs")
    assert taken, "some are taken, or nothing was tried"
    page = sender.get(reverse("casefiles:evidence", args=[dispute.reference])).content.decode()
    assert "<img src=x" not in page
    assert not Path("/tmp/climbed").exists()
    inside = Path(settings.MEDIA_ROOT).resolve()
    assert all(Path(piece.file.path).resolve().is_relative_to(inside) for piece in Evidence.objects.all())


def send(chance, dispute, person, client, name, data):
    """By the form, which cleans names itself, or in pieces, where the name comes as it was typed."""
    if chance.random() < 0.5:
        lie = chance.choice(["text/html", "image/svg+xml", "image/png", "x\r\ny: z", ""])
        file = SimpleUploadedFile(name or "x", data, content_type=lie)
        answer = client.post(reverse("casefiles:evidence", args=[dispute.reference]), {"files": [file]})
        assert answer.status_code in {302, 422}, answer.status_code
        return
    try:
        upload = begin_upload(dispute, by=person, name=name, size=len(data), fingerprint=uuid4().hex)
        step = 1024 * 1024
        for start in range(0, len(data), step):
            append_chunk(upload, by=person, offset=start, data=data[start : start + step])
            upload.refresh_from_db()
        finish_upload(upload, by=person)
    except Refusal:
        return


def handed_out_harmless(piece, reader, data, settings):
    answer = reader.get(reverse("casefiles:evidence_download", args=[piece.pk]))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == data, "as it came"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert not RUNS.search(answer["Content-Type"]), answer["Content-Type"]
    assert not re.search(r"[\r\n\0]", str(answer.headers))
    assert "Set-Cookie" not in answer.headers
    assert not re.search(r"[/\\\0-\x1f\u202e]", piece.original_name), piece.original_name
    assert re.fullmatch(r"[\w./-]+", piece.file.name, re.ASCII), piece.file.name
    assert not RUNS.search(Path(piece.file.name).suffix)
    assert Path(piece.file.path).stat().st_mode & 0o077 == 0 or settings.FILE_UPLOAD_PERMISSIONS == 0o600
    for name in ("casefiles:evidence_preview", "casefiles:evidence_thumbnail"):
        shown = reader.get(reverse(name, args=[piece.pk]))
        assert shown.status_code in {200, 403, 404}
        if shown.status_code == 200:
            assert shown["Content-Type"].startswith(("image/jpeg", "audio/", "video/")), shown["Content-Type"]
            assert "sandbox" in shown["Content-Security-Policy"]
    assert reader.get(reverse("casefiles:evidence_detail", args=[piece.pk])).status_code == 200


# --- names ------------------------------------------------------------------------------------------------------

ROLES = [
    "调解员",
    "人民调解员",
    "首席调解员",
    "法官",
    "审判长",
    "书记员",
    "仲裁员",
    "管理员",
    "客服",
    "工作人员",
    "系统通知",
]
TRADITIONAL = str.maketrans("调员审长书记统", "調員審長書記統")
UNSEEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u115f\u3164\u2800\u180e\ufe0f\U000e0041\u202e\u2066\u061c"
)
BETWEEN = [" ", "\u3000", "·", "•", "\u00a0", "\u2009", "."]


def disguised(chance, role: str) -> str:
    """An office as somebody would write it to look like one and not be found."""
    if chance.random() < 0.3:
        role = role.translate(TRADITIONAL)
    how = chance.randrange(3)
    if how == 0:
        letters = [letter + "".join(chance.choices(UNSEEN, k=chance.randint(0, 3))) for letter in role]
        role = "".join(letters)
    elif how == 1:
        role = chance.choice(BETWEEN).join(role)
    around = chance.choice(
        ["{}", "{}王芳", "王芳{}", "王芳（{}）", "王芳 {}", "【{}】王芳", " {} 王芳", "王芳-{}"]
    )
    return around.format(role)


def any_letters(chance) -> str:
    blocks = [
        (0x20, 0x7E),
        (0x4E00, 0x9FFF),
        (0x0000, 0x001F),
        (0x2000, 0x206F),
        (0xE0000, 0xE00FF),
        (0x0300, 0x036F),
    ]
    blocks += [(0x0600, 0x06FF), (0x1F300, 0x1FAFF), (0xFE00, 0xFEFF), (0x0, 0xD7FF), (0x20000, 0x2A6DF)]
    picked = [chance.choice(blocks) for _ in range(chance.randint(1, 40))]
    return "".join(chr(chance.randint(*block)) for block in picked)


@pytest.mark.battery("doors")
def test_no_name_hides_anything_or_claims_an_office(battery, cast):
    field, chance = NameField(is_own=True, max_length=80), battery.chance
    for _ in range(battery.size(sample=300, full=20_000)):
        typed = disguised(chance, chance.choice(ROLES))
        with pytest.raises(forms.ValidationError) as refused:
            field.clean(typed)
            pytest.fail(f"{typed!r} passed as a name")
        assert refused.value.code == "claims_role", typed
        battery.count("names that claim an office, disguised: all refused")
    for _ in range(battery.size(sample=300, full=20_000)):
        try:
            name = field.clean(any_letters(chance))
        except forms.ValidationError:
            name = ""
        hidden = [
            letter
            for place, letter in enumerate(name)
            if unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"}
            or (unicodedata.category(letter) == "Cf" and not joins(name, place))
        ]
        assert hidden == [], [hex(ord(letter)) for letter in hidden]
        assert name == name.strip()
        battery.count("random names: nothing invisible, no turned direction")
    client = login(Client(), cast.outsider)
    for _ in range(battery.size(sample=3, full=60)):
        name = f"<b onclick=x>{chance.choice(STEMS)}{any_letters(chance)}"[:80]
        answer = client.post(reverse("accounts:profile"), {"name": name, "language": "zh-hans"})
        assert answer.status_code in {200, 302, 422}
        page = client.get(reverse("accounts:profile"))
        assert page.status_code == 200
        assert "<b onclick" not in page.content.decode()
        battery.count("random names on a page: shown as text")


def joins(name: str, place: int) -> bool:
    """Between Arabic or Indic letters a joiner is part of the writing."""
    around = name[max(0, place - 1) : place] + name[place + 1 : place + 2]
    return (
        name[place] in "\u200c\u200d"
        and len(around) == 2
        and all(0x600 <= ord(each) <= 0xFEFF for each in around)
    )
