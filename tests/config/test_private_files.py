"""Nobody else on the machine reads what the house keeps."""

import os
import stat
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITES = """
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import send_mail
from django.db import connection
from notices.sms import FileSender
connection.cursor().execute("create table one (two integer)")
default_storage.save("evidence/2026/12/a.pdf", ContentFile(b"x" * 3_000_000))
send_mail("Subject", "words", None, ["li@demo.example"])
FileSender().send("+8613800138000", "words")
from docket import authority
authority.signer()
"""


def others_may(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode) & 0o077


def test_database_evidence_mail_messages_and_keys_are_the_house_s_own(tmp_path):
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    (data / "jiefen.sqlite3").touch(mode=0o644)  # from before
    (data / "jiefen.sqlite3").chmod(0o644)
    environment = {
        **os.environ,
        "DATA_DIR": str(data),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "PYTHONUTF8": "1",
    }
    environment.pop("EMAIL_URL", None)
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", WRITES],
        cwd=ROOT,
        env=environment,
        check=True,
        umask=0o022,
    )
    found = [data, *data.rglob("*")]
    kinds = {path.relative_to(data).parts[0] for path in found if path != data}
    assert {"jiefen.sqlite3", "files", "mail", "sms", "secret.key"} <= kinds
    assert [str(path) for path in found if others_may(path)] == []


def test_what_is_built_for_others_stays_readable(tmp_path):
    environment = {
        **os.environ, "DATA_DIR": str(tmp_path / "data"), "STATIC_COLLECTED": "1", "STATIC_ROOT": str(tmp_path / "static"),
    }  # fmt: skip
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0", "-i", "bootstrap"],
        cwd=ROOT, env=environment, check=True, umask=0o022,
    )  # fmt: skip
    files = [path for path in (tmp_path / "static").rglob("*") if path.is_file()]
    assert files and all(stat.S_IMODE(path.stat().st_mode) & 0o044 == 0o044 for path in files)
