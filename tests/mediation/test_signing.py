"""What is signed, by whom, and how it is made sure that it was they."""

import hashlib
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.reauthentication import STARTED
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from mediation.models import Signature
from mediation.services import accept_draft, reopen_draft, send_signing_code, sign_agreement
from mediation.states import MediationState as M
from notices.models import OutboxMessage
from tests.cast import PASSWORD, login
from tests.mediation.cases import Case


def sent_code() -> str:
    return re.search(r"验证码：(\d{6})", OutboxMessage.objects.latest("pk").text)[1]


def test_every_signature_covers_the_very_words(case: Case):
    case.agreed()
    agreement = case.agreement
    assert agreement.sha256 == hashlib.sha256(agreement.text.encode()).hexdigest()
    assert list(agreement.signatures.values_list("role", "sha256")) == [
        (role, agreement.sha256) for role in ("party", "party", "mediator", "body")
    ]
    assert "人民币2500.00元" in agreement.text or "人民币2500元" in agreement.text


def test_the_body_seals_last(case: Case):
    case.signing()
    with pytest.raises(NotLawfulNow):
        case.sign(case.cast.secretary)
    case.sign(case.cast.mediator)
    case.sign(case.cast.complainant)
    with pytest.raises(NotLawfulNow):
        case.sign(case.cast.secretary)
    case.sign(case.cast.respondent)
    case.sign(case.cast.secretary)
    assert case.state == M.AGREED


def test_a_wrong_password_or_name_signs_nothing(case: Case):
    case.signing()
    wang = case.cast.respondent
    with pytest.raises(NotValid):
        sign_agreement(case.agreement, by=wang, typed_name="王强", password="wrong")
    with pytest.raises(NotValid):
        sign_agreement(case.agreement, by=wang, typed_name="李小雨", password=PASSWORD)
    with pytest.raises(NotValid):
        sign_agreement(case.agreement, by=wang, typed_name="", password=PASSWORD)
    with pytest.raises(NotPermitted):
        sign_agreement(case.agreement, by=case.cast.outsider, typed_name="赵旁观", password=PASSWORD)
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    "typed", ["阿不都•热合曼", "阿不都・热合曼", "阿不都‧热合曼", "阿不都 热合曼", "阿不都·热合曼"]
)
def test_a_name_with_a_middle_dot_signs_however_the_dot_is_typed(case: Case, typed):
    case.signing()
    wang = case.cast.respondent
    wang.name = "阿不都·热合曼"
    wang.save()
    sign_agreement(case.agreement, by=wang, typed_name=typed, password=PASSWORD)
    assert Signature.objects.filter(agreement=case.agreement).count() == 1


def test_a_code_signs_once_and_survives_a_mistyped_name(case: Case):
    case.signing()
    wang = case.cast.respondent
    assert send_signing_code(case.agreement, by=wang) == "re***@cast.example"
    code = sent_code()
    with pytest.raises(NotValid):
        sign_agreement(case.agreement, by=wang, typed_name="王小强", code=code)
    sign_agreement(case.agreement, by=wang, typed_name="王 强", code=code)
    signature = Signature.objects.get()
    assert (signature.method, signature.sent_to) == ("code", "re***@cast.example")
    with pytest.raises(NotValid):
        sign_agreement(case.agreement, by=wang, typed_name="王强", code=code)


def test_guessing_a_code_is_cut_short(case: Case):
    case.signing()
    wang = case.cast.respondent
    send_signing_code(case.agreement, by=wang)
    code = sent_code()
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _n in range(5):
        with pytest.raises(NotValid):
            sign_agreement(case.agreement, by=wang, typed_name="王强", code=wrong)
    with pytest.raises(NotValid):
        sign_agreement(case.agreement, by=wang, typed_name="王强", code=code)


def test_an_old_code_is_worth_nothing(case: Case, travel):
    case.signing()
    send_signing_code(case.agreement, by=case.cast.respondent)
    travel.by(minutes=11)
    with pytest.raises(NotValid):
        sign_agreement(case.agreement, by=case.cast.respondent, typed_name="王强", code=sent_code())


