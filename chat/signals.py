"""What the rooms tell apps above, which they must not know."""

from django.dispatch import Signal

#: A person has come into a room they sit in: `room`, `user`. Sent from the thread of a socket, outside any act.
room_entered = Signal()
