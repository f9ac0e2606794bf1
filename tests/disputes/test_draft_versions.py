"""A page of a draft saves only over what it began from, and the way back loses nothing."""

import re

import pytest
from django.urls import reverse

from disputes.exceptions import Outdated
from disputes.models import Dispute
from disputes.services import draft_version, missing_content, save_draft, save_page
from disputes.states import PartyRole
from tests import stories
from tests.disputes.test_pages_of_filing import ABOUT, ROWS, STORY, begin, fill, step

NEWER = "在手机上写的，比较新的一份。"
MINE = "在电脑上写的，旧页面上的一份。"


def version_on(client, draft, name):
    page = client.get(step(draft, name)).content.decode()
    return re.search(r'name="version" value="(\w+)"', page)[1]


GOOD = {
    "sector": ({"sector": "zhongbao"}, {"sector": "zhongchou"}),
    "category": ({"category": "unpaid_remuneration"}, {"category": "quality"}),
    "respondent": ({"target": "someone", "name": "王强"}, {"target": "someone", "name": "王二"}),
    "story": ({**STORY, "narrative": NEWER}, {**STORY, "narrative": MINE}),
    "claims": (
        {**ROWS, "claims-0-remedy": "refund", "claims-0-amount": "300", "claims-0-detail": "押金"},
        {**ROWS, "claims-0-remedy": "apology", "claims-0-detail": "公开道歉"},
    ),
    "consents": ({**ABOUT, "prior_steps": "打过电话"}, {**ABOUT, "prior_steps": "写过信"}),
}


def stored(draft):
    fresh = stories.fresh(draft)
    parties = [
        [party.role, party.name, party.phone, party.address] for party in fresh.parties.order_by("role")
    ]
    claims = list(fresh.claims.values_list("remedy", "amount", "detail"))
    said = [fresh.sector, fresh.category, fresh.title, fresh.narrative, fresh.prior_steps]
    return [*said, parties, claims, fresh.unfinished]


@pytest.mark.parametrize("name", GOOD)
def test_an_outdated_page_overwrites_nothing_and_shows_both_texts(name, as_, cast):
    client = as_("complainant")
    draft = begin(client)
    if name == "category":
        client.post(step(draft, "sector"), {"sector": "zhongbao"})
    newer, mine = GOOD[name]
    if name == "category":
        codes = re.findall(r'name="category" value="(\w+)"', client.get(step(draft, name)).content.decode())
        newer, mine = {"category": codes[0]}, {"category": codes[1]}
    old = version_on(client, draft, name)
    assert client.post(step(draft, name), {**newer, "version": old}).status_code == 302
    before = stored(draft)

    told = client.post(step(draft, name), {**mine, "version": old})
    assert told.status_code == 409
    assert stored(draft) == before
    page = told.content.decode()
    assert "没有覆盖任何内容" in page and 'role="alert"' in page
    assert told.context["newer"] != []
    again = re.search(r'name="version" value="(\w+)"', page)[1]
    assert again == draft_version(stories.fresh(draft), name) != old

    assert client.post(step(draft, name), {**mine, "version": again}).status_code == 302
    assert stored(draft) != before


