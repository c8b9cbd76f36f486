"""How Rapport is run: the command line, the embedded services, the registered deployments."""
