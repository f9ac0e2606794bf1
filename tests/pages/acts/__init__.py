"""Every act a page can post: the story that leads to it, who does it, where, and what they send."""

from tests.pages.acts import (
    arbitration,
    casefiles,
    chat,
    confirmation,
    disputes,
    mediators,
    notices,
    sessions,
    talks,
    window,
)
from tests.pages.acts.act import the_dispute
from tests.pages.acts.disputes import OPINION

__all__ = ["ACTS", "OPINION", "the_dispute"]

ACTS = (
    disputes.ACTS
    | mediators.ACTS
    | talks.ACTS
    | sessions.ACTS
    | confirmation.ACTS
    | arbitration.ACTS
    | chat.ACTS
    | casefiles.ACTS
    | notices.ACTS
    | window.ACTS
)
