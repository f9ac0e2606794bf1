"""Case files to read, made by the real press, and what their pages say."""

import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from accounts.models import User
from casefiles.models import CaseFile
from casefiles.services import (
    assemble_case_file,
    receive_file,
    request_case_file,
)
from disputes.models import Dispute
from tests import stories
from tests.cast import Cast
from tests.rigs.retold import retold

from . import samples


@retold
def settled_with_evidence(cast: Cast) -> Dispute:
    dispute = stories.negotiating(cast)
    give(
        dispute,
        cast.complainant,
        "聊天截图.png",
        samples.picture("PNG", size=(700, 900)),
        purpose="对方承认收到稿件",
    )
    give(dispute, cast.complainant, "合同.pdf", samples.pdf(2), purpose="双方约定报酬 3000 元")
    give(dispute, cast.respondent, "录音.wav", samples.WAV, source="手机通话录音")
    first = stories.services.make_offer(
        dispute, by=cast.respondent, terms=[stories.pays(dispute, "1500.00")], message="图个清静才出一半。"
    )
    stories.services.reject_offer(first, by=cast.complainant)
    offer = stories.services.make_offer(
        dispute, by=cast.respondent, terms=[stories.pays(dispute, "2400.00")], message="一次付清，互不追究。"
    )
    stories.services.accept_offer(offer, by=cast.complainant)
    return stories.fresh(dispute)


def give(dispute, by, name, data, **description):
    return receive_file(dispute, by=by, file=SimpleUploadedFile(name, data), **description)


def made(dispute, by, **how) -> CaseFile:
    case_file = request_case_file(dispute, by=by, **how)
    assemble_case_file.func(case_file.pk)
    return CaseFile.objects.get(pk=case_file.pk)


@retold
def settled_copy(cast: Cast, by: User) -> CaseFile:
    """The case file of `settled_with_evidence`."""
    return made(settled_with_evidence(cast), by)


def text_of(pdf: bytes) -> list[str]:
    """Page by page, without the spaces that a reader puts between Chinese characters."""
    return [re.sub(r"\s+", "", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]
