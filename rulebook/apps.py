from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RulebookConfig(AppConfig):
    name = "rulebook"
    verbose_name = _("规则")

    def ready(self) -> None:
        from . import checks  # noqa: F401

        post_migrate.connect(_load_rules, sender=self, dispatch_uid="rulebook.load_rules")


def _load_rules(using: str, **kwargs: Any) -> None:
    """Every migrate brings the rules up to date, and so does a flush between tests."""
    from .services import load_rules

    load_rules()
