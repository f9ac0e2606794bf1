"""What the dispute below need not know: its evidence is numbered once it is filed, and proofs of payment are kept."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from disputes.models import Dispute
from disputes.states import State

from .models import Evidence, Upload, Volume
from .services import number_exhibits, receive_file
from .services.evidence import PIECE, keep
from .services.uploads import discard_upload
from .states import EvidenceAudience

if TYPE_CHECKING:
    from accounts.models import User
    from notices.models import Notice


def follow_the_dispute(sender: type[Dispute], *, dispute: Dispute, **_: Any) -> None:
    if dispute.state != State.DRAFT:
        number_exhibits(dispute)


def forget_uploads(sender: Any, *, user: User, **_: Any) -> None:
    """A person is erased: what they were sending, and the files of drafts, which go with them."""
    for upload in Upload.objects.filter(user=user):
        discard_upload(upload)
    for exhibit in Evidence.objects.filter(dispute__created_by=user, dispute__state=State.DRAFT):
        for stored in (exhibit.file, exhibit.preview, exhibit.thumbnail, exhibit.copy):
            if stored:
                transaction.on_commit(partial(stored.storage.delete, str(stored.name)))


def forget_volumes(sender: Any, **_: Any) -> None:
    """Volumes name no case and are made again when they are asked for: none is kept that may name the person."""
    for volume in Volume.objects.all():
        transaction.on_commit(partial(volume.file.storage.delete, str(volume.file.name)))
        volume.delete()


def keep_proof(
    sender: type[Dispute],
    *,
    dispute: Dispute,
    by: User,
    file: UploadedFile,
    title: str,
    is_private: bool = False,
    **_: Any,
) -> int:
    """A receipt or transfer slip is evidence like any other, for both sides to see; `is_private`, what somebody signed
    at a window, is for themselves and the desk. Its key."""
    if is_private:
        return _keep_for_own_side(dispute, file, by=by, title=title)
    return receive_file(dispute, by=by, file=file, title=title[:120]).pk


def keep_receipt(
    sender: type[Notice], *, notice: Notice, by: User, file: UploadedFile, title: str, **_: Any
) -> int | None:
    """The photo of a receipt or of a letter that came back, from whichever body served the paper. It is nobody's
    evidence, and shows where somebody lives: for the bodies that have the case alone. Its key; None for what is no
    paper of a dispute."""
    dispute = Dispute.objects.filter(chain=notice.paper.chain_id).first()
    if dispute is None:
        return None
    return _keep_for_own_side(dispute, file, by=by, title=title, receipt_for=notice.addressee_key)


def _keep_for_own_side(
    dispute: Dispute, file: UploadedFile, *, by: User, title: str, receipt_for: str = ""
) -> int:
    with NamedTemporaryFile(prefix="jiefen-") as arrived:
        for piece in file.chunks(PIECE):
            arrived.write(piece)
        arrived.flush()
        kept = keep(
            dispute,
            Path(arrived.name),
            by=by,
            name=file.name or "",
            title=title[:120],
            audience=EvidenceAudience.OWN_SIDE,
            proves_service=bool(receipt_for),
            addressee_key=receipt_for,
            though_closed=True,
        )
    return kept.pk
