"""Is this file genuine? Asked by anybody, about anything they hold."""

from __future__ import annotations

import hashlib

from django.core.files.uploadedfile import UploadedFile

from ..documents.signature import Check, check_pdf
from ..selectors import Finding, finding_by_hash

LARGEST_SIGNED = 150 * 1024 * 1024


def verify_file(file: UploadedFile) -> tuple[Finding, Check]:
    """What we know of the very bytes; and for a PDF, what its signature says even when we know nothing of it."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    finding = finding_by_hash(digest.hexdigest())
    file.seek(0)
    if finding.kind != "unknown" or (file.size or 0) > LARGEST_SIGNED:
        return finding, Check()
    start = file.read(1024)
    if b"%PDF-" not in start:
        return finding, Check()
    check = check_pdf(start + file.read())
    if check.is_signed and check.is_ours is False and check.is_intact:
        return finding, Check()  # somebody else's signature is none of our business
    return (
        (Finding("altered", sha256=finding.sha256), check)
        if check.is_signed and not check.is_good
        else (finding, check)
    )
