import hashlib
import json
import threading
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from casefiles.exceptions import BeingPutTogether, WrongOffset
from casefiles.models import Evidence, Upload
from casefiles.services import (
    append_chunk,
    begin_upload,
    discard_stale_uploads,
    finish_upload,
    receive_file,
)
from disputes.exceptions import NotPermitted, NotValid
from tests.cast import login

from . import samples

DATA = samples.picture("PNG", size=(900, 900)) + bytes(range(256)) * 40
MARK = hashlib.sha256(DATA[:4096]).hexdigest()


@pytest.fixture(autouse=True)
def small_pieces(settings):
    settings.UPLOAD_CHUNK_BYTES = 4096


def begin(case, by=None, **fields) -> Upload:
    given = {"name": "录像.png", "size": len(DATA), "fingerprint": MARK} | fields
    return begin_upload(case.dispute, by=by or case.complainant, **given)


def test_a_file_in_pieces_arrives_whole(case, django_capture_on_commit_callbacks):
    upload = begin(case)
    for start in range(0, len(DATA), 4096):
        upload = append_chunk(upload, by=case.complainant, offset=start, data=DATA[start : start + 4096])
    with django_capture_on_commit_callbacks(execute=True):
        piece = finish_upload(upload, by=case.complainant)
    assert (piece.sha256, piece.original_name) == (hashlib.sha256(DATA).hexdigest(), "录像.png")
    assert piece.file.read() == DATA
    assert default_storage.listdir(f"uploads/{upload.key.hex}")[1] == []


def test_after_a_cut_the_upload_goes_on_where_it_was(case):
    upload = begin(case)
    append_chunk(upload, by=case.complainant, offset=0, data=DATA[:4096])
    again = begin(case)
    assert (again.pk, again.offset) == (upload.pk, 4096)
    with pytest.raises(WrongOffset) as refusal:
        append_chunk(again, by=case.complainant, offset=0, data=DATA[:4096])
    assert refusal.value.offset == 4096
    with pytest.raises(WrongOffset):
        finish_upload(again, by=case.complainant)
    for start in range(4096, len(DATA), 4096):
        append_chunk(again, by=case.complainant, offset=start, data=DATA[start : start + 4096])
    assert finish_upload(again, by=case.complainant).sha256 == hashlib.sha256(DATA).hexdigest()


def test_finishing_twice_gives_one_piece(case):
    upload = begin(case, size=3, name="a.txt")
    append_chunk(upload, by=case.complainant, offset=0, data=b"abc")
    assert finish_upload(upload, by=case.complainant) == finish_upload(upload, by=case.complainant)
    assert Evidence.objects.count() == 1


def test_another_file_of_the_same_name_is_another_upload(case):
    assert begin(case).pk != begin(case, fingerprint="0" * 64).pk
    assert begin(case).pk != begin(case, size=5).pk


def test_pieces_have_bounds(case):
    upload = begin(case, size=5, name="a.txt")
    for data, code in [(b"", "chunk_size"), (b"x" * 4097, "chunk_size"), (b"123456", "past_size")]:
        with pytest.raises(NotValid) as refusal:
            append_chunk(upload, by=case.complainant, offset=0, data=data)
        assert refusal.value.code == code


def test_nobody_continues_the_upload_of_another(case):
    upload = begin(case)
    for person in (case.respondent, case.handler, case.outsider):
        with pytest.raises(NotPermitted):
            append_chunk(upload, by=person, offset=0, data=b"1")
        with pytest.raises(NotPermitted):
            finish_upload(upload, by=person)


def test_what_is_refused_at_the_end_is_thrown_away(case):
    upload = begin(case, size=6, name="a.html", fingerprint="")
    append_chunk(upload, by=case.complainant, offset=0, data=b"<html>")
    with pytest.raises(NotValid):
        finish_upload(upload, by=case.complainant)
    assert not Upload.objects.exists()


def test_what_lies_about_for_days_is_thrown_away(case):
    old, young = begin(case), begin(case, fingerprint="1" * 64)
    Upload.objects.filter(pk=old.pk).update(touched_at=timezone.now() - timedelta(days=4))
    assert discard_stale_uploads() == 1
    assert list(Upload.objects.all()) == [young]


# --- over HTTP ------------------------------------------------------------------------------------


def ask(client, address, **options):
    return client.generic(options.pop("method", "POST"), address, **options)


@pytest.mark.parametrize(
    "body",
    [
        '{"name": "a.png", "size": Infinity}',
        '{"name": "a.png", "size": 1e999}',
        '{"name": "a.png"}',
        "[]",
        "{",
    ],
)
def test_what_is_no_request_is_answered_and_no_error(case, client, body):
    client.force_login(case.complainant)
    address = reverse("casefiles:upload_create", args=[case.dispute.reference])
    assert ask(client, address, data=body, content_type="application/json").status_code == 422


def test_half_characters_of_a_request_are_cleaned_away(case, client):
    client.force_login(case.complainant)
    address = reverse("casefiles:upload_create", args=[case.dispute.reference])
    body = '{"name": "a\\ud800.png", "size": 10, "fingerprint": "\\ud800\\u0000"}'
    assert ask(client, address, data=body, content_type="application/json").status_code == 201


