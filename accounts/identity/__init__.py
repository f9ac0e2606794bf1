"""Who establishes that people are who they say. The interface is in `providers`, the numbers in `numbers`."""
