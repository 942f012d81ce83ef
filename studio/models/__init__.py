"""What the studio keeps: work, keys, habits."""

from .habits import Kit, KitItem, Pad, Preset, Snippet, Timing
from .keys import Limit, Setup, Upload
from .work import Job, Reference, Session, Task

__all__ = [
    "Job",
    "Kit",
    "KitItem",
    "Limit",
    "Pad",
    "Preset",
    "Reference",
    "Session",
    "Setup",
    "Snippet",
    "Task",
    "Timing",
    "Upload",
]
