"""What runs when the studio runs.

    start ─▶ database.prepare() ─▶ Web       waitress, in this process
                                └▶ TiedWorker ──pipe──▶ worker.run()   Huey, in a child

`serve` is the web alone, `worker` the worker alone.
"""

WORKERS = 200
"""Tasks at once in one worker process: they wait for the network."""
PATIENCE = 240.0
"""Seconds that an orderly stop waits for paid requests."""
