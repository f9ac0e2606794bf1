"""Making the house's certificates and its revocation list. Pure: no files, no settings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.x509.oid import NameOID

AUTHORITY_YEARS = 30  # as long as a case file is kept
SIGNER_YEARS = 10
LIST_LASTS = timedelta(days=366)
EARLIER = timedelta(hours=1)  # for a reader whose clock is slow
Certified = RSAPublicKey | Ed25519PublicKey


def new_key() -> RSAPrivateKey:
    """3072 bits: what pure Python, OpenSSL and every reader of PDF can check."""
    return generate_private_key(public_exponent=65537, key_size=3072)


def authority_certificate(key: RSAPrivateKey, *, house: str) -> x509.Certificate:
    """Signed by itself. The name ends in the beginning of its key's identifier, so no two are confused."""
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest.hex()[:8].upper()
    name = _name(house, f"解纷根证书 {identifier}")
    return _certificate(
        key.public_key(), subject=name, issuer=name, by=key, years=AUTHORITY_YEARS, is_authority=True
    )


def signer_certificate(
    public_key: Certified, *, name: str, issuer: x509.Certificate, by: RSAPrivateKey
) -> x509.Certificate:
    """A key that may sign papers or checkpoints, and certify nobody."""
    house = issuer.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value
    return _certificate(
        public_key,
        subject=_name(str(house), name),
        issuer=issuer.subject,
        by=by,
        years=SIGNER_YEARS,
        is_authority=False,
    )


def cross_certificate(
    successor: x509.Certificate, *, issuer: x509.Certificate, by: RSAPrivateKey
) -> x509.Certificate:
    """By which an authority says who follows it: the successor's name and key, under the issuer's signature."""
    key = successor.public_key()
    assert isinstance(key, RSAPublicKey)
    return _certificate(
        key, subject=successor.subject, issuer=issuer.subject, by=by, years=AUTHORITY_YEARS, is_authority=True
    )


def revocation_list(
    revoked: Iterable[x509.RevokedCertificate], *, number: int, issuer: x509.Certificate, by: RSAPrivateKey
) -> x509.CertificateRevocationList:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(now - EARLIER)
        .next_update(now + LIST_LASTS)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    for one in revoked:
        builder = builder.add_revoked_certificate(one)
    return builder.sign(by, hashes.SHA256())


def revoked(serial: int, reason: x509.ReasonFlags) -> x509.RevokedCertificate:
    return (
        x509.RevokedCertificateBuilder()
        .serial_number(serial)
        .revocation_date(datetime.now(UTC))
        .add_extension(x509.CRLReason(reason), critical=False)
        .build()
    )


def fingerprint_of(certificate: x509.Certificate) -> str:
    """SHA-256 of the whole certificate, 64 hex digits in lower case."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def _name(house: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, house[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(
    public_key: Certified,
    *,
    subject: x509.Name,
    issuer: x509.Name,
    by: RSAPrivateKey,
    years: int,
    is_authority: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + timedelta(days=365 * years))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .add_extension(_usage(is_authority), critical=True)
        .sign(by, hashes.SHA256())
    )


def _usage(is_authority: bool) -> x509.KeyUsage:
    """An authority certifies and revokes; a signer signs and commits to what it signs (non-repudiation)."""
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
