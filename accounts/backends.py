"""Who comes in by which address: whoever has proved it. Accounts that only wrote it down are not even looked at."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from .models import User


class ProvedAddressBackend(AuthenticationBackend):
    """django-allauth would try the password of every account that wrote the address down, each at a hash."""

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        proved = User.objects.filter(emailaddress__email=email.strip().lower(), emailaddress__verified=True)
        found: User | None = self._check_password(proved.first(), password)
        return found
