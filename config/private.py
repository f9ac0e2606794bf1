"""What this process writes is its own: files 0600, folders 0700."""

from __future__ import annotations

import os
import stat
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_private(data: Path) -> None:
    """From now on nobody else on the machine reads what is written, and what already lies in the data folder neither.

    For every process that runs the house; not for building, whose translations and style sheets others read.
    """
    os.umask(OTHERS)
    for path in (data, *data.iterdir()):
        mode = stat.S_IMODE(path.lstat().st_mode)
        if mode & OTHERS and not path.is_symlink() and path.owner() == _me():
            path.chmod(mode & ~OTHERS)


def _me() -> str:
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name
