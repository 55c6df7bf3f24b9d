"""Serve the pages, the map and the data over HTTP until Ctrl-C."""

import errno
import socket
from ipaddress import ip_address

import click

from geo_ij.cli import edge
from geo_ij.cli.groups import main
from geo_ij.errors import OutputError
from geo_ij.services.sign_in import any_account
from geo_ij.services.work_accounts import roles_of_groups
from geo_ij.settings import check_serving
from geo_ij.wiring import Wiring

MOST_WORKERS = 64


@edge.command(main, "serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option(
    "--workers",
    default=2,
    show_default=True,
    type=click.IntRange(1, MOST_WORKERS),
    help="How many processes answer requests.",
)
@click.pass_obj
def serve(wiring: Wiring, host: str, port: int, workers: int) -> None:
    """Serve the web pages, until Ctrl-C."""
    from geo_ij.cli.gunicorn_server import GunicornServer

    check_serving(wiring.settings)
    roles_of_groups(wiring.settings.oidc_roles, ())

    # Opened and migrated once, here, so that a refusal is read before anything listens; no worker inherits it.
    if not any_account(wiring.database):
        click.echo(
            "Nobody can sign in to the staff pages yet: add the first account with geo-ij users add NAME --role admin",
            err=True,
        )
    wiring.database.close()
    listener = listen(host, port)
    if not _is_loopback(host) and not wiring.settings.is_production:
        click.echo(
            f"Others can reach this service at {host}. Staff pages stay closed to them: they open only in a browser "
            "on this computer, until the service has a public address.",
            err=True,
        )
    # From here on the socket is gunicorn's, which closes it.
    GunicornServer(wiring.settings, listener.detach(), workers=workers, url=address(host, port)).run()


def listen(host: str, port: int) -> socket.socket:
    """Open the listening socket.

    Raises OutputError when the port is taken or the address is not one of this computer's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise OutputError(_why_not(error, host, port)) from error
    listener.listen(256)
    return listener


def address(host: str, port: int) -> str:
    """Give the URL to open in a browser."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{port}/"


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is in use by another program: stop it, or choose another with --port"
    if error.errno == errno.EACCES:
        return f"port {port} may be used by the administrator only: choose one from 1024 with --port"
    if error.errno == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
        return f"{host} is not an address of this computer: use 127.0.0.1, or 0.0.0.0 for all its addresses"
    return f"cannot listen on {host} port {port}: {error.strerror or error}"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
