"""What a party of a mediation says at the window: whether to take part, that the words are right, and the signature."""

import pytest

from disputes import services
from disputes.services import Signed
from disputes.states import SignedOn
from disputes.taking_down import act_named, acts_for, are_sound, read_back
from docket.models import Entry
from docket.verification.whole import verify_all
from mediation.models import Challenge, Choice, Confirmation, MediationConsent, Signature, Waiver
from mediation.states import MediationState as M
from notices.models import Paper
from notices.states import PaperKind
from tests.disputes.test_window import HAND
from tests.mediation.cases import Case


def there(case: Case, code: str, **typed: str):
    """The respondent, who logs in by himself as a rule, is at the desk's window today and agrees to it."""
    party = case.dispute.parties.get(role="respondent")
    act = act_named(case.dispute, party, code)
    assert act is not None, [each.code for each in acts_for(case.dispute, party)]
    forms = act.forms(typed)
    assert are_sound(forms), [form.errors for form in forms]
    return services.take_down(
        party,
        by=case.cast.supervisor,
        act=act.code,
        title=act.title,
        statement=read_back(act, forms, party=party),
        signed=Signed(on=SignedOn.TABLET, strokes=HAND, agreed_in_person=True),
        do=lambda user: act.do(forms, user),
    )


def comes_only_here(case: Case) -> None:
    """The respondent has no other way in: the words between the sides are read out to him here."""
    case.cast.respondent.set_unusable_password()
    case.cast.respondent.save()


def test_consent_is_the_partys_and_no_reason_is_asked(case: Case):
    party = case.dispute.parties.get(role="respondent")
    case.requested()
    act = act_named(case.dispute, party, "consent")
    assert [name for form in act.forms(None) for name in form.fields] == ["answer"]
    there(case, "consent", answer="yes")
    consent = MediationConsent.objects.get(party=party)
    assert (consent.given_by, consent.is_willing) == (case.cast.respondent, True)
    assert case.state == M.BODY_DECIDING


def test_an_agreement_is_signed_at_the_window_without_password_or_code(case: Case):
    case.signing()
    comes_only_here(case)
    agreement = case.agreement
    row = there(case, f"sign-{agreement.number}")
    signature = Signature.objects.get(agreement=agreement)
    assert (signature.signer, signature.method) == (case.cast.respondent, "window")
    assert (signature.how, signature.sent_to) == ("在窗口读给本人听，由本人签名", "由吴建国代为录入")
    # the record names the words by their hash: they are between the sides until all have signed
    assert agreement.sha256 in row.statement
    assert max(agreement.text.splitlines(), key=len) not in row.statement
    for who in ("mediator", "complainant", "secretary"):
        case.sign(getattr(case.cast, who))
    paper = Paper.objects.get(kind=PaperKind.MEDIATION_AGREEMENT)
    assert "由吴建国代为录入" in paper.html
    entry = Entry.objects.filter(verb="mediation.agreement_signed").order_by("seq").first()
    assert entry.facts["taken_down_by"] == case.cast.supervisor.actor
    assert verify_all() == []


@pytest.mark.parametrize("stage", ["mediating", "signing"])
def test_nothing_that_is_for_the_mediator_alone_is_offered(case: Case, stage):
    getattr(case, stage)()
    party = case.dispute.parties.get(role="respondent")
    assert acts_for(case.dispute, party) == []  # he reads them himself, and no officer does
    comes_only_here(case)
    party = case.dispute.parties.get(role="respondent")
    codes = {
        act.code.removesuffix(f"-{case.agreement.number}" if case.agreement else "")
        for act in acts_for(case.dispute, party)
    }
    ways_out = {"leave-mediation", "withdraw", "road", "forget"}
    assert codes - ways_out == ({"sign"} if stage == "signing" else {"challenge-mediator"})


# --- who mediates ---------------------------------------------------------------------------------


def only_here(case: Case):
    comes_only_here(case)
    return case.dispute.parties.get(role="respondent")


def test_a_mediator_is_chosen_from_the_roster_that_is_read_out(case: Case):
    case.accepted()
    party = only_here(case)
    first, second = case.entries[:2]
    act = act_named(case.dispute, party, "choose-mediator")
    for entry in (first, second):
        assert any(entry.mediator.name in line for line in act.shows)
    row = there(case, "choose-mediator", **{f"entry-{first.pk}": "x", f"entry-{second.pk}": "1"})
    choice = Choice.objects.get(party=party)
    assert (choice.ranking, choice.strikes, choice.made_by) == (
        [second.pk],
        [first.pk],
        case.cast.respondent,
    )
    assert f"{first.mediator.name}：不要这一位" in row.statement
    assert act_named(case.dispute, party, "choose-mediator") is None  # said once


def test_nobody_named_is_no_choice(case: Case):
    case.accepted()
    act = act_named(case.dispute, only_here(case), "choose-mediator")
    assert not are_sound(act.forms({}))


