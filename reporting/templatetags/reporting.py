"""Numbers as the figures write them."""

from django import template

from ..tables import Number, number

register = template.Library()


@register.filter
def grouped(value: Number) -> str:
    """12345 as 12,345; half days with one decimal; nothing as a dash."""
    return number(value)
