"""What a party of a mediation may say at a window, in the order of the road. Importing it registers the acts.

Nothing that is told to the mediator alone: that is said to them.
"""

from . import agreeing, mediators, leaving, confirming  # noqa: F401, I001  the order is that of the road
