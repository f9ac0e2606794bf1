from ..documents.press import warm_up as warm_up_press
from .assembly import assemble_case_file
from .bundles import Enclosure, bind_enclosures, checked_copy
from .case_files import make_again, record_case_file_reading, request_case_file
from .evidence import (
    describe_evidence,
    number_exhibits,
    receive_file,
    record_reading,
    withdraw_evidence,
)
from .examining import copy_without_place, examine_file
from .lookup import look_up_paper
from .printing import paper_pdf, printed_paper
from .quarantine import scan_again
from .uploads import append_chunk, begin_upload, discard_stale_uploads, finish_upload

__all__ = [
    "Enclosure",
    "append_chunk",
    "assemble_case_file",
    "begin_upload",
    "bind_enclosures",
    "checked_copy",
    "copy_without_place",
    "describe_evidence",
    "discard_stale_uploads",
    "examine_file",
    "finish_upload",
    "look_up_paper",
    "make_again",
    "number_exhibits",
    "paper_pdf",
    "printed_paper",
    "receive_file",
    "record_case_file_reading",
    "record_reading",
    "request_case_file",
    "scan_again",
    "warm_up_press",
    "withdraw_evidence",
]
