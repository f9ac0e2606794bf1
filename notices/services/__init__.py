from ..signals import reader_keys_wanted
from .bell import mark_read, tell
from .by_hand import ask_for_hand, end_service, record_direct_service, record_posting, record_result
from .doubting import doubt_arrival, keep_arrival, record_not_reached
from .outbox import queue_message, send_text, send_waiting
from .papers import issue_paper, replace_papers, withdraw_paper
from .reporting import read_reports, take_report
from .service import record_acting_on, record_reading, serve

__all__ = [
    "ask_for_hand",
    "doubt_arrival",
    "end_service",
    "issue_paper",
    "keep_arrival",
    "mark_read",
    "queue_message",
    "read_reports",
    "reader_keys_wanted",
    "record_acting_on",
    "record_direct_service",
    "record_not_reached",
    "record_posting",
    "record_reading",
    "record_result",
    "replace_papers",
    "send_text",
    "send_waiting",
    "serve",
    "take_report",
    "tell",
    "withdraw_paper",
]
