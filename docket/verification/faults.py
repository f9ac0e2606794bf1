from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Something that does not verify. `seq` is None when the chain or checkpoint as a whole is meant; `about` names
    a row, a file, a trigger, a key."""

    code: str
    chain: int | None = None
    seq: int | None = None
    checkpoint: int | None = None
    about: str = ""

    def __str__(self) -> str:
        parts = []
        if self.checkpoint is not None:
            parts.append(f"checkpoint {self.checkpoint}")
        if self.chain is not None:
            parts.append(f"chain {self.chain}")
        if self.seq is not None:
            parts.append(f"entry {self.seq}")
        if self.about:
            parts.append(self.about)
        return f"{', '.join(parts)}: {self.code}"
