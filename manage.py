#!/usr/bin/env python
"""Django's command line: `python manage.py start` is the studio."""

import os
import signal
import sys

if __name__ == "__main__":
    if sys.argv[1:2] in (["start"], ["serve"], ["worker"]):
        # Until these heed signals themselves there is nothing to tidy up, and Python's own
        # interrupt is lost where it meets the machinery of imports.
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    try:
        from django.core.management import execute_from_command_line

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
        execute_from_command_line(sys.argv)
    except (KeyboardInterrupt, RuntimeError) as error:
        # Python dresses an interrupt while a class is made as a RuntimeError.
        if not isinstance(error.__cause__ or error, KeyboardInterrupt):
            raise
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read has read enough, as `head` does; Python would still try to empty its buffer.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
