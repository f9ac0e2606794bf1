class NoRuleInForce(LookupError):
    """No version of the rule was in force on that day and published by that moment."""


class NoSuchTerm(LookupError):
    """A code that the rulebook's data does not have."""


class NotLive(RuntimeError):
    """The deadline has fired or was cancelled, or is (not) paused."""


class NoHandler(LookupError):
    """A deadline fell due and nobody said what then happens."""


class RuleAltered(ValueError):
    """A published rule version is never edited: a change is a new version."""
