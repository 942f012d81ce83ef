"""A resolver that first says a public address and then this machine: a real one, on port 53."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.doors.rebinding import HIDDEN, NAMES, PRIVATE, PUBLIC
from tests.running import CLEAN, ROOT
from tests.servers import needs

HOLDERS = ",".join(f"DNS:{name}" for name in NAMES)
INSIDE = """
set -e
ip link set lo up
ip address add {public}/32 dev lo
mount --bind {folder}/resolv.conf /etc/resolv.conf
exec {python} -m tests.doors.rebinding {folder}/certificate.pem {folder}
"""


def is_able() -> bool:
    """Whether we may make a namespace: as root, and where it is not forbidden."""
    tried = ["unshare", "--net", "--mount", "true"]
    return sys.platform == "linux" and os.geteuid() == 0 and not subprocess.run(tried).returncode


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    file = tmp_path / "certificate.pem"
    subprocess.run(
        [
            needs("openssl", "openssl"), "req", "-x509", "-nodes", "-newkey", "ec",
            "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2", "-subj", "/CN=example",
            "-addext", f"subjectAltName={HOLDERS}", "-keyout", file, "-out", tmp_path / "public",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    with file.open("ab") as whole:
        whole.write((tmp_path / "public").read_bytes())
    return file


@pytest.fixture
def told(tmp_path: Path, certificate: Path) -> Any:
    if not is_able():
        pytest.skip("makes a network namespace, for which one has to be root")
    needs("ip", "iproute2")
    (tmp_path / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:20 attempts:1\n")
    script = INSIDE.format(public=PUBLIC, folder=tmp_path, python=sys.executable)
    ended = subprocess.run(
        ["unshare", "--net", "--mount", "sh", "-c", script],
        env=CLEAN | {"SSL_CERT_FILE": str(certificate)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def test_only_the_address_that_was_looked_at_is_reached(told: Any) -> None:
    said = told["told"]
    assert said["rebinds.example"] == "picture"
    assert told["asked"]["rebinds.example"] == 1
    assert told["reached"] == {PUBLIC: 2}
    for name in ("mixed.example", "onward.example"):
        assert "private address 127.0.0.1" in said[name]
    for n, address in enumerate(PRIVATE):
        assert f"private address {address}" in said[f"v4-{n}.example"]
    for n in range(len(HIDDEN)):
        assert "private address" in said[f"v6-{n}.example"]
