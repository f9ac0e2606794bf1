"""Settings of what people send: how much, how it is looked at, how it is kept. Part of `config.settings`."""

from typing import Any

import environ

env = environ.Env()

EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_BYTES", default=200 * 1024 * 1024)
EVIDENCE_MAX_FILES = env.int("EVIDENCE_MAX_FILES", default=60)
UPLOAD_CHUNK_BYTES = env.int("UPLOAD_CHUNK_BYTES", default=1024 * 1024)
#: Of one request, files and all, where its page takes no less (inputs/bounds.py): as in deploy/Caddyfile.
LARGEST_BODY = env.int("LARGEST_BODY", default=210 * 1000 * 1000)
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
#: How many pictures a process decodes at once (150 to 400 MB each at the most), and how long the next one waits.
DECODES_AT_ONCE = env.int("DECODES_AT_ONCE", default=2)
DECODE_WAIT_SECONDS = env.int("DECODE_WAIT_SECONDS", default=20)
#: Path of clamd's socket: what people send is kept from everybody until it was scanned. Empty: no scanning.
CLAMD_SOCKET = env.str("CLAMD_SOCKET", default="")
CLAMD_SECONDS = env.int("CLAMD_SECONDS", default=60)
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

UPLOAD_STORAGE: dict[str, Any] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
if bucket := env.str("S3_BUCKET", default=""):
    UPLOAD_STORAGE = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.str("S3_ENDPOINT", default=None),
            "default_acl": "private",
            "querystring_auth": True,
        },
    }
