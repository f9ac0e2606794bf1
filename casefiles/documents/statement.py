"""The machine-readable case inside a case file, and the manifest that binds every hash in it."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from docket import authority
from docket.hashing import canonical, moment, plain
from docket.models import Checkpoint

from .material import Material

FORMAT = "jiefen-case-file/2"


def case_statement(material: Material) -> dict[str, Any]:
    """Names as the parties gave them; no addresses, telephone or identity numbers: a copy travels."""
    dispute = material.dispute
    return plain(
        {
            "format": FORMAT,
            "reference": dispute.reference,
            "state": str(dispute.state),
            "outcome": dispute.outcome,
            "ground": dispute.ground,
            "sector": dispute.sector,
            "category": dispute.category,
            "title": dispute.title,
            "narrative": dispute.narrative,
            "happened_on": dispute.happened_on,
            "amount": dispute.amount,
            "filed_at": dispute.filed_at,
            "admitted_at": dispute.admitted_at,
            "closed_at": dispute.closed_at,
            "parties": [
                {"key": party.key, "role": party.role, "kind": party.kind, "name": party.name}
                for party in material.parties
            ],
            "claims": list(dispute.claims.values("remedy", "amount", "detail")),
            "proceedings": [
                {
                    "channel": one.channel,
                    "body": one.body_name or (one.body.name if one.body else ""),
                    "opened_at": one.opened_at,
                    "closed_at": one.closed_at,
                    "outcome": one.outcome,
                    "ground": one.ground,
                }
                for one in dispute.proceedings.select_related("body")
            ],
            "offers": [
                {
                    "number": offer.number,
                    "by": offer.by_party.key,
                    "to": offer.to_party.key,
                    "terms": offer.terms,
                    "message": offer.message,
                    "reason": offer.reason,
                    "state": offer.state,
                    "made_at": offer.made_at,
                    "answered_at": offer.answered_at,
                }
                for offer in material.offers
            ],
            "obligations": [
                {
                    "obligor": one.obligor.key,
                    "creditor": one.creditor.key,
                    "action": one.action,
                    "detail": one.detail,
                    "amount": one.amount,
                    "due_on": one.due_on,
                    "state": str(one.state),
                    "settled_at": one.settled_at,
                    "payments": [
                        {
                            "amount": paid.amount,
                            "surplus": paid.surplus,
                            "paid_on": paid.paid_on,
                            "method": paid.method,
                            "state": str(paid.state),
                            "answered_at": paid.answered_at,
                        }
                        for paid in one.payments.all()
                    ],
                }
                for one in material.obligations
            ],
            "papers": [
                {
                    "number": paper.number,
                    "kind": paper.kind,
                    "title": paper.title,
                    "issued_at": paper.issued_at,
                    "html": paper.html,
                    "facts": paper.facts,
                    "sha256": paper.sha256,
                    "standing": paper.standing,
                    "changed_at": paper.changed_at,
                    "replaced_by": paper.replaced_by.number if paper.replaced_by else None,
                }
                for paper in material.papers
            ],
            "notices": [
                {
                    "paper": notice.paper.number,
                    "addressee": notice.addressee_name,
                    "means": notice.arrived_by or notice.means,
                    "state": str(notice.state),
                    "obstacle": notice.obstacle,
                    "sent_at": notice.sent_at,
                    "arrived_at": notice.arrived_at,
                    "read_at": notice.read_at,
                }
                for notice in material.notices
            ],
            "evidence": [
                {
                    "side": piece.submitted_by_party.key if piece.submitted_by_party else "desk",
                    "number": piece.number,
                    "title": piece.title,
                    "kind": piece.kind,
                    "purpose": piece.purpose,
                    "source": piece.source,
                    "summary": piece.summary,
                    "name": piece.original_name,
                    "media_type": piece.media_type,
                    "size": piece.size,
                    "sha256": piece.sha256,
                    "sm3": piece.sm3,
                    "received_at": piece.received_at,
                }
                for piece in material.evidence
            ],
            "deadlines": [
                {
                    "kind": one.kind,
                    "rule": one.rule_version.rule.code if one.rule_version else "",
                    "version": one.rule_version.version if one.rule_version else None,
                    "started_at": one.started_at,
                    "due_at": one.due_at,
                    "fired_at": one.fired_at,
                    "cancelled_at": one.cancelled_at,
                    "is_provisional": one.is_provisional,
                }
                for one in material.deadlines
            ],
            "docket": material.docket_json(),
        }
    )


def manifest_of(material: Material, *, case_json: bytes, certificates: list[str]) -> dict[str, Any]:
    """What the printed hash on the cover stands for.

    `certificates`: fingerprints of all that the signature carries, in its order, so that none can be added.
    """
    entries = material.entries
    return plain(
        {
            "format": FORMAT,
            "number": material.case_file.number,
            "reference": material.dispute.reference,
            "copy_for": material.case_file.copy_for,
            "made_at": moment(material.at),
            "case_sha256": hashlib.sha256(case_json).hexdigest(),
            "certificates": certificates,
            "docket": {
                "length": len(entries),
                "head": entries[-1].hash if entries else "0" * 64,
            },
            "checkpoint": _checkpoint(material.checkpoint),
            "papers": [{"number": paper.number, "sha256": paper.sha256} for paper in material.papers],
            "exhibits": [
                {"number": piece.number, "sha256": piece.sha256, "size": piece.size, "sm3": piece.sm3}
                for piece in material.evidence
            ],
        }
    )


def manifest_bytes(manifest: dict[str, Any]) -> bytes:
    return canonical(manifest)


def _checkpoint(checkpoint: Checkpoint | None) -> dict[str, Any] | None:
    """With the authority's word for the key. One under a key nobody certified proves nothing and is left out."""
    certificate = checkpoint and authority.checkpoint_certificate(checkpoint.public_key)
    if not checkpoint or not certificate:
        return None
    return {
        "number": checkpoint.number,
        "at": moment(checkpoint.at),
        "root": checkpoint.root,
        "previous": checkpoint.previous,
        "signature": checkpoint.signature,
        "public_key": checkpoint.public_key,
        "certificate": base64.b64encode(certificate.public_bytes(Encoding.DER)).decode(),
    }
