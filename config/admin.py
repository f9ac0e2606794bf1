"""The administration is a microscope: everything to be seen, nothing to be changed but the register of bodies.

Whatever a library registers there is read-only too: a deleted process would take the turns of a running case with it,
and nobody but oneself edits a second factor.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest

from accounts.policies import lacks_second_factor

#: What may be typed here. Everything else changes through its services.
EDITABLE = frozenset({"accounts.Organisation"})
#: What opens a door is shown to nobody; and searches in fields that our people do not have.
SHOWN_OTHERWISE: dict[str, dict[str, Any]] = {
    "mfa.Authenticator": {"exclude": ["data"]},
    "usersessions.UserSession": {"exclude": ["session_key", "data"], "search_fields": ["user__name", "ip"]},
    "account.EmailConfirmation": {"exclude": ["key"]},
}


class ReadOnly:
    actions = None

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class House(AdminSite):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        # by the door everybody uses, which asks for the second factor
        self.login = secure_admin_login(self.login)

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not lacks_second_factor(
            request.user, request.session, is_admin=True
        )

    def register(
        self, model_or_iterable: Any, admin_class: type[ModelAdmin] | None = None, **options: Any
    ) -> None:
        models = model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        for model in models:
            shown: Any = admin_class or ModelAdmin
            label = model._meta.label
            if label not in EDITABLE:
                more = SHOWN_OTHERWISE.get(label, {})
                shown = type(f"ReadOnly{shown.__name__}", (ReadOnly, shown), dict(more))
            super().register(model, shown, **options)
