"""The bundle a commission receives: papers as PDF, exhibits as they were handed in, and a manifest of hashes."""

from __future__ import annotations

import hashlib
import json
import zipfile
from functools import partial
from io import BytesIO

from django.core.files.base import ContentFile
from django.db import transaction

from background.tasks import retry, task
from casefiles import services as casefiles
from casefiles.models import Evidence
from casefiles.selectors import evidence_for_all
from disputes.engine import acting, note
from notices.models import Paper
from notices.states import PaperKind

from ..models import Referral

PAPERS = (PaperKind.ARBITRATION_REFERRAL, PaperKind.ARBITRATION_APPLICATION, PaperKind.EVIDENCE_LIST)


def order_bundle(referral: Referral) -> None:
    """Bind the bundle once the act is committed: rendering takes seconds, and the case is locked meanwhile."""
    transaction.on_commit(partial(bind_bundle.enqueue, referral.pk))


@retry(times=5)
@task()
def bind_bundle(referral_pk: int) -> None:
    """Make the bundle and enter its hash in the docket. Doing it twice changes nothing."""
    referral = Referral.objects.select_related("dispute__chain", "commission").get(pk=referral_pk)
    if referral.bundle:
        return
    content = make_bundle(referral)
    sha256 = hashlib.sha256(content).hexdigest()
    with acting(referral.dispute_id, by=None) as case:
        locked = Referral.objects.select_for_update().get(pk=referral_pk)
        if locked.bundle:
            return
        locked.bundle.save(f"{case.reference}-{locked.pk}.zip", ContentFile(content), save=False)
        locked.bundle_sha256 = sha256
        locked.save()
        note(case, "arbitration.bundle_bound", by=None, facts={"referral": locked.pk, "sha256": sha256})


def make_bundle(referral: Referral) -> bytes:
    """A ZIP: `01-….pdf` papers, `exhibits/…` originals, `manifest.json` with the SHA-256 of each.

    What was said in mediation, and what is meant for one side only, stays out (procedures §3.3, art 22).
    """
    files: dict[str, bytes] = {}
    for number, paper in enumerate(_papers(referral), start=1):
        files[f"{number:02d}-{paper.title}.pdf"] = casefiles.render_paper(paper)
    for number, exhibit in enumerate(evidence_for_all(referral.dispute), start=1):
        files[f"exhibits/{number:02d}-{_file_name(exhibit)}"] = _content(exhibit)
    manifest = {
        "reference": referral.dispute.reference,
        "commission": referral.commission.name,
        "agreement_checks": referral.agreement_checks,
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    files["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bound:
        for name, data in files.items():
            bound.writestr(name, data)
    return archive.getvalue()


def _papers(referral: Referral) -> list[Paper]:
    """The newest paper of each kind that was issued for this referral, in the order of the bundle."""
    found = []
    for kind in PAPERS:
        issued = Paper.objects.filter(chain=referral.dispute.chain, kind=kind, facts__referral=referral.pk)
        found += issued.order_by("-pk")[:1]
    return found


def _file_name(exhibit: Evidence) -> str:
    return exhibit.original_name.replace("/", "_").replace("\\", "_")


def _content(exhibit: Evidence) -> bytes:
    with exhibit.file.open("rb") as stored:
        return stored.read()
