"""Numbers as people write them; an extension is refused in words, never dropped."""

import pytest
from django import forms

from accounts.phones import HasExtension, InvalidPhone, normalise_phone
from disputes.forms.fields import PhoneField


@pytest.mark.parametrize(
    "typed",
    [
        "0571-88886666转801",
        "0571-88886666 分机 801",
        "0571-88886666#801",
        "+86 571 8888 6666 ext. 801",
        "057188886666x801",
    ],
)
def test_an_extension_is_refused_with_its_reason(typed):
    with pytest.raises(HasExtension):
        normalise_phone(typed)

    class Form(forms.Form):
        phone = PhoneField()

    assert "不能填分机号" in Form({"phone": typed}).errors["phone"][0]


def test_ordinary_numbers_are_kept_as_before():
    assert normalise_phone("138 0013 8000") == "+8613800138000"
    assert normalise_phone("0571-88886666") == "+8657188886666"
    with pytest.raises(InvalidPhone) as refusal:
        normalise_phone("12")
    assert not isinstance(refusal.value, HasExtension)
