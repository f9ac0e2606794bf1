"""The shared cache on Redis; while Redis is away each process counts in its own memory, and says so in the log.

Limits and marks go on working, less exactly; nobody is shut out and no page fails, because a helper is down.
"""

from __future__ import annotations

import logging
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("config.cache")


class SurvivingRedisCache(RedisCache):
    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.own = LocMemCache("away", {"OPTIONS": {"MAX_ENTRIES": 200_000}})

    def ping(self) -> None:
        """Raises `RedisError` while Redis is away."""
        self._cache.get_client().ping()

    def add(self, key: Any, *rest: Any, **more: Any) -> Any:
        return self._tried("add", key, *rest, **more)

    def get(self, key: Any, *rest: Any, **more: Any) -> Any:
        return self._tried("get", key, *rest, **more)

    def set(self, key: Any, *rest: Any, **more: Any) -> Any:
        return self._tried("set", key, *rest, **more)

    def delete(self, key: Any, *rest: Any, **more: Any) -> Any:
        return self._tried("delete", key, *rest, **more)

    def clear(self) -> Any:
        return self._tried("clear")

    def incr(self, key: Any, *rest: Any, **more: Any) -> Any:
        try:
            return super().incr(key, *rest, **more)
        except RedisError as error:
            self._warn(error)
            self.own.add(key, 0)  # it was begun in Redis, which has gone since
            return self.own.incr(key, *rest, **more)

    def _tried(self, name: str, *what: Any, **more: Any) -> Any:
        try:
            return getattr(super(), name)(*what, **more)
        except RedisError as error:
            self._warn(error)
            return getattr(self.own, name)(*what, **more)

    def _warn(self, error: RedisError) -> None:
        logger.warning("Redis is away, this process counts for itself: %s", error)
