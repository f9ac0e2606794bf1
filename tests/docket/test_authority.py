"""The house authority, judged by OpenSSL."""

import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command

from docket import authority, certificates, succession, vault
from docket.hashing import handover_statement
from docket.models import SigningKey
from docket.services import make_checkpoint

pytestmark = pytest.mark.django_db
PEM = serialization.Encoding.PEM
SECRET = b"a passphrase of its own"


@pytest.fixture(autouse=True)
def own_house(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


def openssl(*arguments, data: bytes | None = None) -> subprocess.CompletedProcess:
    return subprocess.run(["openssl", *map(str, arguments)], input=data, capture_output=True, check=False)


def kept(tmp_path, name, *certificates):
    path = tmp_path / name
    path.write_bytes(b"".join(one.public_bytes(PEM) for one in certificates))
    return path


def test_the_fingerprint_is_what_openssl_says_of_the_certificate(tmp_path):
    anchor = kept(tmp_path, "ca.pem", authority.certificate())
    told = openssl("x509", "-in", anchor, "-noout", "-fingerprint", "-sha256").stdout.decode()
    assert told.strip().split("=")[1].replace(":", "").lower() == authority.fingerprint()
    assert authority.fingerprint_in_groups().replace(" ", "").lower() == authority.fingerprint()
    assert authority.fingerprint() == authority.fingerprint()


def test_both_working_keys_are_certified_and_can_certify_nobody(tmp_path):
    anchor = kept(tmp_path, "ca.pem", authority.certificate())
    key = authority.checkpoint_key().public_key().public_bytes_raw().hex()
    for certificate in (authority.signer().certificate, authority.checkpoint_certificate(key)):
        leaf = kept(tmp_path, "leaf.pem", certificate)
        assert openssl("verify", "-x509_strict", "-CAfile", anchor, leaf).returncode == 0
        told = openssl("x509", "-in", leaf, "-noout", "-text").stdout.decode()
        assert "CA:FALSE" in told
        assert "Digital Signature, Non Repudiation\n" in told
        forged = kept(tmp_path, "forged.pem", _signed_by_a_leaf())
        assert openssl("verify", "-CAfile", anchor, "-untrusted", leaf, forged).returncode != 0


def _signed_by_a_leaf():
    signer = authority.signer()
    return certificates.signer_certificate(
        Ed25519PrivateKey.generate().public_key(),
        name=authority.CHECKPOINTS,
        issuer=signer.certificate,
        by=signer.key,
    )


def test_a_key_that_nobody_certified_is_not_the_houses():
    authority.checkpoint_key()
    other = Ed25519PrivateKey.generate().public_key()
    assert not authority.is_checkpoint_key(other.public_bytes_raw().hex())
    forged = _signed_by_a_leaf()
    vault.keep_certificate(vault.folder_of(authority.fingerprint()) / "issued" / "00.crt", forged)
    assert not authority.is_checkpoint_key(forged.public_key().public_bytes_raw().hex())


def test_keys_are_their_owners_alone_and_the_passphrase_lies_apart(tmp_path):
    authority.signer(), authority.checkpoint_key()
    files = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    folders = [path for path in (tmp_path / "data").rglob("*") if path.is_dir()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}
    key = vault.folder_of(authority.fingerprint()) / "authority.key"
    passphrase = vault.passphrase()
    assert not key.is_relative_to(vault.working_keys())
    assert openssl("pkey", "-in", key, "-noout", "-passin", "pass:wrong").returncode != 0
    assert openssl("pkey", "-in", key, "-noout", "-passin", f"pass:{passphrase.decode()}").returncode == 0


def test_the_passphrase_can_be_a_setting(settings, tmp_path):
    settings.AUTHORITY_PASSPHRASE = "from the environment"
    key = vault.folder_of(authority.fingerprint()) / "authority.key"
    assert openssl("pkey", "-in", key, "-noout", "-passin", "pass:from the environment").returncode == 0
    settings.AUTHORITY_PASSPHRASE = "another"
    with pytest.raises(vault.WrongPassphrase):
        authority.signer()


def test_exported_removed_and_restored(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("AUTHORITY_EXPORT_PASSPHRASE", SECRET.decode())
    copy, key = tmp_path / "copy.pem", vault.folder_of(authority.fingerprint()) / "authority.key"
    call_command("authority", "export", copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert openssl("pkey", "-in", copy, "-noout", "-passin", f"pass:{SECRET.decode()}").returncode == 0
    with pytest.raises(CommandError, match="overwritten"):
        call_command("authority", "export", copy)
    call_command("authority", "remove", copy)
    assert not key.exists()
    assert authority.signer().certificate == authority.signer().certificate
    assert authority.is_checkpoint_key(authority.checkpoint_key().public_key().public_bytes_raw().hex())
    with pytest.raises(CommandError, match="restore"):
        call_command("authority", "rotate", "signer")
    call_command("authority", "show")
    assert "key away" in capsys.readouterr().out
    call_command("authority", "restore", copy)
    call_command("authority", "rotate", "signer")


def test_a_key_is_only_removed_when_its_copy_opens(tmp_path, settings):
    copy = tmp_path / "copy.pem"
    succession.export(copy, SECRET)
    settings.DATA_DIR = tmp_path / "another house"
    with pytest.raises(succession.NotExported):
        succession.remove(copy, SECRET)
    with pytest.raises(succession.NotExported):
        succession.restore(copy, SECRET)
    with pytest.raises(vault.WrongPassphrase):
        succession.remove(copy, b"not the passphrase")
    assert vault.has_key(authority.fingerprint())


def test_a_revoked_certificate_is_on_the_list_that_the_authority_signs(tmp_path):
    anchor = kept(tmp_path, "ca.pem", authority.certificate())
    gone = authority.signer().certificate
    succession.rotate_signer()
    found = succession.revoke(gone.serial_number, x509.ReasonFlags.key_compromise)
    (tmp_path / "list.pem").write_bytes(found.public_bytes(PEM))
    assert b"verify OK" in openssl("crl", "-in", tmp_path / "list.pem", "-CAfile", anchor, "-noout").stderr
    told = {}
    for name, one in (("gone", gone), ("stands", authority.signer().certificate)):
        leaf = kept(tmp_path, f"{name}.pem", one)
        check = ("verify", "-crl_check", "-CRLfile", tmp_path / "list.pem", "-CAfile", anchor, leaf)
        told[name] = openssl(*check).returncode == 0
    assert told == {"gone": False, "stands": True}
    assert [authority.is_revoked(one) for one in (gone, authority.signer().certificate)] == [True, False]
    with pytest.raises(LookupError):
        succession.revoke(1, x509.ReasonFlags.superseded)


def test_a_successor_is_named_by_the_old_authority_and_old_anchors_hold(tmp_path):
    first, old, before = authority.fingerprint(), authority.certificate(), authority.signer().certificate
    key = authority.checkpoint_key().public_key().public_bytes_raw().hex()
    new = succession.rotate_authority()
    assert authority.fingerprints() == [new, first]
    signer = authority.signer()
    anchor, leaf = kept(tmp_path, "old.pem", old), kept(tmp_path, "leaf.pem", signer.certificate)
    way = kept(tmp_path, "way.pem", *signer.chain)
    assert openssl("verify", "-x509_strict", "-CAfile", anchor, "-untrusted", way, leaf).returncode == 0
    assert openssl("verify", "-CAfile", anchor, leaf).returncode != 0
    assert openssl("verify", "-CAfile", anchor, kept(tmp_path, "before.pem", before)).returncode == 0
    certified = kept(tmp_path, "checkpoints.pem", authority.checkpoint_certificate(key))
    ours = kept(tmp_path, "new.pem", authority.certificate())
    assert openssl("verify", "-CAfile", ours, certified).returncode == 0
    assert openssl("verify", "-CAfile", anchor, "-untrusted", way, certified).returncode == 0
    assert [vault.has_key(one) for one in authority.fingerprints()] == [True, False]


def test_a_new_checkpoint_key_is_named_by_the_old_one(django_capture_on_commit_callbacks):
    make_checkpoint()
    old = authority.checkpoint_key().public_key()
    with django_capture_on_commit_callbacks(execute=True):
        made = succession.rotate_checkpoint_key()
    new = authority.checkpoint_key().public_key()
    assert new != old
    assert made.public_key() == new
    assert all(authority.is_checkpoint_key(key.public_bytes_raw().hex()) for key in (old, new))
    row = SigningKey.objects.last()
    assert (row.previous, row.public_key) == (old.public_bytes_raw().hex(), new.public_bytes_raw().hex())
    told = handover_statement(
        old=row.previous, new=row.public_key, first_checkpoint=row.first_checkpoint, at=row.at
    )
    old.verify(bytes.fromhex(row.by_previous), told)


def test_two_that_begin_at_once_have_one_house():
    with ThreadPoolExecutor(4) as threads:
        found = set(threads.map(lambda _n: authority.fingerprint(), range(4)))
    assert found == {authority.fingerprint()}
    assert len(vault.known()) == 1


def test_show_prints_what_there_is(capsys):
    authority.signer()
    call_command("authority", "show")
    out = capsys.readouterr().out
    assert authority.fingerprint() in out
    assert f"{authority.signer().certificate.serial_number:040x}" in out
