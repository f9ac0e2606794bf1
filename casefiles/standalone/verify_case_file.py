#!/usr/bin/env python3
"""Check a Jiefen case file offline, with nothing but Python 3.9 or later.
核验解纷案卷。不联网，不需要安装别的东西。

    python3 verify_case_file.py case-file.pdf --house FINGERPRINT [folder with exhibits ...]
                                [--revocations LIST]

FINGERPRINT is the SHA-256 of the house authority's certificate: 64 hex digits, blanks and colons do not matter.
Take it from the house's page /verify/, from /.well-known/jiefen-authority.json, or from a notice on paper, and
never from the file or from whoever handed you the file. Without it nothing is called genuine: anybody can sign a
file with a key of their own. LIST is the house's revocation list, /.well-known/jiefen-authority.crl.

指纹请从机构的核验页面、机构的纸质通知上取得，不要用案卷里写的，也不要用给您文件的人说的。

It checks that the file is one revision, signed whole, by a key that this house certified; that every byte
outside the signature is signed and nothing is hidden or added; and that manifest, machine-readable case, papers,
evidence, docket and checkpoint in it agree hash by hash; with folders, that the files in them are the exhibits.
What is printed on the pages is signed with the rest; whether pages say what the data say, only a reader can tell:
compare the printed code with the one on the cover.

Exit status: 0 genuine, 1 not genuine or damaged, 2 wrong use, 3 sound but the signer is unproven.
"""

# ruff: noqa: B905, T201, UP031  (runs anywhere by itself, and talks to who runs it)
import argparse
import base64
import hashlib
import json
import re
import sys
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path

FORMAT = "jiefen-case-file/2"
GENESIS = "0" * 64
LARGEST = 400 * 1024 * 1024
LARGEST_DATA = 32 * 1024 * 1024
LARGEST_VALUES = 16 * 1024 * 1024  # bytes of a file that are not streams
DEEPEST = 80
ATTACHED = {"manifest.json", "case.json"}
SLACK = timedelta(days=1)  # between collecting a file and signing it
BETWEEN_CLOCKS = timedelta(minutes=2)
UTC = timezone.utc  # noqa: UP017


class Broken(Exception):
    """What is wrong, in a sentence for whoever asked. Nothing more can be read."""


class Verdict:
    """What was found. `is_house` is None when nobody named a house; False: another key than the one named."""

    def __init__(self):
        self.lines, self.is_read, self.is_house = [], False, None
        self.claims, self.houses, self.exhibits = {}, [], set()

    def say(self, is_good, text):
        self.lines.append((bool(is_good), plainly(text)))
        return bool(is_good)

    @property
    def faults(self):
        return [text for is_good, text in self.lines if not is_good]

    @property
    def kind(self):
        """genuine, altered (ours, but not as signed), stranger (not ours), unproven, faulty, unreadable"""
        if not self.is_read:
            return "unreadable"
        if self.is_house is None:
            return "faulty" if self.faults else "unproven"
        if not self.is_house:
            return "stranger"
        return "altered" if self.faults else "genuine"


def plainly(text, pattern=r"[^\x00-\x1f\x7f-\x9f\u2028-\u202e]{0,3000}"):
    """What a file says, fit to be shown: nothing in it may look like our own words or steer the screen."""
    return text if isinstance(text, str) and re.match(pattern + r"\Z", text) else "?"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


# --- PDF: one revision, read through its table of objects, in which every byte has its place ---------------

SPACE = b"\x00\t\n\x0c\r "
TOKEN = re.compile(
    rb"[\x00\t\n\x0c\r ]*(?:(?P<mark><<|>>|\[|\]|\()|/(?P<name>[^\x00-\x20()<>\[\]{}/%]*)|<(?P<hex>[0-9A-Fa-f]*)>"
    rb"|(?P<word>[^\x00-\x20()<>\[\]{}/%]+))"
)
PLAIN = re.compile(rb"[^()\\]+")
REFERENCE = re.compile(rb"(\d{1,10}) (\d{1,5}) R(?=[\x00\t\n\x0c\r \]>/<\[(]|\Z)")
NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)\Z")


class Name(str):
    __slots__ = ()


class Ref(tuple):
    __slots__ = ()


