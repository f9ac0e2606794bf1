#!/usr/bin/env python
"""Jiefen's command line."""

import os
import sys

#: These write what others read: translations, style sheets, source.
BUILDING = {
    "collectstatic",
    "compile_catalogues",
    "makemessages",
    "makemigrations",
    "help",
    "--help",
    "version",
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings
    from django.core.management import execute_from_command_line

    from config.private import keep_private

    if len(sys.argv) > 1 and sys.argv[1] not in BUILDING:
        keep_private(settings.DATA_DIR)
    execute_from_command_line(sys.argv)
