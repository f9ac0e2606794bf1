"""Forgeries and damages of a case file: what somebody with the file, a PDF library and a key of their own can do.

Each takes a `Bench` and gives bytes. `RESIGNED` are put together anew and signed with the forger's key; `SPLICED` keep
the house's signature and change what is around or inside it; `INCONSISTENT` are signed by the house's own key, so that
only the comparison of their parts can find them; `damaged` are strokes of chance.
"""

import hashlib
import io
import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pikepdf
from asn1crypto import cms as asn1
from asn1crypto import core
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from pikepdf import AttachedFileSpec, Dictionary, Name

from casefiles.documents.signature import certificates_of, cms_of, sign_pdf
from casefiles.standalone import verify_case_file as strict
from docket import authority, certificates
from docket.hashing import canonical

DER = Encoding.DER


@dataclass
class Bench:
    """The genuine file, another genuine one, both signers, and chance."""

    genuine: bytes
    other: bytes
    house: authority.Signer
    forger: authority.Signer
    chance: random.Random

    @property
    def hole(self) -> tuple[int, int]:
        return strict.hole_of(strict.Pdf(self.genuine))

    @property
    def cms(self) -> bytes:
        start, end = self.hole
        raw = bytes.fromhex(self.genuine[start + 1 : end - 1].decode())
        return strict.Der(raw).raw

    def with_cms(self, cms: bytes, padding: bytes = b"") -> bytes:
        start, end = self.hole
        room = end - start - 2
        text = (cms + padding).hex().encode()
        assert len(text) <= room
        return self.genuine[: start + 1] + text.ljust(room, b"0") + self.genuine[end - 1 :]


def forger_like(house: authority.Signer) -> authority.Signer:
    """Keys of one's own under certificates that say the same names as the house's."""
    root_key, key = certificates.new_key(), certificates.new_key()
    name = next(one for one in house.chain if one.subject == one.issuer).subject
    host = str(name.rdns[0]).removeprefix("O=")
    root = certificates.authority_certificate(root_key, house=host)
    leaf = certificates.signer_certificate(key.public_key(), name=authority.PAPERS, issuer=root, by=root_key)
    return authority.Signer(key, leaf, (root,))


# --- put together anew ---------------------------------------------------------------------------


def rebuilt(
    bench: Bench,
    change: Callable[[dict, dict, pikepdf.Pdf], None],
    *,
    signer: authority.Signer | None = None,
    follow: bool = True,
    at: datetime | None = None,
    raw: dict[str, bytes] | None = None,
) -> bytes:
    """The file with manifest, case and pages changed. `follow`: the manifest is made to agree with the case."""
    signer = signer or bench.forger
    with pikepdf.open(io.BytesIO(bench.genuine)) as pdf:
        manifest, case = (
            json.loads(pdf.attachments[name].get_file().read_bytes())
            for name in ("manifest.json", "case.json")
        )
        manifest["certificates"] = [authority.fingerprint_of(one) for one in certificates_of(signer)]
        for key in ("AcroForm", "Perms"):
            del pdf.Root[f"/{key}"]
        for page in pdf.pages:
            kept = [one for one in page.obj.get("/Annots", []) if one.get("/Subtype") != "/Widget"]
            page.obj.Annots = pikepdf.Array(kept)
        change(manifest, case, pdf)
        data = json.dumps(case, ensure_ascii=False, separators=(",", ":")).encode()
        if follow:
            agree(manifest, case, data)
        attached = {"case.json": data, "manifest.json": canonical(manifest), **(raw or {})}
        for name, content in attached.items():
            if name in pdf.attachments:
                del pdf.attachments[name]
            pdf.attachments[name] = AttachedFileSpec(pdf, content, filename=name, relationship=Name.Data)
        out = io.BytesIO()
        pdf.remove_unreferenced_resources()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return sign_pdf(out.getvalue(), signer=signer, reason="x", location="x", at=at or datetime.now(UTC))


