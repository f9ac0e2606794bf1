"""What a closed case says to those who have a similar one: a few plain columns, written when it closes."""

from __future__ import annotations

from django.db import models

from .dispute import Dispute


class ComparableCase(models.Model):
    """One row for each closed case whose matter was dealt with; nothing in it that the case does not say itself.

    The indexes hold every column that is counted by, so that a count over many cases reads no row.
    """

    dispute = models.OneToOneField(
        Dispute, on_delete=models.CASCADE, primary_key=True, related_name="comparable"
    )
    sector = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=60, blank=True)
    remedies = models.TextField(blank=True, help_text="rulebook codes, each between two bars")
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, help_text="claimed")
    is_settled = models.BooleanField()
    halves = models.BigIntegerField(
        null=True, help_text="agreed to be paid to those who complained, in whole half per cent of the claim"
    )
    days = models.IntegerField(null=True, help_text="from filing to the agreement")

    class Meta:
        verbose_name = "comparable case"
        indexes = [
            models.Index(
                fields=["category", "is_settled", "amount", "days", "halves", "dispute"],
                name="comparable_by_category",
            ),
            models.Index(
                fields=["sector", "is_settled", "amount", "days", "halves", "dispute"],
                name="comparable_by_sector",
            ),
            models.Index(
                fields=["is_settled", "amount", "days", "halves", "remedies", "dispute"],
                name="comparable_by_remedy",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
