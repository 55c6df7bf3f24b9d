"""Ask an online geocoder, if one is set, for a place that nothing here knows: carefully, slowly and seldom."""
