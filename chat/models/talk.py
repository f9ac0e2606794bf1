"""Rooms, who sits in them from when to when, and what was said.

Everything is a question of numbers: a message has the next number of its room, a member sees the numbers after
`from_seq` up to `until_seq`. A seat that rests on an office or a mandate ends with it, whoever clears it away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, When
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, office_in_force
from disputes.models import Dispute, Party, Representative

from ..states import ROOM_NAMES, Change, MessageKind, RoomKind, Side

if TYPE_CHECKING:
    from accounts.models import User


class RoomQuerySet(models.QuerySet["Room"]):
    def visible_to(self, user: User) -> RoomQuerySet:
        """Rooms this person sits in, or may still read. Nothing of any other room, not even that it is there."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Exists(Member.objects.readable().filter(room=OuterRef("pk"), user=user)))

    def open(self) -> RoomQuerySet:
        return self.filter(closed_at=None)


class Room(models.Model):
    """One conversation. A caucus is a room of its own, never a part of another. The row is its lock."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="rooms")
    kind = models.CharField(_("类型"), max_length=12, choices=RoomKind)
    key = models.CharField(max_length=80, help_text="mediation:3:caucus:party:7")
    title = models.CharField(_("名称"), max_length=120)
    side_party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="caucuses", help_text="of whom"
    )
    opened_at = models.DateTimeField(_("开启时间"), default=timezone.now)
    closed_at = models.DateTimeField(_("关闭时间"), null=True, blank=True)
    last_seq = models.PositiveIntegerField(default=0)
    last_rev = models.PositiveIntegerField(default=0, help_text="number of the last edit or recall")
    salt = models.CharField(max_length=64, editable=False)
    content_hash = models.CharField(
        max_length=64, blank=True, editable=False, help_text="as of the last closing"
    )

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        verbose_name = _("会谈室")
        verbose_name_plural = _("会谈室")
        constraints = [
            models.UniqueConstraint(fields=["dispute", "key"], name="one_room_of_a_key"),
            models.CheckConstraint(
                condition=Q(side_party=None) | Q(kind=RoomKind.CAUCUS), name="only_a_caucus_has_a_side"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """What readers see, in their language. The stored title is for papers, in the language of the case."""
        if self.kind == RoomKind.CAUCUS and self.side_party is not None:
            return gettext("{name}与调解员单独会谈").format(name=self.side_party.name)
        return str(ROOM_NAMES.get(RoomKind(self.kind), self.title))

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_caucus(self) -> bool:
        return self.kind == RoomKind.CAUCUS


def sits() -> Q:
    """That a seat is held now: nobody has left it, and what it rests on has not ended."""
    rests = (Q(office=None) | office_in_force("office__")) & (Q(mandate=None) | Q(mandate__ends_on=None))
    return Q(left_at=None, user__is_active=True) & rests


class MemberQuerySet(models.QuerySet["Member"]):
    def current(self) -> MemberQuerySet:
        return self.filter(sits())

    def lapsed(self) -> MemberQuerySet:
        """Seats nobody has cleared away yet, though what they rest on has ended: the opposite of `sits`."""
        today = timezone.localdate()
        return self.filter(
            Q(office__ends_on__lt=today)
            | Q(office__starts_on__gt=today)
            | Q(office__organisation__is_active=False)
            | Q(mandate__ends_on__isnull=False)
            | Q(user__is_active=False),
            left_at=None,
        )

    def readable(self) -> MemberQuerySet:
        """Seats from which one reads: the present ones, and earlier ones as long as the rule leaves them open.

        Who sits there again reads what they heard before.
        """
        here_again = Member.objects.current().filter(room=OuterRef("room"), user=OuterRef("user"))
        left = Q(left_at__isnull=False) & (
            Q(reads_until=None) | Q(reads_until__gt=timezone.now()) | Exists(here_again)
        )
        return self.filter(sits() | left)

    def with_sits(self) -> MemberQuerySet:
        return self.annotate(sits=Case(When(sits(), then=True), default=False, output_field=BooleanField()))

    def visible_to(self, user: User) -> MemberQuerySet:
        return self.filter(room__in=Room.objects.visible_to(user))


class Member(models.Model):
    """A person in a room from one message to another. Whoever comes back gets a new row."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats")
    label = models.CharField(_("称呼"), max_length=160, help_text="how the others see them")
    side = models.CharField(_("身份"), max_length=12, choices=Side)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    from_seq = models.PositiveIntegerField(default=0, help_text="sees messages after this one")
    until_seq = models.PositiveIntegerField(
        null=True, blank=True, help_text="up to this one; empty while a member"
    )
    reads_until = models.DateTimeField(
        null=True, blank=True, help_text="who has left reads their past until then; empty: for good"
    )
    last_read_seq = models.PositiveIntegerField(default=0)
    office = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        help_text="the seat ends with it",
    )
    mandate = models.ForeignKey(
        Representative,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        help_text="the seat ends with it",
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("会谈室成员")
        verbose_name_plural = _("会谈室成员")
        constraints = [
            models.UniqueConstraint(
                fields=["room", "user"], condition=Q(left_at=None), name="one_seat_in_a_room"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None, until_seq=None)
                | Q(left_at__isnull=False, until_seq__isnull=False, until_seq__gte=F("from_seq")),
                name="who_left_sees_up_to_a_message",
            ),
        ]
        indexes = [models.Index(fields=["user", "room"])]

    def __str__(self) -> str:
        return self.label

    @property
    def is_party(self) -> bool:
        return self.side not in (Side.NEUTRAL, Side.STAFF)

    def may_show_past_to(self, other: Member, kind: str) -> bool:
        """The neutral opens the room's past; in a caucus to that side, and that side to whoever sits with it.

        A caucus belongs to its party: a new mediator reads of it what the party shows them.
        """
        if self.pk == other.pk:
            return False
        if kind == RoomKind.CAUCUS:
            return self.is_party or (self.side == Side.NEUTRAL and other.is_party)
        return kind == RoomKind.JOINT and self.side == Side.NEUTRAL

    def sees(self, seq: int) -> bool:
        return self.from_seq < seq and (self.until_seq is None or seq <= self.until_seq)


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User) -> MessageQuerySet:
        """What was said while this person sat in the room, and the history they were granted."""
        if not user.is_authenticated:
            return self.none()
        seats = Member.objects.readable().filter(
            room=OuterRef("room"), user=user, from_seq__lt=OuterRef("seq")
        )
        return self.filter(Exists(seats.filter(Q(until_seq=None) | Q(until_seq__gte=OuterRef("seq")))))