class Reader:
    """Values of PDF between two places of the file."""

    def __init__(self, data, at, end):
        self.data, self.at, self.end = data, at, end
        self.spans = {}

    def token(self):
        match = TOKEN.match(self.data, self.at, self.end)
        if not match:
            raise Broken("an object cannot be read 有一个对象读不出来")
        self.at = match.end()
        return match

    def value(self, depth=0):
        if depth > DEEPEST:
            raise Broken("objects are nested too deep 对象嵌套过深")
        match = self.token()
        kind, text = match.lastgroup, match.group(match.lastgroup)
        if kind == "name":
            return Name(
                re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes([int(m.group(1), 16)]), text).decode("latin1")
            )
        if kind == "hex":
            return bytes.fromhex((text + b"0" * (len(text) % 2)).decode())
        if kind == "mark":
            return self.compound(text, depth)
        reference = REFERENCE.match(self.data, match.start("word"), self.end)
        if reference:
            self.at = reference.end()
            return Ref((int(reference.group(1)), int(reference.group(2))))
        if NUMBER.match(text):
            if len(text) > 30:
                raise Broken("a number is too long 数字过长")
            return float(text) if b"." in text else int(text)
        if text in (b"true", b"false", b"null"):
            return {b"true": True, b"false": False, b"null": None}[text]
        raise Broken("an object cannot be read 有一个对象读不出来")

    def compound(self, mark, depth):
        if mark == b"[":
            found = []
            while not self.closes(b"]"):
                found.append(self.value(depth + 1))
            return found
        if mark == b"<<":
            return self.dictionary(depth)
        if mark == b"(":
            return self.string()
        raise Broken("brackets do not match 括号不配对")

    def skip(self):
        while self.at < self.end and self.data[self.at] in SPACE:
            self.at += 1

    def closes(self, mark):
        self.skip()
        if self.data.startswith(mark, self.at, self.end):
            self.at += len(mark)
            return True
        if self.at >= self.end:
            raise Broken("an object does not end 有一个对象没有结尾")
        return False

    def dictionary(self, depth):
        found = {}
        while not self.closes(b">>"):
            key = self.value(depth + 1)
            if not isinstance(key, Name) or key in found:
                raise Broken("a key stands twice in one object 同一对象里有重复的键")
            self.skip()
            start = self.at
            found[key] = self.value(depth + 1)
            if depth == 0:
                self.spans[key] = (start, self.at)
        return found

    def string(self):
        out, level = bytearray(), 1
        while self.at < self.end:
            plain = PLAIN.match(self.data, self.at, self.end)
            if plain:
                out += plain.group()
                self.at = plain.end()
                continue
            char = self.data[self.at : self.at + 1]
            self.at += 1
            if char == b"\\":
                self.escaped(out)
                continue
            level += (char == b"(") - (char == b")")
            if level == 0:
                return bytes(out)
            out += char
        raise Broken("a text does not end 有一段文字没有结尾")

    def escaped(self, out):
        octal = re.compile(rb"[0-7]{1,3}").match(self.data, self.at, self.end)
        if octal:
            out.append(int(octal.group(), 8) & 255)
            self.at = octal.end()
            return
        char = self.data[self.at : self.at + 1]
        self.at += 1
        out += {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}.get(char, char)


class Pdf:
    """`objects`: number → (value, bytes of its stream or None). Refuses whatever lies outside of an object."""

    def __init__(self, data):
        self.data, self.objects, self.spans, self.left = data, {}, {}, LARGEST_VALUES
        tail = re.search(rb"\nstartxref\n(\d{1,10})\n%%EOF\n\Z", data[-64:])
        head = re.match(rb"%PDF-[12]\.\d\n%[\x80-\xff]{4}\n", data)
        if not head or not tail:
            raise Broken(
                "the file does not begin and end as it was made 文件的开头或结尾不完整，或者后面加了东西"
            )
        offsets, self.trailer = self.table(int(tail.group(1)), len(data) - len(tail.group()))
        places = sorted((offset, number) for number, offset in offsets.items())
        ends = [offset for offset, _number in places[1:]] + [int(tail.group(1))]
        if not places or places[0][0] != head.end():
            raise Broken("something stands before the first object 第一个对象之前有别的内容")
        for (offset, number), end in zip(places, ends):
            self.read_object(number, offset, end)
        self.root = self.get(self.trailer.get("Root"))
        if not isinstance(self.root, dict):
            raise Broken("the file has no beginning 文件没有目录对象")

    def table(self, start, end):
        head = re.compile(rb"xref\n0 (\d{1,7})\n0000000000 65535 f \n").match(self.data, start)
        if not head or not head.group(1).strip():
            raise Broken("the table of objects cannot be read 对象表读不出来")
        count, at = int(head.group(1)), head.end()
        offsets = {}
        for number in range(1, count):
            entry = re.compile(rb"(\d{10}) 00000 n \n").match(self.data, at)
            if not entry:
                raise Broken("the table of objects cannot be read 对象表读不出来")
            offsets[number], at = int(entry.group(1)), entry.end()
        if len(set(offsets.values())) != len(offsets) or not self.data.startswith(b"trailer ", at):
            raise Broken("the table of objects contradicts itself 对象表自相矛盾")
        reader = Reader(self.data, at + 8, end)
        trailer = reader.value()
        if not isinstance(trailer, dict) or reader.at != end or set(trailer) - {"Root", "Size", "ID", "Info"}:
            raise Broken("there is more than one revision of the file 文件不止一个版本，或者是加密的")
        if trailer.get("Size") != count:
            raise Broken("the table of objects contradicts itself 对象表自相矛盾")
        return offsets, trailer

    def read_object(self, number, offset, end):
        head = b"%d 0 obj\n" % number
        if not self.data.startswith(head, offset):
            raise Broken("object %d is not where the table says 对象不在表里写的位置" % number)
        reader = Reader(self.data, offset + len(head), min(end, offset + len(head) + self.left))
        value, stream = reader.value(), None
        self.left -= reader.at - offset
        if self.data.startswith(b"\nstream\n", reader.at) and isinstance(value, dict):
            begin, length = reader.at + 8, value.get("Length")
            if type(length) is not int or not 0 <= length <= end - begin:
                raise Broken("object %d is longer or shorter than it says 对象长度不符" % number)
            stream, reader.at = (begin, begin + length), begin + length
            rest = [b"\nendstream\nendobj\n", b"endstream\nendobj\n"]
        else:
            rest = [b"\nendobj\n"]
        if self.data[reader.at : end] not in rest:
            raise Broken("something stands between objects 对象之间夹有别的内容 (%d)" % number)
        self.objects[number], self.spans[number] = (value, stream), reader.spans

    def get(self, value):
        """The object behind a reference; anything else as it is."""
        for _turn in range(5):
            if not isinstance(value, Ref):
                return value
            if value[1] != 0 or value[0] not in self.objects:
                raise Broken("a reference leads nowhere 有一个引用没有对象")
            value = self.objects[value[0]][0]
        raise Broken("references lead in a circle 引用成环")

    def stream(self, reference):
        value, span = self.objects[reference[0]]
        if span is None or value.get("Filter") not in (None, "FlateDecode") or "DecodeParms" in value:
            raise Broken("an attachment cannot be read 有一个附件读不出来")
        data = self.data[span[0] : span[1]]
        if value.get("Filter") is None:
            return data
        box = zlib.decompressobj()
        out = box.decompress(data, LARGEST_DATA)
        if not box.eof or box.unused_data or box.unconsumed_tail:
            raise Broken("an attachment is damaged or too large 附件损坏或者过大")
        return out


