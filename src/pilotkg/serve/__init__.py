"""A release becomes a SPARQL endpoint that can only be read."""
