"""A filed case with two sides, its desk, a mediator — and one outsider who must see nothing."""

from dataclasses import dataclass

import pytest
from django.utils import timezone

from accounts.models import User
from casefiles.models import CaseFile
from disputes.models import Dispute, Party, Proceeding
from disputes.states import Channel, PartyRole, Sector, State
from docket.services import open_chain
from tests.cast import Cast

from .copies import settled_copy


@dataclass
class Case:
    dispute: Dispute
    draft: Dispute
    complainant: User
    respondent: User
    handler: User
    mediator: User
    outsider: User
    complainant_party: Party
    respondent_party: Party


def dispute_of(user: User, *, state: str = State.ANSWERING, **fields) -> Dispute:
    filed = {} if state == State.DRAFT else {"filed_at": timezone.now(), "admitted_at": timezone.now()}
    return Dispute.objects.create(
        chain=open_chain(),
        created_by=user,
        state=state,
        sector=Sector.CROWD_WORK,
        category="pay",
        title="完成设计任务后未付报酬",
        narrative="3 月 5 日交付，对方至今未付款。",
        **filed,
        **fields,
    )


@pytest.fixture
def case(cast) -> Case:
    return make_case(cast)


def make_case(cast: Cast) -> Case:
    platform = cast.platform
    dispute = dispute_of(cast.complainant, reference="JF-2026-000042", desk=platform, platform=platform)
    mine = party_of(dispute, PartyRole.COMPLAINANT, cast.complainant)
    theirs = party_of(dispute, PartyRole.RESPONDENT, cast.respondent)
    proceeding = Proceeding.objects.create(
        dispute=dispute, channel=Channel.MEDIATION, body=cast.mediation_body
    )
    proceeding.people.add(cast.mediator)
    return Case(
        dispute=dispute,
        draft=dispute_of(cast.complainant, state=State.DRAFT),
        complainant=cast.complainant,
        respondent=cast.respondent,
        handler=cast.handler,
        mediator=cast.mediator,
        outsider=cast.outsider,
        complainant_party=mine,
        respondent_party=theirs,
    )


def party_of(dispute: Dispute, role: str, user: User) -> Party:
    return Party.objects.create(
        dispute=dispute, role=role, name=user.name, user=user, joined_at=timezone.now()
    )


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def desk_copy(cast) -> CaseFile:
    return settled_copy(cast, cast.handler)
