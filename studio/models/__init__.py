"""What the studio keeps: work, keys, habits, money, signs of its processes."""

from .habits import Kit, KitItem, Pad, Preset, Snippet, Timing
from .keys import Limit, Setup, Upload
from .money import Budget, Spent
from .seen import Process, Tally
from .work import Job, Reference, Session, Task

__all__ = [
    "Budget",
    "Job",
    "Kit",
    "KitItem",
    "Limit",
    "Pad",
    "Preset",
    "Process",
    "Reference",
    "Session",
    "Setup",
    "Snippet",
    "Spent",
    "Tally",
    "Task",
    "Timing",
    "Upload",
]
