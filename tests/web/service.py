"""Run `geo-ij serve` as a real process on a free port."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GEO_IJ = str(Path(sys.executable).with_name("geo-ij"))


def free_port() -> int:
    """Find a port of this computer that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(database_url: str, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the service until the block ends; give the process and what it said when it was ready."""
    command = [GEO_IJ, "--database", database_url, "serve", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said = ""
            for line in process.stderr:
                said += line
                if line.startswith("Serving at"):
                    break
            yield process, said
        finally:
            process.terminate()
            process.wait(timeout=60)
