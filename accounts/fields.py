"""A text column that is encrypted at rest, and a blind index to find equal values without reading them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@cache
def _cipher_for(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"field:" + secret.encode()).digest()))
        for secret in secrets
    )


def _cipher() -> MultiFernet:
    return _cipher_for((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def blind_index(value: str) -> str:
    """Keyed hash of a normalised value: equal numbers meet, nobody without the key can guess them."""
    normal = "".join(value.split()).upper()
    return hmac.new(settings.SECRET_KEY.encode(), b"index:" + normal.encode(), hashlib.sha256).hexdigest()


def encrypt(data: bytes) -> bytes:
    """For files that show a person: what lies on the disk says nothing without the key."""
    return _cipher().encrypt(data)


def decrypt(token: bytes) -> bytes:
    return _cipher().decrypt(token)


class EncryptedTextField(models.TextField):
    """Stored as Fernet tokens under a key derived from `SECRET_KEY`; empty stays empty."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return _cipher().encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return _cipher().decrypt(value.encode()).decode() if value else value


class Epoch(models.PositiveIntegerField):
    """Counted in the database alone: saving a row that was read earlier never turns it back."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return super().pre_save(model_instance, add) if add else models.F(self.attname)
