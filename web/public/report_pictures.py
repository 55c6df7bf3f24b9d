"""Take photographs into a report that somebody is writing, show them again, and let them be removed."""

import re

from flask import Response, redirect, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from geo_ij.errors import InputError, LimitError, SourceError
from web.context import public_parts
from web.limits import count_photographs
from web.public.report_steps import STEPS, draft_of, drafts, keep, one_of_a_form, onwards, page, refuse, rejected, then

MOST_PHOTOGRAPHS = 3
MEGABYTE = 1024 * 1024
LONGEST_NAME = 60
"""How much of the name of a file is shown again, in characters."""

WORDS_BESIDE = 64 * 1024
"""Bytes that a form with photographs may have besides them."""

blueprint = one_of_a_form("report_pictures")


@blueprint.get("/report/draft/<key>/photograph")
def photographs(key: str) -> Response:
    """Ask for photographs."""
    draft = draft_of(key)
    return page(
        "photograph",
        step="photograph",
        key=key,
        faults=rejected(draft).faults,
        photographs=draft.photographs,
        room=MOST_PHOTOGRAPHS - len(draft.photographs),
        then=then(),
    )


@blueprint.post("/report/draft/<key>/photograph")
def add_photographs(key: str) -> AnyResponse:
    """Keep the photographs that were sent; those that can be used stay when another cannot.

    What is more than a report may have is not looked at: each costs time, whatever is in it.
    """
    limit = public_parts().settings.photograph_limit_megabytes
    # The one form that may be large, and only once its draft is known.
    draft_of(key)
    request.max_content_length = MOST_PHOTOGRAPHS * limit * MEGABYTE + WORDS_BESIDE
    try:
        files = [file for file in request.files.getlist("photographs") if file.filename]
    except RequestEntityTooLarge:
        return _refuse(key, f"Each photograph must be smaller than {limit} MB")
    keep(key)
    count_photographs(min(len(files), MOST_PHOTOGRAPHS))
    faults = []
    for file in files[:MOST_PHOTOGRAPHS]:
        try:
            drafts().add_photograph(key, file.stream.read(limit * MEGABYTE + 1))
        except SourceError as error:
            faults.append(_named(file.filename or "", " ".join(error.faults)))
        except (InputError, LimitError) as error:
            faults.append(" ".join(error.faults))
            break
    else:
        if len(files) > MOST_PHOTOGRAPHS:
            faults.append(f"A report can have {MOST_PHOTOGRAPHS} photographs")
    return _refuse(key, ". ".join(dict.fromkeys(faults))) if faults else onwards("photograph", key)


@blueprint.post("/report/draft/<key>/photograph/<int:number>/remove")
def remove_photograph(key: str, number: int) -> AnyResponse:
    """Remove a photograph."""
    draft_of(key)
    drafts().remove_photograph(key, number)
    return redirect(url_for(STEPS["photograph"], key=key, **then()), 303)


@blueprint.get("/report/draft/<key>/photograph/<int:number>.jpg")
def photograph(key: str, number: int) -> Response:
    """Show a photograph of the draft to whoever writes it."""
    return Response(drafts().photograph(key, number), content_type="image/jpeg")


def _named(name: str, fault: str) -> str:
    """Say which of the files is at fault: "notes.jpg must be a JPEG, PNG, WebP or HEIC photograph"."""
    said, replaced = re.subn("^The (selected file|photograph) ", "", fault)
    return f"{name[-LONGEST_NAME:]}{' ' if replaced else ': '}{said}"


def _refuse(key: str, fault: str) -> AnyResponse:
    return refuse("report_pictures.photographs", key, faults={"photographs": fault})
