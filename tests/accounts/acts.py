"""What several stories about accounts begin or end with."""

from accounts.models import IdentityCheck, User
from accounts.services import (
    declare_identity,
)

NUMBER = "990000199912311232"
PICTURE = bytes.fromhex("89504e470d0a1a0a") + b"\x00" * 300


def declare(user: User, **changes) -> IdentityCheck:
    given = {"document": "resident_id", "number": NUMBER, "image": PICTURE, "consents": True, "by": user}
    return declare_identity(user, **{**given, **changes})


def verbs(subject) -> list[str]:
    subject.refresh_from_db()
    return [entry.verb for entry in subject.chain.entries.order_by("seq")]
