"""What it costs, as ratios against a bare baseline in the same run. `make bench` prints them.

Absolute times of a shared machine mean little; a ratio of two medians taken turn by turn means something.
"""
