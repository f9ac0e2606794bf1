"""Who opens which piece of evidence, which paper and which case file."""

from __future__ import annotations

from tests.pages.ladder.rung import INSIDE, LI, SECRETARY, Rung, case, of_case, open_to_all, own_page
from tests.pages.world import DESK, MEDIATING, PARTIES

LOOKUP = {"paper": open_to_all()}

RUNGS = {
    "archive": own_page(),
    "witness": Rung({200: {"auditor"}}),
    "witness_list": Rung({200: {"auditor"}}),
    "holds": Rung({200: {"auditor"}}),
    "hold_lift": Rung({}, lambda w: [w.hold.pk], posts=True, acts={"auditor"}),
    "paper_pdf": Rung({200: INSIDE}, lambda w: [w.paper.pk]),
    "upload": Rung({200: LI}, lambda w: [w.upload.key], anonymous=401),
    "upload_finish": Rung({}, lambda w: [w.upload.key], anonymous=401, posts=True, acts=LI),
    "evidence_detail": Rung({200: LI | DESK}, lambda w: [w.private.pk]),
    "evidence_edit": Rung({200: LI, 403: INSIDE - LI}, lambda w: [w.shared.pk]),
    "evidence_withdraw": Rung({200: LI, 403: INSIDE - LI}, lambda w: [w.shared.pk]),
    "evidence_download": Rung({200: LI | DESK}, lambda w: [w.private.pk]),
    "evidence_preview": Rung({200: INSIDE}, lambda w: [w.shared.pk]),
    "evidence_thumbnail": Rung({200: INSIDE}, lambda w: [w.shared.pk]),
    "service_receipt": Rung({200: DESK | SECRETARY}, lambda w: [w.service_receipt.pk]),
    "case_file": Rung({200: LI}, lambda w: [w.case_file.number]),
    "case_file_again": Rung({}, lambda w: [w.case_file.number], posts=True, acts=LI),
    "case_file_download": Rung({200: LI}, lambda w: [w.case_file.number]),
    "evidence": of_case(works=INSIDE),
    "upload_create": Rung(
        {403: MEDIATING},
        case,
        anonymous=401,
        posts=True,
        acts=PARTIES | DESK,
        asked_in_json={"name": "录像.mp4", "size": 9},
    ),
    "case_files": of_case(works=INSIDE),
}
