"""Why an act is refused. One base; `config.middleware` turns each into a page, a fragment or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Refusal(Exception):
    """An act that will not be done. `code` is for programs, `message` for the reader in their language."""

    status = 400
    code = "refused"
    message: str | _StrPromise = _("这一步现在不能办理。")

    def __init__(self, message: str | _StrPromise = "", *, code: str = "") -> None:
        self.message = message or self.message
        self.code = code or self.code
        super().__init__(str(self.message))


class NotPermitted(Refusal):
    """The wrong person: 403."""

    status = 403
    code = "not_permitted"
    message = _("您没有办理这一步的权限。")


class NotLawfulNow(Refusal):
    """The wrong moment: 409. Somebody else may have acted first."""

    status = 409
    code = "not_lawful_now"
    message = _("状态已经变化，这一步现在不能办理。请刷新页面查看最新进展。")


class Outdated(NotLawfulNow):
    """Somebody, or the same person elsewhere, saved something newer than this page began from: 409."""

    code = "outdated"
    message = _("这一页的内容在别处有了更新的版本。没有覆盖任何内容。")


class NotValid(Refusal):
    """The right person at the right moment, but what was given cannot stand: 422."""

    status = 422
    code = "not_valid"
    message = _("填写的内容不符合要求，请检查后再提交。")


class TooMany(Refusal):
    """Asked too often: 429, with the seconds after which it can be tried again."""

    status = 429
    code = "too_many"

    def __init__(self, message: str | _StrPromise, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
