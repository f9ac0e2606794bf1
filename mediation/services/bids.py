"""Bids under seal. Each round has a key of its own, kept only while the round lasts.

At rest a bid is AES-GCM under the round's random key; the key is sealed under the server's secret, in another table.
When the round ends, however it ends, bids and key are deleted together in the transaction that ends it, and the pages
they stood on are overwritten where the database can do that (docs/decisions/0052).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from decimal import Decimal
from functools import partial

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction

from accounts.fields import decrypt, encrypt
from disputes.models import Party

from ..models import Bid, Bidding, BiddingKey
from ..overlap import cents, yuan

NONCE = 12
SALT = 32
#: How long the page may wait for readers before the old pages of the write-ahead log are left to the next one.
PATIENCE = 300  # milliseconds


def begin_round(bidding: Bidding) -> None:
    """A fresh key for the round that begins."""
    key = AESGCM.generate_key(bit_length=256)
    BiddingKey.objects.create(bidding=bidding, token=encrypt(key).decode())


def seal_bid(bidding: Bidding, party: Party, amount: Decimal) -> Bid:
    """Every sealed bid has the same length. The commitment binds the sum, and opens with the sealed salt alone."""
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    plain = salt + cents(amount).to_bytes(16, "big")
    token = nonce + AESGCM(_key(bidding)).encrypt(nonce, plain, _binding(bidding, party.pk))
    return Bid.objects.create(
        bidding=bidding,
        party=party,
        token=base64.b64encode(token).decode(),
        commitment=hashlib.sha256(plain + _binding(bidding, party.pk)).hexdigest(),
    )


def open_bids(bidding: Bidding) -> tuple[Decimal, Decimal]:
    """(the most the debtor pays, the least the creditor takes). Only for the act that ends the round."""
    key = AESGCM(_key(bidding))
    found = {bid.party_id: _opened(key, bid) for bid in bidding.bids.all()}
    return found[bidding.debtor_id], found[bidding.creditor_id]


def destroy_bids(bidding: Bidding) -> None:
    bidding.bids.all().delete()
    BiddingKey.objects.filter(bidding=bidding).delete()
    if connection.vendor == "sqlite":
        transaction.on_commit(partial(_empty_log), robust=True)


def _opened(key: AESGCM, bid: Bid) -> Decimal:
    token = base64.b64decode(bid.token)
    plain = key.decrypt(token[:NONCE], token[NONCE:], _binding(bid.bidding, bid.party_id))
    return yuan(int.from_bytes(plain[SALT:], "big"))


def _key(bidding: Bidding) -> bytes:
    return decrypt(bidding.key.token.encode())


def _binding(bidding: Bidding, party: int) -> bytes:
    return f"bid:{bidding.pk}:{bidding.round}:{party}".encode()


def _empty_log() -> None:
    """Deleted pages are overwritten with zeroes (secure_delete); earlier ones still stand in SQLite's log until it
    is written back. So it is, at once, unless somebody is reading: then with the next checkpoint that succeeds."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        before = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        cursor.execute(f"PRAGMA busy_timeout = {int(before)}")
