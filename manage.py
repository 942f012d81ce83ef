#!/usr/bin/env python
"""Django's command line: `python manage.py start` is the studio."""

import os
import sys

if __name__ == "__main__":
    try:
        from django.core.management import execute_from_command_line

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
        execute_from_command_line(sys.argv)
    except (KeyboardInterrupt, RuntimeError) as error:
        # Python dresses an interrupt while a class is made as a RuntimeError.
        if not isinstance(error.__cause__ or error, KeyboardInterrupt):
            raise
        sys.exit(130)
