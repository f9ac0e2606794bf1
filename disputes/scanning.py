"""Looking for malware in what strangers send: ClamAV over its socket, when `CLAMD_SOCKET` is set.

Fails closed: what could not be scanned is handed to nobody. A scanner is no guard against files that swell.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .exceptions import NotLawfulNow, NotValid

PIECE = 256 * 1024


class ScanState(models.TextChoices):
    NOT_ASKED = "", gettext_lazy("未设查毒")
    WAITING = "waiting", gettext_lazy("正在查毒")
    CLEAN = "clean", gettext_lazy("已查毒，没有发现问题")
    INFECTED = "infected", gettext_lazy("查出恶意程序，已隔离")


#: What may be handed out, shown and bound.
RELEASED = frozenset({ScanState.NOT_ASKED, ScanState.CLEAN})


class ScannerUnavailable(RuntimeError):
    """No answer, or none that says clean or infected."""


@dataclass(frozen=True)
class Scanned:
    is_clean: bool
    signature: str = ""


def is_scanning() -> bool:
    return bool(settings.CLAMD_SOCKET)


def state_on_arrival() -> str:
    return ScanState.WAITING if is_scanning() else ScanState.NOT_ASKED


def scan(path: Path) -> Scanned:
    """Ask clamd (INSTREAM). Raises `ScannerUnavailable` when it is down, too slow, or says that the file is too big."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(settings.CLAMD_SECONDS)
            line.connect(settings.CLAMD_SOCKET)
            line.sendall(b"zINSTREAM\0")
            with path.open("rb") as file:
                while piece := file.read(PIECE):
                    line.sendall(len(piece).to_bytes(4, "big") + piece)
            line.sendall(b"\0\0\0\0")
            answer = _answer(line)
    except OSError as error:  # down, or its limit of a stream was passed and it hung up
        raise ScannerUnavailable(type(error).__name__) from error
    said = answer.removeprefix("stream: ").strip()
    if said == "OK":
        return Scanned(is_clean=True)
    if said.endswith(" FOUND"):
        return Scanned(is_clean=False, signature=said.removesuffix(" FOUND")[:120])
    raise ScannerUnavailable(said[:200])


def _answer(line: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < 4096 and (more := line.recv(4096)):
        said += more
    return said.split(b"\0")[0].decode("utf-8", "replace")


def require_clean(path: Path) -> None:
    """For a file that is used at once. Raises `NotValid` when it is infected or nobody can tell."""
    if not is_scanning():
        return
    try:
        found = scan(path)
    except ScannerUnavailable as error:
        raise NotValid(_("现在不能查毒，文件没有收下。请过一会儿再传。"), code="not_scanned") from error
    if not found.is_clean:
        raise NotValid(_("文件里查出恶意程序，没有收下。"), code="infected")


def require_released(state: str) -> None:
    """Refuse to hand out what is not known to be clean."""
    if state == ScanState.WAITING:
        raise NotLawfulNow(_("这个文件正在查毒，查完以前谁都不能打开。"), code="quarantined")
    if state == ScanState.INFECTED:
        raise NotLawfulNow(_("这个文件里查出恶意程序，已经隔离，不能打开。"), code="infected")
