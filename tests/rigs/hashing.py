"""Passwords are hashed as in production, but turned once and not a million times."""

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher


class TurnedOnce(PBKDF2PasswordHasher):
    iterations = 1


settings.PASSWORD_HASHERS = [f"{__name__}.{TurnedOnce.__name__}"]
