from .files import hand_in, post_file, scan_room_files_again
from .granting import grant_history, open_past
from .messages import Draft, edit_message, mark_read, post_line, post_message, post_messages, recall_message
from .neighbour import register_file_work
from .notes import keep_note
from .phrases import add_phrase, change_phrase, remove_phrase
from .rooms import (
    Place,
    admit_member,
    clear_lapsed_seats,
    close_room,
    hand_over_seats,
    keep_seats,
    open_room,
    remove_member,
    reopen_room,
)

__all__ = [
    "Draft",
    "Place",
    "add_phrase",
    "admit_member",
    "change_phrase",
    "clear_lapsed_seats",
    "close_room",
    "edit_message",
    "grant_history",
    "hand_in",
    "hand_over_seats",
    "keep_note",
    "keep_seats",
    "mark_read",
    "open_past",
    "open_room",
    "post_file",
    "post_line",
    "post_message",
    "post_messages",
    "recall_message",
    "register_file_work",
    "remove_member",
    "remove_phrase",
    "reopen_room",
    "scan_room_files_again",
]
