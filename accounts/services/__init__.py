from ..signals import identity_decided, person_erasing, personal_data_wanted, text_message_wanted
from .consents import give_consent, withdraw_consent
from .demo import Demo, create_demo_people, demo_password
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
    "end_membership",
    "erase_person",
    "export_person",
    "give_consent",
    "identity_decided",
    "name_signatory",
    "person_erasing",
    "personal_data_wanted",
    "read_identity_image",
    "refuse_identity",
    "text_message_wanted",
    "verify_identity",
    "withdraw_consent",
]
