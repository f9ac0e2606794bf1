"""Somebody changes the database behind the acts, in plain SQL. Whatever the docket stands for is found."""

import io
import json
import stat
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from casefiles.models import CaseFile, Evidence, PrintedPaper
from casefiles.services import printed_paper
from disputes.models import Claim, Dispute, Obligation, Offer, Party, Settlement
from docket import hashing, keys
from docket.exceptions import KeyMissing, WrongKey
from docket.models import Checkpoint, Entry, Opening
from docket.selectors import verify_all, verify_chain
from docket.services import erase, make_checkpoint, record, rotate_signing_key
from docket.witness import NotAWitness, read_witness, witness_lines
from notices.models import Paper
from tests import stories
from tests.casefiles.copies import settled_copy
from tests.docket import forger
from tests.rigs.retold import retold

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_keys():
    """The keys of one test are not another's."""
    forger.forget_keys()
    yield Path(settings.DATA_DIR) / "keys"
    forger.forget_keys()
    forger.put_guard_back()


@pytest.fixture
def dispute(cast) -> Dispute:
    told = stories.negotiating(cast)
    make_checkpoint()
    assert verify_all() == []
    return told


def codes(**how) -> set[str]:
    return {fault.code for fault in verify_all(**how)}


def abouts(code: str) -> set[str]:
    return {fault.about.partition(":")[0] for fault in verify_all() if fault.code == code}


# --- the guard


