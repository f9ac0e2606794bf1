"""What the docket commits to of a referral: what was asked, what was sent, and the award as it came."""

from __future__ import annotations

from django.db.models import Q

from docket.commitments import Kept, bytes_match, named

from .models import Referral
from .states import ReferralState

CHAIN = "dispute__chain"


KEPT = (
    Kept(
        "arbitration.application",
        Referral,
        CHAIN,
        ("commission", "applicant", "agreement_form", "agreement_text", "requests", "facts", "witnesses"),
        {"arbitration.referral_sent": named("referral")},
        owed=Q(sent_at__isnull=False),
    ),
    Kept(
        "arbitration.bundle",
        Referral,
        CHAIN,
        ("bundle", "bundle_sha256"),
        {"arbitration.bundle_bound": named("referral")},
        owed=~Q(bundle=""),
        check=bytes_match("bundle", "bundle_sha256"),
    ),
    Kept(
        "arbitration.award",
        Referral,
        CHAIN,
        ("award_number", "award_summary", "awarded_on", "award_file", "award_sha256"),
        {"arbitration.awarded": named("referral"), "arbitration.settled": named("referral")},
        owed=Q(state__in=[ReferralState.AWARDED, ReferralState.SETTLED]),
        check=bytes_match("award_file", "award_sha256"),
    ),
)
