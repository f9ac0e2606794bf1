"""Wang hands a bank a case file in which the sum is another. The bank looks at /verify/, and checks it offline too.

Forged, altered, unknown and genuine are four answers, and whose key it is comes from the house, never from the file.
"""

import hashlib
import random
import re
import subprocess
import sys

from casefiles.models import CaseFile
from casefiles.services import assemble_case_file
from docket import authority
from tests.casefiles import samples
from tests.casefiles.copies import settled_with_evidence
from tests.casefiles.forging import Bench, forger_like, rebuilt, revision_appended, sum_changed
from tests.journeys.people import Party
from tests.journeys.person import Person

#: What the page says of a file that is ours, and never of another.
GENUINE = ("这就是本平台制作的案卷", "文件由本平台签名，签名以后没有改动")


def test_forged_file_is_shown_to_a_stranger(site, cast, visitor, tmp_path):
    dispute = settled_with_evidence(cast)
    wang, bank = Party(visitor(cast.respondent)), Person(visitor(phone=True))
    genuine, forged, altered, foreign = (
        tmp_path / f"{name}.pdf" for name in ("genuine", "forged", "altered", "foreign")
    )
    genuine.write_bytes(takes_the_case_file(wang, dispute.reference))
    house = authority.signer()
    bench = Bench(genuine.read_bytes(), b"", house, forger_like(house), random.Random(1))
    forged.write_bytes(rebuilt(bench, sum_changed))
    altered.write_bytes(revision_appended(bench))
    foreign.write_bytes(samples.pdf(2))

    shows(bank, forged).sees("不是本平台签的", "请不要采信")
    bank.does_not_see(*GENUINE)
    shows(bank, altered).sees("被改动过", "请不要采信").does_not_see(*GENUINE)
    shows(bank, foreign).sees("没有找到").does_not_see(*GENUINE)
    shows(bank, genuine).sees("是真的", dispute.reference)

    program, fingerprint = takes_the_program(bank, tmp_path)
    assert offline(program, genuine, "--house", fingerprint) == (0, "GENUINE 核验通过")
    assert by_openssl(bank, tmp_path) == "".join(fingerprint.split())
    for broken in (forged, altered, foreign):
        assert offline(program, broken, "--house", fingerprint) == (1, "NOT GENUINE 核验不通过"), broken.name
    assert offline(program, genuine, "--house", "0" * 64) == (1, "NOT GENUINE 核验不通过")
    assert offline(program, forged) == (3, "SIGNER UNPROVEN 签名人未经证实")


def takes_the_case_file(wang: Party, reference: str) -> bytes:
    wang.opens("casefiles:case_files", reference)
    wang.presses("制作我的副本")
    assemble_case_file.func(CaseFile.objects.get().pk)
    wang.page.reload()
    with wang.page.expect_download() as download:
        wang.page.get_by_role("link", name="下载 PDF").click()
    return download.value.path().read_bytes()


def shows(bank: Person, file) -> Person:
    bank.opens("verify:page")
    bank.page.locator("input[type=file]").set_input_files(str(file))
    bank.page.get_by_role("button", name="核验").click()
    return bank


def takes_the_program(bank: Person, folder):
    """From the page, with its hash compared and the fingerprint copied by hand."""
    bank.opens("verify:page")
    with bank.page.expect_download() as download:
        bank.page.get_by_role("link", name="verify_case_file.py").click()
    program = folder / "verify_case_file.py"
    program.write_bytes(download.value.path().read_bytes())
    assert hashlib.sha256(program.read_bytes()).hexdigest() in bank.page.content()
    fingerprint = bank.page.locator(".fingerprint").inner_text()
    assert re.fullmatch(r"([0-9A-F]{4}\s+){15}[0-9A-F]{4}", fingerprint.strip())
    return program, fingerprint


def by_openssl(bank: Person, folder) -> str:
    """The fingerprint of the certificate that the site gives away, made by another's tool."""
    certificate = folder / "authority.pem"
    certificate.write_bytes(bank.page.context.request.get("/.well-known/jiefen-authority.pem").body())
    told = subprocess.run(
        ["openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in", str(certificate)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return told.stdout.strip().rpartition("=")[2].replace(":", "")


def offline(program, *arguments) -> tuple[int, str]:
    told = subprocess.run(
        [sys.executable, "-I", "-S", str(program), *map(str, arguments)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    endings = ("GENUINE 核验通过", "NOT GENUINE 核验不通过", "SIGNER UNPROVEN 签名人未经证实")
    return told.returncode, next(line for line in told.stdout.splitlines() if line in endings)