def test_dropped_triggers_are_found():
    assert codes() == set()
    name, table = "docket_entry_no_update", "docket_entry"
    forger.run(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    assert [(fault.code, fault.about) for fault in verify_all()] == [("trigger_missing", name)]


def test_a_trigger_that_refuses_nothing_is_found():
    if connection.vendor == "postgresql":
        forger.run("ALTER TABLE docket_entry DISABLE TRIGGER docket_entry_no_delete")
        forger.run(
            "CREATE OR REPLACE FUNCTION docket_allow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
        )
        forger.run("DROP TRIGGER docket_entry_no_update ON docket_entry")
        forger.run(
            "CREATE TRIGGER docket_entry_no_update BEFORE UPDATE ON docket_entry FOR EACH ROW"
            " EXECUTE FUNCTION docket_allow()"
        )
        wanted = ["docket_entry_no_update", "docket_entry_no_delete"]
    else:
        forger.run("DROP TRIGGER docket_entry_no_update")
        forger.run("CREATE TRIGGER docket_entry_no_update BEFORE UPDATE ON docket_entry BEGIN SELECT 1; END")
        wanted = ["docket_entry_no_update"]
    assert [fault.about for fault in verify_all()] == wanted


def test_a_function_that_refuses_nothing_is_found():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps the words in the trigger itself")
    forger.run(
        "CREATE OR REPLACE FUNCTION docket_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
    )
    assert codes() == {"trigger_missing"}


def test_a_trigger_of_somebody_elses_is_found():
    if connection.vendor == "postgresql":
        forger.run("CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$")
        forger.run(
            "CREATE TRIGGER quiet BEFORE INSERT ON docket_opening FOR EACH ROW EXECUTE FUNCTION quiet()"
        )
    else:
        forger.run("CREATE TRIGGER quiet BEFORE INSERT ON docket_opening BEGIN SELECT RAISE(IGNORE); END")
    assert [(fault.code, fault.about) for fault in verify_all()] == [("trigger_unknown", "quiet")]
    forger.run("DROP TRIGGER quiet" + (" ON docket_opening" if connection.vendor == "postgresql" else ""))


# --- chains and checkpoints


@pytest.mark.parametrize("with_key_row", [False, True])
def test_a_chain_rewritten_and_signed_with_a_key_of_ones_own_is_found(dispute, with_key_row):
    with forger.without_guard():
        forger.rewrite_chain(dispute.chain_id, actor="user:666")
        forger.sign_again(Ed25519PrivateKey.generate(), with_key_row=with_key_row)
    assert {fault.code for fault in verify_chain(dispute.chain)} == {"mark_wrong"}  # every hash is right
    wanted = {"mark_wrong", "signer_unknown", "witness_contradicts"} | (
        {"key_not_ours", "witness_unsigned"} if with_key_row else set()
    )
    assert codes() == wanted


def test_a_whole_chain_deleted_is_found(dispute):
    with forger.without_guard():
        forger.delete_chain(dispute.chain_id)
    assert ("chain_missing", dispute.chain_id) in [(fault.code, fault.chain) for fault in verify_all()]


def test_a_chain_deleted_with_all_that_is_known_of_it_breaks_the_roots(dispute):
    with forger.without_guard():
        forger.delete_chain(dispute.chain_id)
        forger.run("DELETE FROM docket_checkpointhead WHERE chain_id = %s", dispute.chain_id)
    assert "root_wrong" in codes()
    assert "number_missing" not in codes()
    with forger.without_guard():
        forger.run("DELETE FROM disputes_dispute")
    assert "number_missing" in codes()  # references are given without gaps


def test_an_end_cut_off_and_the_head_put_right_is_found(dispute):
    last = Entry.objects.filter(chain=dispute.chain).order_by("-seq")[:2]
    gone, head = last[0], last[1]
    with forger.without_guard():
        forger.run("DELETE FROM docket_opening WHERE entry_id = %s", gone.pk)
        forger.run("DELETE FROM docket_entry WHERE id = %s", gone.pk)
        forger.run(
            "UPDATE docket_chain SET head = %s, length = %s WHERE id = %s",
            head.hash,
            head.seq,
            dispute.chain_id,
        )
    assert "witness_wrong" in codes()


def test_the_newest_checkpoint_cut_off_is_remembered_beside_the_key(dispute):
    with transaction.atomic():
        record(dispute.chain, "disputes.satisfaction_given", by="system")
    make_checkpoint()
    with forger.without_guard():
        forger.run(
            "DELETE FROM docket_checkpointhead WHERE checkpoint_id = (SELECT max(id) FROM docket_checkpoint)"
        )
        forger.run("DELETE FROM docket_checkpoint WHERE number = 2")
    assert [(fault.code, fault.checkpoint) for fault in verify_all()] == [("checkpoint_missing", 2)]


def test_a_notice_remembers_the_checkpoint_that_it_names(cast):
    dispute = stories.filed(cast)
    make_checkpoint()
    stories.services.admit_dispute(dispute, by=cast.handler)
    keys.kept_apart().unlink()
    with forger.without_guard():
        forger.run("DELETE FROM docket_checkpointhead")
        forger.run("DELETE FROM docket_checkpoint")
    assert codes() == {"checkpoint_missing"}


def test_an_entry_added_at_the_end_is_found(dispute):
    """An erasure that never was, to hide a changed sum: it follows on the last hash, and nobody had witnessed it."""
    chain, filed = dispute.chain, dispute.chain.entries.get(verb="disputes.filed")
    claim = Claim.objects.get()
    forged = Entry(
        chain=chain,
        seq=chain.length + 1,
        at=timezone.now(),
        verb="docket.openings_erased",
        actor="system",
        facts={"erased": [[filed.seq, f"disputes.claim:{claim.pk}"]]},
        previous=chain.head,
        mark="0" * 64,
    )
    forged.hash = hashing.entry_hash(forged.previous, hashing.body_of(forged))
    forged.save()
    forger.run(
        "UPDATE docket_chain SET head = %s, length = %s WHERE id = %s", forged.hash, forged.seq, chain.pk
    )
    forger.run("DELETE FROM docket_opening WHERE field = %s", f"disputes.claim:{claim.pk}")
    forger.change("disputes_claim", "amount", "99.00")
    assert [(fault.code, fault.seq) for fault in verify_all()] == [("mark_wrong", forged.seq)]


# --- openings


def test_openings_removed_without_an_erasure_are_found(dispute):
    forger.run(
        "DELETE FROM docket_opening WHERE entry_id IN (SELECT id FROM docket_entry WHERE chain_id = %s)",
        dispute.chain_id,
    )
    found = [fault for fault in verify_all() if fault.code == "opening_missing"]
    entries = Entry.objects.filter(chain=dispute.chain)
    assert len(found) == sum(len(entry.commitments) for entry in entries) > 20


def test_openings_erased_by_an_act_are_explained_and_do_not_come_back(dispute):
    entry = dispute.chain.entries.filter(verb="disputes.filed").get()
    kept = list(Opening.objects.filter(entry=entry, field="narrative"))
    erase(entry, ["narrative"])
    assert verify_all() == []
    Opening.objects.bulk_create(kept)  # a backup is put back
    assert [(f.code, f.seq, f.about) for f in verify_all()] == [("erasure_undone", entry.seq, "narrative")]


def test_what_an_erasure_changed_is_committed_to_again(dispute):
    party = dispute.parties.get(role="respondent")
    filed = dispute.chain.entries.get(verb="disputes.filed")
    with transaction.atomic():
        erase(filed, [f"disputes.party:{party.pk}"])
        Party.objects.filter(pk=party.pk).update(name="已删除")
        record(dispute.chain, "accounts.person_erased", by="system", again=[party])
    assert verify_all() == []
    forger.change("disputes_party", "name", "王强", party.pk)
    assert abouts("row_differs") == {"disputes.party"}


# --- what the docket commits to


CHANGES = [
    (Paper, "html", "<p>付 1 元</p>"),
    (Paper, "facts", {"amount": "1.00"}),
    (Paper, "number", "平台〔2026〕受字第99号"),
    (Paper, "title", "裁决书"),
    (Paper, "sha256", "0" * 64),
    (Paper, "issued_at", "2020-01-01 00:00:00+00:00"),
    (Paper, "withdrawal", "说是撤回了"),
    (Settlement, "terms", [{"amount": "1.00"}]),
    (Settlement, "text", "另一个意思"),
    (Obligation, "amount", "1.00"),
    (Obligation, "due_on", "2036-01-01"),
    (Claim, "amount", "99.00"),
    (Claim, "remedy", "apology"),
    (Party, "name", "王大强"),
    (Offer, "terms", []),
    (Dispute, "title", "另一件事"),
    (Dispute, "narrative", "另一个经过"),
    (Dispute, "amount", "1.00"),
    (Evidence, "sha256", "0" * 64),
    (Evidence, "title", "另一份证据"),
    (Evidence, "original_name", "别的.pdf"),
    (PrintedPaper, "sha256", "0" * 64),
    (CaseFile, "sha256", "0" * 64),
]


@pytest.fixture
def agreed(cast, settings, tmp_path) -> Dispute:
    """Offers, a settlement, evidence of both sides, papers printed, a case file made."""
    settings.MEDIA_ROOT = tmp_path / "files"
    told = settled_and_printed(cast)
    make_checkpoint()
    return told


@retold
def settled_and_printed(cast) -> Dispute:
    told = settled_copy(cast, cast.complainant).dispute
    printed_paper(Paper.objects.filter(chain=told.chain).earliest("pk"))
    return told


def test_any_value_changed_behind_the_acts_is_found(agreed):
    assert [str(fault) for fault in verify_all()] == []
    for model, column, value in CHANGES:
        row, table = model.objects.first(), model._meta.db_table
        before = forger.run(f'SELECT "{column}" FROM "{table}" WHERE id = %s', row.pk)[0][0]
        forger.change(table, column, value, row.pk)
        differing = [fault.about for fault in verify_all() if fault.code == "row_differs"]
        assert any(about.endswith(f":{row.pk}") for about in differing), (model, column)
        if isinstance(before, dict | list):
            before = json.dumps(before)
        forger.run(f'UPDATE "{table}" SET "{column}" = %s WHERE id = %s', before, row.pk)
    assert [str(fault) for fault in verify_all()] == []


def test_a_row_removed_and_a_row_slipped_in_are_found(agreed):
    claim = Claim.objects.get()
    with forger.without_guard():
        forger.run("DELETE FROM disputes_claim")
    assert abouts("row_missing") == {"disputes.claim"}
    Claim.objects.create(dispute=agreed, remedy=claim.remedy, amount=Decimal(99999))
    assert abouts("row_not_recorded") == {"disputes.claim"}


def test_a_case_put_back_to_a_draft_hides_nothing(agreed):
    forger.change("disputes_claim", "amount", "1.00")
    forger.change("disputes_dispute", "state", "draft")
    assert "row_differs" in codes()


def test_a_paper_nobody_issued_is_found(agreed):
    genuine = Paper.objects.filter(chain=agreed.chain).first()
    Paper.objects.create(
        chain=agreed.chain,
        kind="opinion",
        number="平台〔2026〕意字第9号",
        title="处理意见",
        html="<p></p>",
        sha256=genuine.sha256,
    )
    assert abouts("row_not_recorded") == {"notices.paper", "notices.paper.standing"}


@pytest.mark.parametrize("model", [Evidence, PrintedPaper, CaseFile], ids=lambda model: model.__name__)
def test_a_byte_on_disk_is_found(agreed, model):
    row = model.objects.first()
    path = Path(default_storage.path(row.file.name))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    name = f"{model._meta.label_lower}:{row.pk}".replace("printedpaper", "printed_paper").replace(
        "casefile:", "case_file:"
    )
    assert [(fault.code, fault.about) for fault in verify_all()] == [("file_differs", name)]
    assert verify_all(with_files=False) == []
    path.unlink()
    assert [(fault.code, fault.about) for fault in verify_all()] == [("file_missing", name)]


# --- keys


def test_a_rotation_is_vouched_for_by_both_keys(dispute, own_keys):
    first = keys.house_key()
    rotate_signing_key()
    make_checkpoint()
    second = keys.house_key()
    assert first != second
    assert [c.public_key for c in Checkpoint.objects.order_by("number")] == [first, second]
    assert verify_all() == [] and verify_all(keys=[second]) == []
    assert codes(keys=[first]) == {"key_not_ours", "signer_unknown", "witness_unsigned"}
    kept = {path.name: stat.S_IMODE(path.stat().st_mode) for path in own_keys.glob("checkpoint*")}
    assert kept == {"checkpoint.pem": 0o600, "checkpoint-until-2.pem": 0o600, "checkpoints.jsonl": 0o600}


def test_the_old_key_signs_nothing_any_more(dispute, own_keys):
    rotate_signing_key()
    make_checkpoint()
    (own_keys / "checkpoint.pem").unlink()
    (own_keys / "checkpoint-until-2.pem").rename(own_keys / "checkpoint.pem")
    with pytest.raises(WrongKey):
        make_checkpoint()
    stolen = keys.signing_key()
    with forger.without_guard():
        forger.sign_again(stolen, with_key_row=False)
    assert "key_not_ours" in codes() and "signer_unknown" in codes()


def test_a_lost_key_is_told_and_never_quietly_replaced(dispute, own_keys):
    (own_keys / "checkpoint.pem").unlink()
    with pytest.raises(KeyMissing):
        make_checkpoint()
    assert not (own_keys / "checkpoint.pem").exists()
    assert codes() == {"key_missing", "key_not_ours", "signer_unknown", "witness_unsigned"}
    old = Checkpoint.objects.get().public_key
    rotate_signing_key(is_lost=True)
    make_checkpoint()
    assert codes() == {"key_unvouched", "signer_unknown", "witness_unsigned"}
    assert verify_all(keys=[old, keys.house_key()]) == []


# --- witnesses


def test_an_outsiders_list_shows_what_was_rewritten(dispute, tmp_path, capsys):
    call_command("witness_list")
    kept = tmp_path / "witness.jsonl"
    kept.write_text(capsys.readouterr().out)
    call_command("verify_docket", witness=[kept])
    assert capsys.readouterr().out.endswith("1 checkpoints: sound\n")
    keys.kept_apart().unlink()
    number, root = Checkpoint.objects.values_list("number", "root").get()
    with forger.without_guard():  # every key of the house is his too
        forger.rewrite_chain(dispute.chain_id, actor="user:666")
        forger.sign_again(keys.signing_key(), with_key_row=False)
    assert codes() == {"mark_wrong"}
    with pytest.raises(CommandError):
        call_command("verify_docket", witness=[kept])
    told = capsys.readouterr().out
    assert "checkpoint 1: witness_contradicts" in told
    assert (
        f"checkpoint 1, chain {dispute.chain_id}, entry {dispute.chain.length}: witness_contradicts" in told
    )
    typed = tmp_path / "typed.txt"
    typed.write_text(f"{number} {root.upper()}\n")
    with pytest.raises(CommandError):
        call_command("verify_docket", witness=[typed])


def test_a_witness_sees_a_shortened_chain_and_a_lost_checkpoint(dispute):
    witnesses = list(read_witness(witness_lines()))
    keys.kept_apart().unlink()
    with forger.without_guard():
        forger.delete_chain(dispute.chain_id)
        forger.run("DELETE FROM docket_checkpointhead")
        forger.run("DELETE FROM docket_checkpoint")
    found = [fault for fault in verify_all(witnesses=witnesses) if fault.checkpoint == 1]
    assert {"checkpoint_missing", "chain_shortened"} == {fault.code for fault in found}
    assert dispute.chain_id in {fault.chain for fault in found}


def test_a_list_that_was_altered_itself_accuses_nobody_of_the_house(dispute):
    lines = list(witness_lines())
    told = json.loads(lines[-1])
    told["heads"][0][2] = "0" * 64
    altered = list(read_witness([*lines[:-1], json.dumps(told)]))
    assert {"witness_broken", "witness_contradicts"} == {f.code for f in verify_all(witnesses=altered)}
    told["root"] = "1" * 64
    altered = list(read_witness([json.dumps(told)]))
    assert "witness_unsigned" in {f.code for f in verify_all(witnesses=altered)}


@pytest.mark.parametrize(
    "line", ["{}", "nonsense", '{"checkpoint": 1}', "[]", "1 abc", '{"checkpoint": "x"}']
)
def test_what_is_no_list_is_told(line, tmp_path):
    with pytest.raises(NotAWitness):
        list(read_witness([line]))
    file = tmp_path / "witness.jsonl"
    for data in (line.encode(), b"", b"\xff\xfe"):
        file.write_bytes(data)
        with pytest.raises(CommandError):
            call_command("verify_docket", witness=[file], stdout=io.StringIO())


def test_no_word_of_a_case_is_in_the_list(dispute):
    told = "\n".join(witness_lines())
    assert dispute.reference not in told and "王强" not in told and "\\u" not in told