def signature_of(pdf):
    """(number of the signature object, its values). Exactly one in the file, and the form's only field has it."""
    found = [n for n, (v, _s) in pdf.objects.items() if isinstance(v, dict) and "ByteRange" in v]
    form = pdf.get(pdf.root.get("AcroForm")) or {}
    fields = [pdf.get(one) for one in pdf.get(form.get("Fields")) or []]
    if not found or not fields:
        raise Broken("the file carries no signature 没有签名")
    field = fields[0]
    if (
        len(found) != 1
        or len(fields) != 1
        or field.get("FT") != "Sig"
        or field.get("V") != Ref((found[0], 0))
    ):
        raise Broken("the file carries more than one signature 签名不止一个")
    return found[0], pdf.objects[found[0]][0]


def hole_of(pdf):
    """(start, end) of what the signature leaves out: exactly the token that holds it, brackets included."""
    number, values = signature_of(pdf)
    start, end = pdf.spans[number]["Contents"]
    if values["ByteRange"] != [0, start, end, len(pdf.data) - end]:
        raise Broken("the signature does not cover the whole file 签名没有覆盖整个文件")
    if values.get("Type") != "Sig" or values.get("SubFilter") != "ETSI.CAdES.detached":
        raise Broken("the signature is of another kind 签名种类不符")
    return start, end


def hiding(pdf):
    """Numbers of the objects that are, hold or show an embedded file."""
    for number, (value, _span) in pdf.objects.items():
        if isinstance(value, dict) and (
            value.get("Type") in ("EmbeddedFile", "Filespec")
            or "EF" in value
            or value.get("Subtype") == "FileAttachment"
        ):
            yield number


def attachments_of(pdf):
    """name → bytes. Every embedded file of the PDF is in the list of names, once."""
    tree = pdf.get((pdf.get(pdf.root.get("Names")) or {}).get("EmbeddedFiles")) or {}
    names = pdf.get(tree.get("Names")) or []
    found, used = {}, set()
    for name, reference in zip(names[::2], names[1::2]):
        spec = pdf.get(reference)
        inner = pdf.get(spec["EF"])["F"]
        title = name.decode("ascii", "replace")
        if title in found or spec.get("F") != name or spec.get("UF", name) != name:
            raise Broken("an attachment has two names 附件重名")
        found[title] = pdf.stream(inner)
        used |= {reference[0], inner[0]}
    if set(hiding(pdf)) - used:
        raise Broken("there is a hidden attachment 有隐藏的附件")
    if set(found) != ATTACHED or tree.keys() - {"Names"} or len(names) != 2 * len(found):
        raise Broken("this is no case file of Jiefen: its attachments are others 不是解纷案卷：附件不对")
    return found


# --- DER: definite, shortest lengths, nothing left over -----------------------------------------------------


