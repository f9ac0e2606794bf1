"""Six digits, sent to somebody and typed by them: each try is counted in the row before it is looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from inputs.words import plain_code

from ..codes import make_short_code
from ..exceptions import NotLawfulNow
from ..models import SentCode, User
from .words import send_words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

VALID_FOR = timedelta(minutes=15)
TRIES = 5


def send_code(
    user: User,
    contact: str,
    *,
    purpose: str,
    subject: str | _StrPromise,
    template: str,
    instead: str = "",
) -> SentCode:
    """A fresh code to a contact; older ones of this purpose stop working. Whoever asks has counted it as a knock.

    `instead`: the template of what is sent in its place; then nothing that is typed will be right.
    """
    SentCode.objects.filter(user=user, purpose=purpose, used_at=None).delete()
    sent = SentCode.objects.create(
        user=user, purpose=purpose, contact=contact, expires_at=timezone.now() + VALID_FOR
    )
    code = make_short_code()
    if not instead:
        sent.code_hash = _hash(sent, code)
        sent.save(update_fields=["code_hash"])
    send_words(
        contact,
        subject=subject,
        template=instead or template,
        language=get_language() or user.language,
        context={"code": code},
    )
    return sent


def waiting_code(user: User, pk: object, *, purpose: str) -> SentCode | None:
    """One that can still be typed."""
    return _waiting(user, purpose).filter(pk=pk).first() if isinstance(pk, int) else None


def take_code(sent: SentCode, typed: str) -> bool:
    """Whether it is right; right once only. Five tries however many come at the same moment, then `NotLawfulNow`."""
    waiting = _waiting(sent.user, sent.purpose).filter(pk=sent.pk)
    if not waiting.update(tries=F("tries") + 1):
        raise NotLawfulNow(_("验证码已经失效，请重新获取。"), code="code_gone")
    if not sent.code_hash or not constant_time_compare(_hash(sent, typed), sent.code_hash):
        return False
    unused = SentCode.objects.filter(pk=sent.pk, used_at=None)
    return bool(unused.update(used_at=timezone.now()))


def forget_old_codes() -> int:
    return SentCode.objects.filter(expires_at__lte=timezone.now() - timedelta(days=1)).delete()[0]


def _waiting(user: User, purpose: str) -> QuerySet[SentCode]:
    return SentCode.objects.filter(
        user=user, purpose=purpose, used_at=None, expires_at__gt=timezone.now(), tries__lt=TRIES
    )


def _hash(sent: SentCode, code: str) -> str:
    return salted_hmac("accounts.sent_code", f"{sent.pk}:{plain_code(code)}", algorithm="sha256").hexdigest()