def test_signatures_fall_away_when_the_words_change(case: Case):
    case.signing()
    first = case.agreement
    case.sign(case.cast.complainant)
    reopen_draft(case.mediation, by=case.cast.mediator, reason="金额有误。")
    second = case.draft(terms=[case.term(2600)])
    for person in (case.cast.complainant, case.cast.respondent):
        accept_draft(second, by=person)
    with pytest.raises(NotLawfulNow):
        sign_agreement(first, by=case.cast.respondent, typed_name="王强", password=PASSWORD)
    assert second.signatures.count() == 0


def test_a_draft_is_replaced_by_the_next_and_accepted_anew(case: Case):
    case.mediating()
    first = case.draft()
    accept_draft(first, by=case.cast.complainant)
    second = case.draft(terms=[case.term(2600)])
    with pytest.raises(NotLawfulNow):
        accept_draft(first, by=case.cast.respondent)
    accept_draft(second, by=case.cast.respondent)
    assert case.state == M.MEDIATING


def test_a_general_mandate_neither_accepts_nor_signs(case: Case):
    case.mediating()
    case.wang.representatives.create(user=case.cast.outsider, name="赵旁观", mandate="general")
    agreement = case.draft()
    with pytest.raises(NotPermitted):
        accept_draft(agreement, by=case.cast.outsider)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"terms": []}, "no_terms"),
        ({"facts": " "}, "no_facts"),
        ({"wants_confirmation": True, "disputed_items": "确认海报著作权归王强所有。"}, "not_confirmable"),
    ],
)
def test_what_cannot_be_performed_or_confirmed_is_not_put_to_the_parties(case: Case, changes, code):
    case.mediating()
    with pytest.raises(NotValid) as refused:
        case.draft(**changes)
    assert refused.value.code == code


def test_a_term_without_amount_or_day_is_refused(case: Case):
    from dataclasses import replace

    case.mediating()
    for term in (replace(case.term(), amount=None), replace(case.term(), due_on=None)):
        with pytest.raises(NotValid):
            case.draft(terms=[term])


def test_nothing_is_signed_whose_day_has_passed(case: Case, travel):
    case.mediating()
    agreement = case.draft(terms=[case.term(days=2)])
    for person in (case.cast.complainant, case.cast.respondent):
        accept_draft(agreement, by=person)
    travel.by(days=4)
    with pytest.raises(NotLawfulNow):
        case.sign(case.cast.complainant)


def test_a_code_goes_to_what_the_signer_has_proved_and_not_to_what_was_written_down(case: Case):
    case.signing()
    wang = case.cast.respondent
    wang.phone = "+8613900139999"  # written down, never proved
    wang.save()
    assert send_signing_code(case.agreement, by=wang) == "re***@cast.example"


def test_who_has_just_shown_who_they_are_is_not_asked_again_when_they_sign(case: Case):
    case.signing()
    client = login(Client(), case.cast.respondent)
    there = reverse("mediation:sign", args=[case.mediation.pk])
    answer = {"typed_name": "王强", "has_read": "on"}
    assert client.post(there, answer).status_code == 422, "a log-in alone does not sign"
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert 'name="password"' not in client.get(there).content.decode()
    assert client.post(there, answer).status_code == 302
    assert Signature.objects.get().method == "password"


def test_who_has_just_signed_is_not_asked_again_elsewhere(case: Case):
    case.signing()
    client = login(Client(), case.cast.respondent)
    session = client.session
    session[STARTED] = 0
    session.save()
    there = reverse("mediation:sign", args=[case.mediation.pk])
    assert client.get(reverse("accounts:erase")).status_code == 302
    client.post(there, {"typed_name": "王强", "has_read": "on", "password": PASSWORD})
    assert client.get(reverse("accounts:erase")).status_code == 200