class Der:
    """One element: `tag`, `body` (content), `raw` (with its head)."""

    def __init__(self, data, at=0, end=None):
        end = len(data) if end is None else end
        if end - at < 2 or data[at] & 0x1F == 0x1F:
            raise Broken("the signature is damaged 签名数据损坏")
        length, start = data[at + 1], at + 2
        if length & 0x80:
            count = length & 0x7F
            length = int.from_bytes(data[start : start + count], "big")
            if not 1 <= count <= 4 or length < 0x80 or length >> (8 * (count - 1)) == 0:
                raise Broken("the signature is damaged 签名数据损坏")
            start += count
        if start + length > end:
            raise Broken("the signature is damaged 签名数据损坏")
        self.tag, self.body = data[at], data[start : start + length]
        self.raw, self.after = data[at : start + length], start + length

    def items(self, *tags):
        """The elements inside; with `tags`, exactly these."""
        found, at = [], 0
        while at < len(self.body):
            found.append(Der(self.body, at))
            at = found[-1].after
        if tags and [one.tag for one in found] != list(tags):
            raise Broken("the signature is put together in another way 签名结构不符")
        return found

    def number(self):
        if (
            self.tag != 2
            or not self.body
            or (len(self.body) > 1 and self.body[0] == 0 and self.body[1] < 0x80)
        ):
            raise Broken("the signature is damaged 签名数据损坏")
        return int.from_bytes(self.body, "big", signed=True)


def whole(data, tag=0x30):
    found = Der(data)
    if found.after != len(data) or found.tag != tag:
        raise Broken("the signature is damaged 签名数据损坏")
    return found


OBJECTS = {
    "data": "06092a864886f70d010701",
    "signed": "06092a864886f70d010702",
    "type": "06092a864886f70d010903",
    "digest": "06092a864886f70d010904",
    "certificate": "060b2a864886f70d010910022f",
    "usage": "0603551d0f",
    "basic": "0603551d13",
}
OID = {name: bytes.fromhex(value) for name, value in OBJECTS.items()}
SHA256 = bytes.fromhex("300d06096086480165030402010500")
SHA256_RSA = bytes.fromhex("300d06092a864886f70d01010b0500")
RSA = bytes.fromhex("300d06092a864886f70d0101010500")
ED25519 = bytes.fromhex("300506032b6570")
CERTIFIES, SIGNS = 0x04, 0xC0  # keyCertSign; digitalSignature and nonRepudiation


class Certificate:
    def __init__(self, raw):
        self.raw, self.fingerprint = raw, sha256(raw)
        self.tbs, algorithm, self.signature = whole(raw).items(0x30, 0x30, 0x03)
        fields = self.tbs.items(0xA0, 0x02, 0x30, 0x30, 0x30, 0x30, 0x30, 0xA3)
        _version, self.serial, inner, issuer, validity, subject, key, extensions = fields
        if algorithm.raw != SHA256_RSA or inner.raw != SHA256_RSA:
            raise Broken("a certificate is signed in a way that is not taken 证书的签名方式不受支持")
        self.serial, self.issuer, self.subject = self.serial.number(), issuer.raw, subject.raw
        self.starts, self.ends = (moment_of(one) for one in validity.items())
        self.key = key_of(key)
        self.is_authority = self.is_signer = False
        self.read_extensions(extensions.items(0x30)[0])

    def read_extensions(self, extensions):
        is_ca, usage = False, 0
        for one in extensions.items():
            parts = one.items()
            if parts[0].raw == OID["basic"]:
                values = whole(parts[-1].body).items()
                is_ca = bool(values) and values[0].raw == b"\x01\x01\xff"
            elif parts[0].raw == OID["usage"]:
                usage = whole(parts[-1].body, 0x03).body[1]
            elif len(parts) == 3:
                raise Broken("a certificate demands what is not known here 证书含有不认识的关键扩展")
        self.is_authority, self.is_signer = is_ca and bool(usage & CERTIFIES), not is_ca and usage == SIGNS

    @property
    def name(self):
        parts = [pair.items()[1].body for group in Der(self.subject).items() for pair in group.items()]
        return " · ".join(part.decode("utf-8", "replace") for part in parts)

    def is_issued_by(self, issuer):
        return self.issuer == issuer.subject and rsa_holds(issuer.key, self.signature.body[1:], self.tbs.raw)


def moment_of(one):
    text = one.body.decode("ascii", "replace")
    if one.tag == 0x17:
        text = ("20" if text[:2] < "50" else "19") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)


def key_of(spki):
    algorithm, bits = spki.items(0x30, 0x03)
    if algorithm.raw == ED25519 and len(bits.body) == 33:
        return bits.body[1:]
    if algorithm.raw != RSA:
        raise Broken("a certificate has a key of a kind that is not taken 证书的密钥种类不受支持")
    modulus, exponent = (one.number() for one in whole(bits.body[1:]).items(0x02, 0x02))
    if exponent != 65537 or not 2048 <= modulus.bit_length() <= 8192:
        raise Broken("a certificate has a weak key 证书的密钥不够强")
    return modulus


