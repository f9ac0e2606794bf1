"""What notices ask of apps above, which they must not know."""

from django.dispatch import Signal

#: As whom does `user` stand in the case of `chain`? A receiver answers with keys: `party:7` for a party and who
#: speaks for it, `organisation:3` for who handles the case there today. No key: no standing.
reader_keys_wanted = Signal()

#: A delivery is about to change (`chain`): whoever has a row that is locked before all others locks it now.
notice_changing = Signal()
#: Is a `notice` still to be served? A receiver answers False where nobody has to act on it any more.
service_wanted = Signal()
#: A delivery has changed: `notice`, `by` (a person, or None), and `event`: sent, handed_over, arrived (arrived_sooner:
#: another way had come first, as is known now; arrived_later: the first proof fell), failed, refused, came_back,
#: not_reached (it was somebody else who got it), address_fell (the number or mailbox is not theirs), doubted, kept, ended
#: (nobody carries it any more). Sent in the same transaction.
notice_changed = Signal()
#: Where does the addressee of a `notice` live? A receiver answers the address it knows, or nothing.
postal_address_wanted = Signal()
#: A photo of a receipt was given for a `notice`: `by`, `file`, `title`. The app above that keeps files answers its key.
receipt_given = Signal()
