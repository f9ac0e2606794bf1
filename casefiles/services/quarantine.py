"""Evidence that waits for the scanner: nobody opens it before it is known to be clean."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.utils import timezone

from background.tasks import retry, task
from disputes.engine import acting, note
from disputes.scanning import Scanned, ScanState, is_scanning, scan

from ..models import Evidence

PIECE = 1024 * 1024


@retry(times=6, backoff=30, limit=timedelta(minutes=10))
@task()
def scan_evidence(pk: int) -> None:
    """Runs in the worker. While the scanner cannot answer, the piece stays where it is and is tried again."""
    piece = Evidence.kept.filter(pk=pk, scan=ScanState.WAITING).first()
    if piece is None or not is_scanning():
        return
    with NamedTemporaryFile(prefix="jiefen-") as whole:
        with piece.file.open("rb") as stored:
            while data := stored.read(PIECE):
                whole.write(data)
        whole.flush()
        _enter(piece, scan(Path(whole.name)))


def _enter(piece: Evidence, found: Scanned) -> None:
    with acting(piece.dispute_id, by=None) as dispute:
        current = Evidence.kept.select_for_update(of=("self",)).get(pk=piece.pk)
        if current.scan != ScanState.WAITING:
            return
        current.scan = ScanState.CLEAN if found.is_clean else ScanState.INFECTED
        current.save(update_fields=["scan"])
        facts = {"evidence": current.pk, "result": current.scan}
        note(
            dispute,
            f"casefiles.{current.docket_word}_scanned",
            by=None,
            facts=facts | ({"signature": found.signature} if found.signature else {}),
        )


def scan_again() -> int:
    """Order a scan for what has waited for an hour, however often it was tried; returns how many."""
    waiting = Evidence.kept.filter(
        scan=ScanState.WAITING, received_at__lt=timezone.now() - timedelta(hours=1)
    )
    keys = list(waiting.values_list("pk", flat=True)[:500]) if is_scanning() else []
    for pk in keys:
        scan_evidence.enqueue(pk)
    return len(keys)
