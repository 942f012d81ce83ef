"""The reverse proxy of the README, word for word, but for names and certificates."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.running import ROOT

from .machines import Machine, start

EXAMPLE = re.compile(r"```nginx\n(.*?)```", re.DOTALL)
AROUND = """
daemon off;
user root;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/bodies;
  proxy_temp_path {folder}/answers;
  {example}
}}
"""


@dataclass(frozen=True)
class Proxy:
    """nginx on the machine of the web."""

    url: str
    process: subprocess.Popen[bytes]

    @classmethod
    def of(cls, machine: Machine, web: int, port: int, folder: Path) -> Proxy | None:
        """None where nginx is not installed."""
        nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        if nginx is None:
            return None
        folder = folder / "nginx"
        folder.mkdir()
        _make_certificate(folder)
        file = folder / "nginx.conf"
        example = _example(folder, web, f"{machine.address}:{port}")
        file.write_text(AROUND.format(folder=folder, example=example))
        process = start(machine, [nginx, "-c", str(file)], folder / "log", {})
        return cls(f"https://{machine.address}:{port}", process)


def _example(folder: Path, web: int, listen: str) -> str:
    """The README's block for this folder and these places."""
    found = EXAMPLE.search((ROOT / "README.md").read_text())
    assert found, "the README shows no configuration of nginx"
    block = re.sub(r"(ssl_certificate(?:_key)?) \S+/(\S+);", rf"\1 {folder}/\2;", found[1])
    block = block[block.rindex("server {") :]  # without that of port 80, which leads here
    return block.replace("443 ssl", f"{listen} ssl").replace("127.0.0.1:8000", f"127.0.0.1:{web}")


def _make_certificate(folder: Path) -> None:
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    about = ["-subj", "/CN=studio.example.com", "-days", "1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *files, *about]
    subprocess.run(command, check=True, capture_output=True)
