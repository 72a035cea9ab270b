"""SPARQL typed on the command line need not declare the usual prefixes."""

from pilotkg.graph.query import with_prefixes


def test_what_is_used_is_declared() -> None:
    assert with_prefixes("SELECT * { ?s a pk:Indicator }").startswith(
        "PREFIX pk: <https://w3id.org/pilotkg/ontology#> "
    )
    assert "theme" in with_prefixes("ASK { ?plan pk:hasTheme theme:small-city }").split("ASK")[0]


def test_what_is_declared_or_not_used_is_left_alone() -> None:
    text = "prefix pk: <http://example.org/> SELECT * { ?s a pk:Thing }"
    assert with_prefixes(text) == text
    assert with_prefixes("SELECT * { ?s ?p ?o }") == "SELECT * { ?s ?p ?o }"
