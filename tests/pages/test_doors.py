"""The doors, tried by chance: lies about where one comes from, and many at one code at once.

Every address × everybody is tried whole in `test_access_ladder.py`.
"""

import ipaddress
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connections

from accounts.addresses import client_address
from accounts.models import Membership, User
from accounts.selectors import owner_of
from accounts.services import (
    accept_membership_offer,
    find_membership_offer,
    offer_membership,
    prove_contact,
)
from disputes import services
from disputes.exceptions import Refusal
from disputes.models import Dispute, Invitation, MandateOffer, Party
from docket.models import Entry
from tests import stories
from tests.cast import make_cast


@pytest.mark.battery("doors")
def test_lies_about_where_one_comes_from(battery, settings):
    """Whatever a visitor writes, behind any number of our proxies: the address is the one our outermost proxy saw."""
    chance = battery.chance

    def address() -> str:
        if chance.random() < 0.5:
            return str(ipaddress.IPv4Address(chance.getrandbits(32)))
        number = chance.getrandbits(128)
        return str(ipaddress.IPv6Address(number if (number >> 32) != 0xFFFF else number ^ (1 << 100)))

    def lie() -> str:
        junk = [
            "",
            " ",
            "unknown",
            "127.0.0.1",
            "::1",
            "[::1",
            "a,b",
            "0x7f.1",
            "999.1.1.1",
            ",,,",
            '"',
            "é",
            "\t",
        ]
        return chance.choice([address(), chance.choice(junk), f"{address()}:{chance.randrange(99999)}"])

    for _ in range(battery.size(sample=500, full=20_000)):
        settings.TRUSTED_PROXIES = chance.randint(0, 4)
        visitor, peer = address(), address()
        written = [lie() for _ in range(chance.randint(0, 5))]
        if settings.TRUSTED_PROXIES == 0:
            assert client_address(visitor, written) == visitor
        else:
            seen = [visitor, *(address() for _ in range(settings.TRUSTED_PROXIES - 1))]
            lines = [*written, *seen] if chance.random() < 0.5 else [", ".join([*written, *seen])]
            assert client_address(peer, lines) == visitor, (lines, peer)
        battery.count("forged chains of addresses: the visitor's own was found")


def at_once(acts):
    """Each in a thread with a connection of its own, let go together; what each got."""
    barrier = Barrier(len(acts))

    def do(act):
        try:
            barrier.wait()
            return act() or True
        except Refusal:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


@pytest.mark.both_stacks
@pytest.mark.battery("doors")
def test_many_at_one_code_at_once(transactional_db, battery):
    """A join, a mandate, a role, a number, an address: of all who come at once one gets it, and the record says so once."""
    cast = make_cast()
    for number in range(battery.size(sample=1, full=15)):
        rivals = [User.objects.create_user(f"r{number}-{n}@example.org", name=f"甲{n}") for n in range(5)]
        waiting = stories.answering(cast, joined=False)
        code = stories.code_for(waiting)
        came = at_once([partial(services.join_by_code, code, by=who) for who in rivals])
        assert came.count(False) == len(rivals) - 1
        assert Party.objects.filter(dispute=waiting, user__in=rivals).count() == 1
        assert Invitation.objects.filter(party__dispute=waiting, used_at=None).count() == 0
        battery.count("joins with one code at once, one of five let in")

        services.appoint_representative(
            waiting, by=cast.complainant, name="孙", phone=f"agent{number}@example.org", mandate="special"
        )
        offer = services.find_mandate_offer(stories.code_to(f"agent{number}@example.org"))
        others = [who for who in rivals if not Party.objects.filter(user=who).exists()]
        came = at_once([partial(services.accept_mandate, offer, by=who) for who in others])
        assert came.count(False) == len(others) - 1
        assert MandateOffer.objects.filter(pk=offer.pk, accepted_by__in=others).count() == 1
        verbs = Entry.objects.filter(chain=Dispute.objects.get(pk=waiting.pk).chain).values_list(
            "verb", flat=True
        )
        assert list(verbs).count("disputes.representative_linked") == 1
        battery.count("mandates taken at once, one of four given")

        role = ["handler", "auditor"][number % 2]
        offer_membership(cast.platform, contact=f"new{number}@example.org", role=role, by=cast.supervisor)
        offered = find_membership_offer(stories.code_to(f"new{number}@example.org"))
        came = at_once([partial(accept_membership_offer, offered, by=who) for who in rivals])
        assert came.count(False) == len(rivals) - 1
        assert Membership.objects.filter(user__in=rivals).count() == 1
        battery.count("roles taken at once, one of five given")

        for contact in (f"+861380013{8000 + number}", f"shared{number}@example.org"):
            came = at_once([partial(prove_contact, who, contact) for who in rivals])
            assert came.count(False) == len(rivals) - 1
            assert [is_of for is_of in rivals if owner_of(contact) == is_of] == [owner_of(contact)]
            battery.count("numbers and addresses proved at once by five, one owner each")
