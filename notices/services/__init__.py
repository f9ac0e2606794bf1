from ..signals import reader_keys_wanted
from .bell import mark_read, tell
from .outbox import queue_message, send_text, send_waiting
from .papers import issue_paper
from .service import record_direct_service, record_reading, serve

__all__ = [
    "issue_paper",
    "mark_read",
    "queue_message",
    "reader_keys_wanted",
    "record_direct_service",
    "record_reading",
    "send_text",
    "send_waiting",
    "serve",
    "tell",
]
