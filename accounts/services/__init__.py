from ..signals import (
    identity_decided,
    membership_ended,
    person_erasing,
    personal_data_wanted,
    rights_ended,
    sessions_ended,
    text_message_wanted,
)
from .consents import give_consent, withdraw_consent
from .demo import Demo, create_demo_people, demo_password
from .ending import end_all_sessions, end_rights, end_rights_in, end_session
from .identity import declare_identity, read_identity_image, refuse_identity, verify_identity
from .members import appoint_member, end_membership, name_signatory
from .people import change_profile, claim_account, create_guest
from .privacy import erase_person, export_person

__all__ = [
    "Demo",
    "appoint_member",
    "change_profile",
    "claim_account",
    "create_demo_people",
    "create_guest",
    "declare_identity",
    "demo_password",
    "end_all_sessions",
    "end_membership",
    "end_rights",
    "end_rights_in",
    "end_session",
    "erase_person",
    "export_person",
    "give_consent",
    "identity_decided",
    "membership_ended",
    "name_signatory",
    "person_erasing",
    "personal_data_wanted",
    "read_identity_image",
    "refuse_identity",
    "rights_ended",
    "sessions_ended",
    "text_message_wanted",
    "verify_identity",
    "withdraw_consent",
]
