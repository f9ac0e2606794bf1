"""What notices ask of apps above, which they must not know."""

from django.dispatch import Signal

#: As whom does `user` stand in the case of `chain`? A receiver answers with keys: `party:7` for a party and who
#: speaks for it, `organisation:3` for who handles the case there today. No key: no standing.
reader_keys_wanted = Signal()
