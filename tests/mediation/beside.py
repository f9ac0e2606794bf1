"""Who mediates beside the one who leads, by the same services as pages use."""

from __future__ import annotations

from accounts.models import Membership, User
from accounts.states import Role
from mediation.models import CoMediator
from mediation.services import accept_co_mediator, accept_co_office, list_mediator, name_co_mediator
from mediation.states import CoMediatorState
from tests.cast import PASSWORD
from tests.mediation.cases import Case
from tests.rigs.retold import retold


def third(case: Case) -> User:
    person = User.objects.create(email="expert@cast.example", name="方专家")
    person.set_password(PASSWORD)
    person.save()
    Membership.objects.create(
        user=person, organisation=case.cast.mediation_body, role=Role.MEDIATOR, starts_on="2020-01-01"
    )
    case.entries.append(list_mediator(case.cast.mediation_body, mediator=person, by=case.cast.secretary))
    return person


def name_beside(case: Case, n: int = 1, reason: str = "懂设计的专家。") -> CoMediator:
    return name_co_mediator(case.mediation, by=case.cast.secretary, entry=case.entries[n], reason=reason)


@retold
def seated(case: Case, n: int = 1) -> CoMediator:
    co = name_beside(case, n)
    accept_co_office(co, by=co.mediator, has_interest=False)
    for person in (case.cast.complainant, case.cast.respondent):
        accept_co_mediator(co, by=person)
    co.refresh_from_db()
    assert co.state == CoMediatorState.SEATED
    return co
