from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocketConfig(AppConfig):
    name = "docket"
    verbose_name = _("案件日志")
