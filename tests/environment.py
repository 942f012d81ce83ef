"""Import this first: the settings of the tests.

Named in pyproject.toml they would be read before any of our files, and with the
data folder of whoever runs the tests.
"""

import atexit
import os
import shutil
import tempfile

import django

FOLDER = tempfile.mkdtemp(prefix="proofsheet-tests-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["PROOFSHEET_DATA_DIR"] = FOLDER
os.environ["DJANGO_SETTINGS_MODULE"] = "studio.settings"
# Playwright runs an event loop in the thread of the test, which Django takes for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
django.setup()
# Processes that run tests beside this one make a folder of their own.
del os.environ["DJANGO_SETTINGS_MODULE"], os.environ["PROOFSHEET_DATA_DIR"]
