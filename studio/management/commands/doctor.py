"""`manage.py doctor`: what is well, what is not, and what to do about it."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from studio import diagnosis
from studio.diagnosis import Finding, Grade
from studio.hiding import hidden


class Command(BaseCommand):
    help = "Say what is configured, reachable and writable; exit 1 where something is broken."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        grades = set()
        for finding in diagnosis.findings():
            self.say(finding)
            grades.add(finding.grade)
        if Grade.BROKEN in grades:
            sys.exit(1)

    def say(self, finding: Finding) -> None:
        self.stdout.write(f"{finding.grade.value}  {hidden(finding.text)}")
        for line in filter(None, (finding.advice, *finding.details)):
            self.stdout.write(f"    {hidden(line)}")
        self.stdout.flush()
