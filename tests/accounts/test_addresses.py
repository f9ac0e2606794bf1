"""Whose address is counted: the one that the outermost of our proxies saw, and never one that a visitor wrote."""

import re
from pathlib import Path

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.test import RequestFactory

from accounts.addresses import address_of, address_of_scope, client_address, is_from_this_machine, network_of

ROOT = Path(__file__).resolve().parent.parent.parent
PROXY, VISITOR, FORGED = "10.0.0.9", "203.0.113.7", "198.51.100.1"


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "address"),
    [
        # nobody in front: the header is a visitor's own invention
        (0, VISITOR, [], VISITOR),
        (0, VISITOR, [FORGED], VISITOR),
        (0, "::ffff:203.0.113.7", [], VISITOR),
        (0, "", [], "0.0.0.0"),
        (0, None, [FORGED], "0.0.0.0"),
        # one proxy: the last entry, whatever stands before it
        (1, PROXY, [VISITOR], VISITOR),
        (1, PROXY, [f"{FORGED}, {VISITOR}"], VISITOR),
        (1, PROXY, [FORGED, VISITOR], VISITOR),
        (1, PROXY, [f"{FORGED},{FORGED}", f" {VISITOR} "], VISITOR),
        (1, PROXY, [f"{FORGED}, , {VISITOR},"], VISITOR),
        (1, "", [VISITOR], VISITOR),
        # ... with ports, brackets, zones, quotes, an IPv4 address written as IPv6
        (1, PROXY, [f"{VISITOR}:51234"], VISITOR),
        (1, PROXY, ["[2001:db8::7]:443"], "2001:db8::7"),
        (1, PROXY, ["[2001:db8::7]"], "2001:db8::7"),
        (1, PROXY, ["2001:DB8:0::7"], "2001:db8::7"),
        (1, PROXY, ["fe80::1%eth0"], "fe80::1"),
        (1, PROXY, [f'"{VISITOR}"'], VISITOR),
        (1, PROXY, [f"::ffff:{VISITOR}"], VISITOR),
        # ... junk, or nothing: the peer is all that is known
        (1, PROXY, [], PROXY),
        (1, PROXY, [""], PROXY),
        (1, PROXY, ["unknown"], PROXY),
        (1, PROXY, [f"{VISITOR}, <script>"], PROXY),
        (1, PROXY, ["203.0.113.7:http"], PROXY),
        (1, PROXY, ["[2001:db8::7"], "2001:db8::7"),
        (1, PROXY, ["256.1.1.1"], PROXY),
        (1, PROXY, ["0177.0.0.1"], PROXY),
        # two proxies: the second from the right; too few entries were not written by both
        (2, PROXY, [f"{FORGED}, {VISITOR}, 10.0.0.8"], VISITOR),
        (2, PROXY, [f"{VISITOR}", "10.0.0.8"], VISITOR),
        (2, PROXY, [VISITOR], PROXY),
    ],
)
def test_the_entry_of_our_outermost_proxy_counts(settings, proxies, peer, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    assert client_address(peer, forwarded) == address


def test_pages_and_sockets_are_told_the_same(settings):
    settings.TRUSTED_PROXIES = 1
    headers = [(b"x-forwarded-for", FORGED.encode()), (b"x-forwarded-for", VISITOR.encode())]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, "client": (PROXY, 4711)}
    page = RequestFactory().get("/", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=f"{FORGED},{VISITOR}")
    assert address_of(page) == address_of_scope(scope) == address_of(ASGIRequest(scope, None)) == VISITOR
    assert address_of_scope(scope | {"client": None, "headers": []}) == "0.0.0.0"


def test_a_header_spelled_with_underscores_is_another_header(settings):
    settings.TRUSTED_PROXIES = 1
    headers = [(b"x-forwarded-for", VISITOR.encode()), (b"x_forwarded_for", FORGED.encode())]
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, "client": (PROXY, 4711)}
    assert address_of(ASGIRequest(scope, None)) == VISITOR


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
    ],
)
def test_whoever_has_a_line_in_ipv6_is_counted_once(address, network):
    assert network_of(address) == network


def test_what_a_proxy_hands_on_does_not_come_from_this_machine():
    requests = RequestFactory()
    assert is_from_this_machine(requests.get("/", REMOTE_ADDR="127.0.0.1"))
    assert not is_from_this_machine(requests.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=VISITOR))
    assert not is_from_this_machine(requests.get("/", REMOTE_ADDR=VISITOR))


def test_nothing_else_reads_the_peer_or_the_header():
    reads = re.compile(r"REMOTE_ADDR|FORWARDED_FOR|x-forwarded-for|scope\W+client\b|ipware", re.IGNORECASE)
    sources = [
        path for path in ROOT.glob("*/**/*.py") if path.parts[len(ROOT.parts)] not in {"tests", ".venv"}
    ]
    assert [str(path.relative_to(ROOT)) for path in sources if reads.search(path.read_text())] == [
        "accounts/addresses.py",
    ]
