"""Sums of money as Chinese papers write them: figures, and capitals that cannot be altered."""

from __future__ import annotations

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")


def in_figures(amount: Decimal) -> str:
    """2500 and 2500.50, never 2500.00."""
    plain = amount.quantize(Decimal("0.01"))
    return f"{plain:.0f}" if plain == plain.to_integral_value() else f"{plain:.2f}"


def in_capitals(amount: Decimal) -> str:
    """大写: 贰仟伍佰元整, 壹仟零伍元叁角 (正确填写票据和结算凭证的基本规定)."""
    cents = int((amount.quantize(Decimal("0.01")) * 100).to_integral_value())
    yuan, rest = divmod(cents, 100)
    jiao, fen = divmod(rest, 10)
    words = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        return f"{words or '零元'}整"
    if jiao:
        words += f"{DIGITS[jiao]}角"
    elif yuan:
        words += "零"
    return words + (f"{DIGITS[fen]}分" if fen else "整")


def _whole(number: int) -> str:
    words, is_gap = "", False
    for place in range(len(GROUPS) - 1, -1, -1):
        group = number // 10 ** (4 * place) % 10_000
        if not group:
            is_gap = bool(words)
            continue
        if words and (is_gap or group < 1000):
            words += "零"
        words += _group(group) + GROUPS[place]
        is_gap = False
    return words


def _group(number: int) -> str:
    words, is_gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            is_gap = bool(words)
            continue
        words += ("零" if is_gap else "") + DIGITS[digit] + PLACES[place]
        is_gap = False
    return words
