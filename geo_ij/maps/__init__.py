"""Draw hotspots, sites and completed work as one map and one list, for a page or as a single file."""
