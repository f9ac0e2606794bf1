"""What a person typed and could not send, because their session had ended: kept for them alone, for a short time.

Every form names the person it was given to by a signed mark. The text is sealed under a key that lies in a
cookie of the browser it came from and nowhere else: the house by itself cannot read it, and neither can
anybody else who logs in on the same device.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone

from ..models import KeptPost, User

SALT = "accounts.typed"
#: Fields that every form has and nobody types.
MARK, TICKET, VERSION = "written_by", "typed_ticket", "version"
TECHNICAL = re.compile(
    rf"csrfmiddlewaretoken|{MARK}|{TICKET}|{VERSION}|sha256|.*-(?:TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS"
)
SECRET = re.compile(r"password|passcode|(?:^|_)(?:code|fact)(?:$|_)|token|otp|secret", re.IGNORECASE)
#: What no button and no choice says: words, sums, days, numbers of two digits and more, names and numbers of cards.
TYPED = re.compile(r"[^a-z0-9_-]|^\d{2,}$|^(?=.*\d)[a-z0-9]{6,}$|.{41,}|^\d{4}-\d\d-\d\d$", re.DOTALL)
MOST_CHARACTERS = 200_000
MOST_POSTS = 20  # of one person at a time: the oldest makes room


@dataclass(frozen=True)
class Typed:
    """A form as it was sent: to which address, with what. Never files, never a password or code."""

    address: str
    fields: list[tuple[str, str]]
    was_whole: bool = True  # False: a file or a secret is missing, so it cannot be sent again as it is
    pk: int | None = field(default=None, compare=False)

    @property
    def path(self) -> str:
        """Where it was going, for the reader."""
        return self.address.partition("?")[0]

    @property
    def texts(self) -> list[str]:
        """What was typed, as against chosen or pressed."""
        return [
            value.strip()
            for name, value in self.fields
            if not TECHNICAL.fullmatch(name) and TYPED.search(value.strip())
        ]


def mark_of(user: User, key: str = "") -> str:
    """For the forms given to this person in the browser of this key. It opens nothing.

    Without it nothing is kept or shown again, nor in another browser, nor after all their sessions were ended.
    """
    inside = f"{user.pk}.{user.sessions_epoch}.{_name_of(key)[:16]}"
    return signing.TimestampSigner(salt=SALT).sign(inside)


def person_of(mark: str) -> int | None:
    """To whom the form was given, wherever; None when the mark is not ours or older than a session can be."""
    return int(inside[0]) if (inside := _inside(mark)) else None


def writer_of(mark: str, key: str = "") -> int | None:
    """Whose form it is, if it was given to this browser and their sessions have not all been ended since."""
    inside = _inside(mark)
    if not inside or inside[2] != _name_of(key)[:16]:
        return None
    still = User.objects.filter(pk=inside[0], sessions_epoch=inside[1], is_active=True)
    return int(inside[0]) if still.exists() else None


def _inside(mark: str) -> list[str]:
    try:
        inside = signing.TimestampSigner(salt=SALT).unsign(mark, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return []
    return inside.split(".")


def device_key(user: User) -> str:
    """The key under which this person's texts lie on a device: given to their own pages only."""
    mac = hashlib.blake2b(str(user.pk).encode(), key=_secret(), person=b"device", digest_size=32)
    return base64.urlsafe_b64encode(mac.digest()).decode()


def device_name(user: User) -> str:
    """Under which name they lie there: says nothing about the person, and not the key."""
    return hashlib.blake2b(str(user.pk).encode(), key=_secret(), person=b"name", digest_size=12).hexdigest()


def _secret() -> bytes:
    return hashlib.sha256(b"typed:" + settings.SECRET_KEY.encode()).digest()


def read_typed(address: str, post: Mapping[str, object], *, has_files: bool = False) -> Typed:
    """What of a posted form may be kept. `post` is a QueryDict."""
    pairs = [(name, value) for name, values in post.lists() for value in values]  # type: ignore[attr-defined]
    kept = [
        (name, value)
        for name, value in pairs
        if name not in {"csrfmiddlewaretoken", MARK} and not SECRET.search(name)
    ]
    had_secret = any(SECRET.search(name) and value for name, value in pairs if name != "csrfmiddlewaretoken")
    kept = [(name, value) for name, value in kept if name != "kept_post"]
    return Typed(address, kept, was_whole=not (had_secret or has_files))


def new_browser_key() -> str:
    return secrets.token_urlsafe(32)


@transaction.atomic
def keep_post(typed: Typed, *, key: str, writer: int) -> KeptPost | None:
    """Seal it for its writer under the browser's key. None when there is nothing typed, too much, or nobody."""
    if not typed.texts or sum(len(value) for _name, value in typed.fields) > MOST_CHARACTERS:
        return None
    # pressed twice: the same text waits once
    if any(known == typed and user == writer for known, user in _kept_in(key)):
        return None
    person = User.objects.select_for_update().filter(pk=writer, is_active=True).first()
    if person is None:
        return None
    now = timezone.now()
    older = KeptPost.objects.filter(user=person).order_by("-kept_at", "-pk").values_list("pk", flat=True)
    KeptPost.objects.filter(pk__in=list(older[MOST_POSTS - 1 :])).delete()
    inside = {
        "user": person.pk,
        "address": typed.address,
        "fields": typed.fields,
        "whole": typed.was_whole,
    }
    return KeptPost.objects.create(
        user=person,
        browser=_name_of(key),
        sealed=_cipher(key).encrypt(json.dumps(inside).encode()),
        kept_at=now,
        expires_at=now + timedelta(minutes=settings.TYPED_MINUTES),
    )


def kept_posts(*, key: str, user: User) -> list[Typed]:
    """What this person sent in vain from this browser, oldest first; nothing of anybody else's."""
    return [typed for typed, writer in _kept_in(key) if writer == user.pk]


def forget_posts(*, key: str, user: User, pk: int) -> None:
    """It was sent after all, or is not wanted any more."""
    KeptPost.objects.filter(browser=_name_of(key), user=user, pk=pk).delete()


def forget_expired_posts() -> int:
    return KeptPost.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def _kept_in(key: str) -> Iterator[tuple[Typed, int]]:
    for row in KeptPost.objects.filter(browser=_name_of(key), expires_at__gt=timezone.now()):
        try:
            inside = json.loads(_cipher(key).decrypt(bytes(row.sealed)))
        except InvalidToken:
            continue
        if inside["user"] == row.user_id:
            fields = [(name, value) for name, value in inside["fields"]]
            yield Typed(inside["address"], fields, inside["whole"], row.pk), row.user_id


def _name_of(key: str) -> str:
    return hashlib.sha256(b"browser:" + key.encode()).hexdigest()


def _cipher(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"post:" + key.encode()).digest()))
