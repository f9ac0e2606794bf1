#!/usr/bin/env python3
"""Check a Jiefen case file offline, with nothing but Python 3.8 or later.

    python3 verify_case_file.py case-file.pdf [folder with exhibits ...]

核验解纷案卷。不联网，不需要安装别的东西。

It checks: that the file is unchanged since it was signed, and by which certificate; that the manifest, the
machine-readable case, the papers and the docket in it agree hash by hash; and, when folders are given, that
the files in them are the exhibits that were received. Compare the printed code with the one on the cover,
and the certificate fingerprint with the one the service publishes.
"""

# ruff: noqa: T201, UP031  (runs anywhere by itself, and talks to who runs it)
import hashlib
import json
import re
import sys
import zlib
from pathlib import Path

GENESIS = "0" * 64


class Report:
    def __init__(self):
        self.faults = 0

    def say(self, is_good, text):
        self.faults += not is_good
        print(("  ok   " if is_good else "  BAD  ") + text)


def canonical(value):
    """Keys sorted by UTF-16, no spaces, UTF-8."""
    return json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def ordered(value):
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    if isinstance(value, list):
        return [ordered(item) for item in value]
    return value


def sha256(data):
    return hashlib.sha256(data).hexdigest()


# --- the PDF ----------------------------------------------------------------------------------------


def embedded(pdf):
    """The streams marked as embedded files."""
    for match in re.finditer(rb"obj\s*<<(.{0,2000}?)>>\s*stream\r?\n", pdf, re.DOTALL):
        header = match.group(1)
        if b"/EmbeddedFile" not in header:
            continue
        length = re.search(rb"/Length (\d+)(?! \d+ R)", header)
        end = match.end() + int(length.group(1)) if length else pdf.index(b"endstream", match.end())
        data = pdf[match.end() : end]
        yield zlib.decompress(data) if b"/FlateDecode" in header else data


def parts(pdf):
    """(manifest, its bytes, bytes of the case, bytes of the verifier)"""
    manifest = raw = case = verifier = None
    for data in embedded(pdf):
        if data.lstrip()[:1] != b"{":
            verifier = data
            continue
        found = json.loads(data)
        if "case_sha256" in found:
            manifest, raw = found, data
        elif found.get("format", "").startswith("jiefen-case-file"):
            case = data
    return manifest, raw, case, verifier


# --- the signature: a small reader of DER, enough for one signer with RSA and SHA-256 -----------------


