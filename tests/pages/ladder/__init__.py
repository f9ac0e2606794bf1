"""The access ladder as a table: each address, to what it leads, and who gets which answer.

Whoever is not named gets 404: to them the thing is not there. Nobody logged in is sent to the log-in page (302).
"""

from tests.pages.ladder import (
    accounts,
    arbitration,
    casefiles,
    chat,
    disputes,
    mediation,
    notices,
    proceedings,
    reporting,
    verify,
)
from tests.pages.ladder.rung import EVERYBODY

__all__ = ["APPS", "EVERYBODY", "LADDER"]

APPS = {
    "accounts": accounts.RUNGS,
    "disputes": disputes.RUNGS,
    "chat": chat.RUNGS,
    "casefiles": casefiles.RUNGS,
    "verify": verify.RUNGS,
    "lookup": casefiles.LOOKUP,
    "mediation": mediation.RUNGS,
    "arbitration": arbitration.RUNGS,
    "reporting": reporting.RUNGS,
    "notices": notices.RUNGS,
    "proceedings": proceedings.RUNGS,
}
LADDER = {f"{app}:{name}": rung for app, rungs in APPS.items() for name, rung in rungs.items()}
