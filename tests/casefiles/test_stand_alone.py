"""The verifier that strangers fetch: what it asks, what it says, and that its arithmetic is right."""

import ast
import os
import pty
import random
import shutil
import subprocess
import sys

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from casefiles.services.verification import VERIFIER, judge
from casefiles.standalone import verify_case_file as strict
from docket import authority, succession
from docket.services import make_checkpoint
from tests import stories

from .copies import made
from .test_forgeries import run_alone


@pytest.fixture
def house(settings, tmp_path):
    """A house of one's own, whose keys may be rotated and revoked."""
    settings.DATA_DIR = tmp_path / "data"
    return authority


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The first house and its file, for the tests that follow: each begins with a copy of both."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def file(house, cast, settings, tmp_path, kept):
    path = tmp_path / "file.pdf"
    if not (kept / "file.pdf").exists():
        make_checkpoint()
        path.write_bytes(made(stories.negotiating(cast), cast.handler).file.read())
        shutil.copytree(settings.DATA_DIR, kept / "data", ignore=shutil.ignore_patterns("checkpoint*"))
        shutil.copy(path, kept)
    else:
        shutil.copytree(kept / "data", settings.DATA_DIR)
        shutil.copy(kept / "file.pdf", path)
    return path


def last_words(told) -> str:
    return next(kind for kind, words in strict.ENDINGS.items() if told.stdout.endswith(f"{words}\n"))


def test_it_calls_genuine_only_what_is_signed_under_the_fingerprint_that_was_named(house, file):
    mine = house.fingerprint()
    colons = ":".join(mine[at : at + 2].upper() for at in range(0, 64, 2))
    for typed in (mine, house.fingerprint_in_groups(), colons, f" {mine}\n"):
        told = run_alone(file, "--house", typed)
        assert (told.returncode, last_words(told)) == (0, "genuine")
    other = run_alone(file, "--house", "a" * 64)
    assert (other.returncode, last_words(other)) == (1, "stranger")
    unnamed = run_alone(file)
    assert (unnamed.returncode, last_words(unnamed)) == (3, "unproven")
    assert f"signed under 签名机构指纹 {mine}" in unnamed.stdout
    assert "GENUINE 核验通过" not in unnamed.stdout + other.stdout


@pytest.mark.parametrize("typed", ["abc", "g" * 64, "a" * 63, "a" * 65, ""])
def test_a_fingerprint_that_is_none_is_refused(house, file, typed):
    told = run_alone(file, "--house", typed)
    assert "Traceback" not in told.stderr
    assert told.returncode == (3 if typed == "" else 2)


def test_it_asks_when_somebody_is_there_to_answer(house, file):
    for answer, kind in ((house.fingerprint_in_groups(), "genuine"), ("", "unproven")):
        ours, theirs = pty.openpty()
        os.write(ours, answer.encode() + b"\n")
        told = subprocess.run(
            [sys.executable, "-I", "-S", str(VERIFIER), str(file)],
            stdin=theirs, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        os.close(ours), os.close(theirs)
        assert last_words(told) == kind


def test_what_is_no_file_ends_in_a_sentence(house, tmp_path):
    assert run_alone(tmp_path / "nothing.pdf", "--house", house.fingerprint()).returncode == 2
    assert run_alone(tmp_path, "--house", house.fingerprint()).returncode == 2
    for data in (
        b"",
        b"x",
        b"%PDF-1.7\n",
        b"%PDF-1.7\n%\xff\xff\xff\xff\n\nstartxref\n9\n%%EOF\n",
        b"%PDF-" * 9999,
    ):
        (tmp_path / "file").write_bytes(data)
        told = run_alone(tmp_path / "file", "--house", house.fingerprint())
        assert (told.returncode, told.stderr, last_words(told)) == (1, "", "unreadable")


def test_a_bomb_does_not_burst(house, file):
    """Two hundred thousand brackets, and a stream that inflates to a hundred megabytes."""
    import zlib

    deep = strict.Reader(b"[" * 200_000, 0, 200_000)
    with pytest.raises(strict.Broken):
        deep.value()
    pdf = strict.Pdf(file.read_bytes())
    bomb = zlib.compress(bytes(100 * 1024 * 1024), 9)
    pdf.data, pdf.objects[1] = bomb, ({"Filter": "FlateDecode"}, (0, len(bomb)))
    with pytest.raises(strict.Broken, match="too large"):
        pdf.stream(strict.Ref((1, 0)))


def test_a_revoked_signer_is_refused_whatever_the_date_in_the_file(house, file, tmp_path):
    serial = house.signer().certificate.serial_number
    lists = {}
    for name, act in (
        ("before", succession.renew_list),
        ("after", lambda: succession.revoke(serial, x509.ReasonFlags.key_compromise)),
    ):
        for form in (Encoding.DER, Encoding.PEM):
            lists[name, form] = tmp_path / f"{name}.{len(lists)}"
            lists[name, form].write_bytes(act().public_bytes(form))
    for (name, _form), path in lists.items():
        told = run_alone(file, "--house", house.fingerprint(), "--revocations", path)
        assert last_words(told) == {"before": "genuine", "after": "altered"}[name]
        assert ("BAD  no certificate was revoked" in told.stdout) == (name == "after")
    assert judge(file.read_bytes(), sha256="").kind == "altered"
    forged = tmp_path / "forged.crl"
    forged.write_bytes(b"\x30\x03\x02\x01\x01")
    assert run_alone(file, "--house", house.fingerprint(), "--revocations", forged).returncode == 1


def test_whoever_holds_an_old_fingerprint_goes_on_verifying(house, file, cast, tmp_path):
    old = house.fingerprint()
    before = file.read_bytes()
    new = succession.rotate_authority()
    assert new != old
    after = made(stories.negotiating(cast), cast.handler).file.read()
    kinds = {
        (name, anchor == new): strict.examine(data, {anchor}).kind
        for name, data in (("before", before), ("after", after))
        for anchor in (old, new)
    }
    assert kinds == {
        ("before", False): "genuine",
        ("after", False): "genuine",
        ("after", True): "genuine",
        ("before", True): "stranger",
    }
    assert [judge(data, sha256="").kind for data in (before, after)] == ["signed", "signed"]


def test_its_ed25519_is_that_of_the_rfc_and_of_openssl():
    """RFC 8032, section 7.1, tests 1 to 3; then against the library, also with one bit changed."""
    vectors = [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ]
    for key, message, signature in vectors:
        assert strict.ed25519_holds(*map(bytes.fromhex, (key, signature, message)))
    chance = random.Random(25519)
    for _turn in range(20):
        private = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        message = chance.randbytes(chance.randrange(200))
        public, signature = private.public_key(), private.sign(message)
        assert holds(public, signature, message)
        bent = bytearray(signature)
        bent[chance.randrange(64)] ^= 1 << chance.randrange(8)
        try:
            public.verify(bytes(bent), message)
        except InvalidSignature:
            assert not holds(public, bytes(bent), message)


def holds(public, signature, message) -> bool:
    try:
        return strict.ed25519_holds(public.public_bytes_raw(), signature, message)
    except strict.Broken:
        return False


def test_it_needs_nothing_but_python_of_three_nine():
    tree = ast.parse(VERIFIER.read_text(encoding="utf-8"), feature_version=(3, 9))
    roots = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [node.module] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    assert roots <= sys.stdlib_module_names
