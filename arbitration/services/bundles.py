"""The bundle a commission receives: papers as PDF, exhibits as they were handed in, and a manifest of hashes."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files.base import File
from django.db.models.fields.files import FieldFile

from background.tasks import retry, task
from casefiles import services as casefiles
from casefiles.models import Evidence
from casefiles.selectors import evidence_for_all

from ..models import Referral
from ..selectors import papers_of
from ..states import AgreementForm, ReferralState
from .course import acting_in, note_in

PIECE = 1024 * 1024
#: The same content gives the same archive, byte for byte, so a second binding can be compared with the first.
NO_DATE = (1980, 1, 1, 0, 0, 0)
UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+')


class ExhibitAltered(RuntimeError):
    """What lies in the store is not what was handed in. Nothing is sent out on it."""


def order_bundle(referral: Referral) -> None:
    """Have it bound after this act, with which the order is kept or lost: rendering takes seconds, the case is locked."""
    bind_bundle.enqueue(referral.pk)


@retry(times=5)
@task()
def bind_bundle(referral_pk: int) -> None:
    """Make the bundle and enter its hash in the docket. Doing it twice changes nothing."""
    referral = Referral.objects.select_related("dispute__chain", "commission").get(pk=referral_pk)
    if referral.bundle or referral.state == ReferralState.WITHDRAWN:
        return
    with TemporaryFile() as archive:
        write_bundle(referral, archive)
        sha256 = _hash_of(archive)
        with acting_in(referral_pk, by=None) as locked:
            if locked.bundle:
                return
            locked.bundle.save(f"{locked.dispute.reference}-{locked.pk}.zip", File(archive), save=False)
            locked.bundle_sha256 = sha256
            locked.save()
            note_in(locked, "arbitration.bundle_bound", by=None, facts={"sha256": sha256})


@dataclass
class Bundle:
    """An archive being written, and the hash and size of everything that has gone into it."""

    archive: zipfile.ZipFile
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    withheld: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, pieces: Iterable[bytes], *, is_packed: bool = False) -> str:
        entry = zipfile.ZipInfo(name, NO_DATE)
        entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self.archive.open(entry, "w", force_zip64=True) as written:
            for piece in pieces:
                written.write(piece)
                digest.update(piece)
                size += len(piece)
        self.files[name] = {"sha256": digest.hexdigest(), "size": size}
        return digest.hexdigest()


def write_bundle(referral: Referral, target: IO[bytes]) -> dict[str, Any]:
    """A ZIP: `01-….pdf` papers, `exhibits/…` originals, `manifest.json`, and `sha256sums.txt` to check it with.

    What was said in mediation, and what is meant for one side only, stays out (procedures §3.3, art 22).
    Returns the manifest.
    """
    with zipfile.ZipFile(target, "w") as archive:
        bundle = Bundle(archive)
        for number, paper in enumerate(papers_of(referral), start=1):
            bundle.add(f"{number:02d}-{safe_name(paper.title)}.pdf", [casefiles.paper_pdf(paper)])
        for number, exhibit in enumerate(evidence_for_all(referral.dispute), start=1):
            _add_exhibit(bundle, exhibit, number)
        manifest = {
            "format": "jiefen-arbitration-bundle/1",
            "reference": referral.dispute.reference,
            "commission": referral.commission.name,
            "agreement": _agreement(referral),
            "papers": [{"number": paper.number, "sha256": paper.sha256} for paper in papers_of(referral)],
            "files": dict(bundle.files),
            "withheld": bundle.withheld,
        }
        bundle.add("manifest.json", [json.dumps(manifest, ensure_ascii=False, indent=1).encode()])
        sums = "".join(f"{entry['sha256']}  {name}\n" for name, entry in bundle.files.items())
        bundle.add("sha256sums.txt", [sums.encode()])
    return manifest


def _add_exhibit(bundle: Bundle, exhibit: Evidence, number: int) -> None:
    """The file as it was handed in; what tells where it was taken, without that, and its original's hash with it.

    What is in quarantine, or can have no such copy, is only named: the commission asks for it if it needs it.
    """
    named = {"exhibit": number, "title": exhibit.title, "original_sha256": exhibit.sha256}
    if not exhibit.is_released:
        bundle.withheld.append({**named, "why": "quarantine"})
        return
    if not exhibit.hides_place:
        name = f"exhibits/{number:02d}-{safe_name(exhibit.original_name)}"
        if bundle.add(name, _pieces(exhibit.file), is_packed=True) != exhibit.sha256:
            raise ExhibitAltered(f"evidence {exhibit.pk}")
        return
    if not exhibit.copy:
        bundle.withheld.append({**named, "why": "place"})
        return
    name = f"exhibits/{number:02d}-{safe_name(exhibit.copy_name)}"
    if bundle.add(name, _pieces(exhibit.copy), is_packed=True) != exhibit.copy_sha256:
        raise ExhibitAltered(f"evidence {exhibit.pk}")
    bundle.files[name] |= {"original_sha256": exhibit.sha256, "without": "place"}


def _agreement(referral: Referral) -> dict[str, Any]:
    found: dict[str, Any] = {
        "form": referral.agreement_form,
        "text": referral.agreement_text,
        "checks": referral.agreement_checks,
        "verdict": referral.agreement_verdict,
    }
    if referral.agreement_form == AgreementForm.SUBMISSION:
        found["text_sha256"] = referral.submission.sha256
        found["acceptances"] = [
            {
                "party": acceptance.party.name,
                "name": acceptance.typed_name,
                "accepted_at": acceptance.accepted_at.isoformat(),
                "sha256": acceptance.sha256,
            }
            for acceptance in referral.submission.acceptances.select_related("party")
        ]
    return found


def safe_name(name: str) -> str:
    """A file name that any system takes, and that leads nowhere; the ending is kept."""
    stem, dot, ending = UNSAFE.sub("_", name).strip(" .").rpartition(".")
    return f"{(stem or ending)[:80]}{dot if stem else ''}{ending[:12] if stem else ''}" or "file"


def _pieces(file: FieldFile) -> Iterable[bytes]:
    with file.open("rb") as stored:
        while piece := stored.read(PIECE):
            yield piece


def _hash_of(archive: IO[bytes]) -> str:
    archive.seek(0)
    digest = hashlib.file_digest(archive, "sha256").hexdigest()  # type: ignore[arg-type]
    archive.seek(0)
    return digest
