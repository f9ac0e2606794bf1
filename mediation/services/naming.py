"""The name typed under something: one's own, or that of the side one speaks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from disputes.exceptions import NotValid
from disputes.models import Party
from inputs.words import comparing_key

if TYPE_CHECKING:
    from accounts.models import User


def require_name(typed: str, user: User, party: Party | None) -> None:
    names = {comparing_key(name) for name in (user.name, party.name if party else "") if name}
    if not comparing_key(typed) or comparing_key(typed) not in names:
        raise NotValid(_("请输入您的姓名（或者您代表的一方的名称），与案件中的一致。"), code="wrong_name")
