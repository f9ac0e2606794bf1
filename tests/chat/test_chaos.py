"""Ten thousand messages while connections, server processes and Redis are killed at random: 0 lost, 0 doubled.

Real server processes, real sockets. What it counted stands at the end of the run. By sample two thousand messages, and
one thousand where SQLite has Redis beside it; the kills are as many in the whole and in the sample.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from chat.models import Message, MessageRevision, Room
from chat.services import admit_member, open_room
from chat.states import RoomKind, Side
from disputes.models import Dispute
from docket.services import open_chain
from tests.cast import make_cast
from tests.rigs.batteries import Battery

from .chaos import Person, start_redis, start_web, wreck
from .conftest import session_of

pytestmark = [
    pytest.mark.both_stacks,
    pytest.mark.django_db(transaction=True),
    pytest.mark.battery("chaos"),
]

ROOMS = 12
PATIENCE = 900  # seconds; nothing is expected to be quick here


@pytest.fixture(
    params=[
        pytest.param((1, False, 8, 1.0), id="one_process", marks=pytest.mark.sqlite_only),
        pytest.param((2, True, 12, 1.0 if os.environ.get("DATABASE_URL") else 0.5), id="two_with_redis"),
    ]
)
def scene(request, transactional_db: None, tmp_path: Path, battery: Battery) -> Iterator[tuple]:
    """Servers, Redis or none, rounds of killing, messages."""
    processes, has_redis, rounds, share = request.param
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.chat.chaos_settings",
        "CHAOS_DATABASE": str(connection.settings_dict["NAME"]),
        "LOG_LEVEL": "CRITICAL",
    }
    env.pop("REDIS_URL", None)
    redis = start_redis(tmp_path) if has_redis else None
    if redis:
        env["REDIS_URL"] = f"redis://127.0.0.1:{redis.port}/0"
    web = [start_web(env) for _n in range(processes)]
    for process in (*web, *([redis] if redis else [])):
        process.wait_until_open()
    yield web, redis, rounds, int(battery.size(sample=2_000, full=10_000) * share)
    for process in (*web, *([redis] if redis else [])):
        process.kill()


def make_rooms() -> tuple[list[int], list[tuple[str, str]]]:
    cast = make_cast()
    people = [cast.complainant, cast.respondent, cast.mediator]
    dispute = Dispute.objects.create(chain=open_chain(), created_by=cast.complainant)
    rooms = [
        open_room(dispute, key=f"chaos:{n}", kind=RoomKind.JOINT, title=f"第 {n} 室", by=None)
        for n in range(ROOMS)
    ]
    for room in rooms:
        for user, side in zip(people, (Side.COMPLAINANT, Side.RESPONDENT, Side.NEUTRAL), strict=True):
            admit_member(room, user, side=side, label=user.name, by=None)
    cookies = [(f"p{n}", f"sessionid={session_of(user)}") for n, user in enumerate(people)]
    connection.close()
    return [room.pk for room in rooms], cookies


@sync_to_async
def stored_in(room: int) -> tuple[dict[int, tuple[int, str, bool]], list[str], int, list[int]]:
    """What each line is now, the sendings, the number of the last change, and those of all changes."""
    messages = list(Message.objects.filter(room=room).order_by("seq"))
    lines = {m.seq: (m.rev, m.body, m.recalled_at is not None) for m in messages}
    revisions = (
        MessageRevision.objects.filter(message__room=room).order_by("rev").values_list("rev", flat=True)
    )
    found = lines, [m.client_id for m in messages], Room.objects.get(pk=room).last_rev, list(revisions)
    connection.close()
    return found


async def settle(people: list[Person]) -> None:
    """Once everybody has said all they had to, everybody waits for the last number and the last change."""
    while not all(person.has_said_all for person in people):
        await asyncio.sleep(0.1)
    for person in people:
        lines, _sent, last_rev, _revs = await stored_in(person.room)
        person.goals = (max(lines), last_rev)


async def test_nothing_is_lost_doubled_or_out_of_order_while_everything_is_killed(
    scene, tell: Callable[[str], None], request, battery: Battery
):
    web, redis, rounds, number = scene
    random.seed(battery.chance.random())
    rooms, cookies = await sync_to_async(make_rooms)()
    each = -(-number // (ROOMS * len(cookies)))
    counts: Counter[str] = Counter()
    people = [Person(name, cookie, room, each, web, counts) for room in rooms for name, cookie in cookies]
    began = time.monotonic()
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(
            wreck(people, web, redis, rounds, counts), settle(people), *(person.live() for person in people)
        )
    seconds = time.monotonic() - began
    lost = changes = 0
    for room in rooms:
        here = [person for person in people if person.room == room]
        lines, sent, last_rev, revs = await stored_in(room)
        changes += last_rev
        lost += len({f"{name}-{room}-{n}" for name, _ in cookies for n in range(each)} - set(sent))
        lost += sum(len(set(lines) - set(person.heard)) for person in here)
        assert len(sent) == len(set(sent)) == each * len(cookies)
        assert list(lines) == list(range(1, len(sent) + 1))
        assert revs == list(range(1, last_rev + 1))
        for person in here:
            assert person.heard == list(lines)  # one order for all
            assert person.shown == lines
            for seq, text in person.changed.items():
                assert lines[seq][1:] == (text or "", text is None)
    doubled = sum(person.doubled for person in people)
    said = each * len(people)
    kills = {what: counts[what] for what in sorted(counts) if what not in ("connected", "resends")}
    killed = ", ".join(f"{number} {what}" for what, number in kills.items())
    tell(
        f"chaos {connection.vendor} {request.node.callspec.id}: {said} messages, {changes} edits and recalls,"
        f" {said * len(cookies)} deliveries: {lost} lost, {doubled} doubled; {killed};"
        f" {counts['connected'] - len(people)} reconnects, {counts['resends']} resends;"
        f" {seconds:.0f} s"
    )
    assert (lost, doubled) == (0, 0)
    assert said >= number
    battery.count("messages while connections and processes were killed, 0 lost, 0 doubled", said)
    battery.count("connections cut, servers and Redis killed or stopped meanwhile", sum(kills.values()))
