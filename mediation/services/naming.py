"""The name typed under something: one's own, or that of the side one speaks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from disputes.exceptions import NotValid
from disputes.models import Party

if TYPE_CHECKING:
    from accounts.models import User


def require_name(typed: str, user: User, party: Party | None) -> None:
    names = {_plain(user.name), _plain(party.name)} if party else {_plain(user.name)}
    if not _plain(typed) or _plain(typed) not in names:
        raise NotValid(_("请输入您的姓名（或者您代表的一方的名称），与案件中的一致。"), code="wrong_name")


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
