"""What nobody should type, and the answer that a page gives to it."""

import html
import re

from django.db import transaction

#: One of each kind, in every field by itself.
KINDS = [
    "",
    "\x00",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "-1",
    "999999999999999999999999",
    "٣",
    "NaN",
    "2026-02-31",
    "../../../etc/passwd",
    "{{ 7*7 }}{% debug %}<script>alert(1)</script>'\"&",
    "\u202e倒着\u2066写👩‍👩‍👧‍👦𠮷",
    "字" * 20_001,
]
FINE = {200, 204, 302, 400, 403, 404, 409, 422, 429}


def posts(client, url, data):
    """The answer to a post whose effect is then undone, so that the next one meets the same case."""
    with transaction.atomic():
        answer = client.post(url, data)
        transaction.set_rollback(True)
    assert answer.status_code in FINE, (url, answer.status_code)
    return answer


def keeps(answer, name, text):
    """A page that comes back with its form still has in it what was typed."""
    page = answer.content.decode()
    is_there = re.search(rf"<textarea[^>]* name=\"{re.escape(name)}\"", page)
    plain = not re.search(r"[\x00-\x1f]", text)
    if answer.status_code == 422 and is_there and plain:
        assert text.strip() in html.unescape(page), (name, text[:60])


def spread(good):
    """Every field meets the worst, and every kind meets some field."""
    fields = list(good)
    worst = [(field, "\x00") for field in fields]
    return worst + [(fields[n % len(fields)], text) for n, text in enumerate(KINDS) if fields]
