from .course import Station, Where, beside, stations, where_it_stands
from .deadlines import bounds, deadline_now, deadlines_now
from .history import Moment, timeline
from .inbox import Errand, errands_of
from .pages import page_of
from .service import service_box
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
    "service_box",
    "stations",
    "timeline",
    "watchers_of",
    "where_it_stands",
]
