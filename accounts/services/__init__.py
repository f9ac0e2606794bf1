from ..signals import (
    account_joined,
    guest_wanted,
    identity_decided,
    mail_wanted,
    membership_ended,
    number_proved,
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
from .people import (
    change_guest,
    change_profile,
    claim_account,
    close_joined,
    create_guest,
    prove_contact,
    require_good_password,
    vouch_for,
)
from .powers import (
    accept_membership_offer,
    address_power,
    find_membership_offer,
    normalise_contact,
    offer_membership,
    take_power,
    withdraw_membership_offer,
)
from .privacy import erase_person, export_person
from .sent_codes import forget_old_codes, send_code, take_code, waiting_code
from .telling import tell_of_change
from .unproved import forget_unproved_accounts
from .words import send_words

__all__ = [
    "Demo",
    "accept_membership_offer",
    "account_joined",
    "address_power",
    "appoint_member",
    "change_guest",
    "change_profile",
    "claim_account",
    "close_joined",
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
    "find_membership_offer",
    "forget_old_codes",
    "forget_unproved_accounts",
    "give_consent",
    "guest_wanted",
    "identity_decided",
    "mail_wanted",
    "membership_ended",
    "name_signatory",
    "normalise_contact",
    "number_proved",
    "offer_membership",
    "person_erasing",
    "personal_data_wanted",
    "prove_contact",
    "read_identity_image",
    "refuse_identity",
    "require_good_password",
    "rights_ended",
    "send_code",
    "send_words",
    "sessions_ended",
    "take_code",
    "take_power",
    "tell_of_change",
    "text_message_wanted",
    "verify_identity",
    "vouch_for",
    "waiting_code",
    "withdraw_consent",
    "withdraw_membership_offer",
]
