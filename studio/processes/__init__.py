"""What runs when the studio runs.

    start ─▶ database.prepare() ─▶ Web       waitress, in this process
                                └▶ TiedWorker ──pipe──▶ worker.run()   Huey, in a child

`serve` is the web alone, `worker` the worker alone.
"""
