"""What a party of a dispute may say at a window, in the order of the road. Importing it registers the acts."""

from . import bargaining, performing, leaving, forgetting  # noqa: F401, I001  the order is that of the road
