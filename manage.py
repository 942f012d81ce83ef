#!/usr/bin/env python
"""Django's command line: `python manage.py start` is the studio."""

import os
import sys

if __name__ == "__main__":
    try:
        from django.core.management import execute_from_command_line

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
