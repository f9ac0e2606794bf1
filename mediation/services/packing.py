"""The package for the court: application and pledge issued, everything bound into one PDF with a list."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from background.tasks import retry, task
from casefiles.services import Enclosure, bind_enclosures
from disputes.services import issue
from notices.states import PaperKind

from .. import documents
from ..models import Confirmation
from ..selectors import enclosed_papers, sheets_of
from .course import acting_in, note_in

if TYPE_CHECKING:
    from accounts.models import User


def order_package(confirmation: Confirmation, *, by: User | None, reissue: bool = True) -> None:
    """Issue what the two hand in together, and have it bound after this act: printing takes seconds."""
    confirmation.packed_at, confirmation.bundle_sha256 = timezone.now(), ""
    old, confirmation.bundle = confirmation.bundle.name, ""
    confirmation.save()
    if old:
        storage = Confirmation._meta.get_field("bundle").storage
        transaction.on_commit(partial(storage.delete, old))
    if reissue:
        for document in (
            documents.confirmation_application(confirmation),
            documents.confirmation_pledge(confirmation),
        ):
            issue(confirmation.dispute, document, by=by)
        note_in(confirmation.mediation, "mediation.confirmation_packed", by=by)
    bind_package.enqueue(confirmation.pk)


@retry(times=5)
@task()
def bind_package(confirmation_pk: int) -> None:
    """Make the bundle and enter its hash in the docket. Doing it twice changes nothing."""
    confirmation = Confirmation.objects.select_related(
        "mediation__dispute__chain", "mediation__body", "agreement"
    ).get(pk=confirmation_pk)
    if confirmation.bundle or confirmation.packed_at is None:
        return
    pdf = render_package(confirmation)
    with acting_in(confirmation.mediation_id, by=None) as mediation:
        locked = Confirmation.objects.get(pk=confirmation_pk)
        if locked.bundle or locked.packed_at != confirmation.packed_at:
            return  # bound by another worker, or something was corrected meanwhile: a newer order follows
        locked.bundle.save("bundle.pdf", ContentFile(pdf), save=False)
        locked.bundle_sha256 = hashlib.sha256(pdf).hexdigest()
        locked.save()
        note_in(mediation, "mediation.confirmation_bound", by=None, facts={"sha256": locked.bundle_sha256})


def render_package(confirmation: Confirmation) -> bytes:
    dispute, mediation = confirmation.dispute, confirmation.mediation
    with translation.override(dispute.language):
        signed_at = confirmation.agreement.signed_at
        facts = [
            (_("申请人"), _("、").join(sheet.name for sheet in sheets_of(confirmation))),
            (_("主持调解的组织"), mediation.body.name),
            (_("调解协议"), enclosed_number(confirmation) or dispute.reference or ""),
            (_("协议生效日期"), date_format(timezone.localtime(signed_at)) if signed_at else ""),
            (_("申请事项"), _("确认调解协议有效")),
        ]
        return bind_enclosures(
            _("司法确认申请材料"),
            number=dispute.reference or "",
            facts=facts,
            enclosures=enclosures_of(confirmation),
            author=mediation.body.name,
            language=dispute.language,
        )


def enclosed_number(confirmation: Confirmation) -> str:
    paper = enclosed_papers(confirmation).get(PaperKind.MEDIATION_AGREEMENT)
    return paper.number if paper else ""


def enclosures_of(confirmation: Confirmation) -> list[Enclosure]:
    """In the order a court reads them (procedures 11): application, pledge, the parties, agreement, the body, the course."""
    papers = enclosed_papers(confirmation)
    found = [
        Enclosure(paper.title, paper.number, paper.issued_at, paper=paper)
        for kind, paper in papers.items()
        if kind in {PaperKind.CONFIRMATION_APPLICATION, PaperKind.CONFIRMATION_PLEDGE}
    ]
    found += _about_parties(confirmation)
    found += [
        Enclosure(paper.title, paper.number, paper.issued_at, paper=paper)
        for kind, paper in papers.items()
        if kind not in {PaperKind.CONFIRMATION_APPLICATION, PaperKind.CONFIRMATION_PLEDGE}
    ]
    if PaperKind.CONFIRMATION_CERTIFICATE not in papers:
        title = str(PaperKind.CONFIRMATION_CERTIFICATE.label)
        found.append(Enclosure(title, note=_("调解组织尚未出具，提交时另附")))
    for sheet in sheets_of(confirmation):
        for agent in sheet.party.representatives.filter(ends_on=None):
            title = _("授权委托书（%(party)s委托%(agent)s）") % {"party": sheet.name, "agent": agent.name}
            found.append(Enclosure(title, note=_("原件由代理人提交")))
    return found


def _about_parties(confirmation: Confirmation) -> list[Enclosure]:
    sheets = sheets_of(confirmation)
    context = {"sheets": sheets, "dispute": confirmation.dispute}
    found = [Enclosure(_("当事人身份信息表"), template="print/confirmation_parties.html", context=context)]
    for sheet in sheets:
        title = _("身份证明（%(name)s）") % {"name": sheet.name}
        if sheet.id_copy:
            found.append(Enclosure(title, file=sheet.id_copy, media_type=sheet.id_copy_type))
        else:
            found.append(Enclosure(title, note=_("提交时出示原件")))
    return found
