from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from docket.models import Chain

from ..models import Happening, OutboxMessage
from ..states import Means, MessageState
from .outbox import queue_message

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@transaction.atomic
def tell(
    users: Iterable[User],
    *,
    chain: Chain | None,
    reference: str,
    text: str | _StrPromise,
    url: str,
    postscript: str | _StrPromise = "",
) -> list[Happening]:
    """Put a line under the bell of each, once, in their language (give lazily translated text), and mail it to
    those who want mail (there with the `postscript`). Friendly, never a time limit: formal delivery is `serve`."""
    happenings = []
    for user in {user.pk: user for user in users if user.is_active}.values():
        with translation.override(user.language):
            line = str(text)
            happenings.append(
                Happening(user=user, chain=chain, reference=reference, text=line[:200], url=url[:200])
            )
            if user.email and user.wants_mail and not _is_being_written_to(user, chain):
                _mail(user, reference, line, url, str(postscript))
    return Happening.objects.bulk_create(happenings)


def _is_being_written_to(user: User, chain: Chain | None) -> bool:
    """A formal letter in the same case is about to leave for them: one message is enough for one event."""
    waiting = OutboxMessage.objects.filter(state=MessageState.WAITING, attempts=0, means=Means.EMAIL)
    return waiting.filter(address=user.email, notice__user=user, notice__paper__chain=chain).exists()


def _mail(user: User, reference: str, line: str, url: str, postscript: str) -> None:
    queue_message(
        means=Means.EMAIL,
        address=user.email or "",
        subject=_("【解纷】%(reference)s %(line)s") % {"reference": reference, "line": line},
        text=_("%(name)s：\n\n%(line)s\n\n查看：%(address)s\n\n不想再收到这类提醒，可以在“个人资料”中关闭。")
        % {
            "name": user.name,
            "line": f"{line}\n\n{postscript}" if postscript else line,
            "address": f"{settings.SITE_URL}{url}",
        },
        language=user.language,
    )


def mark_read(user: User, *, pks: Iterable[int] | None = None) -> int:
    """What a person has seen under the bell; without `pks` everything."""
    unread = Happening.objects.filter(user=user, read_at=None)
    if pks is not None:
        unread = unread.filter(pk__in=list(pks))
    return unread.update(read_at=timezone.now())
