"""Where two bids meet: the rule of a blind bidding as arithmetic, in cents. Pure."""

from __future__ import annotations

from decimal import Decimal

from .states import BiddingRule

CENT = Decimal("0.01")
#: No sum a case can be about has more digits; every bid is sealed at this length, so that none shows its size.
MOST = Decimal("999999999999.99")


def cents(amount: Decimal) -> int:
    return int(amount / CENT)


def yuan(number: int) -> Decimal:
    return (number * CENT).quantize(CENT)


def result_of(rule: str, gap: Decimal | None, *, most: Decimal, least: Decimal) -> Decimal | None:
    """The sum in the middle of the most one pays and the least the other takes, if they meet; half a cent goes up.

    They meet when `most` reaches `least`, or when what is missing is within the agreed gap: yuan, or per cent of
    `least`.
    """
    top, bottom = cents(most), cents(least)
    missing = bottom - top
    if missing <= 0 or _is_bridged(rule, gap, missing, bottom):
        return yuan((top + bottom + 1) // 2)
    return None


def _is_bridged(rule: str, gap: Decimal | None, missing: int, bottom: int) -> bool:
    if gap is None:
        return False
    if rule == BiddingRule.GAP_YUAN:
        return missing <= cents(gap)
    return rule == BiddingRule.GAP_PERCENT and Decimal(missing) * 100 <= gap * bottom
