"""What can be read: which cases, and what they add up to. Nothing here writes."""

from .figures import Figures, Tally, figures, share, total
from .labels import label_of
from .selection import REST, Selection
from .standing import Opinion, Waiting, satisfaction, waiting

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
