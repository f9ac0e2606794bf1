"""A paper as it was printed: once, and kept, so that every copy that left the house has the same hash."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from notices.models import Paper


def stored_name(instance: models.Model, filename: str) -> str:
    return f"papers/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}.pdf"


class PrintedPaper(models.Model):
    # more than one only after an erasure: of the earlier print the hash alone is kept
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="prints")
    file = models.FileField(upload_to=stored_name, blank=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveSmallIntegerField()
    printed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper"], condition=~models.Q(file=""), name="one_print_a_paper")
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.sha256[:16]}"
