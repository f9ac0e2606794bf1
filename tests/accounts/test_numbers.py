"""Which numbers can be on a document. All made up (region 990000) or the standard's own samples."""

import pytest

from accounts.identity.numbers import InvalidNumber, is_credit_code, normalise_number
from accounts.phones import InvalidPhone, normalise_phone


@pytest.mark.parametrize(
    ("document", "number", "kept"),
    [
        ("resident_id", "990000190001010016", "990000190001010016"),
        ("resident_id", "11010519491231002x", "11010519491231002X"),
        ("resident_id", " 440524 18800101 0014 ", "440524188001010014"),
        ("residence_permit", "810000199408230021", "810000199408230021"),
        ("residence_permit", "830000200103050019", None),
        ("foreigner_card", "ABC123456789012", "ABC123456789012"),
        ("foreigner_card", "990000196402290087", "990000196402290087"),
        ("passport", "e1234567", "E1234567"),
        ("credit_code", "91990000ma0000015q", "91990000MA0000015Q"),
        ("credit_code", "52990000MJ0000122P", "52990000MJ0000122P"),
        ("credit_code", "93990000MF00000X5R", "93990000MF00000X5R"),
        # one character wrong, or of another document
        ("resident_id", "990000190001010017", None),
        ("resident_id", "11010519491231002Y", None),
        ("resident_id", "990000199902300019", None),
        ("resident_id", "990000299901010019", None),
        ("resident_id", "810000199408230021", None),
        ("residence_permit", "990000190001010016", None),
        ("foreigner_card", "110105194912310021", None),
        ("passport", "E12 <b>", None),
        ("credit_code", "91990000MA0000015R", None),
        ("credit_code", "91990000MI0000015Q", None),
        ("credit_code", "", None),
    ],
)
def test_a_number_is_kept_in_one_form_or_refused(document, number, kept):
    if kept is None:
        with pytest.raises(InvalidNumber):
            normalise_number(document, number)
    else:
        assert normalise_number(document, number) == kept


def test_one_wrong_digit_never_passes():
    right = "990000199912311232"
    assert normalise_number("resident_id", right) == right
    for place in range(18):
        for digit in "0123456789":
            wrong = right[:place] + digit + right[place + 1 :]
            if wrong != right:
                with pytest.raises(InvalidNumber):
                    normalise_number("resident_id", wrong)


def test_the_demonstration_codes_could_exist():
    from accounts.services.demo import BODIES

    codes = [body.credit_code for body in BODIES.values()]
    assert [code for code in codes if not is_credit_code(code)] == []
    assert len(set(codes)) == len(codes)
    assert {code[2:8] for code in codes} == {"990000"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("13800138000", "+8613800138000"),
        ("138 0013-8000", "+8613800138000"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("+44 20 7946 0958", "+442079460958"),
        ("12345", None),
        ("李小雨", None),
    ],
)
def test_phone_numbers_are_kept_as_e164(written, kept):
    if kept is None:
        with pytest.raises(InvalidPhone):
            normalise_phone(written)
    else:
        assert normalise_phone(written) == kept
