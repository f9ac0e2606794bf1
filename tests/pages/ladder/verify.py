"""What strangers come for: open to all."""

from __future__ import annotations

from tests.pages.ladder.rung import open_to_all

RUNGS = {name: open_to_all() for name in ("page", "program", "authority", "certificate", "revocations")}
