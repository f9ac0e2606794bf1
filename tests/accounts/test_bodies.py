"""Bodies: who is appointed by whom, and for how long."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.exceptions import NotLawfulNow, NotPermitted, NotValid
from accounts.models import Membership
from accounts.selectors import (
    holds_role,
    offices_of,
    organisations_visible_to,
    search_platforms,
    service_centre,
    staff_of,
)
from accounts.services import (
    appoint_member,
    end_membership,
)
from accounts.states import Role

from .acts import verbs


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
