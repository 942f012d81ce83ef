"""A studio on several machines whose ways to one another are cut. By hand: `python -m tests.team`.

Each machine is a network namespace of its own where that can be had (root, iproute2, nftables),
else some processes on loopback whose ways lead over relays.
"""
