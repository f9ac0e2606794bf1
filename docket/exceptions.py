class NotInTransaction(RuntimeError):
    """An entry is written in the transaction of the act it records, or not at all."""


class NotCanonical(ValueError):
    """The value has no single canonical form: a float, a set, a lone surrogate, a number past 2**53."""
