"""The pages of arbitration: one file a group of readers."""
