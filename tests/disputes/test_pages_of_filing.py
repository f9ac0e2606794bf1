"""Filing through the pages, as a browser does it."""

from decimal import Decimal

import pytest
from django.urls import reverse

from disputes.models import Dispute
from disputes.states import PartyRole, State
from docket.selectors import verify_chain
from tests import stories

ROWS = {"claims-TOTAL_FORMS": "1", "claims-INITIAL_FORMS": "0"}
STORY = {
    "title": "做完设计稿后不付报酬",
    "narrative": "10月8日接单，10月20日交稿，至今没有付款。",
    "happened_on": "2025-10-20",
    "region": "33",
}
ABOUT = {"name": "李小雨", "phone": "138 0000 0001", "email": "", "consents_e_service": "on"}


def step(draft, name):
    return reverse("disputes:file_step", args=[draft.pk, name])


def begin(client, origin="start"):
    answer = client.post(reverse(f"disputes:{origin}"))
    assert answer.status_code == 302
    draft = Dispute.objects.latest("pk")
    assert answer.url == step(draft, "sector")
    return draft


def fill(client, draft, cast, **respondent):
    pages = {
        "sector": {"sector": "zhongbao"},
        "category": {"category": "unpaid_remuneration"},
        "respondent": respondent
        or {
            "target": "someone",
            "platform": cast.platform.pk,
            "name": "王强",
            "phone": "13800000002",
            "order_number": "T-77",
        },
        "story": STORY,
        "claims": {**ROWS, "claims-0-remedy": "pay_remuneration", "claims-0-amount": "￥3,000"},
        "consents": ABOUT,
    }
    for name, data in pages.items():
        answer = client.post(step(draft, name), data)
        assert answer.status_code == 302, (name, answer.content.decode())


