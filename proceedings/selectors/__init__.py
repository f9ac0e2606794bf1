from .course import Moment, Station, Where, beside, stations, timeline, where_it_stands
from .deadlines import bounds, deadline_now, deadlines_now
from .inbox import Errand, errands_of
from .pages import page_of
from .watchers import watchers_of

__all__ = [
    "Errand",
    "Moment",
    "Station",
    "Where",
    "beside",
    "bounds",
    "deadline_now",
    "deadlines_now",
    "errands_of",
    "page_of",
    "stations",
    "timeline",
    "watchers_of",
    "where_it_stands",
]
