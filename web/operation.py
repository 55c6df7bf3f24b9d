"""Tell the machines that watch the service whether it is alive and whether it can answer."""

from flask import Blueprint, Response

from geo_ij.errors import StoreError
from geo_ij.store.state import is_current
from web.context import staff_parts

blueprint = Blueprint("operation", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Say that the process answers."""
    return _plain("alive\n")


@blueprint.get("/readyz")
def readyz() -> Response:
    """Say whether the database opens and has this version's tables; 503 if not."""
    try:
        ready = is_current(staff_parts().wiring.database)
    except StoreError:
        # The sentence names the machine's files, and anyone may ask here: the log of the next page has it.
        return _plain("not ready: the database cannot be read\n", status=503)
    return _plain("ready\n") if ready else _plain("not ready: the database lacks migrations\n", status=503)


def _plain(text: str, *, status: int = 200) -> Response:
    return Response(text, status=status, content_type="text/plain; charset=utf-8")
