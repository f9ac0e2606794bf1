"""A chain to work on, and someone who tampers with it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connection

from docket import append_only
from docket.models import Chain
from docket.services import open_chain, record


@pytest.fixture
def chain(db: None) -> Chain:
    """Three acts, two of them with something sealed."""
    chain = open_chain()
    record(
        chain,
        "disputes.filed",
        by="user:1",
        facts={"amount": "88.00"},
        sealed={"name": "张三", "phone": "139"},
    )
    record(chain, "disputes.admitted", by="user:2")
    record(chain, "disputes.replied", by="user:3", sealed={"text": "不同意"})
    return chain


@pytest.fixture
def tampering() -> Callable[[], AbstractContextManager[None]]:
    """Someone with the owner's rights on the database takes the triggers away and puts them back."""

    @contextmanager
    def without_triggers() -> Iterator[None]:
        append_only.lift(connection)
        yield
        append_only.install(connection)

    return without_triggers
