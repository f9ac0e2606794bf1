import os
from datetime import datetime
from getpass import getpass
from pathlib import Path

from cryptography import x509
from django.core.management.base import BaseCommand, CommandError

from docket import authority, succession, vault

REASONS = {
    "compromised": x509.ReasonFlags.key_compromise,
    "superseded": x509.ReasonFlags.superseded,
    "ceased": x509.ReasonFlags.cessation_of_operation,
}


class Command(BaseCommand):
    help = "The house authority: show, export, remove and restore its key, rotate keys, revoke a certificate."

    def add_arguments(self, parser):
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("show", help="the fingerprint, what was certified, where the key is")
        for act, told in [
            ("export", "write the key and its certificate to FILE, under a passphrase of its own"),
            ("remove", "take the key off this machine, once the copy in FILE is seen to open"),
            ("restore", "bring the key back from FILE"),
        ]:
            acts.add_parser(act, help=told).add_argument("file", type=Path)
        rotate = acts.add_parser("rotate", help="a new key takes over")
        rotate.add_argument("which", choices=["authority", "signer", "checkpoint"])
        revoke = acts.add_parser("revoke", help="take back the word for a certificate, for good")
        revoke.add_argument("serial", help="as `show` prints it")
        revoke.add_argument("reason", choices=REASONS)
        acts.add_parser("renew", help="sign the revocation list anew: it is good for a year")

    def handle(self, *args, act, **options):
        try:
            getattr(self, f"_{act}")(**options)
        except (vault.KeyAway, vault.WrongPassphrase, succession.NotExported) as error:
            raise CommandError(str(error)) from error
        except FileExistsError as error:
            raise CommandError(f"{error} is there already; nothing is overwritten") from error
        except FileNotFoundError as error:
            raise CommandError(f"there is no file {error.filename}") from error

    def _show(self, **_options):
        self.stdout.write(f"fingerprint {authority.fingerprint()}")
        self.stdout.write(f"in groups   {authority.fingerprint_in_groups()}")
        for anchor in authority.fingerprints():
            found, where = vault.certificate_of(anchor), "here" if vault.has_key(anchor) else "away"
            self.stdout.write(
                f"authority   {anchor[:16]} until {day(found.not_valid_after_utc)}, key {where}"
            )
            until = vault.list_of(anchor).next_update_utc
            self.stdout.write(
                f"  list of what was revoked: {len(vault.list_of(anchor))}, until {until:%Y-%m-%d}"
            )
            for one in vault.issued_by(anchor):
                name = str(one.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value)
                end = " REVOKED" if authority.is_revoked(one) else ""
                self.stdout.write(
                    f"  {one.serial_number:040x} {name} until {one.not_valid_after_utc.date()}{end}"
                )

    def _export(self, file, **_options):
        self.stdout.write(f"{succession.export(file, secret(twice=True))} written to {file}")

    def _remove(self, file, **_options):
        self.stdout.write(f"{succession.remove(file, secret())}: its key is no longer on this machine")

    def _restore(self, file, **_options):
        self.stdout.write(f"{succession.restore(file, secret())}: its key is here again")

    def _rotate(self, which, **_options):
        if which == "authority":
            self.stdout.write(f"publish the new fingerprint: {succession.rotate_authority()}")
            return
        made = succession.rotate_signer() if which == "signer" else succession.rotate_checkpoint_key()
        self.stdout.write(f"{made.serial_number:040x}")

    def _revoke(self, serial, reason, **_options):
        try:
            found = succession.revoke(int(serial, 16), REASONS[reason])
        except (LookupError, ValueError) as error:
            raise CommandError(f"the authority in force never certified {serial}") from error
        self.stdout.write(f"{len(found)} revoked")

    def _renew(self, **_options):
        self.stdout.write(f"good until {day(succession.renew_list().next_update_utc)}")


def day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else "—"


def secret(*, twice: bool = False) -> bytes:
    """The passphrase of the exported copy: from the environment, else typed."""
    given = os.environ.get("AUTHORITY_EXPORT_PASSPHRASE") or getpass("passphrase of the copy: ")
    if len(given) < 12:
        raise CommandError("at least twelve characters")
    if twice and "AUTHORITY_EXPORT_PASSPHRASE" not in os.environ and getpass("again: ") != given:
        raise CommandError("the two are not the same")
    return given.encode()
