"""Refusals of this app that carry more than words."""

from django.utils.translation import gettext_lazy as _

from disputes.exceptions import NotLawfulNow, NotValid


class WrongOffset(NotValid):
    """The next piece must begin at `offset`: what came before is already here, or is missing."""

    status = 409
    code = "wrong_offset"

    def __init__(self, offset: int) -> None:
        super().__init__(_("上传的位置对不上，正在接着已收到的部分继续。"))
        self.offset = offset


class BeingPutTogether(NotLawfulNow):
    """Another request of the same person is at it: ask again in a moment, and the answer will be the same."""

    status = 429
    code = "being_put_together"
    message = _("文件正在接收，请稍等片刻。")
    retry_after = 2  # seconds
