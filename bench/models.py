from django.db import models


class Row(models.Model):
    """What the bare view inserts."""

    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.text
