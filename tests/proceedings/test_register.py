"""Whatever may hold something of a person is registered with whose it is, or stands here with the reason why not."""

from __future__ import annotations

from django.apps import apps
from django.db.models import BinaryField, CharField, FileField, JSONField, TextField

from accounts.personal import all_personal, of_accounts, of_cases

OURS = ("accounts", "notices", "disputes", "casefiles", "chat", "mediation", "arbitration")

#: Emptied by hand at the end of an account (accounts/services/closing.py), or no person's.
ACCOUNTS = {
    "User", "Organisation", "Membership", "MembershipOffer", "IdentityCheck", "Consent", "KeptPost",
    "Erasure", "ErasedPart", "LegalHold", "SentCode", "EmailProof",
}  # fmt: skip

#: Codes of the house, numbers, hashes, names of bodies and rules: no person's, by kind of column.
CODES = {
    "code", "code_hash", "sha256", "sm3", "copy_sha256", "manifest_sha256", "bundle_sha256", "award_sha256",
    "content_sha256", "roster_sha256", "names_sha256", "text_sha256", "content_hash", "published_hash", "commitment", "salt",
    "key", "number", "reference", "prefix", "ground", "state", "kind", "language", "outcome", "step", "region", "category",
    "media_type", "copy_media_type", "id_copy_type", "addressee_key", "addressee_keys", "reader_keys", "scan", "token",
    "fingerprint", "client_id", "carrier_id", "nonce", "body_name", "rule", "rule_name", "rule_version", "remedies",
    "case_number", "receipt_number", "award_number", "court_choice", "url",
}  # fmt: skip

#: Single columns, with the reason.
FREE = {
    "disputes.ComparableCase.sector": "a code",
    "disputes.Claim.remedy": "a code",
    "disputes.TakenDown.act": "a code",
    "disputes.TakenDown.title": "the name of an act",
    "disputes.TakenDown.statement_sha256": "a hash",
    "chat.Phrase.title": "the row goes with the account",
    "chat.Phrase.text": "likewise",
    "mediation.FigureObjection.figure": "a code",
    "mediation.SessionChange.what": "a code",
    "mediation.Choice.ranking": "keys of rows",
    "mediation.Choice.strikes": "keys of rows",
    "mediation.Draw.seed": "hashes, and the words of parties, which go with their rows (`erased_draw`)",
    "mediation.RosterEntry.categories": "codes",
    "mediation.RosterEntry.speaks": "codes",
    "mediation.RosterEntry.hours": "times",
    "casefiles.Volume.anchors": "page numbers; the rows go with every erasure",
    "casefiles.Volume.file": "the rows go with every erasure",
    "casefiles.Upload.name": "the rows go with the account, and after a day",
    "casefiles.Upload.pieces": "likewise",
    "arbitration.Referral.award_file": "the commission's, and both sides' title; the page says so",
    "notices.OutboxMessage.secret": "a code, taken out once sent",
}


def test_every_column_that_may_hold_a_person_says_whose_it_is():
    registered: dict[type, set[str]] = {}
    goes: set[type] = set()
    for row in all_personal():
        registered.setdefault(row.model, set()).update({*row.columns, *row.files})
        if row.deleted_all:
            goes.add(row.model)
    unknown = []
    for model in (model for app in OURS for model in apps.get_app_config(app).get_models()):
        if model.__name__ in ACCOUNTS or model in goes:
            continue
        for field in model._meta.local_fields:
            name = f"{model._meta.label}.{field.name}"
            if not isinstance(field, CharField | TextField | JSONField | FileField | BinaryField):
                continue
            is_code = bool(field.choices) or field.name in CODES
            if field.name not in registered.get(model, set()) and not is_code and name not in FREE:
                unknown.append(name)
    assert unknown == []


def test_what_is_registered_leads_to_a_chain_and_to_persons():
    """Each path is asked of the database once: a wrong one would raise only on the day of an erasure."""
    from accounts.models import User

    for row in all_personal():
        if row.mine:
            str(row.model._base_manager.filter(row.of(User(pk=1))).query)
        for column in (*row.columns, *row.files):
            row.model._meta.get_field(column)
    for row in of_cases():
        str(row.model._base_manager.filter(**{row.chain: 1}).query)
    assert not any(row.shared for row in of_accounts())
