"""What runs when the studio runs.

    start ─▶ database.prepare() ─▶ Web       waitress, in this process
                                └▶ TiedWorker ──pipe──▶ worker.run()   Huey, in a child

`serve` is the web alone, `worker` the worker alone.
"""

WORKERS = 200
"""Tasks at once in one worker process: they wait for the network."""
PATIENCE = 240.0
"""Seconds that an orderly stop waits for paid requests."""
SWITCH_EVERY = 0.0001
"""Seconds that a thread may compute while others want to. Whoever writes lets go of Python's
lock at each statement, and all who wait to write wait until it has it back."""
