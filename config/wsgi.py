"""Pages through WSGI: the production web process. Sockets go to `config.asgi`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.private import keep_private

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
keep_private(settings.DATA_DIR)
application = get_wsgi_application()
