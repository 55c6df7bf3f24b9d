"""Name the sources whose licences ask to be named on every page."""

ATTRIBUTIONS = (
    "Police data: data.police.uk.",
    "Postcodes and areas: Office for National Statistics.",
    "Contains OS data © Crown copyright and database right 2026.",
    "Contains Royal Mail data © Royal Mail copyright and database right 2026.",
    "Place names: GeoNames (CC BY 4.0).",
)
