"""Judicial confirmation: the law of its course, and who may do what on the way to the court."""

import pytest
from django_fsm import can_proceed

from disputes.exceptions import NotPermitted, NotValid
from disputes.states import State
from docket.models import Entry
from docket.selectors import verify_chain
from mediation.models import Confirmation
from mediation.selectors import entitlement, sheets_of
from mediation.services import give_particulars, say_whether_to_apply
from mediation.states import ConfirmationState as C
from tests.mediation.cases import Case
from tests.mediation.confirmations import WAY_TO, fresh, opened, preparing, values

TABLE = {
    "decline": {C.OPEN: C.DECLINED, C.PREPARING: C.DECLINED},
    "reconsider": {C.DECLINED: C.OPEN},
    "prepare": {C.OPEN: C.PREPARING},
    "lapse": dict.fromkeys((C.OPEN, C.DECLINED, C.PREPARING), C.LAPSED),
    "drop": dict.fromkeys((C.OPEN, C.DECLINED, C.PREPARING), C.MOOT),
    "hand_in": {C.PREPARING: C.WITH_COURT},
    "accept": {C.WITH_COURT: C.WITH_COURT},
    "ask_supplement": {C.WITH_COURT: C.SUPPLEMENTING},
    "supplement": {C.SUPPLEMENTING: C.WITH_COURT},
    "confirm": dict.fromkeys((C.WITH_COURT, C.SUPPLEMENTING), C.CONFIRMED),
    "dismiss": dict.fromkeys((C.WITH_COURT, C.SUPPLEMENTING), C.DISMISSED),
    "refuse": dict.fromkeys((C.WITH_COURT, C.SUPPLEMENTING), C.REFUSED),
    "withdraw": dict.fromkeys((C.WITH_COURT, C.SUPPLEMENTING), C.WITHDRAWN),
    "stop_waiting": {C.WITH_COURT: C.UNREPORTED},
}


@pytest.mark.parametrize("verb", TABLE)
@pytest.mark.parametrize("state", C.values)
def test_each_verb_is_lawful_exactly_where_the_table_says(state, verb):
    assert can_proceed(getattr(Confirmation(state=state), verb)) == (state in TABLE[verb])


def test_the_table_names_every_verb_and_its_end():
    found: dict[str, dict[str, str]] = {}
    for each in Confirmation._meta.get_field("state").get_all_transitions(Confirmation):
        found.setdefault(each.name, {})[each.source] = each.target
    assert found == TABLE


@pytest.mark.parametrize("state", WAY_TO)
def test_each_state_comes_about_by_the_services_and_the_docket_holds(case: Case, state):
    confirmation = WAY_TO[state](case)
    assert confirmation.state == state
    assert case.dispute_state == State.PERFORMING
    assert verify_chain(case.dispute.chain) == []


# --- who may --------------------------------------------------------------------------------------


def test_a_body_that_is_not_lawfully_established_opens_no_such_road(case: Case):
    body = case.cast.mediation_body
    body.is_lawfully_established = False
    body.save()
    case.agreed()
    assert not Confirmation.objects.exists()
    found = entitlement(body)
    assert not found.is_open
    assert "民诉法 205" in found.reasons[0]


def test_both_have_to_want_it_and_pressing_twice_says_it_once(case: Case):
    confirmation = opened(case)
    for _twice in range(2):
        say_whether_to_apply(confirmation, by=case.cast.complainant, is_willing=True)
    assert fresh(confirmation).state == C.OPEN
    assert Entry.objects.filter(verb="mediation.confirmation_wanted").count() == 1
    for outsider in (case.cast.secretary, case.cast.mediator, case.cast.outsider, case.cast.handler):
        with pytest.raises(NotPermitted):
            say_whether_to_apply(confirmation, by=outsider, is_willing=True)


def test_a_no_can_become_a_yes_only_by_whoever_said_it(case: Case):
    confirmation = preparing(case)
    say_whether_to_apply(confirmation, by=case.cast.respondent, is_willing=False)
    assert fresh(confirmation).state == C.DECLINED
    say_whether_to_apply(confirmation, by=case.cast.complainant, is_willing=True)
    assert fresh(confirmation).state == C.DECLINED
    say_whether_to_apply(confirmation, by=case.cast.respondent, is_willing=True)
    assert fresh(confirmation).state == C.PREPARING


def test_nobody_gives_the_particulars_of_the_other_side(case: Case):
    confirmation = preparing(case)
    with pytest.raises(NotPermitted):
        give_particulars(
            confirmation,
            by=case.cast.complainant,
            party=case.wang,
            values=values("王强"),
            pledged_name="王强",
        )
    with pytest.raises(NotValid):
        give_particulars(
            confirmation,
            by=case.cast.respondent,
            party=case.wang,
            values=values("王强"),
            pledged_name="李小雨",
        )


def test_what_the_case_knows_is_not_asked_again(case: Case):
    case.dispute.parties.filter(role="complainant").update(
        address="示例市东区和平路1号", phone="+8613800000001"
    )
    sheet = sheets_of(preparing(case))[0]
    assert sheet.missing == ["id_number"]
