"""Every story that is told by the real services leaves a docket that verifies, down to each row it commits to."""

import pytest

from docket.selectors import verify_all
from tests import stories
from tests.arbitration import stories as arbitration
from tests.casefiles.copies import made, settled_with_evidence
from tests.mediation.cases import make_case

pytestmark = pytest.mark.django_db

TOLD = ["filed", "answering", "negotiating", "opinion_issued", "choosing_road", "mediating", "settled"]


@pytest.mark.both_stacks
@pytest.mark.parametrize("story", TOLD)
def test_what_the_services_write_is_sound(cast, story):
    getattr(stories, story)(cast)
    assert [str(fault) for fault in verify_all()] == []


def test_evidence_and_case_files_are_sound(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made(settled_with_evidence(cast), cast.complainant)
    assert [str(fault) for fault in verify_all()] == []


@pytest.mark.both_stacks
def test_an_agreement_signed_by_all_is_sound(cast):
    make_case(cast).agreed()
    assert [str(fault) for fault in verify_all()] == []


@pytest.mark.both_stacks
def test_a_referral_is_sound(cast):
    arbitration.accepted(cast)
    assert [str(fault) for fault in verify_all()] == []
