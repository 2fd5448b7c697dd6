"""deploy/compose.yaml really run: built, started, killed while mail flows, counted, taken down."""