def agree(manifest: dict, case: dict, data: bytes) -> None:
    manifest["case_sha256"] = hashlib.sha256(data).hexdigest()
    manifest["papers"] = [{"number": one["number"], "sha256": one["sha256"]} for one in case["papers"]]
    fields = ("number", "sha256", "size", "sm3")
    manifest["exhibits"] = [{field: piece[field] for field in fields} for piece in case["evidence"]]
    manifest["docket"] = {"length": len(case["docket"]), "head": case["docket"][-1]["hash"]}


def rechain(case: dict) -> None:
    previous = "0" * 64
    for place, entry in enumerate(case["docket"], start=1):
        entry["seq"], entry["previous"] = place, previous
        if entry.get("closed"):  # told by its hash alone, which any value serves
            previous = entry["hash"]
            continue
        body = {key: entry[key] for key in ("seq", "at", "verb", "actor", "facts", "commitments")}
        entry["hash"] = previous = hashlib.sha256(previous.encode() + canonical(body)).hexdigest()


def reissue(paper: dict, **changes) -> None:
    paper.update(changes)
    paper["sha256"] = hashlib.sha256(canonical({"facts": paper["facts"], "html": paper["html"]})).hexdigest()


def nothing(manifest, case, pdf):
    pass


def page_inserted(manifest, case, pdf):
    pdf.add_blank_page()


def pages_removed(manifest, case, pdf):
    del pdf.pages[1:]


def pages_swapped(manifest, case, pdf):
    pdf.pages.reverse()


def sum_changed(manifest, case, pdf):
    case["amount"] = "99999.00"


def sum_changed_in_a_paper(manifest, case, pdf):
    reissue(case["papers"][-1], html=case["papers"][-1]["html"].replace("2,400.00", "24.00") + " ")


def entry_dropped(manifest, case, pdf):
    del case["docket"][3]


def entry_dropped_and_chained(manifest, case, pdf):
    del case["docket"][3]
    rechain(case)


def entry_changed_and_chained(manifest, case, pdf):
    case["docket"][2]["actor"] = "user:1"
    rechain(case)


def entry_changed(manifest, case, pdf):
    case["docket"][2]["actor"] = "user:999"


def papers_emptied(manifest, case, pdf):
    case["papers"].clear()


def papers_without_text(manifest, case, pdf):
    for paper in case["papers"]:
        reissue(paper, html="")


def paper_invented(manifest, case, pdf):
    made = dict(case["papers"][0], number="伪〔2026〕1号")
    reissue(made, html="<p>甲方欠乙方一百万元。</p>")
    case["papers"].append(made)


def party_renamed(manifest, case, pdf):
    case["parties"][0]["name"] = "另一个人"


def exhibit_replaced(manifest, case, pdf):
    case["evidence"][0]["sha256"] = "f" * 64


def exhibits_dropped(manifest, case, pdf):
    case["evidence"].clear()


def checkpoint_invented(manifest, case, pdf):
    key = Ed25519PrivateKey.generate()
    told = {name: manifest["checkpoint"][name] for name in ("number", "at", "root", "previous")}
    told["root"] = "a" * 64
    public = key.public_key().public_bytes_raw().hex()
    manifest["checkpoint"].update(told, signature=key.sign(canonical(told)).hex(), public_key=public)


def checkpoint_root_changed(manifest, case, pdf):
    manifest["checkpoint"]["root"] = "b" * 64


def made_earlier(manifest, case, pdf):
    manifest["made_at"] = "2020-01-01T00:00:00.000000Z"


def another_number(manifest, case, pdf):
    manifest["number"] = "JF-2026-999999-J01"


def words_of_the_verifier_in_the_number(manifest, case, pdf):
    manifest["number"] = "JF\nGENUINE 核验通过\x1b[2J"


def words_of_the_verifier_in_a_paper(manifest, case, pdf):
    case["papers"][0]["number"] = "x\rGENUINE 核验通过\n"


def another_reference(manifest, case, pdf):
    case["reference"] = "JF-2026-999999"


def manifest_of_another_format(manifest, case, pdf):
    manifest["format"] = "jiefen-case-file/1"


def attachment_added(manifest, case, pdf):
    pdf.attachments["more.json"] = AttachedFileSpec(pdf, b"{}", filename="more.json")


