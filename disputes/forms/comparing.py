"""Two texts of one page side by side: what is stored, and what was posted."""

from django.utils.translation import gettext as _


def fields_of(form):
    """Every field of a form, or of all rows of a formset."""
    return [field for each in getattr(form, "forms", [form]) for field in each]


def differing(newer, post):
    """(label, text) of what is stored and says something else than what was posted."""
    return [
        (field.label, words_of(field))
        for field in fields_of(newer)
        if str(field.value() if field.value() is not None else "") != post.get(field.html_name, "")
        and not (field.value() in (False, "", None) and field.html_name not in post)
        and not (field.value() is True and field.html_name in post)
    ]


def words_of(field):
    """A stored value as its reader knows it."""
    value = field.value()
    if isinstance(value, bool):
        return _("是") if value else _("否")
    flat = {}
    for key, label in getattr(field.field, "choices", None) or []:
        flat.update({str(k): v for k, v in label} if isinstance(label, list | tuple) else {str(key): label})
    return str(flat.get(str(value), "—" if value in (None, "") else value))
