"""A graph, its records and its report become a release folder, whole or not at all."""
