"""The words of the keys in the figures, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from disputes.states import Sector
from rulebook.exceptions import NoSuchTerm
from rulebook.selectors import category, region

from ..states import NONE, Dimension
from .selection import REST


def label_of(dimension: str, key: str) -> str:
    """A code that the rulebook no longer knows stands for itself."""
    if key == NONE:
        return {
            Dimension.SECTOR: _("未注明领域"),
            Dimension.CATEGORY: _("未注明类别"),
            Dimension.REGION: _("未注明地区"),
            Dimension.PLATFORM: _("未指明平台"),
        }[Dimension(dimension)]
    if dimension == Dimension.PLATFORM and key == REST:
        return _("其余平台")
    if dimension == Dimension.SECTOR:
        return str(Sector(key).label) if key in Sector.values else key
    try:
        if dimension == Dimension.CATEGORY:
            return category(key).label
        if dimension == Dimension.REGION:
            return region(key).label
    except NoSuchTerm:
        pass
    return key
