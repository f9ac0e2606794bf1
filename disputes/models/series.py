"""Where references come from: gapless within a year, one at a time."""

from django.db import models


class ReferenceSeries(models.Model):
    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)
