"""Measures on one stack, chosen by the environment: `python -m bench.measures NAME PART…`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django

django.setup()

import uvloop  # noqa: E402
from django.core.management import call_command  # noqa: E402

from bench import binding, filing, reporting  # noqa: E402
from bench.server import served  # noqa: E402
from bench.talk.compare import ROOMS, compare  # noqa: E402
from bench.talk.crowd import crowd  # noqa: E402
from bench.talk.rooms import make_rooms  # noqa: E402
from tests.cast import Cast, make_cast  # noqa: E402


def measure_filing(stack: str, cast: Cast) -> Iterable[str]:
    with served() as site:
        yield filing.measure(site.base, cast).line(f"{stack}: filing a complaint over HTTP", "complaint")


def measure_binding(stack: str, cast: Cast) -> Iterable[str]:
    result, seconds, pages = binding.measure(cast)
    yield f"{result.line(f'{stack}: binding a case file', 'page')}; {seconds:.2f} s a page of {pages}"


PARTS = {"filing": measure_filing, "binding": measure_binding, "reporting": reporting.lines}
TALK = {"talk": lambda stack: uvloop.run(compare(stack, make_rooms(ROOMS))), "crowd": crowd}


def main(stack: str, *parts: str) -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    cast = make_cast() if set(parts) & set(PARTS) else None
    for part in parts:
        lines = TALK[part](stack) if part in TALK else PARTS[part](stack, cast)
        for line in lines:
            print(line, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
