"""What the board says of each mediator, how, and what they may say to it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_fsm import can_proceed

from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Claim, Dispute, Party
from docket.models import Chain
from docket.selectors import verify_chain
from mediation.models import Appointment, FigureObjection, Mediation
from mediation.selectors import HOW, board, cases_of
from mediation.selectors.intervals import wilson
from mediation.services import decide_objection, object_to_figure
from mediation.states import OBJECTION_CLOCKS
from mediation.states import MediationState as M
from mediation.states import ObjectionState as S
from rulebook import clock
from rulebook.clock import handled_kinds
from rulebook.selectors import live_deadlines
from tests.cast import login
from tests.mediation.beside import seated
from tests.mediation.cases import Case

pytestmark = pytest.mark.both_stacks

ALLOWED = {"uphold": {S.OPEN: S.UPHELD}, "dismiss": {S.OPEN: S.DISMISSED}}


@pytest.mark.parametrize("verb", ALLOWED)
@pytest.mark.parametrize("state", S.values)
def test_each_verb_is_lawful_exactly_where_the_table_says(state, verb):
    assert can_proceed(getattr(FigureObjection(state=state), verb)) == (state in ALLOWED[verb])


def test_an_objection_has_a_clock_and_a_way_out_in_silence():
    assert set(OBJECTION_CLOCKS) == {S.OPEN}
    assert "mediation.figureobjection.open" in handled_kinds()


def past(
    case: Case, mediator, state: str, *, amount: int = 3000, days: int = 10, ground: str = ""
) -> Mediation:
    """A mediation of the past, in a few rows: the board reads nothing else."""
    n = Dispute.objects.count()
    dispute = Dispute.objects.create(
        chain=Chain.objects.create(),
        created_by=case.cast.complainant,
        reference=f"JF-2025-{n:06d}",
        category="unpaid_remuneration",
        title=f"旧案{n}",
    )
    party = Party.objects.create(dispute=dispute, role="complainant", name="某甲")
    Claim.objects.create(dispute=dispute, remedy="pay_remuneration", amount=amount)
    ended = timezone.now() - timedelta(days=n)
    from disputes.models import Proceeding

    mediation = Mediation.objects.create(
        dispute=dispute,
        proceeding=Proceeding.objects.create(dispute=dispute, channel="mediation", body_name="x"),
        body=case.cast.mediation_body,
        requested_by=party,
        state=state,
        ground=ground or ("" if state == M.AGREED else "termination.far_apart"),
        began_at=ended - timedelta(days=days),
        ended_at=ended,
    )
    entry = next(one for one in case.entries if one.mediator == mediator)
    Appointment.objects.create(
        mediation=mediation,
        entry=entry,
        mediator=mediator,
        how="by_body",
        made_by=case.cast.secretary,
        accepted_at=ended - timedelta(days=days + 40),
        ended_at=ended,
        end="concluded",
    )
    return mediation


@pytest.fixture
def history(case: Case) -> dict[str, list[Mediation]]:
    """陈静 settles 5 of 6 small ones; 许国华 1 of 4 large ones. One withdrawn each."""
    chen, xu = case.cast.mediator, case.cast.second_mediator
    return {
        "chen": [past(case, chen, M.AGREED, days=8 + n) for n in range(5)]
        + [past(case, chen, M.TERMINATED, days=30)]
        + [past(case, chen, M.TERMINATED, ground="termination.withdrawn_or_settled")],
        "xu": [past(case, xu, M.AGREED, amount=90000)]
        + [past(case, xu, M.TERMINATED, amount=90000) for _n in range(3)],
    }


def row_of(case: Case, n: int):
    return next(row for row in board(case.cast.mediation_body) if row.entry == case.entries[n])


def test_each_number_is_what_the_cases_say(case: Case, history):
    row = row_of(case, 0)
    assert (row.running, row.settled, row.terminated, row.withdrawn) == (0, 5, 1, 1)
    assert row.days == 10.5
    assert row.rate.observed == 5
    assert row.rate.of == 6
    assert row.rate.expected == pytest.approx(6 * 5 / 6)  # her cases are all there are of that kind
    assert row.rate.ratio == pytest.approx(1.0)
    low, high = row.rate.interval
    assert low < 1 < high


def test_too_few_cases_say_nothing(case: Case, history):
    row = row_of(case, 1)
    assert (row.settled, row.terminated) == (1, 3)
    assert (row.rate, row.days, row.satisfaction) == (None, None, None)


def test_a_rare_kind_is_held_against_the_wider_kind(case: Case, history):
    past(case, case.cast.second_mediator, M.AGREED, amount=90000)
    row = row_of(case, 1)
    assert row.rate.of == 5
    # five of the large ones are enough: two of five
    assert row.rate.expected == pytest.approx(2.0)
    past(
        case, case.cast.second_mediator, M.AGREED, amount=20000
    )  # the only one of its band: all of the category
    assert row_of(case, 1).rate.expected == pytest.approx(2.0 + 8 / 12)


def test_the_interval_is_wilsons():
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(0, 10)[0] == 0
    assert wilson(10, 10)[1] == pytest.approx(1)


@pytest.mark.parametrize("figure", ["settled", "terminated", "withdrawn", "running", "new"])
def test_what_is_behind_a_number_is_as_many(case: Case, history, figure):
    for n in (0, 1):
        assert len(cases_of(case.entries[n], figure)) == getattr(row_of(case, n), figure)


def test_running_and_new_count_who_sits_beside_too(case: Case):
    case.mediating()
    seated(case)
    assert [(row.running, row.new) for row in board(case.cast.mediation_body)] == [(1, 1), (1, 1)]


def test_the_board_asks_as_much_for_one_case_as_for_many(case: Case, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    past(case, case.cast.mediator, M.AGREED)
    with CaptureQueriesContext(
        connection,
    ) as few:
        board(case.cast.mediation_body)
    for _n in range(10):
        past(case, case.cast.mediator, M.AGREED)
    with django_assert_num_queries(len(few)):
        board(case.cast.mediation_body)


def test_an_objection_is_seen_beside_the_figure_then_the_case_is_out_and_counted_as_out(
    case: Case, history, chief
):
    chen, entry, wrong = case.cast.mediator, case.entries[0], history["chen"][5]
    objection = object_to_figure(entry, by=chen, figure="terminated", reason="对方失联。", mediation=wrong)
    assert (
        object_to_figure(entry, by=chen, figure="terminated", reason="对方失联。", mediation=wrong)
        == objection
    )
    row = row_of(case, 0)
    assert (row.pending, row.terminated, row.excluded) == ({"terminated"}, 1, 0)
    decide_objection(objection, by=chief, is_upheld=True, reasons="确实失联。")
    row = row_of(case, 0)
    assert (row.pending, row.terminated, row.excluded, row.rate.of) == (set(), 0, 1, 5)
    assert wrong not in cases_of(entry, "terminated")
    assert verify_chain(objection.chain) == []
    with pytest.raises(NotLawfulNow):
        object_to_figure(entry, by=chen, figure="terminated", reason="再来。", mediation=wrong)


def test_an_objection_to_a_whole_figure_takes_it_away(case: Case, history, chief):
    objection = object_to_figure(case.entries[0], by=case.cast.mediator, figure="days", reason="含鉴定时间。")
    decide_objection(objection, by=chief, is_upheld=True, reasons="应当扣除。")
    assert row_of(case, 0).taken_out == {"days"}
    page = login(Client(), chief).get(reverse("mediation:figures", args=[case.entries[0].pk]))
    assert "异议成立，不计" in page.content.decode()


def test_who_may_object_and_who_decides(case: Case, history, chief):
    entry = case.entries[0]
    for person in (case.cast.second_mediator, case.cast.secretary, chief):
        with pytest.raises(NotPermitted):
            object_to_figure(entry, by=person, figure="days", reason="x")
    with pytest.raises(NotValid):
        object_to_figure(entry, by=case.cast.mediator, figure="days", reason=" ")
    objection = object_to_figure(entry, by=case.cast.mediator, figure="days", reason="x")
    for person in (case.cast.mediator, case.cast.secretary, case.cast.supervisor):
        with pytest.raises(NotPermitted):
            decide_objection(objection, by=person, is_upheld=False, reasons="不。")
    with pytest.raises(NotValid):
        decide_objection(objection, by=chief, is_upheld=False)
    assert decide_objection(objection, by=chief, is_upheld=False, reasons="规则如此。").state == S.DISMISSED


def test_silence_of_the_supervisor_lets_the_objection_stand(case: Case, history):
    objection = object_to_figure(case.entries[0], by=case.cast.mediator, figure="days", reason="x")
    with time_machine.travel(live_deadlines(objection).get().due_at + timedelta(seconds=1)):
        clock.tick()
    objection.refresh_from_db()
    assert objection.state == S.UPHELD


def test_by_the_pages_everybody_sees_what_is_theirs_and_no_title(case: Case, history, chief):
    entry = case.entries[0]
    addresses = {
        "board": reverse("mediation:board"),
        "figures": reverse("mediation:figures", args=[entry.pk]),
        "cases": reverse("mediation:figure_cases", args=[entry.pk, "settled"]),
    }
    allowed = {
        "secretary": (200, 200, 200),
        "mediator": (302, 200, 200),
        "second_mediator": (302, 404, 404),
        "complainant": (403, 404, 404),
        "handler": (403, 404, 404),
        "outsider": (403, 404, 404),
    }
    for name, statuses in allowed.items():
        client = login(Client(), getattr(case.cast, name))
        assert tuple(client.get(address).status_code for address in addresses.values()) == statuses, name
    luo = login(Client(), chief)
    board_page = luo.get(addresses["board"]).content.decode()
    assert all(str(name) in board_page for name, _words in HOW.values())
    listed = luo.get(addresses["cases"]).content.decode()
    assert history["chen"][0].dispute.reference in listed
    assert "旧案" not in listed
    assert luo.get(reverse("mediation:figure_cases", args=[entry.pk, "rate"])).status_code == 404


def test_an_objection_by_the_pages(case: Case, history, chief):
    entry, wrong = case.entries[0], history["chen"][5]
    address = reverse("mediation:object_to_figure", args=[entry.pk, "terminated"])
    chen = login(Client(), case.cast.mediator)
    assert chen.get(f"{address}?case={wrong.dispute.reference}").status_code == 200
    assert chen.get(f"{address}?case={history['xu'][0].dispute.reference}").status_code == 404
    assert chen.post(address, {"reason": ""}).status_code == 422
    assert chen.post(f"{address}?case={wrong.dispute.reference}", {"reason": "失联。"}).status_code == 302
    objection = FigureObjection.objects.get()
    assert objection.mediation == wrong
    page = reverse("mediation:objection", args=[objection.pk])
    assert chen.post(page, {"answer": "uphold", "reasons": "x"}).status_code == 403
    assert login(Client(), case.cast.second_mediator).get(page).status_code == 404
    assert login(Client(), chief).post(page, {"answer": "dismiss", "reasons": "规则。"}).status_code == 302
    assert "规则。" in chen.get(page).content.decode()
