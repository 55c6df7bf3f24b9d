"""Turn weighted points into ranked hotspots: pure calculation, no input or output."""
