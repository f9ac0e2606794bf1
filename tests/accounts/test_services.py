from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.exceptions import NotLawfulNow, NotPermitted, NotValid
from accounts.models import IdentityCheck, Membership, User
from accounts.selectors import (
    holds_role,
    offices_of,
    organisations_visible_to,
    others_with_number,
    search_platforms,
    service_centre,
    staff_of,
)
from accounts.services import (
    appoint_member,
    change_profile,
    claim_account,
    create_demo_people,
    create_guest,
    declare_identity,
    demo_password,
    end_membership,
    erase_person,
    export_person,
    give_consent,
    person_erasing,
    read_identity_image,
    refuse_identity,
    verify_identity,
    withdraw_consent,
)
from accounts.states import Role
from docket.selectors import verify_all, verify_chain

NUMBER = "990000199912311232"
PICTURE = bytes.fromhex("89504e470d0a1a0a") + b"\x00" * 300


def declare(user: User, **changes) -> IdentityCheck:
    given = {"document": "resident_id", "number": NUMBER, "image": PICTURE, "consents": True, "by": user}
    return declare_identity(user, **{**given, **changes})


def verbs(subject) -> list[str]:
    subject.refresh_from_db()
    return [entry.verb for entry in subject.chain.entries.order_by("seq")]


# --- identity -------------------------------------------------------------------------------------


def test_identity_is_declared_looked_at_and_verified(cast, django_capture_on_commit_callbacks):
    check = declare(cast.complainant, name="李小雨")
    cast.complainant.refresh_from_db()
    assert (cast.complainant.identity_level, check.level) == ("declared", "declared")
    assert read_identity_image(check, by=cast.officer) == (PICTURE, "image/png")

    with django_capture_on_commit_callbacks(execute=True):
        verify_identity(check, by=cast.officer)

    cast.complainant.refresh_from_db()
    check.refresh_from_db()
    assert (cast.complainant.identity_level, check.level, check.checked_by) == (
        "verified",
        "verified",
        cast.officer,
    )
    assert verbs(cast.complainant) == [
        "accounts.consent_given",
        "accounts.identity_declared",
        "accounts.identity_image_read",
        "accounts.identity_verified",
    ]
    assert [happening.text for happening in cast.complainant.happenings.all()] == ["您的身份已经核验"]


def test_number_and_picture_are_unreadable_on_disk_and_the_picture_goes_with_the_decision(
    cast, django_capture_on_commit_callbacks
):
    check = declare(cast.complainant)
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM accounts_identitycheck")
        (stored,) = cursor.fetchone()
    assert NUMBER not in stored
    picture = Path(settings.MEDIA_ROOT) / check.image.name
    assert PICTURE not in picture.read_bytes()

    with django_capture_on_commit_callbacks(execute=True):
        refuse_identity(check, reason="照片模糊", by=cast.receptionist)

    check.refresh_from_db()
    assert not picture.exists()
    assert (check.image.name, check.number, check.refusal) == ("", NUMBER, "照片模糊")
    assert check.image_sha256 != ""
    cast.complainant.refresh_from_db()
    assert cast.complainant.identity_level == "none"
    assert declare(cast.complainant).pk != check.pk


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"consents": False}, "consent_missing"),
        ({"number": "990000199912311233"}, "number_invalid"),
        ({"image": b""}, "image_missing"),
        ({"image": b"<svg onload=alert(1)>"}, "image_type"),
        ({"image": PICTURE + b"\x00" * (10 * 1024 * 1024)}, "image_too_large"),
    ],
)
def test_a_declaration_that_cannot_stand_is_refused_whole(cast, changes, code):
    with pytest.raises(NotValid) as refusal:
        declare(cast.complainant, **changes)
    assert refusal.value.code == code
    assert IdentityCheck.objects.count() == 0


def test_only_those_in_office_decide_and_nobody_about_themselves(cast):
    check = declare(cast.complainant)
    allowed = []
    for name, person in cast.people.items():
        try:
            read_identity_image(check, by=person)
        except NotPermitted:
            continue
        allowed.append(name)
    assert allowed == ["complainant", "receptionist", "centre_handler", "centre_supervisor", "officer"]

    User.objects.filter(pk=cast.officer.pk).update(identity_level="none")
    cast.officer.refresh_from_db()
    own = declare(cast.officer)
    with pytest.raises(NotPermitted):
        verify_identity(own, by=cast.officer)


def test_a_check_is_decided_once_and_waits_once(cast):
    check = declare(cast.complainant)
    with pytest.raises(NotLawfulNow):
        declare(cast.complainant)
    verify_identity(check, by=cast.officer)
    with pytest.raises(NotLawfulNow):
        refuse_identity(check, reason="晚了", by=cast.receptionist)
    with pytest.raises(NotLawfulNow):
        declare(cast.complainant)


