"""Ask what the issue is, what to do about it and how to reach whoever reports it; then show all of it and send it."""

from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from geo_ij.errors import InputError
from geo_ij.vocabulary import Activity, HowOften, Issue, ReporterKind, from_text
from web.drafting import PUBLIC_KINDS, Answers, faults_in
from web.limits import address_key
from web.public.report_steps import (
    DECOY,
    STEPS,
    answers_shown,
    draft_of,
    drafts,
    keep,
    one_of_a_form,
    onwards,
    page,
    refuse,
)

EXAMPLES = {
    Issue.LITTER: "Cans, wrappers, cigarette ends",
    Issue.FLY_TIPPING: "Dumped furniture, rubble or bags of waste",
    Issue.GRAFFITI: "Tags or paint on walls, shelters or signs",
    Issue.FLY_POSTING: "Posters or stickers put up without permission",
    Issue.OVERGROWN_VEGETATION: "Brambles, weeds or hedges over a path",
    Issue.BROKEN_GLASS: "Smashed bottles or windows",
    Issue.DRUG_LITTER: "Foil, canisters, syringes. Do not touch them",
    Issue.DOG_FOULING: "Dog mess on paths, grass or play areas",
    Issue.DAMAGED_PUBLIC_PROPERTY: "Broken benches, fences, bins or signs",
    Issue.NEGLECTED_SPACE: "A place that nobody looks after",
    Issue.OTHER: "You can say what on a later page",
}
"""What somebody may see that each issue means."""

OFTEN = (HowOften.ONCE, HowOften.SOMETIMES, HowOften.WEEKLY, HowOften.DAILY)

STEP_OF = {
    "issues": "issue",
    "place": "where",
    "description": "details",
    "activity_text": "activities",
    "contact_name": "contact",
    "contact_email": "contact",
    "contact_phone": "contact",
}
"""On which page each part is mended that may be at fault."""

blueprint = one_of_a_form("report_form")


@blueprint.get("/report/draft/<key>/issue")
def issue(key: str) -> Response:
    """Ask what the issue is."""
    return _page("issue", key, examples=EXAMPLES)


@blueprint.post("/report/draft/<key>/issue")
def take_issue(key: str) -> AnyResponse:
    """Keep the issues."""
    chosen = request.form.getlist("issues")
    return _take("issue", key, issues=tuple(one for one in Issue if one.value in chosen))


@blueprint.get("/report/draft/<key>/details")
def details(key: str) -> Response:
    """Ask for a description and how often."""
    return _page("details", key, often=OFTEN)


@blueprint.post("/report/draft/<key>/details")
def take_details(key: str) -> AnyResponse:
    """Keep the description and how often."""
    often = from_text(HowOften, request.form.get("how_often", ""))
    return _take("details", key, description=_text("description"), how_often=often or HowOften.NOT_SAID)


@blueprint.get("/report/draft/<key>/activities")
def activities(key: str) -> Response:
    """Ask what work should be done."""
    return _page("activities", key, activities=list(Activity))


@blueprint.post("/report/draft/<key>/activities")
def take_activities(key: str) -> AnyResponse:
    """Keep the activities."""
    chosen = request.form.getlist("activities")
    wanted = tuple(one for one in Activity if one.value in chosen)
    return _take("activities", key, activities=wanted, activity_text=_text("activity_text"))


@blueprint.get("/report/draft/<key>/contact")
def contact(key: str) -> Response:
    """Ask, for those who want it, how to reach them."""
    return _page("contact", key, kinds=PUBLIC_KINDS)


@blueprint.post("/report/draft/<key>/contact")
def take_contact(key: str) -> AnyResponse:
    """Keep how to reach whoever reports, if they said."""
    kind = from_text(ReporterKind, request.form.get("reporter_kind", ""))
    return _take(
        "contact",
        key,
        reporter_kind=kind if kind in PUBLIC_KINDS else ReporterKind.RESIDENT,
        contact_name=_text("contact_name").strip(),
        contact_email=_text("contact_email").strip(),
        contact_phone=_text("contact_phone").strip(),
        wants_updates=request.form.get("wants_updates") == "yes",
    )


@blueprint.get("/report/draft/<key>/check")
def check(key: str) -> AnyResponse:
    """Show every answer before it is sent; what a report cannot do without is asked for first."""
    draft = draft_of(key)
    answers, faults = draft.answers, answers_shown(draft)[1]
    if not answers.issues or not answers.has_place:
        return redirect(url_for(STEPS["where" if answers.issues else "issue"], key=key), 303)
    return page(
        "check",
        step="check",
        key=key,
        back=url_for(STEPS["contact"], key=key),
        faults=faults,
        answers=answers,
        photographs=draft.photographs,
        alarms=drafts().alarms(answers),
        mended_at={name: url_for(STEPS[STEP_OF.get(name, "check")], key=key, then="check") for name in faults},
    )


@blueprint.post("/report/draft/<key>/check")
def send(key: str) -> AnyResponse:
    """Send the report; sent twice it is one report."""
    if drafts().read(key).sent is None:
        if request.form.get(DECOY):
            keep(key)
        try:
            drafts().send(key, address=address_key())
        except InputError as error:
            return refuse("report_form.check", key, faults=error.fields)
    return redirect(url_for("report_form.sent", key=key), 303)


@blueprint.get("/report/draft/<key>/sent")
def sent(key: str) -> AnyResponse:
    """Confirm a report that was sent, with the right number first where its words ask for one."""
    draft = drafts().read(key)
    if draft.sent is None:
        return redirect(url_for(STEPS["check"], key=key), 303)
    template = "sent" if draft.sent.reference else "supported"
    supported = drafts().supported(draft.sent)
    return page(
        template, step="check", key=key, back="", sent=draft.sent, alarms=draft.sent.alarms, supported=supported
    )


def _page(step: str, key: str, **choices: Any) -> Response:
    """Show a page with what was answered before, or as it was sent where that cannot be used."""
    answers, faults = answers_shown(draft_of(key))
    return page(step, step=step, key=key, faults=faults, answers=answers, **choices)


def _take(step: str, key: str, **said: Any) -> AnyResponse:
    """Keep what a page was filled in with, or lead back to it with what is wrong."""
    draft_of(key)
    mended_here = [name for name, other in STEP_OF.items() if other == step]
    if faults := faults_in(Answers(**said), mended_here):
        return refuse(STEPS[step], key, faults=faults, **said)
    keep(key, **said)
    return onwards(step, key)


def _text(name: str) -> str:
    return request.form.get(name, "")
