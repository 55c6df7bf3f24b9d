"""Write what the map shows as lists too, with their filters and legend: they work without JavaScript and on paper."""

import re
from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from geo_ij.maps import words
from geo_ij.maps.areas import area_choices
from geo_ij.maps.content import MapContent
from geo_ij.maps.features import Feature, Features, features_of
from geo_ij.vocabulary import Audience, HotspotClass, SiteStatus, label

PUBLIC_COLUMNS = ("Incidents", "Months")
STAFF_COLUMNS = ("Incidents", "Months", "Change")


def list_html(content: MapContent, *, area: str | None, hotspot_class: str | None) -> str:
    """Write hotspots, completed work and (for staff) sites as sortable lists, with the form that filters them.

    Rows that the filters leave out are there but hidden, so that a script can bring them back.
    """
    return render_list(content, features_of(content), area=area, hotspot_class=hotspot_class)


def render_list(content: MapContent, features: Features, *, area: str | None, hotspot_class: str | None) -> str:
    """Write the lists of features that were described already."""
    named = {feature.key: feature for feature in features.all}
    used = {area_name for feature in features.all for area_name in feature.areas}
    return squeezed(
        "list.html",
        sections=_sections(content, features, area=area or "", hotspot_class=hotspot_class or ""),
        named=named,
        areas=area_choices(content.basemap, used),
        area=area or "",
        classes=_class_choices(features, hotspot_class),
        hotspot_class=hotspot_class or "",
        periods=content.periods,
        month=content.month,
        stories_at=content.stories_at,
        left_out=content.left_out,
        ranked_by="evidence" if content.audience is Audience.STAFF else "incidents",
        whole_list_at=content.whole_list_at,
    )


def legend_html(features: Features) -> str:
    """Write what every colour, pattern and symbol on the map means."""
    statuses = {feature.group for feature in features.sites}
    return render(
        "legend.html",
        classes=_classes(features),
        meanings={str(value): meaning for value, meaning in words.CLASS_MEANINGS.items()},
        work=bool(features.work),
        several=len(features.work) + len(features.sites) > 1,
        statuses=[(str(status), label(status)) for status in SiteStatus if str(status) in statuses],
    )


def squeezed(template: str, **values: object) -> str:
    """Fill a template and drop the indentation, which is a fifth of a long list."""
    return re.sub(r"\n\s+", "\n", render(template, **values))


def render(template: str, **values: object) -> str:
    """Fill one of the map's templates; every value is escaped."""
    return environment().get_template(template).render(**values)


@cache
def environment() -> Environment:
    """Give the templates of this package, which escape all that they are given."""
    return Environment(
        loader=PackageLoader("geo_ij.maps"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _classes(features: Features) -> list[tuple[str, str]]:
    present = {feature.group for feature in features.hotspots}
    return [(str(value), label(value)) for value in HotspotClass if str(value) in present]


def _class_choices(features: Features, chosen: str | None) -> list[tuple[str, str]]:
    """Offer every class, so that a choice stays when another period lacks it; "not enough data" only where there is."""
    present = {feature.group for feature in features.hotspots} | {chosen}
    return [
        (str(value), label(value))
        for value in HotspotClass
        if value is not HotspotClass.INSUFFICIENT_DATA or str(value) in present
    ]


def _sections(content: MapContent, features: Features, *, area: str, hotspot_class: str) -> list[Mapping[str, object]]:
    staff = content.audience is Audience.STAFF
    sections = [
        _section(
            "hotspots",
            features.hotspots,
            heading="Hotspots",
            caption=_hotspot_caption(content),
            nouns=("hotspot", "hotspots"),
            columns=STAFF_COLUMNS if staff else PUBLIC_COLUMNS,
            area=area,
            group=hotspot_class,
        ),
        _section(
            "work",
            features.work,
            heading="Completed work",
            caption="Work that people did to repair the harm, latest first",
            nouns=("piece of work", "pieces of work"),
            columns=("Date",),
            area=area,
        ),
    ]
    if staff:
        ranked = any(feature.number for feature in features.sites)
        sections.append(
            _section(
                "sites",
                features.sites,
                heading="Sites",
                caption="Places where work can be done" + (", the most needed first" if ranked else ""),
                nouns=("site", "sites"),
                columns=("Status",),
                area=area,
            )
        )
    return sections


def _hotspot_caption(content: MapContent) -> str:
    period = f", {content.period}" if content.period else ""
    return f"Places with most {words.what_it_counts()}{period}, the best ranked first"


def _section(
    key: str,
    features: tuple[Feature, ...],
    *,
    heading: str,
    caption: str,
    nouns: tuple[str, str],
    columns: tuple[str, ...],
    area: str,
    group: str = "",
) -> Mapping[str, object]:
    shown = [(not area or area in feature.areas) and (not group or feature.group == group) for feature in features]
    count, total = sum(shown), len(features)
    one, many = nouns
    return {
        "key": key,
        "heading": heading,
        "caption": caption,
        "one": one,
        "many": many,
        "rows": list(zip(features, shown, strict=True)),
        "columns": columns,
        "ranked": any(feature.number for feature in features),
        "count": f"{total:,} {one if total == 1 else many}" if count == total else f"{count:,} of {total:,} {many}",
        "empty": count == 0,
        "total": total,
    }
