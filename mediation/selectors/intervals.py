"""How sure a share is."""

from math import sqrt

Z = 1.96  # 95 in 100


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The Wilson score interval of a share."""
    share = hits / n
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return max(middle - half, 0.0), min(middle + half, 1.0)
