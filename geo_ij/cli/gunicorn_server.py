"""Run the web application in gunicorn's worker processes, configured by us alone."""

from importlib import import_module
from threading import Thread
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from geo_ij.cli import background
from geo_ij.log_lines import Unopened, formatter
from geo_ij.settings import Settings

APPLICATION = "web.app:create_app"
"""The web application by name, loaded in each worker: the command line never imports the web."""

GET_READY = "web.context:get_ready"
"""What reads beforehand all that would keep its first reader waiting, by name as well."""

THREADS = 32
"""Threads of one worker. A reader on a slow line holds one of them for as long as it takes, so there are many.

A service that faces the internet needs a server in front that waits for whole requests.
"""


class GunicornServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn with our settings instead of its command line and configuration files.

    `listener` is the file descriptor of a socket that listens already.
    """

    def __init__(self, settings: Settings, listener: int, *, workers: int, url: str) -> None:
        self._settings = settings
        self._listener = listener
        self._workers = workers
        self._url = url
        super().__init__()

    def load_config(self) -> None:
        """Say how gunicorn is to run."""
        chosen: dict[str, Any] = {
            "bind": f"fd://{self._listener}",
            "worker_class": "gthread",
            "workers": self._workers,
            "threads": THREADS,
            "preload_app": False,
            "loglevel": "warning",
            "logger_class": _logger_class(self._settings),
            "graceful_timeout": 10,
            "limit_request_line": 8190,
            "proc_name": "geo-ij",
            "control_socket_disable": True,
            "post_worker_init": self._begin,
        }
        for name, value in chosen.items():
            # An older gunicorn lacks the newest settings, and what they would switch off.
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the application, in a worker."""
        return _named(APPLICATION)(self._settings)

    def _begin(self, worker: Any) -> None:
        background.start(self._settings)
        Thread(target=_named(GET_READY), args=(worker.wsgi,), name="getting ready", daemon=True).start()
        # The first worker only; from here on somebody answers.
        if worker.age == 1:
            click.echo(f"Serving at {self._url} (Ctrl-C stops it)", err=True)


def _named(name: str) -> Any:
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)


def _logger_class(settings: Settings) -> type:
    """Make what gunicorn logs by: its own logger, with lines in the form of all others."""

    class ServerLog(Logger):  # type: ignore[misc]  # gunicorn has no types
        def setup(self, cfg: Any) -> None:
            super().setup(cfg)
            for handler in self.error_log.handlers:
                handler.setFormatter(formatter(settings))
                handler.addFilter(Unopened())

    return ServerLog
