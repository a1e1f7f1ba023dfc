"""OpenDocument files: how text looks, the walk over it, its lists, and where shapes stand."""
