"""A text from which a person was taken: the docket says what hash it had and has, and nothing else passes."""

import pytest
from django.db import transaction

from docket.selectors import last_told, verify_all
from docket.services import EVERYBODY, erase_of, record
from notices.models import Paper
from notices.selectors import is_intact, paper_hash
from tests import stories
from tests.docket import forger

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paper(cast) -> Paper:
    dispute = stories.answering(cast)
    return Paper.objects.filter(chain=dispute.chain, kind="admission").get()


def replace(paper: Paper, *, before: str = "", after: str = "") -> None:
    """As an erasure does it, with other hashes if a test wants them."""
    old = paper.sha256
    with transaction.atomic():
        erase_of(paper.chain, subjects=[], rows=[f"notices.paper:{paper.pk}"])
        paper.html = paper.html.replace("李小雨", "〔已注销用户〕")
        paper.sha256 = paper_hash(html=paper.html, facts=paper.facts)
        paper.save()
        told = [f"notices.paper:{paper.pk}", before or old, after or paper.sha256]
        record(paper.chain, "accounts.erased_in_case", by="clock", facts={"replaced": [told]}, again=[paper])


def codes() -> list[str]:
    return [fault.code for fault in verify_all()]


def test_a_replaced_paper_is_intact_and_the_docket_tells_both_hashes(paper):
    old = paper.sha256
    assert last_told(paper.chain, f"notices.paper:{paper.pk}") == old
    replace(paper)
    assert paper.sha256 != old
    assert last_told(paper.chain, f"notices.paper:{paper.pk}") == paper.sha256
    assert is_intact(paper)
    assert codes() == []


def test_a_replacement_of_another_text_than_the_one_issued_is_found(paper):
    replace(paper, before="0" * 64)
    assert codes() == ["replacement_broken"]
    assert not is_intact(paper)


def test_a_paper_that_has_not_the_hash_that_was_told_is_found(paper):
    replace(paper, after="0" * 64)
    assert codes() == ["replaced_otherwise"]
    assert not is_intact(paper)


def test_a_change_after_the_replacement_is_found(paper):
    replace(paper)
    forger.change("notices_paper", "html", "<p>付 1 元</p>", paper.pk)
    assert "row_differs" in codes()
    assert not is_intact(Paper.objects.get(pk=paper.pk))


def test_openings_go_by_the_persons_they_speak_of(paper, cast):
    chain = paper.chain
    dispute = chain.dispute
    one, other = dispute.parties.order_by("pk")
    with transaction.atomic():
        record(chain, "x.said", by=cast.handler.actor, sealed={"words": "只说甲"}, facts={"party": one.pk})
        record(chain, "x.said", by=cast.handler.actor, sealed={"words": "只说乙"}, facts={"party": other.pk})
        record(chain, "x.said", by="clock", sealed={"words": "不知道说谁"})
        record(chain, "x.said", by=cast.respondent.actor, sealed={"words": "说大家"}, subjects=[EVERYBODY])
    said = list(chain.entries.filter(verb="x.said").order_by("seq"))
    erase_of(chain, subjects=[one.key])
    assert [entry.openings.exists() for entry in said] == [False, True, False, False]
    assert codes() == []
