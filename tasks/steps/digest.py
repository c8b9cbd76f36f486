"""Making and delivering a digest."""
