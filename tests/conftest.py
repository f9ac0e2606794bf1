"""Fixtures every test may use. The cast is in `tests/cast.py`, the machinery in `tests/rigs/`."""

import hypothesis

hypothesis.settings.register_profile("jiefen", deadline=None, print_blob=True)
hypothesis.settings.load_profile("jiefen")

pytest_plugins = [
    "tests.rigs.hashing",
    "tests.rigs.statics",
    "tests.cast",
    "tests.rigs.database",
    "tests.rigs.passing_time",
    "tests.rigs.site",
    "tests.rigs.browser",
    "tests.rigs.counts",
    "tests.rigs.costs",
]
