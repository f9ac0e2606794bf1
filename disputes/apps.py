from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DisputesConfig(AppConfig):
    name = "disputes"
    verbose_name = _("纠纷")

    def ready(self) -> None:
        from accounts.personal import hold
        from docket.commitments import keep
        from docket.verification.whole import check_also

        from . import (
            commitments,
            personal,
            receivers,  # noqa: F401  answers who reads which papers
            window_acts,  # noqa: F401  offers what can be taken down at a window
        )
        from .services import silence  # noqa: F401  registers what happens when a deadline runs out

        keep(*commitments.KEPT)
        hold(*personal.PERSONAL)
        check_also(commitments.references_without_gaps)
        post_migrate.connect(_keep_missing, sender=self, dispatch_uid="disputes.keep_missing_comparable")


def _keep_missing(using: str, **kwargs: Any) -> None:
    """Cases that closed before there were such rows, or came into the tables by another way, get theirs."""
    from .models import ComparableCase
    from .services.comparing import keep_missing_comparable

    if ComparableCase._meta.db_table in connections[using].introspection.table_names():
        keep_missing_comparable()
