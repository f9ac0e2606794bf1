"""The public page: is this code, is this file genuine?"""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from notices.models import Paper

from . import samples


def test_anybody_can_ask_whether_a_code_is_genuine(cast, desk_copy, client):
    address = reverse("casefiles:verify")
    assert client.get(address).status_code == 200
    for code in (desk_copy.code, desk_copy.manifest_sha256, desk_copy.code.lower().replace("-", " ")):
        page = client.post(address, {"code": code})
        assert desk_copy.number in page.text
    paper = Paper.objects.filter(chain=desk_copy.dispute.chain).first()
    assert paper.number in client.get(address, {"code": paper.sha256}).text
    for code in ("", "x", "0" * 64, desk_copy.code[:9], "%_" * 20):
        page = client.post(address, {"code": code})
        assert "notice-success" not in page.text
    assert cast.complainant.name not in client.get(address, {"code": desk_copy.code}).text


def test_anybody_can_ask_whether_a_file_is_genuine(cast, desk_copy, client):
    address = reverse("casefiles:verify")
    pdf = desk_copy.file.read()
    place = len(pdf) // 3
    exhibit = desk_copy.dispute.evidence.first()
    for data, words in [
        (pdf, "是真的"),
        (pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :], "被改动过"),
        (exhibit.file.read(), "与收到时一致"),
        (samples.pdf(), "没有找到"),
        (b"anything", "没有找到"),
    ]:
        page = client.post(address, {"file": SimpleUploadedFile("x.pdf", data)})
        assert words in page.text, words
