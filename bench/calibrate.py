#!/usr/bin/env python3
"""Measure how often each rule for figures is right, and write the table that extraction takes its confidences from.

    python bench/calibrate.py plans.txt --gold annotations [--judged bench/judged-2016.csv] [--write]

Prints how far the confidences hold on plans that they were not measured on (each plan's come from the others). Without
--write the table stays as it is.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from pilotkg import calibration, resources, source
from pilotkg.errors import PilotKGError
from pilotkg.extract import extract
from pilotkg.extract.confidence import FILE
from pilotkg.publish.report import markdown_table
from pilotkg.score import facts_of_gold


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="the document that the annotations are of")
    parser.add_argument("--gold", type=Path, required=True, help="a folder of annotations, one NNN.json a plan")
    parser.add_argument("--judged", type=Path, help="figures of other plans that were judged one by one (CSV)")
    parser.add_argument("--write", action="store_true", help="write the table into the ontology folder")
    given = parser.parse_args()
    try:
        calibrate(given.source, given.gold, given.judged, write=given.write)
    except PilotKGError as error:
        raise SystemExit(f"calibrate: {error}") from error


def calibrate(document: Path, gold: Path, judged: Path | None, *, write: bool) -> None:
    """Measure, print, and write if asked."""
    plans = extract(source.read(document)).plans
    single = calibration.read_judged(judged) if judged else []
    outcomes = list(calibration.indicator_outcomes(plans, facts_of_gold(gold), single))
    table = calibration.estimate(outcomes)
    right = sum(o.right for o in outcomes)
    print(f"{len(outcomes)} figures of {len({o.plan for o in outcomes})} plans, {right} of them right")
    signs = [(rule, entry.cases, entry.right, entry.confidence) for rule, entry in table.items() if rule[0] == "+"]
    print(markdown_table(("sign", "cases", "right", "factor"), signs), end="\n\n")
    rules = sorted((entry.confidence, rule) for rule, entry in table.items() if rule[0] not in "+*")
    weakest = [(rule, table[rule].cases, table[rule].right, confidence) for confidence, rule in rules[:12]]
    print(markdown_table(("least sure rules", "cases", "right", "confidence"), weakest), end="\n\n")
    held_out = calibration.buckets(calibration.cross_validated(outcomes))
    print(markdown_table(calibration.BUCKET_HEAD, calibration.bucket_rows(held_out)), end="\n\n")
    if write:
        path = resources.folder("ontology") / FILE
        calibration.write(table, path)
        print(f"Written: {path}")


if __name__ == "__main__":
    main()
