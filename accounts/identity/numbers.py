"""Are these numbers possible? Checksums and dates by python-stdnum; regions never refuse (procedures §8.6)."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils import timezone
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError as NumberError

from ..states import IdentityDocument

#: What the first digits of the eighteen must be. Everything else belongs to the other documents.
_PERMIT = re.compile(r"8[123]0000")
_PASSPORT = re.compile(r"[A-Z0-9]{6,15}")
_OLD_FOREIGNER_CARD = re.compile(r"[A-Z]{3}\d{12}")


class InvalidNumber(ValueError):
    """No document of this kind can carry this number."""


def normalise_number(document: str, number: str) -> str:
    """The number without blanks, in capitals. Raises `InvalidNumber`."""
    text = "".join(number.split()).replace("-", "").upper()
    try:
        _CHECKS[document](text)
    except (NumberError, ValueError) as error:
        raise InvalidNumber(number) from error
    return text


def is_credit_code(number: str) -> bool:
    try:
        normalise_number(IdentityDocument.CREDIT_CODE, number)
    except InvalidNumber:
        return False
    return True


def _require(condition: object) -> None:
    if not condition:
        raise ValueError


def _eighteen(text: str) -> None:
    """GB 11643: seventeen digits with a real date of birth, not in the future, and the check character."""
    _require(re.fullmatch(r"\d{17}[\dX]", text))
    _require(text[-1] == ric.calc_check_digit(text))
    _require(ric.get_birth_date(text) <= timezone.localdate())


def _resident(text: str) -> None:
    _require(not _PERMIT.match(text))
    _eighteen(text)


def _permit(text: str) -> None:
    """Residents of Hong Kong, Macao and Taiwan: 81, 82, 83; the library refuses these regions."""
    _require(_PERMIT.match(text))
    _eighteen(text)


def _foreigner(text: str) -> None:
    """Cards since 2023 begin with 9 and have eighteen characters; older ones three letters, twelve digits."""
    if _OLD_FOREIGNER_CARD.fullmatch(text):
        return
    _require(text.startswith("9"))
    _eighteen(text)


def _passport(text: str) -> None:
    _require(_PASSPORT.fullmatch(text))


def _credit_code(text: str) -> None:
    """GB 32100. Registration departments may be a letter, which the library does not know."""
    if text[:1].isdigit():
        uscc.validate(text)
        return
    _require(re.fullmatch(r"[ANY][0-9A-HJ-NPQRTUWXY]\d{6}[0-9A-HJ-NPQRTUWXY]{10}", text))
    _require(text[-1] == uscc.calc_check_digit(text))


_CHECKS: dict[str, Callable[[str], None]] = {
    IdentityDocument.RESIDENT_ID: _resident,
    IdentityDocument.RESIDENCE_PERMIT: _permit,
    IdentityDocument.FOREIGNER_CARD: _foreigner,
    IdentityDocument.PASSPORT: _passport,
    IdentityDocument.CREDIT_CODE: _credit_code,
}
