"""What components need and the template language lacks."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import count
from typing import Any

from django import template
from django.utils import timezone

register = template.Library()
_numbers = count(1)


@register.filter
def yuan(amount: Any) -> str:
    """1234.5 as "1,234.50". Django's own grouping is by four digits in Chinese, which no contract uses."""
    if amount in (None, ""):
        return ""
    try:
        return f"{Decimal(str(amount)):,.2f}"
    except InvalidOperation:
        return str(amount)


@register.filter
def days_left(day: date | datetime | None) -> int | None:
    """Calendar days from today until then; negative once it has passed."""
    if not day:
        return None
    if isinstance(day, datetime):
        day = timezone.localdate(day) if timezone.is_aware(day) else day.date()
    return (day - timezone.localdate()).days


@register.filter
def has_time(moment: date | datetime | None) -> bool:
    return isinstance(moment, datetime)


@register.filter
def lookup(mapping: Mapping[Any, Any] | None, key: Any) -> Any:
    """The entry of a mapping under a key known only at run time; choices are looked up by their text too."""
    if not mapping:
        return ""
    return mapping.get(key, mapping.get(str(key), ""))


@register.filter
def widget_kind(field: Any) -> str:
    """How a bound field is laid out: hidden, radio, checkboxes, checkbox, file, multi or text."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    kind = getattr(widget, "input_type", "text")
    if kind == "checkbox" and getattr(widget, "allow_multiple_selected", False):
        return "checkboxes"
    if kind in ("radio", "checkbox", "file"):
        return kind
    return "multi" if widget.use_fieldset else "text"


@register.filter
def explanations_or(field: Any, given: Mapping[Any, Any] | None) -> Mapping[Any, Any] | None:
    """What each choice means: given by the page, or by the form as `fields[name].explanations`."""
    return given or getattr(field.field, "explanations", None)


@register.filter
def absolute(number: int) -> int:
    return abs(number)


@register.simple_tag
def fresh_id(prefix: str) -> str:
    """An id that no other element of the page has."""
    return f"{prefix}-{next(_numbers)}"