def test_the_whole_protocol_over_http(case, client):
    client.force_login(case.complainant)
    address = reverse("casefiles:upload_create", args=[case.dispute.reference])
    body = json.dumps({"name": "录像.png", "size": len(DATA), "fingerprint": MARK})
    begun = ask(client, address, data=body, content_type="application/json")
    assert (begun.status_code, begun.json()["offset"], begun.json()["chunk"]) == (201, 0, 4096)
    upload = begun.json()["url"]
    first = ask(client, upload, method="PATCH", data=DATA[:4096], headers={"Upload-Offset": "0"})
    assert (first.status_code, first["Upload-Offset"]) == (200, "4096")
    twice = ask(client, upload, method="PATCH", data=DATA[:4096], headers={"Upload-Offset": "0"})
    assert (twice.status_code, twice.json()["offset"]) == (409, 4096)
    assert ask(client, address, data=body, content_type="application/json").json()["offset"] == 4096
    assert client.get(upload)["Upload-Offset"] == "4096"
    assert client.head(upload)["Upload-Offset"] == "4096"
    for start in range(4096, len(DATA), 4096):
        ask(client, upload, data=DATA[start : start + 4096], headers={"Upload-Offset": str(start)})
    done = client.post(begun.json()["finish"])
    assert done.json()["sha256"] == hashlib.sha256(DATA).hexdigest()


@pytest.mark.parametrize(
    "body",
    ["", "[]", "null", '{"name": 1}', '{"name": "x", "size": "x"}', '{"name": "x", "size": -1}', "[" * 5000],
)
def test_a_malformed_beginning_is_refused_in_words(case, client, body):
    client.force_login(case.complainant)
    address = reverse("casefiles:upload_create", args=[case.dispute.reference])
    response = ask(client, address, data=body, content_type="application/json")
    assert response.status_code == 422
    assert response.json()["message"]


@pytest.mark.parametrize("offset", [None, "", "x", "-1", "9" * 30])
def test_a_malformed_piece_is_refused_in_words(case, client, offset):
    client.force_login(case.complainant)
    upload = begin(case)
    headers = {} if offset is None else {"Upload-Offset": offset}
    response = ask(client, reverse("casefiles:upload", args=[upload.key]), data=b"1", headers=headers)
    assert response.status_code == 422


def test_the_access_ladder_of_uploads(case, client):
    upload = begin(case)
    create = reverse("casefiles:upload_create", args=[case.dispute.reference])
    standing, finish = (
        reverse(f"casefiles:{name}", args=[upload.key]) for name in ("upload", "upload_finish")
    )
    body = json.dumps({"name": "x.txt", "size": 1})
    for person, statuses in [
        (None, (401, 401, 401)),
        (case.outsider, (404, 404, 404)),
        (case.mediator, (403, 404, 404)),
        (case.respondent, (201, 404, 404)),
    ]:
        client.logout()
        if person:
            client.force_login(person)
        found = (
            ask(client, create, data=body, content_type="application/json").status_code,
            client.get(standing).status_code,
            client.post(finish).status_code,
        )
        assert found == statuses, person


def at_once(act, times: int) -> list:
    """What each of so many got who did it at the same moment."""
    start, got = threading.Barrier(times), []

    def one() -> None:
        start.wait()
        try:
            got.append(act())
        except Exception as error:
            got.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _each in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


@pytest.mark.django_db(transaction=True)
def test_finished_four_times_at_once_it_is_one_piece(case):
    upload = begin(case)
    for start in range(0, len(DATA), 4096):
        upload = append_chunk(upload, by=case.complainant, offset=start, data=DATA[start : start + 4096])
    got = at_once(lambda: finish_upload(Upload.objects.get(pk=upload.pk), by=case.complainant), 4)
    piece = Evidence.objects.get()
    assert piece in got
    assert {type(each) for each in got} <= {Evidence, BeingPutTogether}
    assert finish_upload(upload, by=case.complainant) == piece
    assert piece.file.read() == DATA


@pytest.mark.django_db(transaction=True)
def test_one_file_sent_whole_four_times_at_once_is_one_piece(case):
    def give() -> Evidence:
        file = SimpleUploadedFile("录像.png", DATA)
        return receive_file(case.dispute, by=case.complainant, file=file)

    got = at_once(give, 4)
    piece = Evidence.objects.get()
    assert set(got) == {piece}
    folder = str(piece.file.name).rpartition("/")[0]
    assert piece.file.read() == DATA
    assert len(default_storage.listdir(folder)[1]) <= 3, "copies of those who came second are gone"


def test_while_one_puts_it_together_another_is_told_to_ask_again(case, client):
    upload = begin(case, size=3, name="a.txt")
    append_chunk(upload, by=case.complainant, offset=0, data=b"abc")
    Upload.objects.update(claimed_at=timezone.now())
    login(client, case.complainant)
    answer = client.post(reverse("casefiles:upload_finish", args=[upload.key]))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    Upload.objects.update(claimed_at=timezone.now() - timedelta(minutes=11))
    assert client.post(reverse("casefiles:upload_finish", args=[upload.key])).status_code == 200
