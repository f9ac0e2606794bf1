"""What is done with the authority's key itself: taken away, brought back, followed by another; and taking back its word."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from . import authority, certificates, vault
from .services import rotate_signing_key


class NotExported(ValueError):
    """The copy that was named does not hold the key that would be removed."""


def export(path: Path, secret: bytes) -> str:
    """Key and certificate in one file that only `secret` opens; nothing is overwritten. Gives the fingerprint."""
    anchor = authority.fingerprint()
    key = vault.key_of(anchor)
    bundle = vault.locked(key, secret) + vault.certificate_of(anchor).public_bytes(vault.PEM)
    if not vault.write(path, bundle, once=True):
        raise FileExistsError(str(path))
    return anchor


def remove(exported: Path, secret: bytes) -> str:
    """Take the key off this machine, once the copy is seen to open. Papers and checkpoints go on being signed."""
    anchor = authority.fingerprint()
    authority.signer()
    authority.checkpoint_key()
    if _opened(exported, secret).public_key() != vault.key_of(anchor).public_key():
        raise NotExported("that copy does not hold the key of the authority in force")
    (vault.folder_of(anchor) / "authority.key").unlink()
    return anchor


def restore(exported: Path, secret: bytes) -> str:
    """Bring the key back from its copy, for a rotation or a revocation."""
    anchor = authority.fingerprint()
    key = _opened(exported, secret)
    if key.public_key() != vault.certificate_of(anchor).public_key():
        raise NotExported("that copy does not hold the key of the authority in force")
    vault.write(vault.folder_of(anchor) / "authority.key", vault.locked(key, vault.passphrase()))
    return anchor


def rotate_authority() -> str:
    """A new authority takes over. The old one names it in a cross-certificate, and its key is destroyed.

    Whoever holds the old fingerprint goes on verifying, old files and new ones; the old revocation list is final.
    The new one certifies every checkpoint key that stands: a new file may name a checkpoint of before.
    """
    old = authority.fingerprint()
    by, issuer = vault.key_of(old), vault.certificate_of(old)
    new = authority.establish_under(certificates.new_key())
    cross = certificates.cross_certificate(vault.certificate_of(new), issuer=issuer, by=by)
    vault.keep_certificate(vault.folder_of(old) / "successor.crt", cross)
    vault.write(vault.root() / "current", new.encode())
    authority.signer()
    for key in authority.checkpoint_keys():
        authority.vouch_for(key)
    authority.checkpoint_key()
    (vault.folder_of(old) / "authority.key").unlink()
    return new


def rotate_signer() -> x509.Certificate:
    """A new key for PDF files. The old certificate is not revoked: what it signed stays good."""
    anchor = authority.fingerprint()
    vault.key_of(anchor)
    (vault.working_keys() / f"papers-{anchor[:16]}.pem").unlink(missing_ok=True)
    return authority.signer().certificate


def rotate_checkpoint_key() -> x509.Certificate:
    """A new key for checkpoints, certified here and vouched for by the old one (docket/keys.py)."""
    made = authority.checkpoint_certificate(rotate_signing_key().public_key)
    assert made is not None
    return made


def revoke(serial: int, reason: x509.ReasonFlags) -> x509.CertificateRevocationList:
    """Take back the authority's word for one certificate, for good. Raises `LookupError` for one it never gave."""
    anchor = authority.fingerprint()
    if serial not in {one.serial_number for one in vault.issued_by(anchor)}:
        raise LookupError(f"{serial:x}")
    standing = [one for one in vault.list_of(anchor) if one.serial_number != serial]
    return _signed_list([*standing, certificates.revoked(serial, reason)])


def renew_list() -> x509.CertificateRevocationList:
    """The same list with today's date: a list that is past its date says nothing any more."""
    return _signed_list(list(authority.revocation_list()))


def _signed_list(revoked: list[x509.RevokedCertificate]) -> x509.CertificateRevocationList:
    anchor = authority.fingerprint()
    number = vault.list_of(anchor).extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    made = certificates.revocation_list(
        revoked, number=number + 1, issuer=vault.certificate_of(anchor), by=vault.key_of(anchor)
    )
    vault.keep_list(anchor, made)
    return made


def _opened(exported: Path, secret: bytes) -> RSAPrivateKey:
    return vault.unlocked(exported.read_bytes(), secret)
