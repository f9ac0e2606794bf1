import pytest

from docket.models import Chain
from docket.services import open_chain
from notices.models import Paper
from notices.services import issue_paper, reader_keys_wanted


@pytest.fixture
def chain(db) -> Chain:
    return open_chain()


@pytest.fixture
def paper(chain, cast) -> Paper:
    return issue(chain, cast)


def issue(chain, cast, kind="admission", **changes) -> Paper:
    given = {
        "template": "papers/base.html",
        "context": {"addressee": {"name": "李小雨"}},
        "facts": {"reference": "JF-2026-000001"},
        "issuer": cast.platform,
        "signer": cast.handler,
        "by": cast.handler,
    }
    return issue_paper(chain, kind, **{**given, **changes})


@pytest.fixture
def standing(cast):
    """As the apps above would answer: the two parties, and the platform's people, stand in every chain."""
    keys = {
        cast.complainant.pk: ["party:1"],
        cast.respondent.pk: ["party:2"],
        cast.handler.pk: [f"organisation:{cast.platform.pk}"],
        cast.mediator.pk: [f"organisation:{cast.mediation_body.pk}"],
    }

    def answer(*, user, chain, **kwargs):
        return keys.get(user.pk, ())

    reader_keys_wanted.connect(answer)
    yield keys
    reader_keys_wanted.disconnect(answer)
