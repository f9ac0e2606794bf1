from .case_file import CaseFile, Volume
from .evidence import Evidence, Upload

__all__ = ["CaseFile", "Evidence", "Upload", "Volume"]