def test_whoever_verifies_sees_who_else_declared_the_number(cast):
    declare(cast.complainant)
    second = declare(cast.respondent)
    assert list(others_with_number(second)) == [cast.complainant]


# --- bodies ---------------------------------------------------------------------------------------


def test_a_supervisor_appoints_and_ends_and_access_ends_at_once(cast):
    membership = appoint_member(cast.platform, user=cast.outsider, role=Role.HANDLER, by=cast.supervisor)
    assert holds_role(cast.outsider, cast.platform, Role.HANDLER)
    assert list(staff_of(cast.platform, Role.HANDLER)) == [cast.handler, cast.outsider]

    end_membership(membership, by=cast.supervisor)

    assert not holds_role(cast.outsider, cast.platform)
    assert list(offices_of(cast.outsider)) == []
    assert verbs(cast.platform) == ["accounts.member_appointed", "accounts.membership_ended"]


def test_who_may_appoint_where(cast):
    may = []
    for name, person in cast.people.items():
        for body in ("platform", "mediation_body", "association", "arbitration_commission", "service_centre"):
            organisation = getattr(cast, body)
            role = Role.AUDITOR if body != "arbitration_commission" else Role.REGISTRAR
            try:
                appoint_member(organisation, user=cast.outsider, role=role, by=person)
            except NotPermitted:
                continue
            Membership.objects.filter(user=cast.outsider).delete()
            may.append((name, body))
    assert may == [
        ("supervisor", "platform"),
        ("centre_supervisor", "service_centre"),
        ("secretary", "mediation_body"),
        ("registrar", "arbitration_commission"),
    ]


@pytest.mark.parametrize(
    ("user", "role", "refusal", "code"),
    [
        ("outsider", Role.MEDIATOR, NotValid, "role_unknown"),
        ("handler", Role.HANDLER, NotLawfulNow, "already_member"),
    ],
)
def test_an_appointment_that_cannot_stand(cast, user, role, refusal, code):
    with pytest.raises(refusal) as raised:
        appoint_member(cast.platform, user=getattr(cast, user), role=role, by=cast.supervisor)
    assert raised.value.code == code


def test_a_body_keeps_somebody_who_can_manage_it(cast):
    own = cast.supervisor.memberships.get()
    with pytest.raises(NotLawfulNow) as raised:
        end_membership(own, by=cast.supervisor)
    assert raised.value.code == "last_manager"
    appoint_member(cast.platform, user=cast.handler, role=Role.SUPERVISOR, by=cast.supervisor)
    end_membership(own, by=cast.supervisor)
    assert organisations_visible_to(cast.supervisor).count() == 0


def test_a_term_of_office_begins_and_ends_with_its_days(cast):
    today = timezone.localdate()
    appoint_member(
        cast.platform, user=cast.outsider, role=Role.HANDLER, by=None, starts_on=today, ends_on=today
    )
    in_force = Membership.objects.filter(user=cast.outsider)
    assert in_force.in_force(today).count() == 1
    assert in_force.in_force(today + timedelta(days=1)).count() == 0
    assert in_force.in_force(today - timedelta(days=1)).count() == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("众帮", ["众帮众包平台"]),
        ("91990000ma000102", ["星火众筹"]),
        ("众", ["众帮众包平台", "星火众筹"]),
        ("众 平台", ["众帮众包平台"]),
        ("100%", []),
        ("调解", []),
    ],
)
def test_platforms_are_found_by_any_part_of_what_people_know(cast, query, found):
    assert [platform.name for platform in search_platforms(query)] == sorted(found)


def test_cases_without_a_platform_go_to_the_first_active_service_centre(cast):
    assert service_centre() == cast.service_centre
    cast.service_centre.is_active = False
    cast.service_centre.save()
    assert service_centre() is None
    assert not holds_role(cast.receptionist, cast.service_centre)


# --- people ---------------------------------------------------------------------------------------


def test_a_guest_has_no_way_in_until_they_set_a_password(db):
    guest = create_guest("王强", phone="13800138000", email="Wang@example.com")
    assert (guest.phone, guest.email, guest.has_usable_password()) == (
        "+8613800138000",
        "wang@example.com",
        False,
    )

    claim_account(guest, password="sunny-river-stone", by=guest)

    guest.refresh_from_db()
    assert guest.check_password("sunny-river-stone")
    with pytest.raises(NotLawfulNow):
        claim_account(guest, password="another-river-stone", by=guest)


