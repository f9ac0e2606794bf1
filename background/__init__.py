"""The lowest layer: work done after the answer has gone out. Knows no app of ours."""
