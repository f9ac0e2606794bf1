"""No forged or damaged file passes as genuine, with the stand-alone verifier or on the page; and none makes it stumble."""

import random
import re
import subprocess
import sys

import pytest

from casefiles.services.verification import VERIFIER, judge
from casefiles.standalone import verify_case_file as strict
from docket import authority
from docket.services import make_checkpoint
from tests import stories

from .copies import made, settled_with_evidence
from .forging import INCONSISTENT, RESIGNED, SPLICED, Bench, damaged, forger_like, nothing, rebuilt

#: What the page says of each kind: a forger's key is "forged", the house's own signature out of place "altered".
SAID = {"forged": RESIGNED, "altered": [*SPLICED, *INCONSISTENT]}
#: The house's own certificate over another's signature looks like a changed file of ours; without the certificate, or
#: with another whole signature, nothing of ours is left but the name.
EXCEPTIONS = {
    "resigned_under_the_houses_certificate": "altered",
    "certificate_exchanged": "forged",
    "certificate_dropped": "forged",
    "bytes_of_signature_exchanged": "forged",
}


@pytest.fixture(scope="module")
def genuine() -> list[bytes]:
    """Two files of the house, once made: the verifier asks nobody else."""
    return []


@pytest.fixture
def bench(cast, genuine) -> Bench:
    if not genuine:
        make_checkpoint()
        genuine += [
            made(dispute, cast.handler).file.read()
            for dispute in (settled_with_evidence(cast), stories.negotiating(cast))
        ]
    house = authority.signer()
    return Bench(*genuine, house, forger_like(house), random.Random(1))


def test_what_the_forgers_begin_with_is_genuine_and_stays_so_signed_by_the_house(bench):
    """Otherwise the battery proves nothing: what it rejects would be rejected for being put together anew."""
    anchors = {authority.fingerprint()}
    again = rebuilt(bench, nothing, signer=bench.house)
    for data in (bench.genuine, bench.other, again):
        verdict = strict.examine(data, anchors)
        assert (verdict.kind, verdict.faults) == ("genuine", [])
        assert judge(data, sha256="").kind == "signed"


@pytest.mark.battery("forgeries")
def test_no_forgery_passes_as_genuine(bench, battery, tmp_path):
    bench.chance = battery.chance
    named = [(forge, EXCEPTIONS.get(forge.__name__, said)) for said, all_ in SAID.items() for forge in all_]
    chosen = battery.chance.sample(named, battery.size(sample=14, full=len(named)))
    anchors = {authority.fingerprint()}
    wrong = []
    for forge, said in chosen:
        data = forge(bench)
        verdict = strict.examine(data, anchors)
        assert verdict.kind in ("altered", "stranger", "unreadable"), (forge.__name__, verdict.kind)
        assert verdict.faults, forge.__name__
        found = judge(data, sha256="")
        if found.kind != said:
            wrong.append((forge.__name__, found.kind, said))
        ends_in_a_sentence(data, tmp_path / "forged.pdf")
        battery.count("forged case files, none passed as genuine")
    assert wrong == [], wrong


@pytest.mark.battery("forgeries")
def test_no_damaged_file_passes_as_genuine(bench, battery, tmp_path):
    bench.chance = battery.chance
    anchors = {authority.fingerprint()}
    for place in range(battery.size(sample=6, full=400)):
        data = damaged(bench)
        assert data != bench.genuine
        verdict = strict.examine(data, anchors)
        assert verdict.kind in ("altered", "stranger", "unreadable"), verdict.kind
        assert verdict.faults
        assert judge(data, sha256="").kind in ("altered", "forged", "unknown")
        if place % 5 == 0:
            ends_in_a_sentence(data, tmp_path / "damaged.pdf")
        battery.count("damaged case files, none passed as genuine")


def ends_in_a_sentence(data: bytes, path) -> None:
    """With and without a fingerprint: never GENUINE, never a traceback."""
    path.write_bytes(data)
    for more, statuses in ((["--house", authority.fingerprint()], {1}), ([], {1, 3})):
        told = run_alone(path, *more)
        assert told.returncode in statuses, told.stdout
        assert told.stderr == ""
        assert "GENUINE 核验通过" not in re.split(r"[\r\n\x1b]+", told.stdout)
        ends = [words for words in strict.ENDINGS.values() if told.stdout.endswith(f"{words}\n")]
        assert len(ends) == 1
        assert ends != [strict.ENDINGS["genuine"]]


def run_alone(*arguments) -> subprocess.CompletedProcess:
    """Isolated: no site packages, no project."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(VERIFIER), *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
