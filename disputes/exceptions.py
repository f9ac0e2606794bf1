"""The refusals of the house, where the apps above look for them. They are defined at the lowest app that refuses."""

from accounts.exceptions import NotLawfulNow, NotPermitted, NotValid, Outdated, Refusal

__all__ = ["NotLawfulNow", "NotPermitted", "NotValid", "Outdated", "Refusal"]