@pytest.mark.parametrize("answer", ["waive", "challenge"])
def test_for_or_against_the_mediator(case: Case, answer):
    case.disclosed()
    party = only_here(case)
    act = act_named(case.dispute, party, "challenge-mediator")
    assert any(case.cast.mediator.name in line for line in act.shows)
    typed = {"ground": "recusal.interest", "reasons": "他给对方公司帮过忙"} if answer == "challenge" else {}
    row = there(case, "challenge-mediator", answer=answer, **typed)
    if answer == "waive":
        assert Waiver.objects.get(party=party).made_by == case.cast.respondent
        return
    challenge = Challenge.objects.get(party=party)
    assert (challenge.made_by, challenge.reasons, case.state) == (
        case.cast.respondent,
        "他给对方公司帮过忙",
        M.CHALLENGED,
    )
    assert "他给对方公司帮过忙" in row.statement


def test_while_it_goes_on_only_another_mediator_can_be_asked_for(case: Case):
    case.mediating()
    act = act_named(case.dispute, only_here(case), "challenge-mediator")
    (form,) = act.forms(None)
    assert [value for value, _label in form.fields["answer"].choices] == ["challenge"]


@pytest.mark.parametrize("stage", ["put_to_body", "accepted", "disclosed", "mediating", "signing"])
def test_one_leaves_at_any_time_and_no_reason_is_written_down(case: Case, stage):
    getattr(case, stage)()
    party = only_here(case)
    assert act_named(case.dispute, party, "leave-mediation").forms(None) == []
    there(case, "leave-mediation")
    assert case.state == M.TERMINATED
    paper = Paper.objects.get(chain=case.dispute.chain, kind=PaperKind.MEDIATION_TERMINATION)
    assert "王强" in paper.html
    entry = Entry.objects.filter(verb="mediation.terminated").last()
    assert entry.facts["taken_down_by"] == case.cast.supervisor.actor


def test_who_has_not_said_yes_says_no_instead(case: Case):
    case.requested()
    codes = {act.code for act in acts_for(case.dispute, only_here(case))}
    assert "consent" in codes and "leave-mediation" not in codes


@pytest.mark.parametrize(
    ("stage", "code"),
    [
        ("accepted", "choose-mediator"),
        ("disclosed", "challenge-mediator"),
        ("mediating", "leave-mediation"),
        ("agreed", "confirm"),
    ],
)
def test_whoever_comes_in_alone_does_it_alone(case: Case, stage, code):
    getattr(case, stage)()
    party = case.dispute.parties.get(role="respondent")
    assert act_named(case.dispute, party, code) is None
    assert act_named(case.dispute, only_here(case), code) is not None


# --- the court's blessing ---------------------------------------------------------------------------


def test_confirmation_is_applied_for_and_the_number_is_read_in_part(case: Case):
    case.agreed()
    party = only_here(case)
    there(case, "confirm", answer="yes")
    services_of(case)
    confirmation = Confirmation.objects.get(mediation=case.mediation)
    assert confirmation.state == "preparing"
    assert [w.given_by for w in confirmation.words.filter(party=party)] == [case.cast.respondent]
    row = there(
        case,
        "confirm-details",
        name="王强",
        id_document="resident_id",
        id_number="110105198806053718",
        domicile="示例市和平路 3 号",
        service_address="示例市和平路 3 号",
        phone="邻居代接 0571-88886666",
        pledges="on",
    )
    sheet = confirmation.particulars.get(party=party)
    assert (sheet.id_number, sheet.pledged_name, sheet.pledged_by) == (
        "110105198806053718",
        "王强",
        case.cast.respondent,
    )
    assert "110105198806053718" not in row.statement and "3718" in row.statement
    assert verify_all() == []


def services_of(case: Case) -> None:
    """The other side is willing, too, on her own page."""
    from mediation.services import say_whether_to_apply

    confirmation = Confirmation.objects.get(mediation=case.mediation)
    say_whether_to_apply(confirmation, by=case.cast.complainant, is_willing=True)


def test_a_no_to_confirmation_may_become_a_yes(case: Case):
    case.agreed()
    only_here(case)
    there(case, "confirm", answer="no")
    assert Confirmation.objects.get(mediation=case.mediation).state == "declined"
    services_of(case)
    there(case, "confirm", answer="yes")
    assert Confirmation.objects.get(mediation=case.mediation).state in {"open", "preparing"}


def test_the_record_is_for_the_party_and_nobody_who_handles_the_case(case: Case):
    from notices.selectors import can_read

    case.signing()
    comes_only_here(case)
    there(case, f"sign-{case.agreement.number}")
    record = Paper.objects.get(kind=PaperKind.WINDOW_RECORD)
    readers = {name for name, user in case.cast.people.items() if can_read(user, record)}
    assert readers == {"respondent"}
