"""What a party of a mediation says at the window: whether to take part, that the words are right, and the signature."""

import pytest

from disputes import services
from disputes.services import Signed
from disputes.states import SignedOn
from disputes.taking_down import act_named, acts_for, are_sound, read_back
from docket.models import Entry
from docket.verification.whole import verify_all
from mediation.models import MediationConsent, Signature
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
    codes = {act.code.rpartition("-")[0] or act.code for act in acts_for(case.dispute, party)}
    assert codes == ({"sign"} if stage == "signing" else set())


def test_the_record_is_for_the_party_and_nobody_who_handles_the_case(case: Case):
    from notices.selectors import can_read

    case.signing()
    comes_only_here(case)
    there(case, f"sign-{case.agreement.number}")
    record = Paper.objects.get(kind=PaperKind.WINDOW_RECORD)
    readers = {name for name, user in case.cast.people.items() if can_read(user, record)}
    assert readers == {"respondent"}
