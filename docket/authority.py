"""The house authority: the one anchor by which a stranger knows what the house signed.

Its certificate's SHA-256, the fingerprint, is published apart from everything it vouches for. Its key certifies two
working keys, the one that signs PDF files and the one that signs checkpoints, and signs the revocation list; nothing
else needs it, so it can be exported and taken off the machine. What is made on first use is made once.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from django.conf import settings

from . import certificates, keys, vault

PAPERS = "解纷文书签名"
CHECKPOINTS = "解纷日志检查点"


@dataclass(frozen=True)
class Signer:
    """What signs PDF files. `chain`: authorities and cross-certificates that lead to it from any older anchor."""

    key: RSAPrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


def fingerprint() -> str:
    """SHA-256 of the certificate of the authority in force: 64 hex digits in lower case."""
    found = vault.current()
    return found if found is not None else _establish()


def fingerprint_in_groups() -> str:
    """As it is printed and read out: sixteen groups of four."""
    digest = fingerprint().upper()
    return " ".join(digest[at : at + 4] for at in range(0, 64, 4))


def fingerprints() -> list[str]:
    """Every anchor this house has had, the one in force first. What an earlier one signed stays good."""
    fingerprint()
    return vault.known()


def fingerprint_of(found: x509.Certificate) -> str:
    """SHA-256 of any certificate, as `fingerprint` gives it."""
    return certificates.fingerprint_of(found)


def certificate() -> x509.Certificate:
    return vault.certificate_of(fingerprint())


def signer() -> Signer:
    """The key for PDF files under the authority in force. Raises `KeyAway` if there is none and none can be made."""
    anchor = fingerprint()
    path = vault.working_keys() / f"papers-{anchor[:16]}.pem"
    if not path.exists():
        _make_signer(path)
    return _signer_at(path, path.stat().st_mtime_ns, anchor)


def checkpoint_key() -> Ed25519PrivateKey:
    """The key that signs checkpoints, certified. Raises `KeyAway` when it is not and cannot be."""
    key = keys.signing_key()
    vouch_for(keys.public_half(key))
    return key


def vouch_for(public_key: str) -> None:
    """Certify this Ed25519 key (hex) for checkpoints, unless the authority in force has. Raises `KeyAway`."""
    if _issued_for(public_key, fingerprint()) is None:
        certify(Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)), name=CHECKPOINTS)


def checkpoint_certificate(public_key: str) -> x509.Certificate | None:
    """By which an authority of this house says that this Ed25519 key (hex) signs its checkpoints; of several the one
    in force. None: nobody said so."""
    found = (_issued_for(public_key, anchor) for anchor in fingerprints())
    return next((issued for issued in found if issued is not None), None)


def _issued_for(public_key: str, anchor: str) -> x509.Certificate | None:
    for issued in vault.issued_by(anchor):
        key = issued.public_key()
        if isinstance(key, Ed25519PublicKey) and _hex(key) == public_key and _stands(issued, anchor):
            return issued
    return None


def is_checkpoint_key(public_key: str) -> bool:
    """Whether this Ed25519 key (hex) is one of the house's. Asked of files apart from the database."""
    return checkpoint_certificate(public_key) is not None


def certify(public_key: certificates.Certified, *, name: str) -> x509.Certificate:
    """The authority's word that this key is the house's. Raises `KeyAway`."""
    anchor = fingerprint()
    made = certificates.signer_certificate(
        public_key, name=name, issuer=vault.certificate_of(anchor), by=vault.key_of(anchor)
    )
    vault.keep_certificate(vault.folder_of(anchor) / "issued" / f"{made.serial_number:040x}.crt", made)
    return made


def anchors() -> list[x509.Certificate]:
    """The certificates of `fingerprints`, in that order."""
    return [vault.certificate_of(anchor) for anchor in fingerprints()]


def signer_certificates() -> list[x509.Certificate]:
    """Every certificate that ever let a key of this house sign PDF files, revoked ones too."""
    issued = [one for anchor in fingerprints() for one in vault.issued_by(anchor)]
    return [one for one in issued if isinstance(one.public_key(), RSAPublicKey)]


def revocation_lists() -> list[x509.CertificateRevocationList]:
    return [vault.list_of(anchor) for anchor in fingerprints()]


def revocation_list() -> x509.CertificateRevocationList:
    return vault.list_of(fingerprint())


def is_revoked(found: x509.Certificate) -> bool:
    """Whether any authority of this house has taken back its word for this certificate."""
    return any(
        vault.list_of(anchor).get_revoked_certificate_by_serial_number(found.serial_number) is not None
        for anchor in fingerprints()
    )


def successors() -> list[x509.Certificate]:
    """Cross-certificates, in which each earlier authority names who followed it."""
    paths = [vault.folder_of(anchor) / "successor.crt" for anchor in fingerprints()]
    return [vault.certificate_at(path) for path in paths if path.exists()]


def way() -> tuple[x509.Certificate, ...]:
    """What leads from any anchor of this house to the signer."""
    return (*successors(), *anchors())


def checkpoint_keys() -> list[str]:
    """Every Ed25519 key (hex) that an authority of this house certifies and has not revoked."""
    issued = [one.public_key() for anchor in fingerprints() for one in vault.issued_by(anchor)]
    found = {_hex(key) for key in issued if isinstance(key, Ed25519PublicKey)}
    return sorted(key for key in found if is_checkpoint_key(key))


def establish_under(key: RSAPrivateKey) -> str:
    """The files of a new authority, not yet in force. Gives its fingerprint."""
    made = certificates.authority_certificate(key, house=urlsplit(settings.SITE_URL).hostname or "jiefen")
    print_of = certificates.fingerprint_of(made)
    vault.keep_certificate(vault.folder_of(print_of) / "authority.crt", made)
    vault.write(vault.folder_of(print_of) / "authority.key", vault.locked(key, vault.passphrase()))
    vault.keep_list(print_of, certificates.revocation_list([], number=1, issuer=made, by=key))
    return print_of


def _establish() -> str:
    """The first authority. Of two processes that begin at once, one wins and the other's is thrown away."""
    made = establish_under(certificates.new_key())
    if not vault.write(vault.root() / "current", made.encode(), once=True):
        shutil.rmtree(vault.folder_of(made))
    found = vault.current()
    assert found is not None
    return found


def _make_signer(path: Path) -> None:
    key = certificates.new_key()
    made = certify(key.public_key(), name=PAPERS)
    private = key.private_bytes(vault.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    vault.write(path, private + made.public_bytes(vault.PEM), once=True)


@lru_cache(maxsize=2)
def _signer_at(path: Path, _written: int, _anchor: str) -> Signer:
    pem = path.read_bytes()
    key = serialization.load_pem_private_key(pem, password=None)
    assert isinstance(key, RSAPrivateKey)
    return Signer(key, x509.load_pem_x509_certificate(pem), way())


def _stands(issued: x509.Certificate, anchor: str) -> bool:
    """Signed by that authority's key and not revoked: a file put into the folder proves nothing."""
    try:
        issued.verify_directly_issued_by(vault.certificate_of(anchor))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return vault.list_of(anchor).get_revoked_certificate_by_serial_number(issued.serial_number) is None


def _hex(key: Ed25519PublicKey | RSAPublicKey) -> str:
    assert isinstance(key, Ed25519PublicKey)
    return key.public_bytes_raw().hex()
