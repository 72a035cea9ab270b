"""Networks of the graph: what goes with what, measured, drawn, and written for Gephi."""
