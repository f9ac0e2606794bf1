"""People: guests, profiles, names, and those of the demonstration."""

import pytest

from accounts.exceptions import NotLawfulNow, NotPermitted, NotValid
from accounts.models import Membership, User
from accounts.selectors import (
    service_centre,
    staff_of,
)
from accounts.services import (
    change_profile,
    claim_account,
    create_demo_people,
    create_guest,
    demo_password,
)
from accounts.states import Role
from docket.selectors import verify_all


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
