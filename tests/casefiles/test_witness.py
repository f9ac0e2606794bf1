"""The list that somebody outside keeps of the docket: who gets it, and that the command reads it."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from docket.keys import house_key
from docket.services import make_checkpoint
from tests import stories

pytestmark = pytest.mark.django_db
PAGE, LIST = reverse("casefiles:witness"), reverse("casefiles:witness_list")


def test_before_the_first_checkpoint_there_is_nothing_to_keep(cast, client):
    client.force_login(cast.auditor)
    page = client.get(PAGE)
    assert "还没有检查点" in page.text and LIST not in page.text


def test_an_auditor_takes_the_list_home_and_the_command_reads_it(cast, client, tmp_path, capsys):
    stories.filed(cast)
    make_checkpoint()
    client.force_login(cast.auditor)
    assert reverse("casefiles:witness") in client.get(reverse("casefiles:archive")).text
    page = client.get(PAGE)
    assert house_key() in page.text and LIST in page.text
    answer = client.get(LIST)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="jiefen-witness-')
    kept = tmp_path / "kept.jsonl"
    kept.write_bytes(b"".join(answer.streaming_content))
    call_command("verify_docket", witness=[kept], key=[house_key()])
    assert capsys.readouterr().out.endswith("1 checkpoints: sound\n")


def test_whoever_runs_the_house_gets_it_and_the_offices_do_not(cast, client):
    make_checkpoint()
    for person in (cast.handler, cast.supervisor, cast.secretary, cast.complainant):
        client.force_login(person)
        assert (client.get(PAGE).status_code, client.get(LIST).status_code) == (404, 404)
    cast.outsider.is_superuser = True
    cast.outsider.save()
    client.force_login(cast.outsider)
    assert client.get(LIST).status_code == 200
