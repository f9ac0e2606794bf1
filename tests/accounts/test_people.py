"""People: guests, profiles, names, and those of the demonstration."""

import pytest
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.exceptions import NotLawfulNow, NotPermitted, NotValid
from accounts.models import Membership, User
from accounts.selectors import (
    owner_of,
    service_centre,
    staff_of,
)
from accounts.services import (
    change_profile,
    claim_account,
    create_demo_people,
    create_guest,
    demo_password,
    prove_contact,
    require_good_password,
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

    claim_account(guest, contact="+8613800138000", hashed=make_password("sunny-river-stone"), by=guest)

    guest.refresh_from_db()
    assert guest.check_password("sunny-river-stone")
    assert owner_of("13800138000") == guest
    assert owner_of("wang@example.com") is None, "written down, not proved"
    with pytest.raises(NotLawfulNow):
        claim_account(guest, contact="+8613800138000", hashed="", by=guest)


def test_what_a_guest_writes_down_takes_nothing_from_its_owner(cast):
    guest = create_guest("冒名", email=cast.complainant.email, phone="not a number")
    assert (guest.email, guest.phone) == (cast.complainant.email, None)
    assert owner_of(cast.complainant.email) == cast.complainant
    with pytest.raises(NotLawfulNow) as raised:
        claim_account(guest, contact=cast.complainant.email, hashed=make_password("x"), by=guest)
    assert raised.value.code == "contact_taken"
    with pytest.raises(NotPermitted):
        claim_account(guest, contact="new@example.com", hashed="", by=cast.outsider)
    with pytest.raises(NotValid):
        require_good_password("12345678", guest)


def test_of_two_who_wrote_one_address_down_the_first_to_prove_it_has_it(db):
    first, second = create_guest("甲", phone="13800138000"), create_guest("乙", phone="13800138000")
    assert owner_of("13800138000") is None
    prove_contact(second, "+8613800138000")
    assert owner_of("13800138000") == second
    with pytest.raises(NotLawfulNow):
        prove_contact(first, "+8613800138000")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=first.pk).update(phone_verified_at=timezone.now())


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
