"""Faults are found wherever they are made."""

import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from docket import hashing
from docket.keys import signing_key
from docket.models import Chain, Checkpoint, Opening
from docket.selectors import current_checkpoint, entries_of, verify_all, verify_chain
from docket.services import make_checkpoint, open_chain, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]


def faults_of(chain: Chain) -> list[tuple[str, int | None]]:
    return [(fault.code, fault.seq) for fault in verify_chain(chain)]


CHANGES = [
    ({"verb": "disputes.declined"}, [("hash_wrong", 2)]),
    ({"actor": "user:9"}, [("hash_wrong", 2)]),
    ({"facts": {"quiet": "addition"}}, [("hash_wrong", 2)]),
    ({"at": "2020-01-01T00:00:00Z"}, [("hash_wrong", 2)]),
    ({"commitments": {"name": "0" * 64}}, [("hash_wrong", 2), ("opening_missing", 2)]),
    ({"hash": "0" * 64}, [("hash_wrong", 2), ("mark_wrong", 2), ("previous_wrong", 3)]),
    ({"mark": "0" * 64}, [("mark_wrong", 2)]),
    ({"mark": ""}, [("mark_wrong", 2)]),
    ({"previous": "0" * 64}, [("previous_wrong", 2), ("hash_wrong", 2)]),
    (
        {"seq": 7},
        [
            ("gap", 3),
            ("previous_wrong", 3),
            ("gap", 7),
            ("previous_wrong", 7),
            ("hash_wrong", 7),
            ("length_wrong", None),
            ("head_wrong", None),
        ],
    ),
]


@pytest.mark.parametrize(
    "change, faults", CHANGES, ids=lambda value: "-".join(value) if isinstance(value, dict) else ""
)
def test_any_changed_field_is_found(chain, change, faults, tampering):
    with tampering():
        entries_of(chain).filter(seq=2).update(**change)
    assert faults_of(chain) == faults


def test_a_removed_entry_is_found(chain, tampering):
    with tampering():
        entries_of(chain).filter(seq=2).delete()
    assert faults_of(chain) == [("gap", 3), ("previous_wrong", 3)]


def test_a_cut_off_end_is_found(chain, tampering):
    with tampering():
        Opening.objects.filter(entry__seq=3).delete()
        entries_of(chain).filter(seq=3).delete()
    assert faults_of(chain) == [("length_wrong", None), ("head_wrong", None)]


def test_an_exchanged_opening_is_found(chain):
    first, third = entries_of(chain).filter(seq=1).get(), entries_of(chain).filter(seq=3).get()
    first.openings.filter(field="name").update(token=third.openings.get().token)
    assert faults_of(chain) == [("commitment_wrong", 1)]
    for nonsense in ("nonsense", "", third.openings.get().token + "零"):
        third.openings.update(token=nonsense)
        assert faults_of(chain) == [("commitment_wrong", 1), ("opening_unreadable", 3)]
    third.openings.update(token="nonsense")
    assert faults_of(chain) == [("commitment_wrong", 1), ("opening_unreadable", 3)]


def test_a_chain_rewritten_from_end_to_end_is_betrayed_by_its_checkpoint(chain, tampering):
    make_checkpoint()
    previous = hashing.GENESIS
    with tampering():
        for entry in entries_of(chain):
            entry.actor, entry.previous = "user:666", previous
            body = hashing.body(
                seq=entry.seq,
                at=entry.at,
                verb=entry.verb,
                actor=entry.actor,
                facts=entry.facts,
                commitments=entry.commitments,
            )
            entry.hash = previous = hashing.entry_hash(previous, body)
            entry.save()
    Chain.objects.filter(pk=chain.pk).update(head=previous)
    unmarked = [("mark_wrong", seq) for seq in (1, 2, 3)]
    assert faults_of(chain) == [*unmarked, ("witness_wrong", 3)]


# --- checkpoints


def test_a_checkpoint_signs_what_moved_since_the_last(chain):
    idle, empty = open_chain(), open_chain()
    record(idle, "x.y", by="system")
    first = make_checkpoint()
    record(chain, "disputes.withdrawn", by="user:1")
    second, third = make_checkpoint(), make_checkpoint()
    heads = [
        [(head.chain, head.length) for head in point.heads.order_by("chain_id")]
        for point in (first, second, third)
    ]
    assert heads == [[(chain, 3), (idle, 1)], [(chain, 4)], []]
    assert [point.number for point in (first, second, third)] == [1, 2, 3]
    assert second.previous == first.root and third.previous == second.root
    assert len({first.root, second.root, third.root}) == 3
    assert current_checkpoint() == third
    assert verify_all() == []
    assert empty.length == 0


def test_before_the_first_there_is_no_checkpoint():
    assert current_checkpoint() is None


FORGERIES = [
    ({"root": "0" * 64}, ["root_wrong", "signature_wrong", "previous_wrong"]),
    ({"signature": "0" * 128}, ["signature_wrong"]),
    ({"public_key": "0" * 64}, ["signer_unknown"]),
    ({"at": "2020-01-01T00:00:00Z"}, ["signature_wrong"]),
]


@pytest.mark.parametrize("change, codes", FORGERIES)
def test_a_forged_checkpoint_is_found(chain, change, codes, tampering):
    make_checkpoint()
    make_checkpoint()
    with tampering():
        Checkpoint.objects.filter(number=1).update(**change)
    found = [fault.code for fault in verify_all()]
    assert found == (codes if "root" not in change else ["root_wrong", "signature_wrong", "previous_wrong"])


def test_the_signing_key_is_made_once_and_is_its_owners_only(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    first, second = signing_key(), signing_key()
    assert first.private_bytes_raw() == second.private_bytes_raw()
    kept = list(Path(tmp_path, "keys").iterdir())
    assert [(path.name, stat.S_IMODE(path.stat().st_mode)) for path in kept] == [("checkpoint.pem", 0o600)]


# --- commands


def test_the_command_says_sound_or_names_the_faults_and_fails(chain, capsys, tampering):
    call_command("checkpoint")
    assert capsys.readouterr().out.startswith("1 ")
    call_command("verify_docket")
    assert capsys.readouterr().out == "1 chains, 3 entries, 1 checkpoints: sound\n"
    with tampering():
        entries_of(chain).filter(seq=2).update(actor="user:9")
    with pytest.raises(CommandError, match="1 chains, 3 entries: 1 faults"):
        call_command("verify_docket", chain=chain.pk)
    assert capsys.readouterr().out == f"chain {chain.pk}, entry 2: hash_wrong\n"
    with pytest.raises(CommandError, match="there is no chain 999999"):
        call_command("verify_docket", chain=999999)