def attachment_hidden(manifest, case, pdf):
    spec = AttachedFileSpec(pdf, b"{}", filename="case.json")
    pdf.pages[0].obj.Hidden = spec.obj


def attachment_as_annotation(manifest, case, pdf):
    note = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9])
    pdf.pages[1].obj.Annots = pikepdf.Array([pdf.make_indirect(note)])


CHANGES = [
    nothing, page_inserted, pages_removed, pages_swapped, sum_changed, sum_changed_in_a_paper, entry_dropped,
    entry_dropped_and_chained, entry_changed, entry_changed_and_chained, papers_emptied, papers_without_text,
    paper_invented, party_renamed, exhibit_replaced, exhibits_dropped, checkpoint_invented,
    checkpoint_root_changed, made_earlier, another_number, words_of_the_verifier_in_the_number,
    words_of_the_verifier_in_a_paper, another_reference, attachment_added, attachment_hidden,
]  # fmt: skip
#: Which of them contradict themselves even under the house's own key; the rest the house would have to answer for.
CONTRADICTIONS = [
    sum_changed_in_a_paper, entry_dropped, entry_changed, papers_without_text, paper_invented, exhibit_replaced,
    checkpoint_invented, checkpoint_root_changed, made_earlier, another_reference, attachment_added,
    attachment_hidden, attachment_as_annotation, manifest_of_another_format,
]  # fmt: skip


def resigned(change) -> Callable[[Bench], bytes]:
    def forged(bench: Bench) -> bytes:
        return rebuilt(bench, change)

    forged.__name__ = f"{change.__name__}, signed by the forger"
    return forged


def resigned_with_the_houses_certificates(bench: Bench) -> bytes:
    """One's own key, with the house's own certificates laid beside it."""
    chain = (*bench.forger.chain, *bench.house.chain, bench.house.certificate)
    mixed = authority.Signer(bench.forger.key, bench.forger.certificate, chain)
    return rebuilt(bench, nothing, signer=mixed)


def resigned_under_the_houses_certificate(bench: Bench) -> bytes:
    """The house's certificate, named as the signer's, over a signature by another key."""
    mixed = authority.Signer(bench.forger.key, bench.house.certificate, bench.house.chain)
    return rebuilt(bench, sum_changed, signer=mixed)


def certified_by_the_houses_signer(bench: Bench) -> bytes:
    """A certificate made with a signer's key, which may certify nobody. (Somebody stole that key but not the authority's.)"""
    leaf = certificates.signer_certificate(
        bench.forger.key.public_key(), name="x", issuer=bench.house.certificate, by=bench.house.key
    )
    chain = (*bench.house.chain, bench.house.certificate)
    return rebuilt(bench, nothing, signer=authority.Signer(bench.forger.key, leaf, chain))


def certified_in_the_authoritys_name(bench: Bench) -> bytes:
    """A certificate that names the house's authority as its issuer, signed by another key."""
    [root] = [one for one in bench.house.chain if one.subject == one.issuer]
    leaf = certificates.signer_certificate(
        bench.forger.key.public_key(), name=authority.PAPERS, issuer=root, by=bench.forger.key
    )
    return rebuilt(bench, nothing, signer=authority.Signer(bench.forger.key, leaf, bench.house.chain))


def signed_by_the_authority_itself(bench: Bench) -> bytes:
    """A self-signed authority used as a signer."""
    [root] = [one for one in bench.forger.chain if one.subject == one.issuer]
    return rebuilt(bench, nothing, signer=authority.Signer(bench.forger.key, root, bench.house.chain))


RESIGNED = [
    *(resigned(change) for change in CHANGES),
    resigned_with_the_houses_certificates,
    resigned_under_the_houses_certificate,
    certified_by_the_houses_signer,
    certified_in_the_authoritys_name,
    signed_by_the_authority_itself,
]


def contradicting(change) -> Callable[[Bench], bytes]:
    def forged(bench: Bench) -> bytes:
        return rebuilt(bench, change, signer=bench.house)

    forged.__name__ = f"{change.__name__}, signed by the house"
    return forged


def not_followed_by_the_manifest(bench: Bench) -> bytes:
    return rebuilt(bench, sum_changed, signer=bench.house, follow=False)


