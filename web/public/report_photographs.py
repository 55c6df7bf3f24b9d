"""Give everybody the approved photographs of accepted reports."""

from flask import Blueprint, Response, request

from web.context import public_parts
from web.frozen import REVALIDATE, Frozen, answer

blueprint = Blueprint("report_photographs", __name__)


@blueprint.get("/report/photographs/<int:photograph_id>.jpg")
def photograph(photograph_id: int) -> Response:
    """Give a photograph as a moderator approved it."""
    return _answer(photograph_id, small=False)


@blueprint.get("/report/photographs/<int:photograph_id>-small.jpg")
def small_photograph(photograph_id: int) -> Response:
    """Give the same as a small picture."""
    return _answer(photograph_id, small=True)


def _answer(photograph_id: int, *, small: bool) -> Response:
    # Asked for anew each time, because one that is removed or blacked out must be gone at once.
    jpeg = public_parts().reporting.photograph(photograph_id, small=small)
    return answer(Frozen(jpeg, "image/jpeg"), request, cache_control=REVALIDATE)
