"""Run `geo-ij serve` as a real process on a free port."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

GEO_IJ = str(Path(sys.executable).with_name("geo-ij"))


def free_port() -> int:
    """Find a port of this computer that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    database_url: str, *options: str, environment: Mapping[str, str] | None = None, log: list[str] | None = None
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the service until the block ends; give the process and what it said when it was ready.

    What it says afterwards is added to `log`, and is whole when the block has ended.
    """
    command = [GEO_IJ, "--database", database_url, "serve", *options]
    heard = [] if log is None else log
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}
    ) as process:
        # A service that nobody listens to would stop once the pipe is full.
        listener = threading.Thread(target=lambda: heard.extend(process.stderr or ()))
        try:
            assert process.stderr is not None
            said = ""
            for line in process.stderr:
                said += line
                if line.startswith("Serving at"):
                    break
            listener.start()
            yield process, said
        finally:
            process.terminate()
            process.wait(timeout=60)
            if listener.is_alive():
                listener.join(timeout=60)
