"""The seal on a case file: a PAdES signature by a key made once, under a small authority of our own."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings

T = TypeVar("T")
PASSWORD = b"jiefen"  # of a file only its owner can read; the format wants one
YEARS = 10


@dataclass(frozen=True)
class Check:
    """What a signature says about a file."""

    is_signed: bool = False
    is_intact: bool = False
    is_ours: bool = False
    covers_all: bool = False

    @property
    def is_good(self) -> bool:
        return self.is_signed and self.is_intact and self.is_ours and self.covers_all


def sign_pdf(pdf: bytes, *, reason: str, location: str) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    out = io.BytesIO()
    _aside(
        signers.sign_pdf,
        IncrementalPdfFileWriter(io.BytesIO(pdf)),
        signers.PdfSignatureMetadata(
            field_name="Jiefen",
            md_algorithm="sha256",
            reason=reason,
            location=location,
            subfilter=fields.SigSeedSubFilter.PADES,
        ),
        signer=_signer(str(_keys())),
        output=out,
    )
    return out.getvalue()


def check_pdf(pdf: bytes) -> Check:
    """Whether the file is signed by us and unchanged since. A file that is no PDF is simply not signed."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if not signatures:
            return Check()
        trust = ValidationContext(
            trust_roots=[_signer(str(_keys())).cert_registry_root], allow_fetching=False
        )
        status = _aside(validate_pdf_signature, signatures[-1], trust, skip_diff=True)
        whole = signatures[-1].compute_integrity_info() is None and _covers_all(signatures[-1], len(pdf))
    except Exception:  # whatever a stranger's file makes the reader stumble over
        return Check()
    return Check(True, status.intact and status.valid, status.trusted, whole)


def _aside(act: Callable[..., T], *arguments: Any, **named: Any) -> T:
    """In a thread of its own: pyHanko runs an event loop, which it cannot where one is running already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(act, *arguments, **named).result()


def _covers_all(signature: Any, size: int) -> bool:
    _start, _first, gap_end, rest = (int(number) for number in signature.byte_range)
    return gap_end + rest == size


def signing_certificate_fingerprint() -> str:
    """SHA-256 of the certificate, published on the verification page for those who check offline."""
    return (
        x509.load_pem_x509_certificate((_keys().parent / "casefile-signer.crt").read_bytes())
        .fingerprint(hashes.SHA256())
        .hex()
    )


@lru_cache(maxsize=2)
def _signer(path: str) -> Any:
    from pyhanko.sign import signers

    signer = signers.SimpleSigner.load_pkcs12(path, passphrase=PASSWORD)
    signer.cert_registry_root = next(certificate for certificate in signer.cert_registry if certificate.ca)
    return signer


def _keys() -> Path:
    path = Path(settings.DATA_DIR) / "keys" / "casefile-signer.p12"
    if not path.exists():
        _make_keys(path)
    return path


def _make_keys(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority_key, signer_key = _key(), _key()
    authority = _certificate("解纷案卷签名根证书", authority_key, issuer=None, issuer_key=authority_key)
    signer = _certificate("解纷案卷签名", signer_key, issuer=authority, issuer_key=authority_key)
    bundle = pkcs12.serialize_key_and_certificates(
        b"jiefen", signer_key, signer, [authority], serialization.BestAvailableEncryption(PASSWORD)
    )
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(bundle)
    try:
        os.link(draft, path)  # whoever is first wins; nobody ever reads half a key
    except FileExistsError:
        return
    finally:
        draft.unlink()
    for name, certificate in (("casefile-ca.crt", authority), ("casefile-signer.crt", signer)):
        (path.parent / name).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=3072)


def _certificate(
    name: str, key: rsa.RSAPrivateKey, *, issuer: x509.Certificate | None, issuer_key: rsa.RSAPrivateKey
) -> x509.Certificate:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Jiefen"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    now = datetime.now(UTC)
    is_authority = issuer is None
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(
            x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_authority,
                content_commitment=not is_authority,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=is_authority,
                crl_sign=is_authority,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(issuer_key, hashes.SHA256())
    )
