"""Filing a complaint over HTTP, against a bare Django view that inserts one row."""

from __future__ import annotations

import httpx
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import User
from tests import stories
from tests.cast import Cast

from .timing import Paired, pair

ROUNDS, A_ROUND = 7, 12


def session_of(user: User) -> str:
    """A session as after logging in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def measure(base: str, cast: Cast) -> Paired:
    """The last press of the form: checked, numbered, sealed into the docket, receipt issued and served, desk called."""
    drafts = iter([stories.drafted(cast).pk for _n in range(ROUNDS * A_ROUND)])
    client = httpx.Client(base_url=base, timeout=60, cookies={"sessionid": session_of(cast.complainant)})
    token = client.get("/disputes/new/").cookies.get("csrftoken") or client.cookies["csrftoken"]

    def file(_round: int) -> int:
        for _n in range(A_ROUND):
            answer = client.post(
                f"/disputes/drafts/{next(drafts)}/check/", data={"csrfmiddlewaretoken": token}
            )
            assert answer.status_code == 302 and "receipt" in answer.headers["location"], answer.text[:300]
        return A_ROUND

    def insert(_round: int) -> int:
        for _n in range(A_ROUND):
            assert client.post("/bench/insert/", data={"text": "x" * 200}).status_code == 200
        return A_ROUND

    insert(0)
    return pair(file, insert, rounds=ROUNDS)
