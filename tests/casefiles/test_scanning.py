"""What people send waits for the scanner. The scanner here is small, but speaks clamd's own INSTREAM on a Unix socket."""

from __future__ import annotations

import socketserver
import struct
import threading
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from arbitration.services.bundles import write_bundle
from casefiles.models import Evidence
from casefiles.services import checked_copy, scan_again
from casefiles.services.quarantine import scan_evidence
from chat.models import RoomFile
from chat.services import hand_in, post_file
from chat.services.files import scan_room_file
from disputes.exceptions import NotLawfulNow, NotValid
from disputes.scanning import ScannerUnavailable, scan
from tests.arbitration import stories as told
from tests.cast import login
from tests.chat.conftest import *  # noqa: F403  the rooms

from . import samples
from .copies import made, text_of
from .test_evidence import give

#: The harmless string that every scanner finds (eicar.org), put together here so that no scanner finds this file.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()


class Clamd(socketserver.ThreadingUnixStreamServer):
    """clamd(8), INSTREAM: pieces of <length><data>, a length of 0 ends; over the limit it says so and hangs up."""

    daemon_threads = True
    limit = 1_000_000

    class RequestHandlerClass(socketserver.StreamRequestHandler):
        def handle(self):
            assert self.rfile.read(10) == b"zINSTREAM\0"
            data = b""
            while length := struct.unpack(">I", self.rfile.read(4))[0]:
                data += self.rfile.read(length)
                if len(data) > self.server.limit:
                    self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            found = EICAR in data
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")

    def __init__(self, path):
        super().__init__(path, self.RequestHandlerClass)


@pytest.fixture
def clamd(tmp_path, settings):
    path = str(tmp_path / "clamd")
    settings.CLAMD_SOCKET, settings.CLAMD_SECONDS = path, 5
    with Clamd(path) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def no_clamd(tmp_path, settings):
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")


def statuses(user, piece) -> list[int]:
    client = login(Client(), user)
    names = ("evidence_download", "evidence_preview", "evidence_thumbnail", "evidence_detail")
    return [client.get(reverse(f"casefiles:{name}", args=[piece.pk])).status_code for name in names]


def test_the_scanner_is_asked_in_its_own_words(clamd, tmp_path):
    for name, data, answer in (("a", b"hello", (True, "")), ("b", EICAR, (False, "Eicar-Test-Signature"))):
        (tmp_path / name).write_bytes(data)
        found = scan(tmp_path / name)
        assert (found.is_clean, found.signature) == answer


def test_too_big_to_scan_and_nobody_there_are_no_answer(clamd, tmp_path, settings):
    (tmp_path / "big").write_bytes(b"x" * 3_000_000)
    with pytest.raises(ScannerUnavailable):
        scan(tmp_path / "big")
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")
    with pytest.raises(ScannerUnavailable):
        scan(tmp_path / "big")


def test_nobody_opens_a_file_before_it_was_scanned(case, clamd):
    piece = give(case, data=samples.picture("PNG"))
    assert piece.scan == "waiting"
    for user in (case.complainant, case.respondent, case.handler):
        assert statuses(user, piece) == [409, 409, 404, 200]
    page = login(Client(), case.respondent).get(reverse("casefiles:evidence_detail", args=[piece.pk]))
    assert "查完以前谁都打不开这个文件" in page.content.decode()
    scan_evidence.func(piece.pk)
    assert Evidence.objects.get(pk=piece.pk).scan == "clean"
    assert statuses(case.respondent, piece) == [200, 200, 200, 200]


def test_what_is_infected_stays_shut_and_the_docket_says_why(case, clamd):
    piece = give(case, name="说明.txt", data=b"hello " + EICAR)
    scan_evidence.func(piece.pk)
    assert Evidence.objects.get(pk=piece.pk).scan == "infected"
    assert statuses(case.handler, piece)[0] == 409
    entry = case.dispute.chain.entries.get(verb="casefiles.evidence_scanned")
    assert entry.facts == {"evidence": piece.pk, "result": "infected", "signature": "Eicar-Test-Signature"}
    page = login(Client(), case.complainant).get(reverse("casefiles:evidence", args=[case.dispute.reference]))
    assert "查出恶意程序，已隔离" in page.content.decode()


def test_while_the_scanner_is_down_the_file_stays_shut(case, no_clamd):
    piece = give(case)
    with pytest.raises(ScannerUnavailable):
        scan_evidence.func(piece.pk)
    assert Evidence.objects.get(pk=piece.pk).scan == "waiting"
    assert statuses(case.complainant, piece)[0] == 409


def test_what_has_waited_long_is_ordered_again(case, clamd, travel):
    give(case)
    assert scan_again() == 0
    travel.by(days=1)
    assert scan_again() == 1


def test_without_the_setting_nothing_waits(case):
    piece = give(case)
    assert piece.scan == "" and statuses(case.respondent, piece)[0] == 200


def test_a_quarantined_file_is_in_no_case_file_and_no_bundle(cast, clamd):
    referral = told.preparing(cast)
    from .copies import give as give_in

    give_in(referral.dispute, cast.complainant, "合同.pdf", samples.pdf(2))
    write_bundle(referral, out := BytesIO())
    with zipfile.ZipFile(out) as bundle:
        assert not [name for name in bundle.namelist() if name.startswith("exhibits/")]
    pages = len(text_of(made(referral.dispute, cast.handler).file.read()))
    scan_evidence.func(Evidence.objects.get().pk)
    assert len(text_of(made(referral.dispute, cast.handler).file.read())) >= pages + 2


def test_a_copy_that_is_used_at_once_is_scanned_at_once(clamd, tmp_path, settings):
    def sent() -> SimpleUploadedFile:
        return SimpleUploadedFile("证件.jpg", samples.picture() + EICAR)

    with pytest.raises(NotValid) as refusal:
        checked_copy(sent())
    assert refusal.value.code == "infected"
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")
    with pytest.raises(NotValid) as refusal:
        checked_copy(sent())
    assert refusal.value.code == "not_scanned"


def test_a_file_said_in_a_room_waits_too(talks, clamd):
    for number, data in enumerate((b"hello", EICAR)):
        post_file(
            talks.joint, by=talks.li, file=SimpleUploadedFile(f"{number}.txt", data), client_id=f"f{number}"
        )
    clean, infected = RoomFile.objects.order_by("pk")
    client = login(Client(), talks.wang)
    url = reverse("chat:file_download", args=[clean.pk])
    assert client.get(url).status_code == 409
    with pytest.raises(NotLawfulNow):
        hand_in(clean, by=talks.li)
    scan_room_file.func(clean.pk)
    scan_room_file.func(infected.pk)
    assert client.get(url).status_code == 200
    assert client.get(reverse("chat:file_download", args=[infected.pk])).status_code == 409
    assert "查出恶意程序，已隔离" in client.get(reverse("chat:file", args=[infected.pk])).content.decode()
