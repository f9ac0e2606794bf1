import pytest

from tests.cast import Cast
from tests.mediation.cases import Case, make_case


@pytest.fixture
def case(cast: Cast) -> Case:
    return make_case(cast)
