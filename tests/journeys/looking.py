"""Everything somebody can reach by following links: pages, papers, downloads, as text to look for words in."""

from __future__ import annotations

import io
import re
from collections import deque
from collections.abc import Iterable
from html import unescape
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Page
from pypdf import PdfReader

LINK = re.compile(r"""(?:href|src|data-hx-get)=["']([^"'#]+)""")
#: Leads out of the session, or shows one thing in a hundred ways.
SKIPPED = re.compile(r"/(static|i18n|logout|admin|styleguide)/|[?&](page|language|sort)=")
MOST = 400


def all_reached(page: Page, starts: Iterable[str]) -> dict[str, str]:
    """Address to text of each answer that was given, as this person's browser would get it. Follows every link."""
    base = f"{urlsplit(page.url).scheme}://{urlsplit(page.url).netloc}"
    waiting, known = deque(starts), set(starts)
    found: dict[str, str] = {}
    while waiting and len(found) < MOST:
        address = waiting.popleft()
        answer = page.context.request.get(urljoin(base, address), fail_on_status_code=False)
        assert answer.status < 500, f"{answer.status} {address}"
        if answer.status != 200:
            continue
        kind, body = answer.headers.get("content-type", ""), answer.body()
        found[address] = text_of(kind, body)
        if "html" in kind:
            for link in LINK.findall(found[address]):
                to = urlsplit(urljoin(urljoin(base, address), unescape(link)))
                path = to.path + (f"?{to.query}" if to.query else "")
                if f"{to.scheme}://{to.netloc}" == base and path not in known and not SKIPPED.search(path):
                    known.add(path)
                    waiting.append(path)
    assert not waiting, f"more than {MOST} pages"
    return found


def text_of(kind: str, body: bytes) -> str:
    if "pdf" in kind:
        return pdf_text(body)
    return unescape(body.decode("utf-8", "replace"))


def pdf_text(body: bytes) -> str:
    """What is on its pages, what describes it, and what is attached to it."""
    reader = PdfReader(io.BytesIO(body))
    attached = [data.decode("utf-8", "replace") for many in reader.attachments.values() for data in many]
    pages = ["".join(page.extract_text().split()) for page in reader.pages]
    return "\n".join([str(reader.metadata), *pages, *attached])


def where(reached: dict[str, str], words: Iterable[str]) -> dict[str, list[str]]:
    """The addresses at which each word stands."""
    found = {word: [address for address, text in reached.items() if word in text] for word in words}
    return {word: addresses for word, addresses in found.items() if addresses}
