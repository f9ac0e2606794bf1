"""The signature on a case file: PAdES, in the one revision the file has, by the key the house authority certified.

The place for it is written with the rest of the file; then the hash of everything but that place is signed, and the
signature put there. pyHanko makes the CMS and nothing else: its own writer appends a second revision. A time stamp is
given to `cms_of` by whoever has one.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, TypeVar

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pikepdf import Array, Dictionary, Name, Pdf, String

from docket import authority

from ..standalone import verify_case_file as strict

T = TypeVar("T")
DER = serialization.Encoding.DER
ROOM = 4096  # for the CMS besides its certificates, in bytes
UNKNOWN = 9_999_999_999  # ten digits, for an offset that is not known yet
HIDDEN_PRINTED_LOCKED = 132


class NoRoom(RuntimeError):
    """The signature is longer than the place that was kept for it."""


def certificates_of(signer: authority.Signer) -> list[x509.Certificate]:
    """What the signature carries, in the order of DER."""
    return sorted({signer.certificate, *signer.chain}, key=lambda one: one.public_bytes(DER))


def sign_pdf(pdf: bytes, *, signer: authority.Signer, reason: str, location: str, at: datetime) -> bytes:
    """The same file with the signature of the house, whole, in one revision."""
    size = ROOM + sum(len(one.public_bytes(DER)) for one in certificates_of(signer))
    prepared = _with_place(pdf, size=size, reason=reason, location=location, at=at)
    start, end, prepared = _with_ranges(prepared)
    digest = hashlib.sha256(prepared[:start] + prepared[end:]).digest()
    cms = cms_of(digest, signer=signer).hex().encode()
    if len(cms) > end - start - 2:
        raise NoRoom(f"{len(cms) // 2} bytes")
    return prepared[: start + 1] + cms.ljust(end - start - 2, b"0") + prepared[end - 1 :]


def cms_of(digest: bytes, *, signer: authority.Signer, timestamper: Any = None) -> bytes:
    from asn1crypto import keys
    from asn1crypto import x509 as asn1
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store = SimpleCertificateStore()
    store.register_multiple(asn1.Certificate.load(one.public_bytes(DER)) for one in signer.chain)
    key = signer.key.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    made = SimpleSigner(
        asn1.Certificate.load(signer.certificate.public_bytes(DER)), keys.PrivateKeyInfo.load(key), store
    )
    signing = made.async_sign(digest, "sha256", use_pades=True, timestamper=timestamper)
    return aside(lambda: asyncio.run(signing)).dump()


def aside(act: Callable[[], T]) -> T:
    """In a thread of its own: an event loop cannot be started where one is running already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(act).result()


def _with_place(pdf: bytes, *, size: int, reason: str, location: str, at: datetime) -> bytes:
    """The file with a signature field that is not seen, certified to allow no change, and zeros for a signature."""
    with Pdf.open(io.BytesIO(pdf)) as file:
        signature = file.make_indirect(
            Dictionary(
                Type=Name.Sig,
                Filter=Name("/Adobe.PPKLite"),
                SubFilter=Name("/ETSI.CAdES.detached"),
                ByteRange=Array([0, UNKNOWN, UNKNOWN, UNKNOWN]),
                Contents=String(b"\0" * size),
                M=String(f"D:{at.astimezone(UTC):%Y%m%d%H%M%S}+00'00'"),
                Reason=String(reason),
                Location=String(location),
                Reference=Array([_no_changes()]),
            )
        )
        page = file.pages[0]
        field = file.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Sig,
                T=String("Jiefen"),
                TU=String("本案卷的电子签名"),
                V=signature,
                F=HIDDEN_PRINTED_LOCKED,
                Rect=Array([0, 0, 0, 0]),
                P=page.obj,
            )
        )
        page.obj.Annots = Array([*page.obj.get("/Annots", []), field])
        file.Root.AcroForm = Dictionary(SigFlags=3, Fields=Array([field]))
        file.Root.Perms = Dictionary(DocMDP=signature)
        out = io.BytesIO()
        file.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable, linearize=False)
        return out.getvalue()


def _no_changes() -> Dictionary:
    return Dictionary(
        Type=Name.SigRef,
        TransformMethod=Name.DocMDP,
        TransformParams=Dictionary(Type=Name.TransformParams, P=1, V=Name("/1.2")),
    )


def _with_ranges(prepared: bytes) -> tuple[int, int, bytes]:
    """Where the place for the signature begins and ends, found through its object; and the file saying so itself."""
    pdf = strict.Pdf(prepared)
    number, _values = strict.signature_of(pdf)
    start, end = pdf.spans[number]["Contents"]
    first, last = pdf.spans[number]["ByteRange"]
    ranges = f"[ 0 {start} {end} {len(prepared) - end}".encode()
    return start, end, prepared[:first] + ranges.ljust(last - first - 1) + b"]" + prepared[last:]