def test_both_texts_stand_on_the_page(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    old = version_on(client, draft, "story")
    client.post(step(draft, "story"), {**STORY, "narrative": NEWER, "version": old})
    page = client.post(step(draft, "story"), {**STORY, "narrative": MINE, "version": old})
    assert NEWER in page.content.decode() and MINE in page.content.decode()
    assert page.context["newer"] == [("事情经过", NEWER)]
    english = client.post(
        step(draft, "story"), {**STORY, "narrative": MINE, "version": old}, headers={"accept-language": "en"}
    )
    assert "Nothing was overwritten" in english.content.decode()


def test_a_page_saved_on_another_step_is_not_outdated(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    old = version_on(client, draft, "story")
    client.post(step(draft, "claims"), GOOD["claims"][0])
    assert client.post(step(draft, "story"), {**STORY, "version": old}).status_code == 302


def test_the_script_gets_the_newer_text_and_its_version(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    url, json = f"{step(draft, 'story')}?autosave=1", {"accept": "application/json"}
    old = version_on(client, draft, "story")
    saved = client.post(url, {**STORY, "narrative": NEWER, "version": old}, headers=json)
    assert saved.json() == {"version": draft_version(stories.fresh(draft), "story")}
    told = client.post(url, {**STORY, "narrative": MINE, "version": old}, headers=json)
    assert (told.status_code, told.json()["code"]) == (409, "outdated")
    assert ["narrative", NEWER] in told.json()["fields"]
    assert told.json()["version"] == saved.json()["version"]
    assert stories.fresh(draft).narrative == NEWER


def test_the_service_compares_under_the_lock(cast):
    draft = stories.drafted(cast)
    version = draft_version(draft, "story")

    def save():
        save_draft(draft, by=cast.complainant, title="新的")

    save_page(draft, by=cast.complainant, page="story", began_from=version, save=save)
    with pytest.raises(Outdated):
        save_page(draft, by=cast.complainant, page="story", began_from=version, save=save)
    assert Dispute.objects.get(pk=draft.pk).title == "新的"


# --- the way back --------------------------------------------------------------------------------


WRONG = {
    "respondent": (
        {"target": "someone", "name": "", "phone": "不记得", "address": "昵称：夜猫"},
        "夜猫",
        "不记得",
    ),
    "story": ({**STORY, "title": "", "happened_on": "去年冬天"}, STORY["narrative"], "去年冬天"),
    "claims": (
        {
            **ROWS,
            "claims-TOTAL_FORMS": "2",
            "claims-0-remedy": "refund",
            "claims-0-amount": "三千多",
            "claims-1-detail": "还要公开道歉",
        },
        "三千多",
        "还要公开道歉",
    ),
    "consents": ({**ABOUT, "phone": "12", "prior_steps": "打过三次电话"}, 'value="12"', "打过三次电话"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_step_back_keeps_what_was_typed_wrong_values_too(name, as_, cast):
    client = as_("complainant")
    draft = begin(client)
    typed, *texts = WRONG[name]
    back = client.post(step(draft, name), {**typed, "back": "1", "version": version_on(client, draft, name)})
    assert back.status_code == 302
    assert back.url != step(draft, name)
    page = client.get(step(draft, name)).content.decode()
    for text in texts:
        assert text in page
    assert "error-summary" not in page
    assert (
        client.post(step(draft, name), {**typed, "version": version_on(client, draft, name)}).status_code
        == 422
    )
    assert any("没有填对的一页" in words for words in missing_content(stories.fresh(draft)))


def test_a_box_that_was_unticked_on_the_way_back_stays_unticked(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    client.post(step(draft, "consents"), {**ABOUT, "consents_publication": "on"})
    client.post(step(draft, "consents"), {"name": "李小雨", "phone": "12", "back": "1"})
    page = client.get(step(draft, "consents")).content.decode()
    assert "checked" not in page
    assert stories.fresh(draft).parties.get(role=PartyRole.COMPLAINANT).consents_publication_at is not None


def test_a_sound_page_is_saved_on_the_way_back_and_settles_what_was_wrong(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    client.post(step(draft, "story"), {**STORY, "happened_on": "去年冬天", "back": "1"})
    assert stories.fresh(draft).unfinished != ""
    back = client.post(step(draft, "story"), {**STORY, "back": "1"})
    assert back.url == step(draft, "respondent")
    fresh = stories.fresh(draft)
    assert (fresh.narrative, fresh.unfinished) == (STORY["narrative"], "")


def test_going_back_over_an_empty_page_leaves_no_page_filled_in_wrongly(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    for name in ("sector", "respondent", "story", "claims"):
        page = client.get(step(draft, name))
        form = page.context.get("form") or page.context["rows"]
        shown = {
            field.html_name: str(field.value() or "")
            for each in getattr(form, "forms", [form])
            for field in each
        }
        assert client.post(step(draft, name), {**ROWS, **shown, "back": "1"}).status_code == 302
        assert stories.fresh(draft).unfinished == "", name


def test_what_is_not_sound_yet_is_sealed_at_rest_and_never_handed_in(as_, cast):
    client = as_("complainant")
    draft = begin(client)
    fill(client, draft, cast)
    client.post(step(draft, "consents"), {**ABOUT, "phone": "12", "id_number": "1101051949", "back": "1"})
    column = Dispute.objects.filter(pk=draft.pk).extra(select={"raw": "unfinished"}).values_list("raw").get()
    assert "1101051949" not in str(column)
    assert client.post(step(draft, "check")).status_code == 422
    assert client.post(step(draft, "consents"), ABOUT).status_code == 302
    assert client.post(step(draft, "check")).url == reverse(
        "disputes:receipt", args=[stories.fresh(draft).reference]
    )
