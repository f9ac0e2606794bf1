"""The settings of a server process that is killed on purpose: the database of the test, and nobody is too fast."""

import os

from config.settings import *  # noqa: F403

DATABASES["default"]["NAME"] = os.environ["CHAOS_DATABASE"]  # noqa: F405
CHAT_PACE = (1_000_000, 1.0)

# one person stands for many pages here, which fall and come back all the time
CHAT_SOCKETS_A_PERSON = 10_000
LIMITS = {**LIMITS, "socket": "1000000/m"}  # noqa: F405
