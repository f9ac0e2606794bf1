"""What the dispute below need not know: its evidence is numbered once it is filed, and proofs of payment are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile

from disputes.models import Dispute
from disputes.states import State

from .services import number_exhibits, receive_file

if TYPE_CHECKING:
    from accounts.models import User


def follow_the_dispute(sender: type[Dispute], *, dispute: Dispute, **_: Any) -> None:
    if dispute.state != State.DRAFT:
        number_exhibits(dispute)


def keep_proof(
    sender: type[Dispute], *, dispute: Dispute, by: User, file: UploadedFile, title: str, **_: Any
) -> int:
    """A receipt or transfer slip is evidence like any other, for both sides to see. Its key."""
    return receive_file(dispute, by=by, file=file, title=title[:120]).pk