def rsa_holds(modulus, signature, data):
    """PKCS#1 v1.5 with SHA-256, compared as a whole."""
    if not isinstance(modulus, int) or len(signature) != (modulus.bit_length() + 7) // 8:
        return False
    number = int.from_bytes(signature, "big")
    wanted = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(data).digest()
    wanted = b"\x00\x01" + b"\xff" * (len(signature) - 3 - len(wanted)) + b"\x00" + wanted
    return number < modulus and pow(number, 65537, modulus).to_bytes(len(signature), "big") == wanted


class Signature:
    """The CMS in the hole: detached, one signer, three signed attributes, none unsigned, nothing else."""

    def __init__(self, cms):
        kind, outer = whole(cms).items(0x06, 0xA0)
        (signed,) = outer.items(0x30)
        version, digests, content, certificates, signers = signed.items(0x02, 0x31, 0x30, 0xA0, 0x31)
        fixed = (kind.raw, version.raw, digests.body, content.body)
        if fixed != (OID["signed"], b"\x02\x01\x01", SHA256, OID["data"]):
            raise Broken("the signature is put together in another way 签名结构不符")
        raw = [one.raw for one in certificates.items()]
        if raw != sorted(raw) or len(set(raw)) != len(raw) or len(raw) > 40:
            raise Broken("the certificates are out of order 证书顺序不符")
        self.certificates = [Certificate(one) for one in raw]
        self.read_signer(signers.items(0x30)[0])

    def read_signer(self, signer):
        version, named, digest, attributes, algorithm, value = signer.items(
            0x02, 0x30, 0x30, 0xA0, 0x30, 0x04
        )
        if (version.raw, digest.raw, algorithm.raw) != (b"\x02\x01\x01", SHA256, SHA256_RSA):
            raise Broken("the signature is put together in another way 签名结构不符")
        issuer, serial = named.items(0x30, 0x02)
        found = [c for c in self.certificates if (c.issuer, c.serial) == (issuer.raw, serial.number())]
        if len(found) != 1 or not found[0].is_signer:
            raise Broken("the signer has no certificate that lets it sign 签名人没有可以签名的证书")
        self.signer, self.value = found[0], value.body
        self.attributes = b"\x31" + attributes.raw[1:]  # signed as a SET, stored under another tag
        parts = [one.items(0x06, 0x31) for one in attributes.items(0x30, 0x30, 0x30)]
        if [one[0].raw for one in parts] != [OID["type"], OID["digest"], OID["certificate"]]:
            raise Broken("the signature states other things than it should 签名属性不符")
        if parts[0][1].body != OID["data"]:
            raise Broken("the signature is put together in another way 签名结构不符")
        self.digest = parts[1][1].items(0x04)[0].body
        (listed,) = parts[2][1].items(0x30)[0].items(0x30)[0].items(0x30)
        if listed.items()[0].raw != b"\x04\x20" + hashlib.sha256(self.signer.raw).digest():
            raise Broken("the signature names another certificate 签名指明的是另一张证书")

    def holds(self):
        return rsa_holds(self.signer.key, self.value, self.attributes)

    def way(self, anchors, leaf=None):
        """Certificates from an anchor down to `leaf` (the signer): each issued the next. None: there is no way."""
        roots = [
            c for c in self.certificates if c.fingerprint in anchors and c.is_authority and c.is_issued_by(c)
        ]
        ways = [[root] for root in roots]
        for _turn in range(12):
            for one in ways:
                if (leaf or self.signer).is_issued_by(one[-1]):
                    return [*one, leaf or self.signer]
            ways = [
                [*one, c] for one in ways for c in self.certificates
                if c.is_authority and c not in one and c.is_issued_by(one[-1])
            ]  # fmt: skip
        return None


def read_hole(pdf):
    start, end = hole_of(pdf)
    text = pdf.data[start + 1 : end - 1]
    if (
        pdf.data[start : start + 1] != b"<"
        or pdf.data[end - 1 : end] != b">"
        or re.search(rb"[^0-9a-f]", text)
    ):
        raise Broken("the signature is not written as it was made 签名的写法被改动")
    data = bytes.fromhex(text.decode())
    cms = Der(data)
    if data[cms.after :].strip(b"\x00"):
        raise Broken("something is hidden behind the signature 签名后面藏有别的内容")
    return Signature(cms.raw), hashlib.sha256(pdf.data[:start] + pdf.data[end:]).digest()


def revoked_in(data, certificates):
    """Serial numbers on a revocation list that one of these authorities signed; and until when the list is good."""
    text = re.search(rb"-----BEGIN X509 CRL-----(.+?)-----END", data, re.DOTALL)
    tbs, algorithm, signature = whole(base64.b64decode(text.group(1)) if text else data).items(
        0x30, 0x30, 0x03
    )
    fields = tbs.items()
    issuers = [c for c in certificates if c.is_authority and c.subject == fields[2].raw]
    if algorithm.raw != SHA256_RSA or not any(rsa_holds(c.key, signature.body[1:], tbs.raw) for c in issuers):
        raise Broken("the revocation list is not signed by this house 吊销名单不是这家机构签的")
    rows = fields[5].items() if len(fields) > 5 and fields[5].tag == 0x30 else []
    return {row.items()[0].number() for row in rows}, moment_of(fields[4])


