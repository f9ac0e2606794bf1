"""All measures on one stack, chosen by the environment: `python -m bench.measures NAME`."""

from __future__ import annotations

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from bench import binding, comparing, filing, printing, reporting, talking  # noqa: E402
from bench.server import served  # noqa: E402
from tests.cast import make_cast  # noqa: E402


def main(stack: str) -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    cast = make_cast()
    with served() as base:
        print(
            filing.measure(base, cast).line(f"{stack}: filing a complaint over HTTP", "complaint"), flush=True
        )
        print(
            talking.measure(base, cast).line(f"{stack}: a message stored and delivered", "delivery"),
            flush=True,
        )
    result, seconds, pages = binding.measure(cast)
    print(
        f"{result.line(f'{stack}: binding a case file', 'page')}; {seconds:.2f} s a page of {pages}",
        flush=True,
    )
    print(printing.measure(cast).line(stack), flush=True)
    for line in reporting.lines(stack, cast):
        print(line, flush=True)
    print(comparing.line(stack, cast), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
