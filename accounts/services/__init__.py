from ..signals import (
    case_erasing,
    identity_decided,
    mail_wanted,
    membership_ended,
    parts_wanted,
    person_erased,
    person_erasing,
    personal_data_wanted,
    rights_ended,
    sessions_ended,
    text_message_wanted,
)
from .consents import give_consent, withdraw_consent
from .demo import Demo, create_demo_people, demo_password
from .ending import end_all_sessions, end_rights, end_rights_in, end_session
from .erasing import (
    Standing,
    ask_erasure,
    backup_lasts,
    erase_person,
    replay_erasures,
    standing_of,
    sweep_erasures,
    withdraw_erasure,
)
from .holds import lift_legal_hold, set_legal_hold
from .identity import declare_identity, read_identity_image, refuse_identity, verify_identity
from .members import appoint_member, end_membership, name_signatory
from .people import (
    change_profile,
    claim_account,
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
from .privacy import export_person
from .sent_codes import forget_old_codes, send_code, take_code, waiting_code
from .telling import tell_of_change
from .unproved import forget_unproved_accounts
from .words import send_words

__all__ = [
    "Demo",
    "Standing",
    "accept_membership_offer",
    "address_power",
    "appoint_member",
    "ask_erasure",
    "backup_lasts",
    "case_erasing",
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
    "find_membership_offer",
    "forget_old_codes",
    "forget_unproved_accounts",
    "give_consent",
    "identity_decided",
    "lift_legal_hold",
    "mail_wanted",
    "membership_ended",
    "name_signatory",
    "normalise_contact",
    "offer_membership",
    "parts_wanted",
    "person_erased",
    "person_erasing",
    "personal_data_wanted",
    "prove_contact",
    "read_identity_image",
    "refuse_identity",
    "replay_erasures",
    "require_good_password",
    "rights_ended",
    "send_code",
    "send_words",
    "sessions_ended",
    "set_legal_hold",
    "standing_of",
    "sweep_erasures",
    "take_code",
    "take_power",
    "tell_of_change",
    "text_message_wanted",
    "verify_identity",
    "vouch_for",
    "waiting_code",
    "withdraw_consent",
    "withdraw_erasure",
    "withdraw_membership_offer",
]