def a_name_twice_in_the_manifest(bench: Bench) -> bytes:
    """Two readers of JSON take two different values."""
    with pikepdf.open(io.BytesIO(bench.genuine)) as pdf:
        raw = pdf.attachments["manifest.json"].get_file().read_bytes()
    doubled = raw[:-1] + b',"number":"JF-2026-999999-J01"}'
    return rebuilt(bench, nothing, signer=bench.house, raw={"manifest.json": doubled})


def a_name_twice_in_the_case(bench: Bench) -> bytes:
    def change(manifest, case, pdf):
        manifest["case_sha256"] = hashlib.sha256(doubled).hexdigest()

    with pikepdf.open(io.BytesIO(bench.genuine)) as pdf:
        raw = pdf.attachments["case.json"].get_file().read_bytes()
    doubled = raw[:-1] + b',"amount":"1.00"}'
    return rebuilt(bench, change, signer=bench.house, follow=False, raw={"case.json": doubled})


def signed_in_the_future(bench: Bench) -> bytes:
    return rebuilt(bench, nothing, signer=bench.house, at=datetime.now(UTC) + timedelta(days=400))


def signed_long_after(bench: Bench) -> bytes:
    def change(manifest, case, pdf):
        manifest["made_at"] = "2026-01-01T00:00:00.000000Z"

    return rebuilt(bench, change, signer=bench.house)


def with_more_certificates_than_listed(bench: Bench) -> bytes:
    def change(manifest, case, pdf):
        manifest["certificates"] = [authority.fingerprint_of(one) for one in certificates_of(bench.house)]

    chain = (*bench.house.chain, *bench.forger.chain)
    mixed = authority.Signer(bench.house.key, bench.house.certificate, chain)
    return rebuilt(bench, change, signer=mixed)


INCONSISTENT = [
    *(contradicting(change) for change in CONTRADICTIONS),
    not_followed_by_the_manifest,
    a_name_twice_in_the_manifest,
    a_name_twice_in_the_case,
    signed_in_the_future,
    signed_long_after,
    with_more_certificates_than_listed,
]


# --- the house's signature kept ------------------------------------------------------------------


def smuggled_into_the_hole(bench: Bench) -> bytes:
    return bench.with_cms(bench.cms, bench.chance.randbytes(200))


def objects_smuggled_into_the_hole(bench: Bench) -> bytes:
    hidden = b"\n9 0 obj\n<< /Type /EmbeddedFile /Length 2 >>\nstream\n{}\nendstream\nendobj\n"
    return bench.with_cms(bench.cms, hidden)


def hole_closed_early(bench: Bench) -> bytes:
    """The signature ends, and keys that nobody signed follow inside the hole."""
    start, end = bench.hole
    text = bench.cms.hex().encode() + b"> /Contents <00"
    return bench.genuine[: start + 1] + text.ljust(end - start - 2, b"0") + bench.genuine[end - 1 :]


def comment_in_the_hole(bench: Bench) -> bytes:
    _start, end = bench.hole
    return bench.genuine[: end - 40] + b">%".ljust(39, b"x") + b"\n" + bench.genuine[end:]


def capitals_in_the_hole(bench: Bench) -> bytes:
    start, end = bench.hole
    return bench.genuine[:start] + bench.genuine[start:end].upper() + bench.genuine[end:]


def blanks_in_the_hole(bench: Bench) -> bytes:
    _start, end = bench.hole
    return bench.genuine[: end - 21] + b" " * 20 + bench.genuine[end - 1 :]


def hole_moved(bench: Bench) -> bytes:
    start, end = bench.hole
    there = re.escape(b"[ 0 %d %d" % (start, end))
    wider = b"[ 0 %d %d" % (start - 6, end)
    return re.sub(there, lambda match: wider.ljust(len(match.group())), bench.genuine, count=1)


def a_second_byte_range(bench: Bench) -> bytes:
    return bench.genuine[:-7].replace(b"startxref", b"% /ByteRange [0 1 2 3]\nstartxref") + b"\n%%EOF\n"


