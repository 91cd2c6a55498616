"""Pictures of a cluster as SVG, without external resources."""
