"""The signature of a case file, judged by OpenSSL, poppler and pyHanko."""

import io
import subprocess
from datetime import UTC, datetime

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader

from casefiles.documents import binding
from casefiles.documents.signature import sign_pdf
from casefiles.services.verification import holds_for_pyhanko
from casefiles.standalone import verify_case_file as strict
from docket import authority

from . import samples
from .forging import forger_like

PEM = Encoding.PEM


def run(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run(list(map(str, arguments)), capture_output=True, text=True, check=False)


def openssl_accepts(data: bytes, anchor, tmp_path) -> bool:
    """The CMS taken out by where pyHanko finds it, against everything around it."""
    [signature] = PdfFileReader(io.BytesIO(data)).embedded_signatures
    first, length, second, rest = (int(number) for number in signature.byte_range)
    assert (first, second + rest) == (0, len(data))
    (tmp_path / "cms").write_bytes(signature.pkcs7_content)
    (tmp_path / "content").write_bytes(data[:length] + data[second:])
    (tmp_path / "anchor").write_bytes(anchor.public_bytes(PEM))
    told = run(
        *("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", tmp_path / "cms"),
        *("-content", tmp_path / "content", "-CAfile", tmp_path / "anchor", "-out", "/dev/null"),
        *("-purpose", "any"),
    )
    return told.returncode == 0


def signed(signer: authority.Signer) -> bytes:
    return sign_pdf(samples.pdf(3), signer=signer, reason="卷", location="JF", at=datetime.now(UTC))


def test_openssl_and_poppler_accept_it_and_refuse_a_forgers(tmp_path):
    house = authority.signer()
    forger = forger_like(house)
    anchor = authority.certificate()
    assert openssl_accepts(signed(house), anchor, tmp_path)
    assert not openssl_accepts(signed(forger), anchor, tmp_path)
    (tmp_path / "file.pdf").write_bytes(signed(house))
    told = run("pdfsig", "-nocert", tmp_path / "file.pdf").stdout
    assert "Signature Validation: Signature is Valid." in told
    assert "Total document signed" in told
    assert "解纷文书签名" in told
    assert told.count("Signature #") == 1


def test_a_whole_case_file_is_accepted_by_all(desk_copy, tmp_path):
    data = desk_copy.file.read()
    assert openssl_accepts(data, authority.certificate(), tmp_path)
    (tmp_path / "file.pdf").write_bytes(data)
    told = run("pdfsig", "-nocert", tmp_path / "file.pdf").stdout
    assert "Signature Validation: Signature is Valid." in told
    assert "Total document signed" in told
    assert holds_for_pyhanko(data)


def test_it_stands_in_one_revision(desk_copy):
    data = desk_copy.file.read()
    assert [data.count(word) for word in (b"%%EOF", b"startxref", b"/ByteRange")] == [1, 1, 1]
    reader = PdfFileReader(io.BytesIO(data))
    assert reader.xrefs.total_revisions == 1
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert pdf.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1  # no change is allowed


def test_the_place_is_found_through_its_object_and_not_by_its_looks():
    """A document whose text is full of what a signature looks like."""
    lure = b"/ByteRange [ 0 9999999999 9999999999 9999999999 ] /Contents <" + b"00" * 9000 + b">"
    with pikepdf.open(io.BytesIO(samples.pdf(2))) as pdf:
        pdf.Root.Lure = pdf.make_stream(lure)
        pdf.docinfo["/Subject"] = lure.decode()
        pdf.pages[0].obj.Contents = pdf.make_stream(lure)
        out = io.BytesIO()
        pdf.save(out, compress_streams=False)
    data = sign_pdf(out.getvalue(), signer=authority.signer(), reason="", location="", at=datetime.now(UTC))
    assert lure[:40] in data
    assert holds_for_pyhanko(data)
    strict.read_hole(strict.Pdf(data))


def test_no_place_is_too_small(monkeypatch):
    from casefiles.documents import signature

    monkeypatch.setattr(signature, "ROOM", -1000)
    with pytest.raises(signature.NoRoom):
        signed(authority.signer())


@pytest.mark.parametrize(
    "planted",
    [
        pikepdf.Dictionary(Type=pikepdf.Name.Sig, ByteRange=[0, 1, 2, 3]),
        pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F=pikepdf.String("case.json")),
        pikepdf.Dictionary(Subtype=pikepdf.Name.FileAttachment),
    ],
)
def test_an_exhibit_cannot_make_the_whole_file_doubtful(planted):
    """A side plants in its own PDF what a verifier takes for a second signature or a hidden attachment."""
    with pikepdf.open(io.BytesIO(samples.pdf(1))) as pdf:
        pdf.pages[0].obj.Resources = pikepdf.Dictionary(
            Properties=pikepdf.Dictionary(A=pdf.make_indirect(planted))
        )
        pdf.pages[0].obj.Contents = pdf.make_stream(b"/A /A BDC EMC")
        out = io.BytesIO()
        pdf.save(out)
    assert binding.exhibit_pages(samples.pdf(1)) is not None
    assert binding.exhibit_pages(out.getvalue()) is None