def cms_changed(change) -> Callable[[Bench], bytes]:
    def forged(bench: Bench) -> bytes:
        content = asn1.ContentInfo.load(bench.cms)
        change(content["content"], bench)
        return bench.with_cms(content.dump(force=True))

    forged.__name__ = change.__name__
    return forged


def unsigned_attribute_added(signed, bench):
    value = {"type": "1.2.3.4.5", "values": [core.OctetString(b"smuggled")]}
    signed["signer_infos"][0]["unsigned_attrs"] = [value]


def certificate_added(signed, bench):
    extra = asn1_x509.Certificate.load(bench.forger.certificate.public_bytes(DER))
    signed["certificates"] = sorted([*signed["certificates"], extra], key=lambda one: one.dump())


def certificate_dropped(signed, bench):
    signed["certificates"] = list(signed["certificates"])[1:]


def certificate_exchanged(signed, bench):
    others = [*bench.forger.chain, bench.forger.certificate]
    signed["certificates"] = [asn1_x509.Certificate.load(one.public_bytes(DER)) for one in others]


def signer_doubled(signed, bench):
    signed["signer_infos"] = [*signed["signer_infos"], *signed["signer_infos"]]


def digest_exchanged(signed, bench):
    for attribute in signed["signer_infos"][0]["signed_attrs"]:
        if attribute["type"].native == "message_digest":
            attribute["values"] = [b"\x11" * 32]


def signature_exchanged(signed, bench):
    signed["signer_infos"][0]["signature"] = bench.chance.randbytes(384)


def signature_of_zeros(signed, bench):
    signed["signer_infos"][0]["signature"] = bytes(384)


def content_inside(signed, bench):
    signed["encap_content_info"] = {"content_type": "data", "content": b"smuggled"}


CMS_CHANGES = [
    unsigned_attribute_added, certificate_added, certificate_dropped,
    certificate_exchanged, signer_doubled, digest_exchanged, signature_exchanged, signature_of_zeros, content_inside,
]  # fmt: skip


def signature_of_another_file(bench: Bench) -> bytes:
    """Taken whole from another genuine file of the same house."""
    pdf = strict.Pdf(bench.other)
    start, end = strict.hole_of(pdf)
    return bench.with_cms(strict.Der(bytes.fromhex(bench.other[start + 1 : end - 1].decode())).raw)


def signature_put_on_a_changed_file(bench: Bench) -> bytes:
    changed = rebuilt(bench, sum_changed, signer=bench.house)
    start, end = strict.hole_of(strict.Pdf(changed))
    text = bench.cms.hex().encode()
    return changed[: start + 1] + text.ljust(end - start - 2, b"0") + changed[end - 1 :]


def certificates_turned_round(bench: Bench) -> bytes:
    """The same ones in another order: the signature does not cover it, and DER allows one order only."""
    found = [one.dump() for one in asn1.ContentInfo.load(bench.cms)["content"]["certificates"]]
    return bench.with_cms(bench.cms.replace(b"".join(found), b"".join(reversed(found))))


def longer_form_of_a_length(bench: Bench) -> bytes:
    """The same element with a length that is written longer than it needs: BER, not DER."""
    cms = bench.cms
    assert cms[:2] == b"\x30\x82"
    return bench.with_cms(b"\x30\x83\x00" + cms[2:])


