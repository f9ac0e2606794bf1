class NotInTransaction(RuntimeError):
    """An entry is written in the transaction of the act it records, or not at all."""


class NotCanonical(ValueError):
    """The value has no single canonical form: a float, a set, a lone surrogate, a number past 2**53."""


class WrongKey(RuntimeError):
    """The key beside the data is not the one that signs here: nothing is signed with it."""


class KeyMissing(WrongKey):
    """Checkpoints have been signed, and the key that signed them is not beside the data."""
