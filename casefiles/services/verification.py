"""Is this file genuine? Asked by anybody, about anything they hold.

The answer is the stand-alone verifier's, against every anchor this house has had, and pyHanko's on top of it. The
record is asked first: the very bytes that were made here are known by their hash.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import threading
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from disputes.exceptions import NotValid
from docket import authority

from ..documents.signature import aside
from ..faults import in_words
from ..models import CaseFile
from ..selectors import Finding, finding_by_hash
from ..standalone import verify_case_file as strict

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

VERIFIER = Path(strict.__file__)
LARGEST_UPLOAD = 100 * 1024 * 1024  # bytes
LARGEST_READ = 50 * 1024 * 1024  # larger files are known by their hash or not at all
LARGEST_CLAIM = 4 * 1024 * 1024
PATIENCE = 20  # seconds
EMBEDDED = re.compile(rb"/EmbeddedFile\b[^\x00]{0,400}?>>\s*stream\r?\n")
CONTENTS = re.compile(rb"/Contents\s*<([0-9A-Fa-f]{2000,200000})")
NUMBER = re.compile(rb"JF-\d{4}-\d{6}-J\d{2}")
#: One at a time in a process: a large file takes several times its size in memory.
_reading = threading.Lock()


def verify_file(file: UploadedFile, *, user: User | AnonymousUser) -> Finding:
    """Of what kind it is, with the reasons. Nothing is kept. Raises `NotValid` when too many ask at once."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    recorded = finding_by_hash(digest.hexdigest(), user=user)
    if recorded.kind != "unknown":
        return recorded
    if (file.size or 0) > LARGEST_READ:
        return Finding(
            "unknown", sha256=recorded.sha256, faults=(_("文件很大，这里只按哈希查找。请下载小程序核验。"),)
        )
    if not _reading.acquire(timeout=PATIENCE):
        raise NotValid(_("现在核验的人很多，请过一分钟再试。"), code="busy")
    try:
        file.seek(0)
        return judge(file.read(), sha256=digest.hexdigest())
    finally:
        _reading.release()


def judge(data: bytes, *, sha256: str) -> Finding:
    """signed (ours, unchanged), altered (ours, changed), forged (says it is ours and is not), or unknown."""
    verdict = strict.examine(data, set(authority.fingerprints()), revoked=_revoked())
    number = str(verdict.claims.get("number", ""))
    faults = in_words(verdict.faults)
    if verdict.kind == "genuine" and holds_for_pyhanko(data):
        return Finding("signed", number, sha256=sha256)
    if verdict.kind in ("genuine", "altered") or (verdict.kind == "unreadable" and _carries_ours(data)):
        return Finding("altered", number, sha256=sha256, faults=faults)
    if _claims_ours(data, number):
        return Finding("forged", number, sha256=sha256, faults=faults)
    return Finding("unknown", sha256=sha256, faults=faults if verdict.claims else ())


def holds_for_pyhanko(data: bytes) -> bool:
    """A second opinion by another's code, changes after the signature included. Given only what the first let pass."""
    from asn1crypto import x509 as asn1
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    roots = [asn1.Certificate.load(one.public_bytes(Encoding.DER)) for one in authority.anchors()]
    try:
        [signature] = PdfFileReader(io.BytesIO(data)).embedded_signatures
        trust = ValidationContext(trust_roots=roots, allow_fetching=False)
        status = aside(lambda: validate_pdf_signature(signature, trust))
    except Exception:  # whatever a file makes the reader stumble over
        return False
    return status.bottom_line and status.coverage == SignatureCoverageLevel.ENTIRE_FILE


@lru_cache(maxsize=2)
def verifier_sha256() -> str:
    """Of the program that strangers fetch, as it is served."""
    return hashlib.sha256(VERIFIER.read_bytes()).hexdigest()


def _revoked() -> set[int]:
    return {one.serial_number for found in authority.revocation_lists() for one in found}


def _carries_ours(data: bytes) -> bool:
    """Whether a certificate of this house's signer stands in it: a damaged file of ours, or an old one misused."""
    ours = [one.public_bytes(Encoding.DER).hex().encode() for one in authority.signer_certificates()]
    return any(one in found.lower() for found in CONTENTS.findall(data) for one in ours)


def _claims_ours(data: bytes, number: str) -> bool:
    """Whether it gives itself out as a file of this house: by a number we gave, or by our name on its certificate."""
    numbers = {number, *(found.decode() for found in NUMBER.findall(data)), *_embedded_numbers(data)} - {""}
    if CaseFile.objects.filter(number__in=list(numbers)[:100]).exists():
        return True
    names = {name for one in authority.anchors() for name in _house_names(one)}
    cms = [bytes.fromhex(found[: len(found) // 2 * 2].decode()) for found in CONTENTS.findall(data)[:20]]
    return any(name in found for name in names for found in cms)


def _house_names(certificate: x509.Certificate) -> list[bytes]:
    """The house (where its site is) and the authority, as they stand in certificates."""
    values = [attribute.value for attribute in certificate.subject]
    return [value if isinstance(value, bytes) else value.encode() for value in values]


def _places(data: bytes) -> Iterator[re.Match[bytes]]:
    """The first streams that are marked as embedded files; no more are looked at, however often the mark stands."""
    at = 0
    for _turn in range(50):
        at = data.find(b"/EmbeddedFile", at + 1)
        if at < 0:
            return
        if match := EMBEDDED.match(data, at):
            yield match


def _embedded_numbers(data: bytes) -> Iterator[str]:
    """Numbers in what is embedded, found roughly and bounded: only to choose between two words for "not genuine"."""
    for match in _places(data):
        piece = data[match.end() : match.end() + LARGEST_CLAIM]
        try:
            if b"/FlateDecode" in match.group():
                piece = zlib.decompressobj().decompress(piece, LARGEST_CLAIM)
            found = json.loads(piece[: piece.rindex(b"}") + 1])
        except (ValueError, zlib.error, RecursionError):
            continue
        if isinstance(found, dict) and isinstance(found.get("number"), str):
            yield found["number"]
