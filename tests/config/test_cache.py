"""A Redis that is away shuts nobody out and fails no page; whoever asks whether all is well hears the truth."""

import pytest
from redis.exceptions import RedisError

from config.cache import SurvivingRedisCache

NOWHERE = "redis://127.0.0.1:1/0"


def test_without_redis_a_process_counts_for_itself():
    cache = SurvivingRedisCache(NOWHERE, {})
    assert cache.add("a", 1, 60) and not cache.add("a", 1, 60)
    assert (cache.get("a"), cache.incr("a"), cache.incr("begun-elsewhere"), cache.decr("a")) == (1, 2, 1, 1)
    cache.set("b", "x", 60)
    assert (cache.get_or_set("b", "y", 60), cache.get("nothing")) == ("x", None)
    cache.clear()
    assert cache.get("a") is None


def test_and_says_that_it_is_away():
    with pytest.raises(RedisError):
        SurvivingRedisCache(NOWHERE, {}).ping()
