"""What the case as a whole does when something has been done in it."""

from .demonstration import load_demonstration
from .following import called_for, follow
from .reminding import remind
from .rooms import keep_negotiation_room

__all__ = ["called_for", "follow", "keep_negotiation_room", "load_demonstration", "remind"]
