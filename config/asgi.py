"""Pages and sockets through ASGI: the embedded server, and the production socket process."""

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# static files, which the embedded server hands out too; in production they go through WSGI
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
pages = get_asgi_application()  # loads the apps: everything below needs them

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.sessions import CookieMiddleware  # noqa: E402
from django.conf import settings  # noqa: E402

from chat.routing import websocket_urlpatterns  # noqa: E402
from config.origins import SameOrigin  # noqa: E402
from config.private import keep_private  # noqa: E402
from inputs.bounds import BoundStream  # noqa: E402

keep_private(settings.DATA_DIR)

application = ProtocolTypeRouter(
    {
        "http": BoundStream(pages),
        # who is logged in the socket itself asks, as often as it writes or reads
        "websocket": SameOrigin(CookieMiddleware(URLRouter(websocket_urlpatterns))),
    }
)