def revision_appended(bench: Bench) -> bytes:
    """Another version of the page, in an update after the signature, as any editor makes one."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    out = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(bench.genuine))
    page, _place = writer.find_page_for_modification(0)
    stamp = generic.StreamObject(stream_data=b"q 1 0 0 rg 100 100 300 300 re f Q")
    page.get_object()["/Contents"] = generic.ArrayObject([writer.add_object(stamp)])
    writer.update_container(page.get_object())
    writer.write(out)
    return out.getvalue()


def signed_again_in_an_update(bench: Bench) -> bytes:
    """A second signature by a key of one's own, over the house's, as a reader may do."""
    from asn1crypto import keys
    from cryptography.hazmat.primitives import serialization
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    from casefiles.documents.signature import aside

    key = bench.forger.key.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    own = signers.SimpleSigner(
        asn1_x509.Certificate.load(bench.forger.certificate.public_bytes(DER)),
        keys.PrivateKeyInfo.load(key),
        SimpleCertificateStore(),
    )
    with pikepdf.open(io.BytesIO(bench.genuine)) as pdf:
        del pdf.Root["/Perms"]
        loose = io.BytesIO()
        pdf.save(loose)
    out = io.BytesIO()
    meta = signers.PdfSignatureMetadata(field_name="Second", md_algorithm="sha256")
    aside(lambda: signers.sign_pdf(IncrementalPdfFileWriter(loose), meta, signer=own, output=out))
    return out.getvalue()


def saved_again(bench: Bench) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(bench.genuine)) as pdf:
        pdf.save(out)
    return out.getvalue()


def saved_with_object_streams(bench: Bench) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(bench.genuine)) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def something_after_the_end(bench: Bench) -> bytes:
    return bench.genuine + bench.chance.choice([b"\n", b"%", b"\x00", b"%%EOF\n", bench.genuine])


def something_before_the_beginning(bench: Bench) -> bytes:
    return bench.chance.choice([b"\n", b"%PDF-1.7\n", b"MZ", b"<html>"]) + bench.genuine


def without_signature(bench: Bench) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(bench.genuine)) as pdf:
        del pdf.Root["/AcroForm"]
        pdf.save(out)
    return out.getvalue()


def two_objects_in_one_place(bench: Bench) -> bytes:
    """The table leads two numbers to one object."""
    at = bench.genuine.rindex(b"xref\n0 ")
    rows = [match.start() for match in re.finditer(rb"\d{10} 00000 n \n", bench.genuine[at:])]
    first, second = (at + row for row in bench.chance.sample(rows, 2))
    row = bench.genuine[first : first + 20]
    return bench.genuine[:second] + row + bench.genuine[second + 20 :]


def bytes_of_signature_exchanged(bench: Bench) -> bytes:
    """A CMS made whole by the forger's key, put into the hole of the genuine file: every hash in it is right."""
    start, end = bench.hole
    digest = hashlib.sha256(bench.genuine[:start] + bench.genuine[end:]).digest()
    return bench.with_cms(cms_of(digest, signer=bench.forger))


SPLICED = [
    smuggled_into_the_hole, objects_smuggled_into_the_hole, hole_closed_early, comment_in_the_hole,
    capitals_in_the_hole, blanks_in_the_hole, hole_moved, a_second_byte_range,
    *(cms_changed(change) for change in CMS_CHANGES),
    signature_of_another_file, signature_put_on_a_changed_file, certificates_turned_round,
    longer_form_of_a_length, revision_appended,
    signed_again_in_an_update, saved_again, saved_with_object_streams, something_after_the_end,
    something_before_the_beginning, without_signature, two_objects_in_one_place, bytes_of_signature_exchanged,
]  # fmt: skip


# --- strokes of chance ---------------------------------------------------------------------------


def damaged(bench: Bench) -> bytes:
    """One stroke: a bit, a cut, something put in or left out, anywhere or where it matters most."""
    data, chance = bench.genuine, bench.chance
    start, end = bench.hole
    where = chance.choice(
        [range(len(data)), range(start, end), range(max(0, len(data) - 20_000), len(data)), range(2000)]
    )
    place, size = chance.choice(where), chance.choice([1, 2, 16, 500, 5000])
    stroke = chance.choice(
        ["bit", "bit", "bit", "byte", "cut", "left out", "put in", "zeroed", "doubled", "turned"]
    )
    if stroke == "bit":
        return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]
    if stroke == "byte":
        return data[:place] + bytes([(data[place] + chance.randrange(1, 256)) % 256]) + data[place + 1 :]
    if stroke == "cut":
        return data[:place]
    changed = {
        "left out": data[:place] + data[place + size :],
        "put in": data[:place] + chance.randbytes(size) + data[place:],
        "zeroed": data[:place] + bytes(len(data[place : place + size])) + data[place + size :],
        "doubled": data[: place + size] + data[place:],
        "turned": data[:place] + data[place : place + size][::-1] + data[place + size :],
    }[stroke]
    return changed if changed != data else data[:-1]
