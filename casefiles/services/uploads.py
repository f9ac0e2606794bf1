"""A file in pieces, which goes on where a broken line left it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.exceptions import NotLawfulNow, NotValid
from disputes.models import Dispute
from disputes.policies import require

from ..exceptions import BeingPutTogether, WrongOffset
from ..models import Evidence, Upload
from ..policies import can_continue_upload
from .evidence import keep, require_room
from .examining import PIECE, clean_name

if TYPE_CHECKING:
    from accounts.models import User

#: An upload nobody has touched for so long is given up; until then it can be continued.
KEPT_FOR = timedelta(days=3)
#: Whoever began to put a file together and was killed over it leaves it to the next after so long.
CLAIM_LASTS = timedelta(minutes=10)


def begin_upload(dispute: Dispute, *, by: User, name: str, size: int, fingerprint: str = "") -> Upload:
    """Open an upload, or find the one of the same file that was broken off: its `offset` says where to go on."""
    name = clean_name(name)
    same = Upload.objects.unfinished().filter(
        dispute=dispute, user=by, name=name, size=size, fingerprint=fingerprint
    )
    if fingerprint and (running := same.first()):
        return running
    waiting = Upload.objects.unfinished().filter(
        dispute=dispute, user=by, touched_at__gte=timezone.now() - timedelta(hours=1)
    )
    require_room(dispute, by=by, size=size, waiting=waiting.count())
    try:
        with transaction.atomic():
            return Upload.objects.create(
                dispute=dispute, user=by, name=name, size=size, fingerprint=fingerprint
            )
    except IntegrityError:  # two tabs began the same file at once
        return same.get()


def append_chunk(upload: Upload, *, by: User, offset: int, data: bytes) -> Upload:
    """Store the next piece. Raises `WrongOffset` with the right one when this is not the next piece."""
    require(can_continue_upload(by, upload))
    if not data or len(data) > settings.UPLOAD_CHUNK_BYTES:
        raise NotValid(_("上传的数据块大小不对。"), code="chunk_size")
    with transaction.atomic():
        current = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if current.finished_at is not None or offset != current.offset:
            raise WrongOffset(current.offset)
        if offset + len(data) > current.size:
            raise NotValid(_("收到的内容比文件本身还大。请重新选择这个文件。"), code="past_size")
        stored = default_storage.save(f"uploads/{current.key.hex}/{offset:012d}", ContentFile(data))
        current.pieces = [*current.pieces, stored]
        current.offset = offset + len(data)
        current.save(update_fields=["pieces", "offset", "touched_at"])
    return current


def finish_upload(upload: Upload, *, by: User, **description: Any) -> Evidence:
    """Put the pieces together and take the file in as evidence. Asked twice, answers twice the same."""
    require(can_continue_upload(by, upload))
    upload.refresh_from_db()
    if upload.evidence is not None:
        return upload.evidence
    if upload.offset != upload.size:
        raise WrongOffset(upload.offset)
    if (there := _claim(upload)) is not None:
        return there
    try:
        with NamedTemporaryFile(prefix="jiefen-") as whole:
            for piece in upload.pieces:
                with default_storage.open(piece) as stored:
                    for data in stored.chunks(PIECE):
                        whole.write(data)
            whole.flush()
            evidence = keep(upload.dispute, Path(whole.name), by=by, name=upload.name, **description)
    except NotValid:
        discard_upload(upload)  # refused for what it is: sending it again would not help
        raise
    except BaseException:
        Upload.objects.filter(pk=upload.pk).update(claimed_at=None)
        raise
    Upload.objects.filter(evidence=evidence).exclude(pk=upload.pk).update(evidence=None)
    pieces, upload.pieces = upload.pieces, []
    upload.evidence, upload.finished_at = evidence, timezone.now()
    upload.save(update_fields=["evidence", "finished_at", "pieces", "touched_at"])
    _forget(pieces)
    return evidence


def _claim(upload: Upload) -> Evidence | None:
    """One puts the pieces together; it takes as long as the file is big, so no lock is held meanwhile.

    Returns the evidence if another was done just now; raises `BeingPutTogether` while another is at it.
    """
    now = timezone.now()
    is_free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LASTS)
    if Upload.objects.unfinished().filter(is_free, pk=upload.pk).update(claimed_at=now):
        return None
    upload.refresh_from_db()
    if upload.evidence is not None:
        return upload.evidence
    if upload.finished_at is not None:
        raise NotLawfulNow(_("这份文件已经收下，不用再传。"), code="finished")
    raise BeingPutTogether()


def discard_upload(upload: Upload) -> None:
    pieces = upload.pieces
    upload.delete()
    _forget(pieces)


def discard_stale_uploads() -> int:
    """Throw away what was begun and left lying; returns how many."""
    stale = list(Upload.objects.unfinished().filter(touched_at__lt=timezone.now() - KEPT_FOR))
    for upload in stale:
        discard_upload(upload)
    return len(stale)


def _forget(pieces: list[str]) -> None:
    for piece in pieces:
        transaction.on_commit(partial(default_storage.delete, piece))
