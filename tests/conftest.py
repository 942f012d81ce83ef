"""What every test stands on: a data folder of its own."""

import os
import tempfile

os.environ["PROOFSHEET_DATA_DIR"] = tempfile.mkdtemp(prefix="proofsheet-tests-")