class Message(models.Model):
    """One line of a room. Its number has no gaps, and its author's `client_id` makes a second sending the first."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="messages")
    seq = models.PositiveIntegerField()
    client_id = models.CharField(max_length=64, blank=True)
    author = models.ForeignKey(
        Member,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        help_text="empty: the case",
    )
    kind = models.CharField(max_length=8, choices=MessageKind, default=MessageKind.TEXT)
    body = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    reply_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    rev = models.PositiveIntegerField(
        default=0, help_text="room's number of the last edit or recall of this line"
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["room", "seq"]
        verbose_name = _("消息")
        verbose_name_plural = _("消息")
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="messages_numbered_in_room"),
            models.UniqueConstraint(
                fields=["room", "author", "client_id"],
                condition=Q(author__isnull=False),
                name="one_message_of_a_sending",
            ),
            models.CheckConstraint(condition=Q(seq__gte=1), name="messages_numbered_from_one"),
            models.CheckConstraint(
                condition=Q(author=None) | ~Q(client_id=""), name="what_a_person_says_has_a_client_id"
            ),
        ]
        indexes = [models.Index(fields=["room", "rev"], condition=Q(rev__gt=0), name="changed_messages")]

    def __str__(self) -> str:
        return f"{self.room_id}/{self.seq}"


class RevisionQuerySet(models.QuerySet["MessageRevision"]):
    def visible_to(self, user: User) -> RevisionQuerySet:
        """Earlier wordings are for their author and for the neutral of the room."""
        if not user.is_authenticated:
            return self.none()
        neutral = Member.objects.filter(room=OuterRef("message__room"), user=user, side=Side.NEUTRAL)
        return self.filter(
            Q(message__author__user=user) | Exists(neutral), message__in=Message.objects.visible_to(user)
        )


class MessageRevision(models.Model):
    """What a message said before it was changed or taken back. Kept, never edited."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="revisions")
    rev = models.PositiveIntegerField()
    change = models.CharField(max_length=8, choices=Change)
    body = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["message", "rev"]
        verbose_name = _("消息修改记录")
        verbose_name_plural = _("消息修改记录")
        constraints = [models.UniqueConstraint(fields=["message", "rev"], name="revisions_numbered_in_room")]

    def __str__(self) -> str:
        return f"{self.message} ({self.rev})"
