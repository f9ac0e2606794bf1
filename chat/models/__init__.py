from .files import RoomFile
from .talk import Member, Message, MessageRevision, Room
from .words import Phrase, PrivateNote

__all__ = ["Member", "Message", "MessageRevision", "Phrase", "PrivateNote", "Room", "RoomFile"]
