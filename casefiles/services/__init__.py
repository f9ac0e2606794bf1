from ..documents import render_paper
from .evidence import (
    describe_evidence,
    number_exhibits,
    receive_file,
    record_reading,
    withdraw_evidence,
)
from .uploads import append_chunk, begin_upload, discard_stale_uploads, finish_upload

__all__ = [
    "append_chunk",
    "begin_upload",
    "describe_evidence",
    "discard_stale_uploads",
    "finish_upload",
    "number_exhibits",
    "receive_file",
    "record_reading",
    "render_paper",
    "withdraw_evidence",
]
