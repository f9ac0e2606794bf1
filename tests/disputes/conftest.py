"""Whoever acts here signs in on a client of their own."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Cast, login


@pytest.fixture
def as_(cast: Cast) -> Callable[[str], Client]:
    """`as_("handler").get(…)`; the same client each time."""
    clients: dict[str, Client] = {}

    def client_of(name: str) -> Client:
        if name not in clients:
            clients[name] = Client()
            if name != "anonymous":
                login(clients[name], getattr(cast, name))
        return clients[name]

    return client_of
