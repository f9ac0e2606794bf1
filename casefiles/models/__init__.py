from .case_file import CaseFile, Volume
from .evidence import Evidence, Upload
from .paper import PrintedPaper

__all__ = ["CaseFile", "Evidence", "PrintedPaper", "Upload", "Volume"]
