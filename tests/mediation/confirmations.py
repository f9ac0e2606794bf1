"""An agreement on its way to the court, by the same services as pages use; each function takes it one stage on."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import Membership, Organisation, User
from accounts.states import OrganisationKind, Role
from mediation.models import Confirmation
from mediation.services import (
    ask_supplement,
    bind_package,
    certify_mediation,
    give_particulars,
    hand_in,
    record_ruling,
    say_whether_to_apply,
    withdraw_application,
)
from mediation.states import ConfirmationState as C
from tests.mediation.cases import Case, further
from tests.rigs.retold import retold

#: Numbers with a valid check digit, of nobody.
NUMBERS = {"李小雨": "11010519491231002X", "王强": "110105198806053718"}


def a_court() -> tuple[Organisation, User]:
    """A court that takes applications here, and who keeps its registry."""
    court = Organisation.objects.create(kind=OrganisationKind.COURT, name="示例市东区人民法院", code="东法")
    judge = User.objects.create(email="registry@court.example", name="方正")
    Membership.objects.create(
        user=judge, organisation=court, role=Role.REGISTRAR, starts_on=timezone.localdate()
    )
    return court, judge


def opened(case: Case) -> Confirmation:
    case.agreed()
    return Confirmation.objects.get(mediation=case.mediation)


def fresh(confirmation: Confirmation) -> Confirmation:
    return Confirmation.objects.select_related("mediation__dispute__chain", "agreement", "court").get(
        pk=confirmation.pk
    )


def _now(confirmation: Confirmation, case: Case, *_more: object) -> Confirmation:
    further(case, case)
    return fresh(confirmation)


def declined(case: Case) -> Confirmation:
    confirmation = opened(case)
    say_whether_to_apply(confirmation, by=case.cast.respondent, is_willing=False)
    return fresh(confirmation)


@retold(again=_now)
def preparing(case: Case) -> Confirmation:
    confirmation = opened(case)
    for person in (case.cast.complainant, case.cast.respondent):
        say_whether_to_apply(confirmation, by=person, is_willing=True)
    return fresh(confirmation)


def values(name: str) -> dict[str, str]:
    return {
        "name": name,
        "id_document": "resident_id",
        "id_number": NUMBERS[name],
        "domicile": "示例市东区和平路1号",
        "service_address": "示例市东区和平路1号",
        "phone": "13800000001",
    }


@retold(again=_now)
def packed(case: Case, *, is_bound: bool = True) -> Confirmation:
    confirmation = preparing(case)
    for person in (case.cast.complainant, case.cast.respondent):
        party = case.dispute.parties.get(user=person)
        give_particulars(
            confirmation, by=person, party=party, values=values(person.name), pledged_name=person.name
        )
    certify_mediation(confirmation, by=case.cast.secretary)
    if is_bound:
        bind_package.func(confirmation.pk)
    return fresh(confirmation)


@retold(again=_now)
def with_court(
    case: Case, court: Organisation | None = None, *, is_bound: bool | None = None
) -> Confirmation:
    confirmation = packed(case, is_bound=court is not None if is_bound is None else is_bound)
    hand_in(
        confirmation,
        by=case.cast.complainant,
        court_choice="body_place",
        court=court,
        court_name="" if court else "示例市东区人民法院",
        method="counter",
        on=timezone.localdate(),
        receipt_number="收〔2026〕7号",
    )
    return fresh(confirmation)


def supplementing(case: Case) -> Confirmation:
    confirmation = with_court(case)
    until = timezone.localdate() + timedelta(days=5)
    ask_supplement(confirmation, by=case.cast.secretary, text="请补交转账账户的证明。", until=until)
    return fresh(confirmation)


def ruled(ruling: str, ground: str = ""):
    def story(case: Case) -> Confirmation:
        confirmation = with_court(case)
        record_ruling(
            confirmation,
            by=case.cast.secretary,
            ruling=ruling,
            on=timezone.localdate(),
            ground_code=ground,
            case_number="（2026）示0101民特1号",
        )
        return fresh(confirmation)

    return story


def withdrawn(case: Case) -> Confirmation:
    confirmation = with_court(case)
    withdraw_application(confirmation, by=case.cast.respondent)
    return fresh(confirmation)


#: How an agreement comes into each state.
WAY_TO = {
    C.OPEN: opened,
    C.DECLINED: declined,
    C.PREPARING: preparing,
    C.WITH_COURT: with_court,
    C.SUPPLEMENTING: supplementing,
    C.CONFIRMED: ruled(C.CONFIRMED),
    C.DISMISSED: ruled(C.DISMISSED, "confirmation_dismissed.unclear"),
    C.REFUSED: ruled(C.REFUSED, "confirmation_refused.wrong_court"),
    C.WITHDRAWN: withdrawn,
}
