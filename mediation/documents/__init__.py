"""What the papers of a mediation look like: which template, with what in it. Nothing is written here."""

from .confirming import (
    confirmation_application,
    confirmation_certificate,
    confirmation_pledge,
    confirmation_result,
)
from .course import appointment, challenge_decision, notice, request, rights, session_notice, termination
from .wording import agreement, facts, record

__all__ = [
    "agreement",
    "appointment",
    "challenge_decision",
    "confirmation_application",
    "confirmation_certificate",
    "confirmation_pledge",
    "confirmation_result",
    "facts",
    "notice",
    "record",
    "request",
    "rights",
    "session_notice",
    "termination",
]
