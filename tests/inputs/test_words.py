"""What people type: nothing invisible, nothing that reads as something else, and every real name stays whole."""

import json
from pathlib import Path

import pytest
from django import forms
from django.test import Client, RequestFactory
from django.urls import reverse

from inputs.fields import CodeField, NameField
from inputs.middleware import CleanTyping
from inputs.words import claims_role, clean_name, clean_text, clean_values, comparing_key, plain_code

NAUGHTY = Path(__file__).resolve().parents[3] / "shared/data/naughty-strings/blns.json"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("王\u200b强", "王强"),
        ("王\u202e强\u202c", "王强"),
        ("\ufeff 王　强 \u00a0", "王 强"),
        ("王\u2800强\u3164", "王强"),
        ("王\x07强\x0b", "王强"),
        ("王\U000e0041强", "王强"),
        ("王\ufe0f强", "王强"),
        ("阿不都•热合曼", "阿不都·热合曼"),
        ("阿不都 ・ 热合曼", "阿不都·热合曼"),
        ("阿不都．热合曼", "阿不都·热合曼"),
        ("阿不都‧热合曼", "阿不都·热合曼"),
        ("Jean-Paul O’Neill", "Jean-Paul O’Neill"),
        ("示例（杭州）科技有限公司", "示例（杭州）科技有限公司"),
        ("Zoe\u0308", "Zoë"),
        ("\U0002b740\U00030000", "\U0002b740\U00030000"),  # rare characters, and one newer than the tables
        ("\ue82d明", "\ue82d明"),  # a private character of GB 18030
        ("مح\u200cمد", "مح\u200cمد"),
        ("Z" + "\u0315" * 40, "Z" + "\u0315" * 2),
        ("\ud800王强", "王强"),
    ],
)
def test_a_name_is_cleaned_and_stays_a_name(typed, kept):
    assert clean_name(typed) == kept
    assert clean_name(kept) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("第一行\x0b第二行\r\n第三行\u2028第四行", "第一行\n第二行\n第三行\n第四行"),  # Word's breaks
        ("写\x13到\x14这\x15里\x07", "写到这里"),  # Word's field marks
        ("付\u200b款\u202e", "付款"),
        ("👨\u200d👩\u200d👧 1\ufe0f\u20e3 ❤\ufe0f", "👨\u200d👩\u200d👧 1\ufe0f\u20e3 ❤\ufe0f"),
        ("制表\t保留", "制表\t保留"),
        ("\x00空", "空"),
    ],
)
def test_free_text_keeps_its_lines_and_its_emoji(typed, kept):
    assert clean_text(typed) == kept


def test_no_naughty_string_leaves_anything_that_cannot_be_shown():
    if not NAUGHTY.exists():
        pytest.skip("the list of naughty strings is not beside this checkout")
    for text in json.loads(NAUGHTY.read_text(encoding="utf-8")):
        for cleaned in (clean_name(text), clean_text(text)):
            cleaned.encode("utf-8")
            assert not set(cleaned) & set(
                "\u200b\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2067\u2068\ufeff\x07\x1b\x7f\x00"
            )
        assert clean_name(clean_name(text)) == clean_name(text)
        assert clean_text(clean_text(text)) == clean_text(text)


@pytest.mark.parametrize(
    "written",
    ["阿不都•热合曼", "阿不都・热合曼", "阿不都‧热合曼", "阿不都 热合曼", "阿不都.热合曼", "阿不都热合曼"],
)
def test_ways_of_writing_one_name_are_one_to_compare(written):
    assert comparing_key(written) == comparing_key("阿不都·热合曼")


def test_other_names_are_other():
    assert comparing_key("王强") != comparing_key("王强强")
    assert comparing_key("ＡＢＣ科技") == comparing_key("abc 科技")


@pytest.mark.parametrize(
    ("name", "claims"),
    [
        ("王强（调解员）", True), ("王强 调解员", True), ("调解员王强", True), ("王强[法官]", True), ("李四·仲裁员", True),
        ("平台官方", True), ("王强（mediator）", True), ("王强【客服】", True),
        ("王强", False), ("阿不都·热合曼", False), ("Mike Judge", False), ("官方达", False), ("王强（官方）", True),
        ("示例（杭州）科技有限公司", False),
    ],
)  # fmt: skip
def test_a_name_that_claims_an_office(name, claims):
    assert claims_role(name) is claims


def test_own_names_may_claim_nothing_others_are_only_cleaned():
    class Form(forms.Form):
        own = NameField(is_own=True, required=False)
        other = NameField(required=False)

    form = Form({"own": "王强（调\u200b解员）", "other": "某平台\u202e客服"})
    assert not form.is_valid()
    assert list(form.errors) == ["own"]
    assert form.cleaned_data["other"] == "某平台客服"
    assert not Form({"own": "\u200b\u3164"}).has_error("own")


def test_a_name_of_nothing_visible_is_no_name():
    class Form(forms.Form):
        name = NameField()

    assert Form({"name": "\u200b\u2800"}).errors["name"]


def test_codes_are_read_in_any_width():
    assert plain_code("ＡＢ２３ ４５\u200bＣＤ") == "AB2345CD"
    assert CodeField().clean("ａｂ２３４５") == "ab2345"


def test_what_programs_send_is_cleaned_however_deep():
    sent = {"type": "say", "text": "付\u202e款", "data": [{"name": "a\x00b"}], "seq": 3}
    assert clean_values(sent) == {"type": "say", "text": "付款", "data": [{"name": "ab"}], "seq": 3}


def test_every_form_of_every_page_is_cleaned_but_passwords():
    request = RequestFactory().post(
        "/x", {"text": "付\u202e款\x0b了", "new_password1": "a\u200bb", "n": ["1\x00", "2"]}
    )
    CleanTyping(lambda r: None).process_view(request, None, (), {})
    assert dict(request.POST.lists()) == {
        "text": ["付款\n了"],
        "new_password1": ["a\u200bb"],
        "n": ["1", "2"],
    }


def test_signing_up_as_a_mediator_is_refused_in_words(db):
    answer = Client().post(reverse("account_signup"), {"name": "王强（调解员）", "email": "w@demo.example"})
    assert "姓名里不要写身份或者职务" in answer.content.decode()
