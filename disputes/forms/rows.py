"""Forms of several rows that grow and shrink without JavaScript: a button sends the page round."""

import re

from django import forms

ADD, REMOVE = "row_add", "row_remove"


class Rows(forms.BaseFormSet):
    """A formset whose untouched rows are left out. What is typed stays, whichever button was pressed."""

    def __init__(self, data=None, *args, prefix, initial=None, **kwargs):
        self.is_reshaped = data is not None and (ADD in data or REMOVE in data)
        if data is not None:
            # every row counts as new, so that a row shown with content is not taken for untouched
            data, initial = reshape(data, prefix, self.max_num), None
        super().__init__(data, *args, prefix=prefix, initial=initial, **kwargs)

    @property
    def filled(self):
        return [form.cleaned_data for form in self.forms if form.has_changed()]


def reshape(data, prefix, most):
    """The same typed content, numbered anew: with one row more, or without the row that was removed."""
    pattern = re.compile(rf"{re.escape(prefix)}-([0-9]{{1,4}})-(\w+)")
    rows: dict[int, dict[str, list[str]]] = {}
    rest = data.copy()
    for key in list(rest):
        if match := pattern.fullmatch(key):
            rows.setdefault(int(match[1]), {})[match[2]] = rest.getlist(key)
            del rest[key]
    kept = [rows[index] for index in sorted(rows) if str(index) != data.get(REMOVE)][:most]
    for index, row in enumerate(kept):
        for name, values in row.items():
            rest.setlist(f"{prefix}-{index}-{name}", values)
    total = len(kept) + (1 if ADD in data else 0)
    rest[f"{prefix}-TOTAL_FORMS"], rest[f"{prefix}-INITIAL_FORMS"] = str(min(max(total, 1), most)), "0"
    return rest


def rows_of(form, formset=Rows, *, most, least=1):
    """`least` rows must be filled; when none need be, one empty row is shown all the same."""
    return forms.formset_factory(
        form, formset=formset, extra=0 if least else 1, min_num=least, max_num=most, absolute_max=most
    )
