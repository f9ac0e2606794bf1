"""The data files: whole, consistent, in both languages."""

import pytest
from django.utils import translation

from rulebook import book, checks
from rulebook.exceptions import NoSuchTerm
from rulebook.selectors import (
    authorities_for,
    categories,
    category,
    ground,
    grounds,
    mediation_guard,
    regions,
    remedies,
)

TERMS = [
    book.roads,
    book.regions,
    book.remedies,
    book.grounds,
    book.categories,
    book.matters,
    book.mediation_types,
    book.authorities,
]


def test_the_files_hold_together():
    assert checks.check_book() == []


@pytest.mark.parametrize("terms", TERMS, ids=lambda terms: terms.__name__)
def test_every_term_has_words_in_both_languages(terms):
    assert [term.code for term in terms().values() if not term.zh.strip() or not term.en.isascii()] == []


def test_a_label_follows_the_language():
    with translation.override("zh-hans"):
        assert category("unpaid_remuneration").label == "拖欠、克扣报酬"
    with translation.override("en"):
        assert category("unpaid_remuneration").label == "Unpaid or cut remuneration"


def test_each_sector_has_its_categories():
    counts = {
        sector: len(categories(sector))
        for sector in ("zhongchuang", "zhongbao", "zhongfu", "zhongchou", "other")
    }
    assert counts == {"zhongchuang": 10, "zhongbao": 12, "zhongfu": 9, "zhongchou": 12, "other": 14}
    assert len(categories()) == 57


GUARDS = """
                      consumer labour gig_civil business donation civil
people                yes      yes    yes       yes      yes      yes
consumer_association  yes      no     no        no       no       no
administrative        yes      no     no        maybe    maybe    maybe
commercial            no       no     maybe     yes      maybe    no
industry              yes      no     yes       yes      yes      maybe
court_invited         yes      maybe  yes       yes      yes      yes
platform              no       no     no        no       no       no
"""


def test_mediation_is_guarded_as_the_table_says():
    header, *rows = [line.split() for line in GUARDS.strip().splitlines()]
    wanted = {
        (kind, matter): answer
        for kind, *answers in rows
        for matter, answer in zip(header, answers, strict=True)
    }
    assert {key: guard.allowed for key, guard in book.mediation_guards().items()} == wanted


def test_commercial_mediation_refuses_a_consumer_and_says_why():
    guard = mediation_guard("commercial", category("reward_not_delivered").matter)
    assert (guard.is_closed, guard.reason.zh) == (True, "商事调解不受理消费纠纷")


def test_what_smells_of_a_crime_is_not_mediated():
    assert [found.code for found in categories() if not found.is_mediable] == [
        "unlicensed_fundraising",
        "illegal_fundraising",
    ]


def test_every_refusal_and_termination_leaves_a_road_open():
    adverse = (
        "decline",
        "mediation_declined",
        "termination",
        "withdrawal",
        "negotiation_ended",
        "arbitration_refused",
    )
    assert [found.code for kind in adverse for found in grounds(kind) if not found.roads] == []
    assert len(grounds("decline")) == 9
    assert len(grounds("termination")) == 16


def test_a_labour_category_never_recommends_a_commercial_commission():
    labour = [found for found in categories() if found.matter == "labour"]
    assert [found.code for found in labour if "arbitration" in found.roads] == []
    assert len(labour) == 4


def test_whom_to_turn_to_ends_with_the_general_line():
    assert [found.line for found in authorities_for("false_help")] == ["12345", "110", "12345"]
    assert [found.code for found in authorities_for("donor_withdraws")] == ["hotline_12345"]


def test_an_unknown_code_is_refused():
    with pytest.raises(NoSuchTerm):
        ground("decline.mood")


def test_there_are_34_regions_and_remedies_know_their_money():
    assert len(regions()) == 34
    assert [found.takes_amount for found in remedies(["refund", "apology"])] == [True, False]


def test_causes_carry_their_numbers():
    assert [(cause.code, cause.name) for cause in category("illegal_fundraising").causes] == []
    assert [(cause.code, cause.name) for cause in category("personal_data").causes] == [
        ("8.2", "个人信息保护纠纷")
    ]
