from .messages import Draft, edit_message, mark_read, post_line, post_message, post_messages, recall_message
from .rooms import admit_member, close_room, open_room, remove_member, reopen_room

__all__ = [
    "Draft",
    "admit_member",
    "close_room",
    "edit_message",
    "mark_read",
    "open_room",
    "post_line",
    "post_message",
    "post_messages",
    "recall_message",
    "remove_member",
    "reopen_room",
]
