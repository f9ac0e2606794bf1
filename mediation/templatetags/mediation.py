"""Moments out of kept JSON."""

from datetime import datetime

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

register = template.Library()


@register.filter
def moment(text: str | None) -> datetime | None:
    found = parse_datetime(text) if text else None
    return localtime(found) if found else None