def test_a_guest_never_takes_over_somebody_elses_address(cast):
    guest = create_guest("冒名", email=cast.complainant.email, phone="not a number")
    assert (guest.email, guest.phone) == (None, None)
    for given, code in (
        ({"email": cast.complainant.email}, "email_taken"),
        ({"phone": "123"}, "invalid_phone"),
        ({}, "no_contact"),
        ({"email": "new@example.com", "password": "12345678"}, "weak_password"),
    ):
        with pytest.raises(NotValid) as raised:
            claim_account(guest, **{"password": "sunny-river-stone", **given}, by=guest)
        assert raised.value.code == code
    with pytest.raises(NotPermitted):
        claim_account(guest, email="new@example.com", password="sunny-river-stone", by=cast.outsider)


def test_a_verified_name_stays_as_the_document_has_it(cast):
    change_profile(cast.outsider, name="赵改名", language="en", by=cast.outsider)
    cast.outsider.refresh_from_db()
    assert (cast.outsider.name, cast.outsider.language) == ("赵改名", "en")
    with pytest.raises(NotValid):
        change_profile(cast.handler, name="别人", language="en", by=cast.handler)


# --- privacy --------------------------------------------------------------------------------------


def test_consent_is_given_and_withdrawn_by_oneself(cast):
    give_consent(cast.outsider, kind="privacy", by=cast.outsider)
    give_consent(cast.outsider, kind="privacy", by=cast.outsider)
    withdraw_consent(cast.outsider, kind="privacy", by=cast.outsider)
    assert cast.outsider.consents.count() == 1
    assert verbs(cast.outsider) == ["accounts.consent_given", "accounts.consent_withdrawn"]
    with pytest.raises(NotPermitted):
        give_consent(cast.outsider, kind="privacy", by=cast.handler)


def test_a_copy_of_ones_data_holds_everything_and_is_for_oneself(cast):
    declare(cast.complainant, name="李小雨")
    data = export_person(cast.complainant, by=cast.complainant)
    assert data["account"]["name"] == "李小雨"
    assert [check["number"] for check in data["identity_checks"]] == [NUMBER]
    assert [consent["kind"] for consent in data["consents"]] == ["identity_documents"]
    assert data["notices"] == []
    with pytest.raises(NotPermitted):
        export_person(cast.complainant, by=cast.officer)


def test_erasing_a_person_leaves_no_trace_of_them_and_every_chain_sound(
    cast, django_capture_on_commit_callbacks
):
    check = declare(cast.complainant, name="李小雨")
    picture = Path(settings.MEDIA_ROOT) / check.image.name
    email = cast.complainant.email

    with django_capture_on_commit_callbacks(execute=True):
        erase_person(cast.complainant, by=cast.complainant)

    erased = User.objects.get(pk=cast.complainant.pk)
    assert (erased.email, erased.phone, erased.name, erased.is_active) == (None, None, "", False)
    assert str(erased) == "已注销用户"
    assert not picture.exists()
    assert IdentityCheck.objects.get(pk=check.pk).number == ""
    assert verify_chain(erased.chain) == []
    assert erased.chain.entries.filter(openings__isnull=False).count() == 0
    assert User.objects.filter(email=email).count() == 0
    with pytest.raises(NotLawfulNow):
        erase_person(erased, by=erased)


def test_an_app_above_may_refuse_an_erasure(cast):
    def refuse(**kwargs):
        raise NotLawfulNow("案件还在办理", code="open_case")

    person_erasing.connect(refuse)
    try:
        with pytest.raises(NotLawfulNow):
            erase_person(cast.outsider, by=cast.outsider)
    finally:
        person_erasing.disconnect(refuse)
    cast.outsider.refresh_from_db()
    assert cast.outsider.name == "赵旁观"
    with pytest.raises(NotLawfulNow) as raised:
        erase_person(cast.handler, by=cast.handler)
    assert raised.value.code == "still_member"


# --- demonstration --------------------------------------------------------------------------------


def test_the_demonstration_people_come_once_with_one_password(db):
    first = create_demo_people()
    counts = (User.objects.count(), Membership.objects.count())
    again = create_demo_people()
    assert (User.objects.count(), Membership.objects.count()) == counts
    assert first.password == again.password == demo_password()
    assert all(person.check_password(first.password) for person in list(first.people.values())[:2])
    assert first.people["complainant"].email == "li@demo.example"
    assert service_centre() == first.organisations["centre"]
    mediators = staff_of(first.organisations["people_committee"], Role.MEDIATOR)
    assert [person.name for person in mediators] == sorted(["陈静", "许国华", "何芳"])
    assert verify_all() == []
