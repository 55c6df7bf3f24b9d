"""Make the web application from the settings: every page, map and data route of the service."""

from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from geo_ij.maps.layers import ATTRIBUTIONS
from geo_ij.settings import Settings, check_serving, read_settings
from web import access, assets, context, errors, forms, limits, logs, operation, security, sessions
from web.public import (
    cleaned_areas,
    data,
    figures,
    home,
    open311,
    openapi,
    places,
    report,
    report_form,
    report_photographs,
    report_pictures,
    report_status,
    report_where,
)
from web.public import map as public_map
from web.staff import (
    account,
    audit,
    backtest,
    by_command,
    concerns,
    hotspots,
    local_names,
    ranking,
    report_mail,
    report_steps,
    reports,
    sections,
    sign_in,
    sites,
    start,
    users,
    work_account,
)
from web.staff import map as staff_map
from web.staff import places as staff_places
from web.staff import report_photographs as staff_report_photographs
from web.words import FILTERS

BLUEPRINTS = (
    assets.blueprint,
    operation.blueprint,
    home.blueprint,
    public_map.blueprint,
    places.blueprint,
    cleaned_areas.blueprint,
    figures.blueprint,
    report.blueprint,
    report_pictures.blueprint,
    report_form.blueprint,
    report_where.blueprint,
    report_photographs.blueprint,
    report_status.blueprint,
    data.blueprint,
    open311.blueprint,
    openapi.blueprint,
    sign_in.blueprint,
    work_account.blueprint,
    start.blueprint,
    staff_map.blueprint,
    hotspots.blueprint,
    backtest.blueprint,
    sites.blueprint,
    ranking.blueprint,
    staff_places.blueprint,
    reports.blueprint,
    concerns.blueprint,
    report_mail.blueprint,
    report_steps.blueprint,
    by_command.blueprint,
    staff_report_photographs.blueprint,
    local_names.blueprint,
    account.blueprint,
    users.blueprint,
    audit.blueprint,
)
"""One blueprint for each audience and noun; the names of those for staff begin with "staff"."""


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application; without settings they are read from the environment (`GEO_IJ_*`).

    Raises SettingsError when a setting cannot be used. The database is opened with the first page that needs it.
    """
    settings = settings or read_settings()
    check_serving(settings)
    app = Flask("web", static_folder=None, template_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    # An address with doubled slashes is not one of ours; redirecting it would echo the name that was asked for.
    app.url_map.merge_slashes = False
    app.extensions["assets"] = assets.Assets(assets.FOLDERS)
    context.connect(app, settings)
    logs.keep_log(app, settings)
    security.protect(app, settings)
    sessions.know_visitors(app)
    limits.limit(app, settings)
    access.guard(app)
    forms.protect_forms(app, settings)
    errors.explain(app)
    _prepare_templates(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def _prepare_templates(app: Flask, settings: Settings) -> None:
    app.jinja_loader = ChoiceLoader(
        [
            PackageLoader("web"),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(
        asset_url=assets.asset_url, attributions=ATTRIBUTIONS, settings=settings, staff_menu=sections.menu
    )
