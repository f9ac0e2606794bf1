from __future__ import annotations

import hashlib
import secrets
from functools import partial

import filetype
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..exceptions import NotLawfulNow, NotPermitted, NotValid
from ..fields import blind_index, decrypt, encrypt
from ..identity.numbers import InvalidNumber, normalise_number
from ..identity.providers import current_provider
from ..models import IdentityCheck, User
from ..policies import can_decide_identity
from ..selectors import has_consented
from ..signals import identity_decided
from ..states import ConsentKind, IdentityLevel
from .consents import give_consent
from .keeping import note

IMAGE_TYPES = ("image/jpeg", "image/png", "application/pdf")
IMAGE_MAX_BYTES = 10 * 1024 * 1024


@transaction.atomic
def declare_identity(
    user: User,
    *,
    document: str,
    number: str,
    name: str = "",
    image: bytes = b"",
    consents: bool = False,
    by: User,
) -> IdentityCheck:
    """The person states who they are; a provider, or by default a person in office, then looks.

    Needs the separate consent to sensitive data (个人信息保护法 29). The picture is kept encrypted, and only
    until the decision.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if consents:
        give_consent(locked, kind=ConsentKind.IDENTITY_DOCUMENTS, by=by)
    _require_may_declare(locked, by)
    provider = current_provider()
    try:
        number = normalise_number(document, number)
    except InvalidNumber as error:
        raise NotValid(_("证件号码不正确，请对照证件检查。"), code="number_invalid") from error
    if provider.needs_image or image:
        _require_image(image)
    if name:
        locked.name = name[:80]
    check = IdentityCheck(
        user=locked,
        document=document,
        number=number,
        number_index=blind_index(number),
        provider=provider.name,
    )
    if image:
        check.image_sha256 = hashlib.sha256(image).hexdigest()
        check.image.save(f"{secrets.token_hex(16)}.bin", ContentFile(encrypt(image)), save=False)
    check.save()
    locked.identity_level = IdentityLevel.DECLARED
    locked.save(update_fields=["name", "identity_level"])
    note(
        locked,
        "accounts.identity_declared",
        by=by,
        facts={"check": check.pk, "document": document, "image": check.image_sha256},
        sealed={"number": number},
    )
    verdict = provider.check(check)
    if verdict.is_final:
        _decide(check, locked, is_verified=verdict.is_verified, refusal=verdict.refusal, by=None)
    return check


def _require_may_declare(user: User, by: User) -> None:
    if by != user:
        raise NotPermitted()
    if not has_consented(user, ConsentKind.IDENTITY_DOCUMENTS):
        raise NotValid(_("请先同意处理身份证件信息。"), code="consent_missing")
    if user.identity_level == IdentityLevel.VERIFIED:
        raise NotLawfulNow(_("您的身份已经核验。"), code="already_verified")
    if user.identity_checks.filter(checked_at=None).exists():
        raise NotLawfulNow(_("您的申报正在核验，请等待结果。"), code="check_waiting")


def _require_image(image: bytes) -> None:
    if not image:
        raise NotValid(_("请上传证件照片。"), code="image_missing")
    if len(image) > IMAGE_MAX_BYTES:
        raise NotValid(_("证件照片不能超过 10 MB。"), code="image_too_large")
    kind = filetype.guess(image)
    if kind is None or kind.mime not in IMAGE_TYPES:
        raise NotValid(_("证件照片请用 JPG、PNG 或 PDF 格式。"), code="image_type")


@transaction.atomic
def verify_identity(check: IdentityCheck, *, by: User) -> IdentityCheck:
    return _decide_by_person(check, is_verified=True, refusal="", by=by)


@transaction.atomic
def refuse_identity(check: IdentityCheck, *, reason: str, by: User) -> IdentityCheck:
    if not reason.strip():
        raise NotValid(_("请写明未通过的原因。"), code="reason_missing")
    return _decide_by_person(check, is_verified=False, refusal=reason.strip()[:200], by=by)


def _decide_by_person(check: IdentityCheck, *, is_verified: bool, refusal: str, by: User) -> IdentityCheck:
    person = User.objects.select_for_update().get(pk=check.user_id)
    locked = IdentityCheck.objects.get(pk=check.pk)
    if not can_decide_identity(by, locked):
        raise NotPermitted()
    if locked.checked_at is not None:
        raise NotLawfulNow(_("这份申报已经有人处理。"), code="already_checked")
    _decide(locked, person, is_verified=is_verified, refusal=refusal, by=by)
    return locked


def _decide(check: IdentityCheck, person: User, *, is_verified: bool, refusal: str, by: User | None) -> None:
    """The picture has served its purpose and is destroyed with the transaction (个人信息保护法 19)."""
    check.checked_at, check.checked_by, check.refusal = timezone.now(), by, refusal
    check.level = IdentityLevel.VERIFIED if is_verified else IdentityLevel.DECLARED
    if check.image:
        transaction.on_commit(partial(check.image.storage.delete, str(check.image.name)))
        check.image = ""
    check.save()
    person.identity_level = IdentityLevel.VERIFIED if is_verified else IdentityLevel.NONE
    person.save(update_fields=["identity_level"])
    verb = "accounts.identity_verified" if is_verified else "accounts.identity_refused"
    note(person, verb, by=by, facts={"check": check.pk, "provider": check.provider})
    identity_decided.send(IdentityCheck, check=check, by=by)


@transaction.atomic
def read_identity_image(check: IdentityCheck, *, by: User) -> tuple[bytes, str]:
    """The picture and its media type. Each look by somebody else is written down."""
    if not check.image:
        raise NotLawfulNow(_("证件照片已按规定销毁。"), code="image_destroyed")
    if check.user_id != by.pk:
        if not can_decide_identity(by, check):
            raise NotPermitted()
        note(check.user, "accounts.identity_image_read", by=by, facts={"check": check.pk})
    with check.image.open("rb") as file:
        data = decrypt(file.read())
    kind = filetype.guess(data)
    return data, kind.mime if kind else "application/octet-stream"
