"""What no message can carry is the task of the body that issued it, until a day that a rule gives."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.exceptions import NotLawfulNow
from disputes import services
from disputes.by_hand import address_of, load_of, to_bring_by, to_bring_to
from disputes.models import Party
from notices.models import Notice
from notices.services import (
    end_service,
    record_posting,
    record_reading,
    record_result,
    replace_papers,
    withdraw_paper,
)
from tests import stories
from tests.mediation.cases import make_case

LIST = reverse("disputes:to_bring")
#: A number whose carrier reports that it came back.
BAD_MOBILE = "+8613800010000"


def at(*moment: int) -> datetime:
    return timezone.make_aware(datetime(*moment))


def refuses_e_service(dispute, **address) -> Party:
    complainant = dispute.parties.get(role="complainant")
    Party.objects.filter(pk=complainant.pk).update(consents_e_service_at=None, **address)
    return Party.objects.get(pk=complainant.pk)


def listed(user) -> list[str]:
    return sorted(f"{notice.paper.kind}:{notice.addressee_name}" for notice in to_bring_by(user))


def the(dispute, kind: str, name: str) -> Notice:
    return Notice.objects.filter(paper__chain=dispute.chain, paper__kind=kind, addressee_name=name).latest(
        "pk"
    )


def no_consent(cast):
    dispute = stories.filed(cast)
    refuses_e_service(dispute)
    services.admit_dispute(stories.fresh(dispute), by=cast.handler)
    return dispute


def unknown(cast):
    dispute = stories.filed(cast)
    dispute.parties.filter(role="respondent").update(phone="", email="")
    services.admit_dispute(stories.fresh(dispute), by=cast.handler)
    return dispute


def failed(cast):
    dispute = stories.filed(cast)
    dispute.parties.filter(role="respondent").update(phone=BAD_MOBILE, email="")
    services.admit_dispute(stories.fresh(dispute), by=cast.handler)
    stories.everything_arrives()
    return dispute


def refused(cast):
    dispute = unknown(cast)
    record_result(
        the(dispute, "answer_notice", "王强"),
        by=cast.handler,
        means="direct",
        result="refused",
        remark="不收",
    )
    return dispute


def in_the_post(cast):
    dispute = unknown(cast)
    record_posting(the(dispute, "answer_notice", "王强"), by=cast.handler, tracking="EE1", address="某路1号")
    return dispute


def signed(cast):
    dispute = unknown(cast)
    record_result(
        the(dispute, "answer_notice", "王强"),
        by=cast.handler,
        means="direct",
        result="signed",
        received_by="王强",
    )
    return dispute


def opened(cast):
    dispute = no_consent(cast)
    record_reading(the(dispute, "admission", "李小雨"), cast.complainant)
    return dispute


def withdrawn_paper(cast):
    dispute = no_consent(cast)
    withdraw_paper(the(dispute, "admission", "李小雨").paper, by=cast.handler, reason="写错")
    return dispute


def replaced_paper(cast):
    dispute = no_consent(cast)
    paper = the(dispute, "admission", "李小雨").paper
    replace_papers([paper], by_paper=the(dispute, "answer_notice", "王强").paper, by=cast.handler)
    return dispute


def tried_again(cast):
    dispute = unknown(cast)
    services.hand_out_code(dispute.parties.get(role="respondent"), by=cast.handler, phone="+8613800000002")
    return dispute


def given_up(cast):
    dispute = no_consent(cast)
    end_service(the(dispute, "admission", "李小雨"), by=cast.handler, ground="service_ended.no_address")
    return dispute


def closed_without_consent(cast):
    """She hears of the end on paper; the notice that nobody has to answer any more is nobody's task."""
    dispute = unknown(cast)
    refuses_e_service(dispute)
    services.withdraw_dispute(stories.fresh(dispute), by=cast.complainant)
    return dispute


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (no_consent, ["admission:李小雨"]),
        (unknown, ["answer_notice:王强"]),
        (failed, ["answer_notice:王强"]),
        (refused, ["answer_notice:王强"]),
        (in_the_post, ["answer_notice:王强"]),
        (signed, []),
        (opened, []),
        (withdrawn_paper, []),
        (replaced_paper, []),
        (tried_again, []),
        (given_up, []),
        (closed_without_consent, ["closing_report:李小雨", "withdrawal:李小雨"]),
    ],
    ids=lambda given: getattr(given, "__name__", ""),
)
def test_what_is_the_desks_to_bring(cast, story, expected):
    story(cast)
    assert listed(cast.handler) == expected
    assert load_of(cast.handler).count == len(expected)
    assert all(notice.by_hand_due_on is not None for notice in to_bring_by(cast.handler))


def test_to_whom_it_is_a_task(cast, as_):
    no_consent(cast)
    counts = {name: load_of(person).count for name, person in cast.people.items()}
    assert {name for name, count in counts.items() if count} == {"handler", "supervisor"}
    statuses = {name: as_(name).get(LIST).status_code for name in cast.people}
    assert {name for name, status in statuses.items() if status == 200} == {
        *("handler", "supervisor", "other_handler", "receptionist", "centre_handler"),
        *("centre_supervisor", "secretary", "registrar", "officer"),
    }
    assert set(statuses.values()) == {200, 403}


