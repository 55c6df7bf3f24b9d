"""Turn words that say where something is into a point with an honest uncertainty, or say why not."""
