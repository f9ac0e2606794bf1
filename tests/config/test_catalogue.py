"""English is complete: every sentence of code and pages has its translation, with the same places to fill."""

import re
import shutil
from pathlib import Path

import polib
import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUE = ROOT / "locale/en/LC_MESSAGES/django.po"
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def gathered(tmp_path_factory) -> polib.POFile:
    """The catalogue as it would be, gathered afresh from the sources."""
    if shutil.which("xgettext") is None:
        pytest.fail("gettext is missing: run make setup-tests")
    folder = tmp_path_factory.mktemp("sources")
    for source in ROOT.iterdir():
        if source.name != "locale" and not source.name.startswith("."):
            (folder / source.name).symlink_to(source)
    target = folder / "locale/en/LC_MESSAGES"
    target.mkdir(parents=True)
    shutil.copy(CATALOGUE, target)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)  # gathering writes beside what it reads
        patch.setattr("django.conf.settings.LOCALE_PATHS", [str(folder / "locale")])
        call_command(
            "makemessages",
            locale=["en"],
            ignore_patterns=["var", "node_modules", "tests", "bench"],
            symlinks=True,
            no_location=True,
            verbosity=0,
        )
    return polib.pofile(str(target / "django.po"))


def test_no_sentence_is_left_in_chinese_alone(gathered):
    waiting = [
        entry.msgid for entry in gathered if not entry.obsolete and (entry.fuzzy or not _english(entry))
    ]

    assert waiting == []


def test_every_translation_fills_in_the_same_places(gathered):
    different = {
        entry.msgid: entry.msgstr
        for entry in gathered
        if entry.msgstr and set(PLACES.findall(entry.msgid)) != set(PLACES.findall(entry.msgstr))
    }

    assert different == {}


def _english(entry: polib.POEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)
