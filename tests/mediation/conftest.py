from datetime import date

import pytest

from accounts.models import Membership, User
from accounts.states import Role
from tests.cast import Cast
from tests.mediation.cases import Case, make_case


@pytest.fixture
def case(cast: Cast) -> Case:
    return make_case(cast)


@pytest.fixture
def chief(cast: Cast) -> User:
    """The supervisor of the mediation body."""
    person = User.objects.create(email="luo.lan@cast.example", name="罗岚", language="zh-hans")
    Membership.objects.create(
        user=person, organisation=cast.mediation_body, role=Role.SUPERVISOR, starts_on=date(2020, 1, 1)
    )
    return person
