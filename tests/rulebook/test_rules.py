"""The rule files, and which version holds when."""

from datetime import UTC, date, datetime

import pytest

from rulebook import book
from rulebook.exceptions import NoRuleInForce, RuleAltered
from rulebook.models import RuleVersion
from rulebook.selectors import rule_in_force
from rulebook.services import load_rules

pytestmark = pytest.mark.django_db

IN_FORCE = [
    # rule, on, known at, number and unit
    ("samr_mediate", "2024-06-30", None, "45 WD"),
    ("samr_mediate", "2024-07-01", None, "60 CD"),
    ("samr_mediate", "2026-11-22", None, "60 CD"),
    ("arb_set_aside", "2026-02-28", None, "6 M"),
    ("arb_set_aside", "2026-03-01", None, "3 M"),
    ("arb_set_aside", "2026-03-01", "2025-10-01", "3 M"),
    ("samr_accept", "2026-11-22", None, "7 WD"),
    ("jc_decide", "1999-01-01", None, "15 CD"),
]


@pytest.mark.parametrize("rule, on, known_at, period", IN_FORCE)
def test_the_version_in_force_is_found(rule, on, known_at, period):
    known = known_at and datetime.fromisoformat(known_at).replace(tzinfo=UTC)
    found = rule_in_force(rule, on=date.fromisoformat(on), known_at=known)
    assert f"{found.n} {found.unit}" == period


@pytest.mark.parametrize(
    "rule, on",
    [("samr_term_notice", "2026-04-15"), ("samr_accept", "2019-12-31"), ("no_such_rule", "2026-01-01")],
)
def test_outside_its_validity_no_rule_is_found(rule, on):
    with pytest.raises(NoRuleInForce):
        rule_in_force(rule, on=date.fromisoformat(on))


def test_a_version_not_yet_published_is_not_known():
    with pytest.raises(NoRuleInForce):
        rule_in_force("rule_notice_major", on=date(2026, 2, 1), known_at=datetime(2025, 12, 1, tzinfo=UTC))


PLATFORM_CLOCKS = {
    "platform_admit": "3 WD",
    "completion_due": "15 CD",
    "respondent_answer": "7 CD",
    "negotiation": "10 CD",
    "platform_opinion": "15 CD",
    "opinion_reply": "7 CD",
    "road_choice": "30 CD",
    "mediation_consent": "3 WD",
    "body_acceptance": "3 WD",
    "mediator_choice": "2 WD",
    "appointment": "3 WD",
    "mediator_disclosure": "3 WD",
    "mediator_challenge": "3 WD",
    "challenge_decision": "3 WD",
    "mediation_course": "30 CD",
    "mediation_hard_stop": "60 CD",
    "agreement_signing": "7 CD",
    "session_answer": "2 WD",
    "session_fixing": "2 WD",
    "session_notice": "72 H",
    "session_first_reminder": "24 H",
    "session_last_reminder": "1 H",
    "session_record": "3 WD",
    "session_absences": "None CD",  # a count: at least two
    "proposal_reply": "3 CD",
    "mediation_offer_reply": "3 CD",
    "mediation_offer_due": "10 CD",
    "bidding_consent": "2 CD",
    "bidding_round": "2 CD",
    "bidding_rounds": "None CD",  # a count: at most three
    "bidding_gap": "None CD",  # percent of what the creditor bids
    "agreement_cooling_off": "0 H",
    "earlier_talk_reply": "3 WD",
    "co_mediators_most": "None CD",
    "mediator_most_cases": "None CD",
    "draw_words": "24 H",
    "certificate_notice_first": "60 CD",
    "certificate_notice_second": "30 CD",
    "certificate_notice_last": "7 CD",
    "conduct_limit": "60 CD",
    "conduct_hearing": "5 WD",
    "conduct_decision": "10 WD",
    "figure_objection": "10 WD",
    "figures_fewest_cases": "None CD",
    "sum_band_small": "None CD",  # yuan
    "sum_band_middle": "None CD",
    "submission_reply": "7 CD",
    "arbitration_preparation": "30 CD",
    "arbitration_receipt": "5 CD",
    "arbitration_award": "4 M",
    "confirmation_result": "6 M",
    "performance_confirm": "7 CD",
    "breach_road_choice": "30 CD",
    "satisfaction_reply": "15 CD",
    "sum_called_due": "3 CD",
    "service_period": "15 CD",
    "mail_quiet_period": "24 H",
    "hand_service": "5 WD",
    "post_inquiry": "15 CD",
    "arrival_doubted": "3 WD",
    "guest_of_number": "90 CD",
    "number_proof": "90 CD",
    "keep_case_file": "10 Y",
    "keep_backup": "30 CD",
    "former_mediator_reads": "None CD",  # days after the office: none
    "former_office_reads": "None CD",
    "former_representative_reads": "None CD",
}


def test_the_platform_clocks_are_settings_with_these_values():
    found = {
        version.rule.code: f"{version.n} {version.unit}"
        for version in RuleVersion.objects.filter(certainty="setting").select_related("rule")
    }
    assert found == PLATFORM_CLOCKS


def test_loading_again_changes_nothing():
    before = list(RuleVersion.objects.order_by("pk").values())
    assert load_rules() == 0
    assert list(RuleVersion.objects.order_by("pk").values()) == before


def a_rule(**values: object) -> list[dict]:
    return [
        book._rule(
            {
                "id": "a_rule",
                "period": "5 CD",
                "from": date(2026, 1, 1),
                "source": "s",
                "certainty": "setting",
                **values,
            }
        )
    ]


def test_a_published_version_is_never_altered_but_may_get_an_end_and_a_successor():
    assert load_rules(a_rule()) == 1
    with pytest.raises(RuleAltered):
        load_rules(a_rule(period="6 CD"))
    closed = a_rule(versions=[{"to": date(2026, 6, 30)}, {"from": date(2026, 7, 1), "period": "6 CD"}])
    assert load_rules(closed) == 1
    assert [rule_in_force("a_rule", on=date(2026, month, 1)).n for month in (6, 7)] == [5, 6]