def test_a_complaint_is_filed_page_by_page(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    fill(client, draft, cast)
    answer = client.post(step(draft, "check"))
    filed = stories.fresh(draft)
    assert answer.url == reverse("disputes:receipt", args=[filed.reference])
    assert (filed.state, filed.desk, filed.amount) == (State.FILED, cast.platform, Decimal("3000.00"))
    complainant = filed.parties.get(role=PartyRole.COMPLAINANT)
    assert (complainant.phone, complainant.user) == ("+8613800000001", cast.complainant)
    assert complainant.consents_e_service_at is not None
    assert complainant.consents_publication_at is None
    assert filed.parties.get(role=PartyRole.RESPONDENT).name == "王强"
    receipt = client.get(answer.url)
    assert filed.reference in receipt.content.decode()
    assert verify_chain(filed.chain) == []


def test_pressing_submit_twice_files_once(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    fill(client, draft, cast)
    first, second = client.post(step(draft, "check")), client.post(step(draft, "check"))
    assert first.url == second.url
    assert Dispute.objects.exclude(state=State.DRAFT).count() == 1


def test_a_page_left_open_after_filing_leads_to_the_receipt_and_changes_nothing(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    fill(client, draft, cast)
    client.post(step(draft, "check"))
    late = client.post(step(draft, "story"), {**STORY, "title": "改了"})
    assert late.status_code == 409
    assert STORY["narrative"] in late.content.decode()
    seen = client.get(step(draft, "story"))
    assert seen.url == reverse("disputes:receipt", args=[stories.fresh(draft).reference])
    assert stories.fresh(draft).title == STORY["title"]


def test_starting_twice_goes_on_with_the_same_empty_draft(as_):
    client = as_("complainant")
    assert begin(client).pk == begin(client).pk


def test_a_draft_is_found_again_where_it_was_left(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    client.post(step(draft, "sector"), {"sector": "zhongbao"})
    client.post(step(draft, "category"), {"category": "unpaid_remuneration"})
    page = client.get(reverse("disputes:start")).content.decode()
    assert step(draft, "respondent") in page


def test_what_was_typed_is_kept_when_something_is_missing(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    answer = client.post(step(draft, "story"), {**STORY, "title": "", "narrative": "写了很多"})
    assert answer.status_code == 422
    assert "写了很多" in answer.content.decode()


def test_autosave_keeps_what_is_sound(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    answer = client.post(
        f"{step(draft, 'story')}?autosave=1", {**STORY, "title": "", "happened_on": "gestern"}
    )
    assert answer.status_code == 204
    kept = stories.fresh(draft)
    assert (kept.narrative, kept.happened_on, kept.step) == (STORY["narrative"], None, "")


def test_rows_of_claims_grow_and_shrink_without_losing_what_was_typed(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    typed = {**ROWS, "claims-0-remedy": "refund", "claims-0-detail": "押金没有退"}
    more = client.post(step(draft, "claims"), {**typed, "row_add": "1"})
    assert more.status_code == 200
    assert more.context["rows"].total_form_count() == 2
    assert "押金没有退" in more.content.decode()
    two = {**typed, "claims-TOTAL_FORMS": "2", "claims-1-remedy": "apology", "claims-1-detail": "公开道歉"}
    less = client.post(step(draft, "claims"), {**two, "row_remove": "0"})
    assert less.context["rows"].total_form_count() == 1
    assert "公开道歉" in less.content.decode()
    assert "押金没有退" not in less.content.decode()


def test_against_the_platform_itself_the_service_centre_gets_the_case(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    fill(client, draft, cast, target="platform", platform=cast.platform.pk)
    client.post(step(draft, "check"))
    filed = stories.fresh(draft)
    assert filed.desk == cast.service_centre
    assert filed.parties.get(role=PartyRole.RESPONDENT).organisation == cast.platform


def test_an_unknown_respondent_needs_only_a_trace(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    refused = client.post(step(draft, "respondent"), {"target": "unknown"})
    assert refused.status_code == 422
    fill(client, draft, cast, target="unknown", address="昵称：夜猫工作室", platform="")
    client.post(step(draft, "check"))
    filed = stories.fresh(draft)
    assert filed.state == State.FILED
    assert filed.parties.get(role=PartyRole.RESPONDENT).name == "身份待查明（昵称：夜猫工作室）"


def test_check_names_all_that_is_missing(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    answer = client.post(step(draft, "check"))
    assert answer.status_code == 422
    assert answer.context["missing"] == ["纠纷类型", "被投诉人", "事情经过", "诉求"]


def test_the_search_finds_platforms_while_typing(as_, cast):
    found = as_("complainant").get(reverse("disputes:platforms"), {"q": "众帮"}).content.decode()
    assert "众帮众包平台" in found
    assert "星火众筹" not in found


def test_searching_without_script_keeps_what_was_typed(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    answer = client.post(step(draft, "respondent"), {"q": "星火", "name": "老王", "search": "1"})
    assert answer.status_code == 200
    assert "星火众筹" in answer.content.decode()
    assert "老王" in answer.content.decode()


def test_a_draft_can_be_thrown_away_by_its_author_alone(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    url = reverse("disputes:discard", args=[draft.pk])
    assert as_("outsider").post(url).status_code == 404
    assert client.post(url).status_code == 302
    assert not Dispute.objects.filter(pk=draft.pk).exists()


def test_a_draft_is_its_authors_alone(as_, cast):
    draft = begin(as_("complainant"))
    for name in ("outsider", "handler", "receptionist", "centre_supervisor"):
        assert as_(name).get(step(draft, "sector")).status_code == 404


def test_a_receptionist_files_for_somebody_at_the_window_and_hands_out_a_code(as_, cast):
    client = as_("receptionist")
    draft = begin(client, origin="desk")
    assert draft.parties.get().user is None
    fill(client, draft, cast)
    page = client.get(step(draft, "check"))
    assert "请逐项读给投诉人听" in page.content.decode()
    unsigned = client.post(step(draft, "check"), {"statement": page.context["statement"]})
    assert (unsigned.status_code, stories.fresh(draft).state) == (422, State.DRAFT)
    signed = {
        "statement": page.context["statement"],
        "signed-key": "0123456789abcdef" * 2,
        "signed-was_read": "on",
        "signed-on": "tablet",
        "signed-strokes": "[[[20,100],[60,40],[100,150],[140,60],[180,120],[220,50],[260,130],[300,90]]]",
    }
    receipt = client.post(step(draft, "check"), signed).url
    assert "登记表" in client.get(receipt).content.decode()
    filed = stories.fresh(draft)
    party = filed.parties.get(role=PartyRole.COMPLAINANT)
    given = client.post(
        reverse("disputes:access_code", args=[filed.reference, party.pk]),
        {"name": party.name, "phone": party.phone},
    )
    code = given.context["code"]
    walk_in = as_("anonymous")
    assert walk_in.post(reverse("disputes:join"), {"code": code}).url == reverse("disputes:join_confirm")
    joined = walk_in.post(reverse("disputes:join_confirm"), {"name": "李小雨", "phone": "13800000001"})
    assert joined.url == reverse("proceedings:case", args=[filed.reference])
    assert walk_in.get(joined.url).status_code == 200


def test_only_a_receptionist_files_at_the_window(as_):
    assert as_("receptionist").get(reverse("disputes:desk")).status_code == 200
    assert as_("complainant").get(reverse("disputes:desk")).status_code == 404
    assert as_("complainant").post(reverse("disputes:desk")).status_code == 403
    assert as_("anonymous").get(reverse("disputes:desk")).status_code == 302


@pytest.mark.parametrize("name", ["anonymous", "complainant"])
def test_the_start_page_leads_on(as_, name):
    page = as_(name).get(reverse("disputes:start"))
    assert page.status_code == 200
    assert ("注册并开始" in page.content.decode()) == (name == "anonymous")
