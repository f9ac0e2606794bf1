"""A file said in a room: hashed and kept like evidence, but seen by the room alone until its owner hands it in."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from background.tasks import retry, task
from disputes.exceptions import NotPermitted, NotValid
from disputes.scanning import ScanState, is_scanning, require_released, scan, state_on_arrival

from .. import policies
from ..models import Message, Room, RoomFile
from ..states import file_limit
from .messages import post_message
from .neighbour import work

if TYPE_CHECKING:
    from accounts.models import User

PIECE = 1024 * 1024


def post_file(
    room: Room, *, by: User, file: UploadedFile, client_id: str, text: str = "", reply_to: int | None = None
) -> Message:
    """Say a file. The same `client_id` again gives the message already stored, and keeps nothing twice."""
    policies.require_seat(room.members.current().filter(user=by).first())
    policies.require_open(room)
    already = room.messages.filter(author__user=by, client_id=client_id).first()
    if already is not None:
        return already
    _require_size(file.size or 0)
    with NamedTemporaryFile(prefix="jiefen-") as arrived:
        for piece in file.chunks(PIECE):
            arrived.write(piece)
        arrived.flush()
        kept = _keep(room, Path(arrived.name), file.name or "")
    try:
        return _say(room, kept, by=by, client_id=client_id, text=text, reply_to=reply_to)
    except BaseException:
        _throw_away(kept)
        raise


def hand_in(file: RoomFile, *, by: User) -> Any:
    """Its owner makes it evidence of the case, which both sides see. Pressed twice, it is one piece."""
    message = file.message
    if message is None or message.author is None or message.author.user_id != by.pk:
        raise NotPermitted(_("只有发送文件的人可以把它作为证据提交。"))
    require_released(file.scan)
    receive = work["hand_in"]
    with file.file.open("rb") as stored:
        given = UploadedFile(stored, name=file.original_name, content_type=file.media_type, size=file.size)
        evidence = receive(file.room.dispute, by=by, file=given)
    RoomFile.objects.filter(pk=file.pk, handed_in_at=None).update(handed_in_at=timezone.now())
    return evidence


def _require_size(size: int) -> None:
    if size <= 0:
        raise NotValid(_("文件是空的。请确认选对了文件。"), code="empty")
    if size > file_limit():
        limit = file_limit() // (1024 * 1024)
        raise NotValid(
            _("文件太大：会谈中每个文件最多 %(limit)d MB。更大的文件请作为证据提交。") % {"limit": limit},
            code="too_big",
        )


def _keep(room: Room, path: Path, name: str) -> RoomFile:
    found = work["examine"](path, name)
    kept = RoomFile(
        room=room,
        original_name=found.name,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        sm3=found.sm3,
        tells_place=found.tells_place,
        scan=state_on_arrival(),
    )
    with path.open("rb") as file:
        kept.file.save(f"file.{found.extension}", File(file), save=False)
    if found.tells_place:
        with work["copy_without_place"](path, found) as copied:
            if copied is not None:
                with copied[0].open("rb") as file:
                    kept.copy.save(f"copy.{copied[2]}", File(file), save=False)
                kept.copy_media_type = copied[1]
    if found.previews is not None:
        kept.preview.save("preview.jpg", ContentFile(found.previews[0]), save=False)
        kept.thumbnail.save("thumbnail.jpg", ContentFile(found.previews[1]), save=False)
    return kept


@transaction.atomic
def _say(room: Room, kept: RoomFile, **said: Any) -> Message:
    kept.save(force_insert=True)
    data = {
        "file": kept.pk,
        "name": kept.original_name,
        "media_type": kept.media_type,
        "size": kept.size,
        "sha256": kept.sha256,
    }
    message = post_message(room, data=data, **said)
    if message.data.get("file") != kept.pk:  # the same sending was stored meanwhile
        kept.delete()
        transaction.on_commit(partial(_throw_away, kept))
        return message
    kept.message = message
    kept.save(update_fields=["message"])
    if kept.scan == ScanState.WAITING:
        scan_room_file.enqueue(kept.pk)
    return message


@retry(times=6, backoff=30, limit=timedelta(minutes=10))
@task()
def scan_room_file(pk: int) -> None:
    """Runs in the worker. While the scanner cannot answer, nobody opens the file and it is tried again."""
    kept = RoomFile.objects.filter(pk=pk, scan=ScanState.WAITING).first()
    if kept is None or not is_scanning():
        return
    with NamedTemporaryFile(prefix="jiefen-") as whole:
        with kept.file.open("rb") as stored:
            while data := stored.read(PIECE):
                whole.write(data)
        whole.flush()
        found = scan(Path(whole.name))
    state = ScanState.CLEAN if found.is_clean else ScanState.INFECTED
    RoomFile.objects.filter(pk=pk, scan=ScanState.WAITING).update(scan=state)


def scan_room_files_again() -> int:
    """Order a scan for what has waited for an hour, however often it was tried; returns how many."""
    waiting = RoomFile.objects.filter(
        scan=ScanState.WAITING, received_at__lt=timezone.now() - timedelta(hours=1), message__isnull=False
    )
    keys = list(waiting.values_list("pk", flat=True)[:500]) if is_scanning() else []
    for pk in keys:
        scan_room_file.enqueue(pk)
    return len(keys)


def _throw_away(kept: RoomFile) -> None:
    for field in (kept.file, kept.copy, kept.preview, kept.thumbnail):
        if field.name:
            field.storage.delete(field.name)
