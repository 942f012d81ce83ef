"""What the studio keeps: work, keys, habits, money."""

from .habits import Kit, KitItem, Pad, Preset, Snippet, Timing
from .keys import Limit, Setup, Upload
from .money import Budget, Spent
from .work import Job, Reference, Session, Task

__all__ = [
    "Budget",
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
    "Spent",
    "Task",
    "Timing",
    "Upload",
]
