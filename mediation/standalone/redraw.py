#!/usr/bin/env python3
"""Draw the lot of a Jiefen mediation again, offline, with nothing but Python 3.8 or later.

    python3 redraw.py draw.json

重新抽签。不联网，不需要安装别的东西。

It checks that the roster is the one that was written into the docket before anything else was known, that each word
is the one its party committed to, and that the checkpoint was signed by the key it names; makes the seed again, draws
again, and says the same name, or shouts. Exit status 0: the draw is as it was said to be. 1: it is not.
"""

# ruff: noqa: T201, UP031  (runs anywhere by itself, and talks to who runs it)
import hashlib
import json
import sys
from pathlib import Path

FORMAT = "jiefen-draw-1"


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def canonical(value):
    """Keys sorted by UTF-16, no spaces, UTF-8."""
    return json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":"))


def ordered(value):
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    if isinstance(value, list):
        return [ordered(item) for item in value]
    return value


# --- the signature: Ed25519 (RFC 8032), verification only --------------------------------------------

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)


def x_of(y, is_odd):
    squared = (y * y - 1) * pow(CURVE * y * y + 1, PRIME - 2, PRIME) % PRIME
    x = pow(squared, (PRIME + 3) // 8, PRIME)
    if (x * x - squared) % PRIME:
        x = x * ROOT_OF_MINUS_ONE % PRIME
    if (x * x - squared) % PRIME:
        raise ValueError("not a point of the curve")
    return PRIME - x if x % 2 != is_odd else x


def point(encoded):
    number = int.from_bytes(encoded, "little")
    y = number % 2**255
    x = x_of(y, number >> 255)
    return (x, y, 1, x * y % PRIME)


def add(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % PRIME
    b = (one[1] + one[0]) * (other[1] + other[0]) % PRIME
    c = 2 * one[3] * other[3] * CURVE % PRIME
    d = 2 * one[2] * other[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def times(factor, one):
    result = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            result = add(result, one)
        one = add(one, one)
        factor >>= 1
    return result


def is_signed(public_key, statement, signature):
    try:
        key, sign = bytes.fromhex(public_key), bytes.fromhex(signature)
        if len(key) != 32 or len(sign) != 64:
            return False
        s = int.from_bytes(sign[32:], "little")
        if s >= ORDER:
            return False
        h = int.from_bytes(hashlib.sha512(sign[:32] + key + statement).digest(), "little") % ORDER
        y = 4 * pow(5, PRIME - 2, PRIME) % PRIME
        left = times(s, (x_of(y, 0), y, 1, x_of(y, 0) * y % PRIME))
        right = add(point(sign[:32]), times(h, point(key)))
    except ValueError:
        return False
    same_x = (left[0] * right[2] - right[0] * left[2]) % PRIME == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % PRIME == 0


# --- the draw ----------------------------------------------------------------------------------------


class Report:
    def __init__(self):
        self.faults = 0

    def say(self, is_good, text):
        self.faults += not is_good
        print(("  ok   " if is_good else "  BAD  ") + text)


def is_unaltered(entry):
    text = entry["previous"] + canonical(entry["body"])
    return hashlib.sha256(text.encode("utf-8")).hexdigest() == entry["hash"]


def roster_now(draw, report):
    """The hash the roster must have: as it was published, or as the docket says each erasure left it."""
    stands = draw["roster_sha256"]
    for entry in draw.get("erasures", []):
        body = entry["body"]
        report.say(
            is_unaltered(entry) and body["verb"] == "accounts.erased_in_case",
            "the entry of an erasure is unaltered 删除个人信息的日志条目未被改动",
        )
        for row, before, after in body["facts"]["replaced"]:
            if row == draw["row"] and before == stands:
                stands = after
                print(
                    "  note  a name was erased from the roster, see docket entry %d 名册中有姓名已依法删除"
                    % body["seq"]
                )
    return stands


def seed_told(draw, report):
    """A word was erased with its salt: the seed cannot be made again, and is the one the docket gave when it was drawn."""
    print(
        "  note  a word was erased; the seed is taken from the docket 有人的词已依法删除，种子以案件日志记载的为准"
    )
    held = draw["held"]
    facts = held["body"]["facts"]
    report.say(
        is_unaltered(held)
        and held["body"]["verb"] == "mediation.draw_held"
        and facts["draw"] == draw["number"]
        and facts["seed"] == draw["seed"],
        "the seed is the one in the docket 种子与案件日志一致",
    )
    report.say(
        facts["result"] == draw["result"] and facts["passed_over"] == draw["passed_over"],
        "the result is the one in the docket 结果与案件日志一致",
    )
    return draw["seed"]


def check(draw, report):
    """The lot drawn again; the key of whose ticket is the lowest of those who were not passed over."""
    names = dict(draw["roster"])
    published, checkpoint = draw["published"], draw["checkpoint"]
    roster_sha256 = draw["roster_sha256"]
    now = sha256(json.dumps(draw["roster"], ensure_ascii=False, separators=(",", ":")))
    report.say(now == roster_now(draw, report), "the roster is the one hashed 名册与校验值一致")

    body = published["body"]
    report.say(is_unaltered(published), "the docket entry is unaltered 案件日志条目未被改动")
    report.say(
        body["verb"] == "mediation.draw_published"
        and body["facts"]["roster_sha256"] == roster_sha256
        and body["facts"]["roster"] == [key for key, _name in draw["roster"]],
        "the roster was in the docket before the draw 名册在抽签前写入日志",
    )
    kept = [word for word in draw["words"] if not word.get("erased")]
    for word in kept:
        report.say(
            sha256("%s\n%s" % (word["salt"], word["word"])) == word["commitment"],
            "the word %r is the one committed to 词与事先的承诺一致" % word["word"],
        )
    statement = canonical({name: checkpoint[name] for name in ("number", "at", "root", "previous")})
    report.say(
        is_signed(checkpoint["public_key"], statement.encode("utf-8"), checkpoint["signature"]),
        "the checkpoint is signed by key %s… 检查点签名有效" % checkpoint["public_key"][:16],
    )
    report.say(checkpoint["at"] > body["at"], "the checkpoint came after the roster 检查点晚于名册公布")

    if len(kept) < len(draw["words"]):
        seed = seed_told(draw, report)
    else:
        lines = [FORMAT, roster_sha256, published["hash"], str(checkpoint["number"])]
        lines += [checkpoint["root"], checkpoint["signature"]]
        lines += ["%d %s %s %s" % (w["party"], w["commitment"], w["salt"], w["word"]) for w in kept]
        seed = sha256("\n".join(lines))
        report.say(seed == draw["seed"], "the seed is made of exactly these 种子由以上各项得出")

    tickets = sorted((sha256("%s\n%d" % (seed, key)), key) for key in names)
    print("\n  tickets, the lowest first 签号（最小的在前）")
    for ticket, key in tickets:
        over = "  passed over: no longer to be named 已不能指定" if key in draw["passed_over"] else ""
        print("    %s…  %s%s" % (ticket[:16], names[key], over))
    order = [key for _ticket, key in tickets]
    winner = next((key for key in order if key not in draw["passed_over"]), None)
    skipped = order[: order.index(winner)] if winner in order else order
    report.say(draw["passed_over"] == skipped, "only those before the winner were passed over 略过的人无误")
    report.say(winner == draw["result"], "the result is what was drawn 结果与抽签一致")
    return names.get(winner, "nobody 没有人")


def main(arguments):
    if len(arguments) != 1:
        print(__doc__)
        return 2
    report = Report()
    try:
        with Path(arguments[0]).open(encoding="utf-8") as file:
            draw = json.load(file)
        if draw["format"] != FORMAT:
            raise ValueError("format %r is not %r" % (draw["format"], FORMAT))
        print("%s  draw %d\n" % (draw["case"], draw["number"]))
        name = check(draw, report)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        print("  BAD  this is no draw that can be repeated 无法重算: %r" % problem)
        return 1
    if report.faults:
        print("\n!!! THIS DRAW IS NOT WHAT IT SAYS. 抽签结果与公布的数据不符！ (%d)" % report.faults)
        return 1
    print("\nDrawn again 重新抽签结果: %s" % name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
