"""What a person might do ends: at once, on pages, files and open sockets.

Each ending raises a number in the person's row, in the transaction that ends it. Open sockets know the number they
were let in with; a wake-up makes them look at once, and every few seconds they look by themselves.
"""

from __future__ import annotations

from functools import partial

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Membership, Organisation, User
from ..signals import rights_ended, sessions_ended


@transaction.atomic
def end_rights(*users: int) -> None:
    """Something these people might do has ended. Their open sockets are looked at again after the commit."""
    if not users:
        return
    # in the order of their keys: two endings never wait for each other crosswise
    locked = User.objects.select_for_update(of=("self",)).order_by("pk").filter(pk__in=users)
    keys = list(locked.values_list("pk", flat=True))
    User.objects.filter(pk__in=keys).update(rights_epoch=F("rights_epoch") + 1)
    transaction.on_commit(partial(_wake, keys))


@transaction.atomic
def end_all_sessions(user: User) -> None:
    """Whatever device: each has to log in again. Whoever holds the session in hand gives it the new number."""
    User.objects.filter(pk=user.pk).update(sessions_epoch=F("sessions_epoch") + 1)
    user.refresh_from_db(fields=["sessions_epoch"])
    UserSession.objects.filter(user=user).delete()
    sessions_ended.send(User, user=user)
    end_rights(user.pk)


@transaction.atomic
def end_session(session: UserSession) -> None:
    """One device. Its row is deleted, which ends the rights that rest on it."""
    session.end()


@transaction.atomic
def end_rights_in(body: Organisation) -> None:
    """Nobody acts any more for a body that was struck off."""
    end_rights(*Membership.objects.filter(organisation=body).values_list("user", flat=True).distinct())


def see_session_end(sender: type, instance: Session, **kwargs: object) -> None:
    """A session's row is gone: logged out, or ended from another device. What had run out ended before."""
    if instance.expire_date <= timezone.now():
        return
    user = instance.get_decoded().get("_auth_user_id")
    if user is not None and str(user).isdecimal():
        end_rights(int(user))


def see_second_factor_end(sender: type, user: User, **kwargs: object) -> None:
    """A second factor was taken off: sessions that stand on it are looked at again."""
    end_rights(user.pk)


class EndOtherSessions:
    """Among the validators of passwords, whom Django tells of each new password, whatever way it was set."""

    def validate(self, password: str, user: User | None = None) -> None: ...

    def get_help_text(self) -> str:
        return str(_("以后每次换密码，其他设备都要重新登录。"))

    def password_changed(self, password: str, user: User | None = None) -> None:
        """Sessions carry the password's hash: the others have ended with it, and so must what is open in them."""
        if user is not None and user.pk is not None:
            sessions_ended.send(User, user=user)
            end_rights(user.pk)


def _wake(users: list[int]) -> None:
    rights_ended.send_robust(User, users=users)