# --- Ed25519, for checkpoints (RFC 8032) --------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
BASE = (15112221349535400772501151409588531511454012693041857206046113283949847762202,
        46316835694926478169428394003475163141307993866256225615783033603165251855960)  # fmt: skip


def add(one, other):
    (x1, y1, z1, t1), (x2, y2, z2, t2) = one, other
    a, b = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = add(found, point)
        point, number = add(point, point), number >> 1
    return found


def point_of(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise Broken("a checkpoint's key or signature is damaged 检查点的密钥或签名损坏")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def ed25519_holds(key, signature, message):
    if len(key) != 32 or len(signature) != 64 or int.from_bytes(signature[32:], "little") >= ORDER:
        return False
    public, commitment = point_of(key), point_of(signature[:32])
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    base = (BASE[0], BASE[1], 1, BASE[0] * BASE[1] % P)
    left = times(int.from_bytes(signature[32:], "little"), base)
    right = add(commitment, times(challenge, public))
    return not any((left[i] * right[2] - right[i] * left[2]) % P for i in (0, 1))


# --- what is in it ------------------------------------------------------------------------------------------


def canonical(value):
    """Keys sorted by UTF-16, no spaces, UTF-8."""
    return json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def ordered(value):
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    if isinstance(value, list):
        return [ordered(item) for item in value]
    return value


def parsed(data):
    def once(pairs):
        found = dict(pairs)
        if len(found) != len(pairs):
            raise Broken("a name stands twice in the data 数据里有重复的键")
        return found

    def never(text):
        raise Broken("the data hold a number that is none 数据里有不合法的数字 " + text)

    return json.loads(data.decode("utf-8"), object_pairs_hook=once, parse_constant=never, parse_float=never)


def at(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def check_case(case, manifest, signed_at, verdict):
    names = ("format", "reference")
    verdict.say(
        all(case[name] == manifest[name] for name in names) and manifest["format"] == FORMAT,
        "case and manifest are of one case 机读数据与清单属于同一案件",
    )
    broken = [
        paper["number"]
        for paper in case["papers"]
        if sha256(canonical({"facts": paper["facts"], "html": paper["html"]})) != paper["sha256"]
    ]
    verdict.say(
        not broken, "%d papers as issued 文书与签发时一致 %s" % (len(case["papers"]), " ".join(broken))
    )
    stated = [{"number": paper["number"], "sha256": paper["sha256"]} for paper in case["papers"]]
    verdict.say(stated == manifest["papers"], "papers as in the manifest 文书与清单一致")
    fields = ("number", "sha256", "size", "sm3")
    stated = [{name: piece[name] for name in fields} for piece in case["evidence"]]
    verdict.say(
        stated == manifest["exhibits"],
        "%d exhibits as in the manifest 证据与清单一致" % len(case["evidence"]),
    )
    times = [one["issued_at"] for one in case["papers"]] + [
        one["at"] for one in case["docket"] if "at" in one
    ]
    verdict.say(
        all(at(one) <= signed_at + BETWEEN_CLOCKS for one in times),
        "nothing in it is later than the signature 没有晚于签名时间的内容",
    )


def check_docket(case, manifest, verdict):
    previous, broken = GENESIS, []
    for place, entry in enumerate(case["docket"], start=1):
        if entry["seq"] != place or entry["previous"] != previous:
            broken.append(place)
        elif entry.get("closed") is not True:
            body = {key: entry[key] for key in ("seq", "at", "verb", "actor", "facts", "commitments")}
            if sha256(previous.encode() + canonical(body)) != entry["hash"]:
                broken.append(place)
        previous = entry["hash"]
    verdict.say(
        not broken, "%d docket entries in one chain 日志环环相扣 %s" % (len(case["docket"]), broken or "")
    )
    end = {"length": len(case["docket"]), "head": previous}
    verdict.say(end == manifest["docket"], "the chain ends where the manifest says 日志末端与清单一致")
    told: dict = {}
    for entry in case["docket"]:
        told.setdefault(entry.get("verb"), []).append(entry.get("facts", {}))
    issued = papers_told(told)
    missing = [p["number"] for p in case["papers"] if (p["number"], p["sha256"]) not in issued]
    verdict.say(not missing, "every paper stands in the docket 每件文书都在日志中 %s" % " ".join(missing))
    received = {
        (facts.get("sha256"), facts.get("size")) for facts in told.get("casefiles.evidence_received", [])
    }
    missing = [
        piece["sha256"][:16] for piece in case["evidence"] if (piece["sha256"], piece["size"]) not in received
    ]
    verdict.say(not missing, "every exhibit stands in the docket 每件证据都在日志中 %s" % " ".join(missing))


def papers_told(told):
    """Number and hash of each paper, as issued or, when a person was erased from it, as the entry of that says."""
    stands = {
        "notices.paper:%s" % facts.get("paper"): (facts.get("number"), facts.get("sha256"))
        for facts in told.get("notices.paper_issued", [])
    }
    for facts in told.get("accounts.erased_in_case", []):
        for name, before, after in facts.get("replaced", []):
            if name in stands and stands[name][1] == before:
                stands[name] = (stands[name][0], after)
    return set(stands.values())


def check_checkpoint(manifest, signature, anchors, signed_at, verdict):
    told = manifest["checkpoint"]
    if told is None:
        return
    certificate = Certificate(base64.b64decode(told["certificate"], validate=True))
    statement = canonical({name: told[name] for name in ("number", "at", "root", "previous")})
    is_signed = certificate.key == bytes.fromhex(told["public_key"]) and ed25519_holds(
        certificate.key, bytes.fromhex(told["signature"]), statement
    )
    anchors = anchors or {c.fingerprint for c in signature.certificates if c.is_authority}
    is_known = certificate.is_signer and signature.way(anchors, certificate) is not None
    verdict.say(is_signed and is_known, "checkpoint %s is signed 检查点的签名有效" % told["number"])
    verdict.say(
        at(told["at"]) <= signed_at + BETWEEN_CLOCKS,
        "the checkpoint is not later than the signature 检查点不晚于签名",
    )


def check_times(pdf, signature, manifest, verdict, now):
    text = signature_of(pdf)[1].get("M", b"").decode("ascii", "replace")
    signed_at = datetime.strptime(text, "D:%Y%m%d%H%M%S+00'00'").replace(tzinfo=UTC)
    made = at(manifest["made_at"])
    verdict.say(
        -BETWEEN_CLOCKS <= signed_at - made <= SLACK and signed_at <= now + SLACK,
        "signed when it was made 立卷时间与签名时间相符 %s" % signed_at.strftime("%Y-%m-%d %H:%M UTC"),
    )
    return signed_at


def check_signer(signature, anchors, revoked, signed_at, verdict):
    """Whose key it is, against what a person named; and that the certificates were good at the time stated."""
    verdict.houses = [c.fingerprint for c in signature.certificates if c.is_authority and c.is_issued_by(c)]
    own = signature.way(anchors or set(verdict.houses))
    verdict.is_house = None if anchors is None else own is not None
    if own is None:
        verdict.say(False, "no way leads from that fingerprint to the signer 签名人不是这个指纹的机构认可的")
        return
    good = all(c.starts <= signed_at <= c.ends for c in own)
    verdict.say(good, "the certificates were in force then 签名时证书在有效期内")
    if revoked is not None:
        verdict.say(not revoked & {c.serial for c in own}, "no certificate was revoked 证书没有被吊销")


def check_attached(attached, signature, verdict):
    """(manifest, case); the two hold together, and the manifest lists the certificates in the signature."""
    manifest = parsed(attached["manifest.json"])
    if not isinstance(manifest, dict) or not str(manifest.get("format", "")).startswith("jiefen-case-file/"):
        raise Broken("this is no case file of Jiefen 不是解纷案卷")
    digest = sha256(attached["manifest.json"])
    code = "-".join(digest[start : start + 4].upper() for start in range(0, 16, 4))
    verdict.claims = {
        name: plainly(manifest.get(name), r"[0-9A-Z:.\-]{1,40}")
        for name in ("number", "reference", "made_at")
    }
    verdict.claims.update(manifest_sha256=digest, code=code)
    verdict.say(canonical(manifest) == attached["manifest.json"], "manifest in canonical form 清单格式规范")
    verdict.say(
        sha256(attached["case.json"]) == manifest["case_sha256"],
        "case data as in the manifest 机读数据与清单一致",
    )
    verdict.say(
        manifest["certificates"] == [c.fingerprint for c in signature.certificates],
        "the certificates are those the manifest lists 证书与清单一致",
    )
    return manifest, parsed(attached["case.json"])


def examine(data, anchors=None, lists=(), revoked=None, now=None):
    """The verdict on the bytes of a file. `anchors`: fingerprints of the house, None when nobody named one.

    `lists`: revocation lists as bytes; `revoked`: serial numbers known to be revoked. Never raises.
    """
    verdict = Verdict()
    try:
        _examine(data, anchors, lists, revoked, now or datetime.now(UTC), verdict)
    except Broken as fault:
        verdict.say(False, str(fault))
    except (
        Exception
    ) as fault:  # whatever a stranger's file makes us stumble over is a file that was not made by us
        verdict.say(
            False,
            "the file is damaged or was not made by Jiefen 文件损坏，或者不是解纷制作的 (%s)"
            % type(fault).__name__,
        )
    return verdict


def _examine(data, anchors, lists, revoked, now, verdict):
    if len(data) > LARGEST:
        raise Broken("the file is larger than any case file 文件比任何案卷都大")
    if not data.startswith(b"%PDF-"):
        raise Broken("this is no PDF file 不是 PDF 文件")
    pdf = Pdf(data)
    signature, digest = read_hole(pdf)
    verdict.is_read = True
    verdict.is_house = None if anchors is None else signature.way(anchors) is not None
    verdict.say(signature.digest == digest, "unchanged since it was signed 签名以后没有改动")
    verdict.say(signature.holds(), "the signature fits its certificate 签名与证书相符")
    manifest, case = check_attached(attachments_of(pdf), signature, verdict)
    signed_at = check_times(pdf, signature, manifest, verdict, now)
    for one in lists:
        serials, until = revoked_in(one, signature.certificates)
        verdict.say(now <= until, "the revocation list is not out of date 吊销名单没有过期")
        revoked = (revoked or set()) | serials
    check_signer(signature, anchors, revoked, signed_at, verdict)
    check_case(case, manifest, signed_at, verdict)
    check_docket(case, manifest, verdict)
    check_checkpoint(manifest, signature, anchors, signed_at, verdict)
    verdict.exhibits = {piece["sha256"] for piece in manifest["exhibits"]}


# --- talking to who runs it ---------------------------------------------------------------------------------


def check_exhibits(wanted, folders, verdict):
    found = {}
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                found[sha256(path.read_bytes())] = path
    for digest in sorted(wanted):
        verdict.say(
            digest in found, "exhibit 证据 %s… %s" % (digest[:16], found.get(digest, "not found 未找到"))
        )
    return [
        "%s is no exhibit of this file 不在本案卷的证据中" % found[one] for one in sorted(set(found) - wanted)
    ]


def fingerprint_of(text):
    digits = re.sub(r"[\s:\-]", "", text).lower()
    if not re.match(r"[0-9a-f]{64}\Z", digits):
        raise ValueError(text)
    return digits


def asked(given):
    """The fingerprint as it was named, or typed now if somebody is there to ask; None when nobody names one."""
    if given is None and sys.stdin is not None and sys.stdin.isatty():
        given = input("fingerprint of the house, Enter if you have none 机构指纹（没有就按回车）: ").strip()
    return {fingerprint_of(given)} if given else None


ENDINGS = {
    "genuine": """GENUINE 核验通过
this file was made by the house you named, and is as it was signed
由您指明的机构制作，签名以后没有改动""",
    "altered": """NOT GENUINE 核验不通过
it carries the house's signature, but is not as it was signed
带有该机构的签名，但与签名时不一致""",
    "stranger": """NOT GENUINE 核验不通过
the house you named did not sign this file: forged, or another house's
不是您指明的机构签名的：是伪造的，或者属于别的机构""",
    "faulty": """NOT GENUINE 核验不通过
the file is not as it was signed, or contradicts itself
文件与签名时不一致，或者自相矛盾""",
    "unreadable": """NOT GENUINE 核验不通过
this cannot be read as a case file
不能作为案卷读取""",
    "unproven": """SIGNER UNPROVEN 签名人未经证实
the file agrees with itself, but anybody could have signed it: run again with --house and the
fingerprint that the house publishes
文件前后一致，但任何人都可以这样签名：请用 --house 加上机构公布的指纹再核验一次""",
}
STATUS = {"genuine": 0, "unproven": 3}


def main(arguments):
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = argparse.ArgumentParser(usage=__doc__, add_help=False)
    parser.add_argument("file", type=Path)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--house", "--fingerprint", dest="house")
    parser.add_argument("--revocations", type=Path, action="append")
    try:
        given = parser.parse_args(arguments)
        anchors = asked(given.house)
    except ValueError:
        print("a fingerprint has 64 hex digits, 0 to 9 and a to f 指纹是 64 位十六进制数字")
        return 2
    except EOFError:
        anchors = None
    try:
        data, lists = given.file.read_bytes(), [one.read_bytes() for one in given.revocations or []]
    except OSError as fault:
        print("the file cannot be opened 文件打不开：%s" % (fault.strerror or fault))
        return 2
    return tell(examine(data, anchors, lists), given.folders)


def tell(verdict, folders):
    strangers = []
    if folders and verdict.is_read:
        strangers = check_exhibits(verdict.exhibits, folders, verdict)
    if verdict.claims:
        print("the file says of itself 文件自称：%(number)s · %(reference)s · %(made_at)s" % verdict.claims)
        print("code, compare it with the cover 请与封面编码对照：%(code)s" % verdict.claims)
        print("manifest 清单 SHA-256 %(manifest_sha256)s" % verdict.claims)
    for house in verdict.houses:
        print("signed under 签名机构指纹 %s" % house)
    for is_good, text in verdict.lines:
        print(("  ok   " if is_good else "  BAD  ") + text)
    for text in strangers:
        print("  ?    " + plainly(text))
    print(ENDINGS[verdict.kind])
    return STATUS.get(verdict.kind, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