def der(data, at=0):
    """(tag, start of content, end) of the element at `at`."""
    tag, length, start = data[at], data[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        length, start = int.from_bytes(data[start : start + count], "big"), start + count
    return tag, start, start + length


def children(data, start, end):
    while start < end:
        tag, inner, after = der(data, start)
        yield tag, start, inner, after
        start = after


def descend(data, *path):
    """The element reached by taking the n-th child again and again."""
    _tag, inner, after = der(data, 0)
    at = 0
    for place in path:
        _tag, at, inner, after = list(children(data, inner, after))[place]
    return at, inner, after


def rsa_keys(certificate):
    """(modulus, exponent) of a certificate's key."""
    for path in ((0, 6, 1), (0, 5, 1)):
        try:
            _at, inner, after = descend(certificate, *path)
            bits = certificate[inner + 1 : after]
            numbers = [int.from_bytes(bits[i:a], "big") for _t, _s, i, a in children(bits, *der(bits)[1:])]
            if len(numbers) == 2:
                return numbers
        except (IndexError, ValueError):
            continue
    return None


def check_signature(pdf, report):
    ranges = re.findall(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", pdf)
    if not ranges:
        report.say(False, "the file carries no signature 没有签名")
        return
    start, length, rest, tail = map(int, ranges[-1])
    report.say(start == 0 and rest + tail == len(pdf), "the signature covers the whole file 签名覆盖全部内容")
    gap = pdf[length:rest]
    cms = bytes.fromhex(gap[gap.index(b"<") + 1 : gap.index(b">")].decode().rstrip("\x00 "))
    signed = pdf[start : start + length] + pdf[rest : rest + tail]
    digest = hashlib.sha256(signed).digest()
    try:
        is_valid, fingerprint = verify_cms(cms, digest)
    except (IndexError, ValueError, OverflowError):
        is_valid, fingerprint = False, ""
    report.say(digest in cms and is_valid, "unchanged since it was signed 签名以后没有改动")
    if fingerprint:
        print("       certificate 证书指纹 SHA-256 " + fingerprint)


def verify_cms(cms, digest):
    _at, inner, after = descend(cms, 1, 0)
    fields = list(children(cms, inner, after))
    certificates = next(((i, a) for tag, _s, i, a in fields if tag == 0xA0), None)
    _tag, _s, signers_in, _signers_end = fields[-1]
    _tag, signer_in, signer_end = der(cms, signers_in)
    elements = list(children(cms, signer_in, signer_end))
    _tag, at, inner, after = next(element for element in elements if element[0] == 0xA0)
    attributes = b"\x31" + cms[at + 1 : after]  # signed as a SET, stored under another tag
    wanted = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04\x31\x22\x04\x20" + digest
    if wanted not in attributes:
        return False, ""
    signature = next(cms[i:a] for tag, _s, i, a in elements if tag == 0x04)
    expected = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(attributes).digest()
    if certificates is None:
        return False, ""
    for _tag, start, _inner, end in children(cms, *certificates):
        certificate = cms[start:end]
        key = rsa_keys(certificate)
        if not key:
            continue
        modulus, exponent = key
        size = (modulus.bit_length() + 7) // 8
        opened = pow(int.from_bytes(signature, "big"), exponent, modulus).to_bytes(size, "big")
        if opened == b"\x00\x01" + b"\xff" * (size - 3 - len(expected)) + b"\x00" + expected:
            return True, sha256(certificate)
    return False, ""


# --- what is in it ----------------------------------------------------------------------------------


def check_papers(case, manifest, report):
    broken = [
        paper["number"]
        for paper in case["papers"]
        if sha256(canonical({"facts": paper["facts"], "html": paper["html"]})) != paper["sha256"]
    ]
    report.say(
        not broken, "%d papers as issued 文书与签发时一致 %s" % (len(case["papers"]), " ".join(broken))
    )
    listed = {paper["number"]: paper["sha256"] for paper in manifest["papers"]}
    report.say(
        listed == {paper["number"]: paper["sha256"] for paper in case["papers"]},
        "papers as in the manifest 文书与清单一致",
    )
    issued = {
        entry["facts"].get("sha256")
        for entry in case["docket"]
        if entry.get("verb") == "notices.paper_issued"
    }
    missing = [paper["number"] for paper in case["papers"] if paper["sha256"] not in issued]
    report.say(not missing, "every paper stands in the docket 每件文书都在日志中 %s" % " ".join(missing))


def check_docket(case, manifest, report):
    previous, broken = GENESIS, []
    for place, entry in enumerate(case["docket"], start=1):
        if entry["seq"] != place or entry["previous"] != previous:
            broken.append(entry["seq"])
        elif not entry.get("closed"):
            body = {key: entry[key] for key in ("seq", "at", "verb", "actor", "facts", "commitments")}
            if sha256(previous.encode() + canonical(body)) != entry["hash"]:
                broken.append(entry["seq"])
        previous = entry["hash"]
    report.say(
        not broken, "%d docket entries in one chain 日志环环相扣 %s" % (len(case["docket"]), broken or "")
    )
    end = {"length": len(case["docket"]), "head": previous}
    report.say(end == manifest["docket"], "the chain ends where the manifest says 日志末端与清单一致")


def check_exhibits(manifest, folders, report):
    wanted = {exhibit["sha256"] for exhibit in manifest["exhibits"]}
    found = {}
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                found[sha256(path.read_bytes())] = path
    for digest in sorted(wanted):
        report.say(
            digest in found, "exhibit 证据 %s… %s" % (digest[:16], found.get(digest, "not found 未找到"))
        )
    for digest in sorted(set(found) - wanted):
        print("  ?    %s is no exhibit of this file 不在本案卷的证据中" % found[digest])


def main(arguments):
    if not arguments:
        print(__doc__)
        return 2
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    pdf, report = Path(arguments[0]).read_bytes(), Report()
    try:
        manifest, raw, case_bytes, _verifier = parts(pdf)
    except (ValueError, zlib.error):
        manifest = raw = case_bytes = None
    if manifest is None or case_bytes is None:
        print("  BAD  this is no Jiefen case file, or its contents are damaged 不是解纷案卷，或者内容已损坏")
        return 1
    digest = sha256(raw)
    print("%s · %s · %s" % (manifest["number"], manifest["reference"], manifest["made_at"]))
    print("code on the cover 封面编码 " + "-".join(digest[at : at + 4].upper() for at in range(0, 16, 4)))
    print("manifest 清单 SHA-256 " + digest)
    check_signature(pdf, report)
    report.say(canonical(manifest) == raw, "manifest in canonical form 清单格式规范")
    report.say(
        sha256(case_bytes) == manifest["case_sha256"], "case data as in the manifest 机读数据与清单一致"
    )
    case = json.loads(case_bytes)
    check_papers(case, manifest, report)
    check_docket(case, manifest, report)
    if arguments[1:]:
        check_exhibits(manifest, arguments[1:], report)
    print("GENUINE 核验通过" if not report.faults else "%d FAULT(S) 核验不通过" % report.faults)
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