def test_a_mediation_bodys_paper_is_its_secretarys(cast):
    case = make_case(cast)
    refuses_e_service(case.dispute)
    case.accepted()
    found = listed(cast.secretary)
    assert found and {each.partition(":")[2] for each in found} == {"李小雨"}
    issuers = {notice.paper.issuer for notice in to_bring_by(cast.secretary)}
    assert issuers == {cast.mediation_body}
    assert cast.mediation_body not in {notice.paper.issuer for notice in to_bring_by(cast.handler)}


def test_a_partys_own_paper_is_brought_by_the_desk_that_has_the_case(cast):
    dispute = stories.answering(cast)
    refuses_e_service(dispute)
    services.answer_complaint(stories.fresh(dispute), by=cast.respondent, text="不同意")
    assert "answer:李小雨" in listed(cast.handler)


def test_the_page_tells_whom_where_why_and_until_when(cast, as_, travel):
    travel.to(at(2027, 3, 1, 9))
    dispute = stories.filed(cast)
    refuses_e_service(dispute, address="杭州市某路1号")
    dispute.parties.filter(role="respondent").update(phone="", email="")
    services.admit_dispute(stories.fresh(dispute), by=cast.handler)
    page = as_("handler").get(LIST).content.decode()
    for words in (
        *(
            "受理通知书",
            "李小雨",
            "杭州市某路1号",
            "本人没有同意电子送达，只能当面或者邮寄",
            dispute.reference,
        ),
        *("答辩通知书", "王强", "没有登记地址，请先询问", "没有可用的联系方式"),
    ):
        assert words in page
    assert page.count('datetime="2027-03-08"') >= 2  # five working days from a Monday
    for name in ("posting", "serve_directly", "ending"):
        address = reverse(f"notices:{name}", args=[the(dispute, "admission", "李小雨").pk])
        assert address in page
    form = as_("handler").get(reverse("notices:posting", args=[the(dispute, "admission", "李小雨").pk]))
    assert 'value="杭州市某路1号"' in form.content.decode()
    assert LIST in as_("handler").get(reverse("proceedings:inbox")).content.decode()
    assert LIST in as_("handler").get(reverse("proceedings:case", args=[dispute.reference])).content.decode()


@pytest.mark.parametrize(
    ("address", "told", "untold"),
    [
        ("杭州市某路1号", "登记的地址：杭州市某路1号", "没有登记您的地址"),
        ("", "没有登记您的地址，承办机构会询问您", "登记的地址："),
    ],
)
def test_the_person_reads_that_it_comes_on_paper_and_where_to(cast, as_, address, told, untold):
    dispute = stories.filed(cast)
    refuses_e_service(dispute, address=address)
    services.admit_dispute(stories.fresh(dispute), by=cast.handler)
    case = reverse("proceedings:case", args=[dispute.reference])
    page = as_("complainant").get(case).content.decode()
    assert "会用纸质送给您的文书" in page and "待交邮或者当面送，最迟" in page
    assert told in page and untold not in page
    record_posting(the(dispute, "admission", "李小雨"), by=cast.handler, tracking="EE1", address="某路1号")
    assert "已经交邮" in as_("complainant").get(case).content.decode()
    record_result(
        the(dispute, "admission", "李小雨"),
        by=cast.handler,
        means="post",
        result="signed",
        received_by="李小雨",
    )
    assert "会用纸质送给您的文书" not in as_("complainant").get(case).content.decode()


def test_nobody_else_reads_of_it_on_the_case_page(cast, as_):
    dispute = stories.answering(cast)
    refuses_e_service(dispute, address="杭州市某路1号")
    services.answer_complaint(stories.fresh(dispute), by=cast.respondent, text="不同意")
    page = as_("respondent").get(reverse("proceedings:case", args=[dispute.reference])).content.decode()
    assert "杭州市某路1号" not in page and "会用纸质送给您的文书" not in page


def test_while_the_case_waits_for_it_nobody_gives_up(cast):
    dispute = unknown(cast)
    with pytest.raises(NotLawfulNow):
        end_service(the(dispute, "answer_notice", "王强"), by=cast.handler, ground="service_ended.no_address")
    assert listed(cast.handler) == ["answer_notice:王强"]


def test_the_address_of_a_body_is_used_where_the_party_gave_none(cast):
    party = Party(organisation=cast.platform)
    cast.platform.address = "某大道9号"
    assert address_of(party) == "某大道9号"
    party.address = "杭州市某路1号"
    assert address_of(party) == "杭州市某路1号"


def test_as_many_statements_for_three_cases_as_for_one(cast, as_):
    def count() -> int:
        as_("handler").get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            as_("handler").get(LIST)
        return len(seen)

    no_consent(cast)
    one = count()
    for _case in range(2):
        no_consent(cast)
    assert load_of(cast.handler).count == 3
    assert (count(), one) == (one, one)
    assert one <= 20


def test_what_a_party_gets_is_only_its_own(cast):
    dispute = no_consent(cast)
    complainant, respondent = (dispute.parties.get(role=role) for role in ("complainant", "respondent"))
    assert [each.notice.paper.kind for each in to_bring_to(complainant)] == ["admission"]
    assert to_bring_to(respondent) == []
