"""The product's pages and sockets, and a bare Channels echo beside them."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

from channels.generic.websocket import AsyncJsonWebsocketConsumer

from config.asgi import application as product


class Echo(AsyncJsonWebsocketConsumer):
    """The baseline of talking: `group_send` to everybody in the room, nothing checked, nothing stored."""

    async def connect(self) -> None:
        self.group = f"echo-{self.scope['path'].rsplit('/', 1)[-1]}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def receive_json(self, content, **kwargs) -> None:
        await self.channel_layer.group_send(self.group, {"type": "told", "text": content["text"]})

    async def told(self, event) -> None:
        await self.send_json({"type": "message", "text": event["text"]})


echo = Echo.as_asgi()


async def application(scope, receive, send):
    if scope["type"] == "websocket" and scope["path"].startswith("/ws/bench/"):
        return await echo(scope, receive, send)
    return await product(scope, receive, send)
