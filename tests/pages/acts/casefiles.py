"""What is done for a case file."""

from __future__ import annotations

from django.urls import reverse

from tests import stories
from tests.pages.acts.act import Act, sends, the_dispute

ACTS = {
    "order_case_file": Act(
        stories.negotiating,
        "complainant",
        lambda: reverse("casefiles:case_files", args=[the_dispute().reference]),
        sends(),
    ),
}
