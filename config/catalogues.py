"""Translations, made ready for use: the compiled form is not kept in the repository."""

from pathlib import Path

import polib
from django.conf import settings


def compile_catalogues() -> None:
    """Compile what is newer than its compiled form. Takes milliseconds when there is nothing to do."""
    for folder in settings.LOCALE_PATHS:
        for source in Path(folder).glob("*/LC_MESSAGES/*.po"):
            compiled = source.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
                polib.pofile(str(source)).save_as_mofile(str(compiled))
