"""What can be read: which cases, and what they add up to. Nothing here writes."""

from .figures import Figures, Opinion, Tally, Waiting, figures, satisfaction, share, total, waiting
from .labels import label_of
from .selection import REST, Selection

__all__ = [
    "REST",
    "Figures",
    "Opinion",
    "Selection",
    "Tally",
    "Waiting",
    "figures",
    "label_of",
    "satisfaction",
    "share",
    "total",
    "waiting",
]
