"""What the studio keeps: work, keys, habits."""

from .habits import Preset, Timing
from .keys import Limit, Setup, Upload
from .work import Job, Reference, Session, Task

__all__ = ["Job", "Limit", "Preset", "Reference", "Session", "Setup", "Task", "Timing", "Upload"]
