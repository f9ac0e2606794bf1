"""Words kept at hand: one's own, and a body's for those who mediate for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from disputes.exceptions import NotPermitted, NotValid

from .. import policies
from ..models import Phrase
from ..states import PHRASES_MOST
from .messages import clean

if TYPE_CHECKING:
    from accounts.models import Organisation, User


def add_phrase(*, by: User, title: str, text: str, body: Organisation | None = None) -> Phrase:
    """For oneself, or for a body whose phrases one keeps. The same again gives the first."""
    if body is not None and not policies.keeps_phrases_of(by, body):
        raise NotPermitted()
    title, text = clean(title).replace("\n", " "), clean(text)
    if not title or not text:
        raise NotValid(_("请写明名称和内容。"), code="empty")
    whose = {"body": body} if body is not None else {"owner": by}
    kept = Phrase.objects.filter(**whose)
    if (same := kept.filter(title=title, text=text).first()) is not None:
        return same
    if kept.count() >= PHRASES_MOST:
        raise NotValid(_("常用语已经很多，请先删去不用的。"), code="too_many")
    return Phrase.objects.create(title=title, text=text, **whose)


def change_phrase(phrase: Phrase, *, by: User, title: str, text: str) -> Phrase:
    policies.require_own_phrase(by, phrase)
    phrase.title, phrase.text = clean(title).replace("\n", " "), clean(text)
    if not phrase.title or not phrase.text:
        raise NotValid(_("请写明名称和内容。"), code="empty")
    phrase.save(update_fields=["title", "text"])
    return phrase


def remove_phrase(phrase: Phrase, *, by: User) -> None:
    policies.require_own_phrase(by, phrase)
    phrase.delete()
