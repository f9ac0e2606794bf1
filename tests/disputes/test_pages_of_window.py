"""The pages of the window: what is read back is what is signed, and who may open them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from disputes import services
from disputes.models import Dispute, Party, TakenDown
from disputes.states import SignedOn, State
from tests import stories
from tests.cast import Cast
from tests.pages.acts.window import SIGNED, STROKES

ANSWER = "稿子没有收到，请对方拿出发送的记录。"


@pytest.fixture
def dispute(cast: Cast) -> Dispute:
    return stories.serving(cast)


@pytest.fixture
def party(dispute: Dispute, cast: Cast) -> Party:
    party = dispute.parties.get(role="respondent")
    return services.register_at_window(party, by=cast.supervisor, address="和平路 3 号", fact="135790")


def page(name: str, party: Party, *args: object) -> str:
    return reverse(f"disputes:{name}", args=[party.dispute.reference, party.pk, *args])


def typed(party: Party, **more: str) -> dict[str, str]:
    claim = party.dispute.claims.get()
    return {"text": ANSWER, f"claim-{claim.pk}-stance": "denies", **more}


def test_without_phone_and_e_mail_somebody_is_registered(as_, dispute, cast):
    party = dispute.parties.get(role="respondent")
    client, url = as_("supervisor"), page("window_party", party)
    assert "登记这位当事人" in client.get(url).content.decode()
    refused = client.post(url, {"name": "王强", "address": "和平路 3 号"})
    assert refused.status_code == 422 and "请和本人约定六位数字" in refused.content.decode()
    assert (
        client.post(url, {"name": "王强", "address": "和平路 3 号", "fact": "１３５７９０"}).status_code
        == 302
    )
    party.refresh_from_db()
    assert (party.window, party.window_fact, party.address) == (cast.platform, "135790", "和平路 3 号")
    assert party.user is not None and party.user.phone is None and party.user.email is None


def test_first_written_then_read_back_then_signed(as_, party):
    client, url = as_("supervisor"), page("window_act", party, "answer")
    assert client.post(url, {"text": ""}).status_code == 422
    read = client.post(url, typed(party))
    shown = read.content.decode()
    assert read.status_code == 200 and f"您的答复意见：{ANSWER}" in shown
    assert "您的态度：不同意" in shown and not party.responses.exists()
    done = client.post(
        url, {**typed(party), **SIGNED, "step": "sign", "statement": read.context["statement"]}
    )
    assert done.url == page("window_party", party)
    assert party.responses.get().text == ANSWER
    row = TakenDown.objects.get()
    assert ANSWER in row.statement and row.signed_on == SignedOn.TABLET
    printed = client.get(page("window_record", party, row.pk)).content.decode()
    assert ANSWER in printed and "由吴建国代为录入，经本人核对签名" in printed


def test_other_words_than_were_read_are_not_done(as_, party):
    client, url = as_("supervisor"), page("window_act", party, "answer")
    statement = client.post(url, typed(party)).context["statement"]
    forged = {**typed(party, text="我全部同意对方的请求。"), **SIGNED, "step": "sign", "statement": statement}
    again = client.post(url, forged)
    assert again.status_code == 200 and "请重新读给本人听" in again.content.decode()
    assert not TakenDown.objects.exists() and not party.responses.exists()


@pytest.mark.parametrize(
    "missing",
    [
        {"signed-was_read": ""},
        {"signed-strokes": ""},
        {"signed-strokes": "[[[1,1],[2,2]]]"},
        {"signed-on": "paper"},
        {"signed-on": ""},
    ],
    ids=["not read", "no hand", "a dot", "no scan", "neither"],
)
def test_without_reading_and_signature_nothing_is_done(as_, party, missing):
    client, url = as_("supervisor"), page("window_act", party, "answer")
    statement = client.post(url, typed(party)).context["statement"]
    sent = {**typed(party), **SIGNED, "step": "sign", "statement": statement, **missing}
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert f"您的答复意见：{ANSWER}" in refused.content.decode()  # nothing typed is lost
    assert not TakenDown.objects.exists()


def test_signed_on_paper_with_a_scan(as_, party):
    client, url = as_("supervisor"), page("window_act", party, "answer")
    statement = client.post(url, typed(party)).context["statement"]
    scan = SimpleUploadedFile("签名.txt", "签名".encode())
    sent = {**typed(party), **SIGNED, "signed-on": "paper", "signed-scan": scan}
    assert client.post(url, {**sent, "step": "sign", "statement": statement}).status_code == 302
    row = TakenDown.objects.get()
    assert (row.signed_on, row.strokes) == (SignedOn.PAPER, []) and row.scan is not None


def test_whoever_logs_in_themselves_must_be_there_and_agree(as_, cast):
    dispute = stories.answering(cast)
    party = dispute.parties.get(role="respondent")
    client, url = as_("supervisor"), page("window_act", party, "answer")
    statement = client.post(url, typed(party)).context["statement"]
    sent = {**typed(party), **SIGNED, "step": "sign", "statement": statement}
    assert client.post(url, sent).status_code == 422
    assert client.post(url, {**sent, "signed-is_present": "on"}).status_code == 302
    assert TakenDown.objects.get().agreed_in_person


@pytest.mark.parametrize("who", ["outsider", "complainant", "handler", "receptionist", "auditor", "mediator"])
def test_nobody_else_opens_the_window(as_, party, who):
    client = as_(who)
    for url in (
        page("window_party", party),
        page("window_act", party, "answer"),
        page("window_sheet", party),
    ):
        assert client.get(url).status_code in {403, 404}
        sent = {**typed(party), **SIGNED, "name": "王强", "address": "别处", "fact": "135790"}
        assert client.post(url, sent).status_code in {403, 404}
    assert not TakenDown.objects.exists() and not party.invitations.exclude(used_at=None).exists()
    party.refresh_from_db()
    assert party.address == "和平路 3 号"


def test_the_covering_sheet_prints_a_code_once_and_asks_no_contact(as_, party):
    client, url = as_("supervisor"), page("window_sheet", party)
    assert client.get(url).context["code"] == ""
    made = client.post(url)
    code = made.context["code"]
    shown = made.content.decode()
    assert len(code) == 10 and code in shown and "和平路 3 号" in shown and "答辩通知书" in shown
    assert "no-store" in made.headers["Cache-Control"]
    at_home = as_("anonymous")
    assert at_home.post(reverse("disputes:join"), {"code": code}).status_code == 302
    joined = at_home.post(reverse("disputes:join_confirm"), {"name": "王强", "fact": "135790"})
    assert joined.url == reverse("proceedings:case", args=[party.dispute.reference])
    party.refresh_from_db()
    assert (party.user.phone, party.user.email) == (None, None)


def test_the_list_of_the_window_says_what_waits_and_what_to_bring(as_, party, cast):
    shown = as_("supervisor").get(reverse("disputes:window_people")).content.decode()
    assert "王强" in shown and "答辩通知书" in shown and "答复投诉" in shown
    assert "王强" not in as_("receptionist").get(reverse("disputes:window_people")).content.decode()
    assert as_("complainant").get(reverse("disputes:window_people")).status_code == 404


def test_too_late_says_where_the_case_stands(as_, party, cast):
    services.withdraw_dispute(party.dispute, by=cast.complainant)
    assert stories.fresh(party.dispute).state == State.CLOSED
    client = as_("supervisor")
    assert client.get(page("window_act", party, "answer")).url == page("window_party", party)
    sent = {**SIGNED, "step": "sign", "text": ANSWER, "statement": "0" * 64, "signed-strokes": STROKES}
    assert client.post(page("window_act", party, "answer"), sent).status_code == 409
