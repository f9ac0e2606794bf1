"""Patience: several browsers and a server share whatever machine this runs on."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

PATIENCE = 20_000  # milliseconds


@pytest.fixture(autouse=True)
def _patient() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)
