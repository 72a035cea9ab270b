"""Mutation test: the graph of the plans that ship is damaged in hundreds of ways, and each damage is found.

Each damage is done to another plan, so that some hundred of them are checked in one run, and is found by the shape that
its row names, at a node of its own plan. What plans share is damaged in a graph of two of them.

No damage is to lose what follows from the rest, such as pk:hasPlan beside pk:locality: it is made again (see the last
test). Nor can any shape see what nothing else in the graph contradicts, such as an exact value that becomes a minimum, or
a value and its normalized value that are wrong alike: that is what the places in the source are for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
import pytest
from pyoxigraph import NamedNode, Quad

from pilotkg import graph, records, resources
from pilotkg.check import check
from pilotkg.check.facts import Facts
from pilotkg.check.shacl import Finding, Shapes, validate
from pilotkg.graph.inference import inferred_quads
from pilotkg.graph.namespaces import DEFAULT_BASE, PK, RDF, Ids
from pilotkg.model import Level
from tests.shapes import damages_facts, damages_shared, damages_values
from tests.shapes.damage import Damage, Edit, NotHereError, Site

OF_PLANS = (*damages_facts.DAMAGES, *damages_values.DAMAGES)


class Done(NamedTuple):
    """A damage that was done: to which plans, and how."""

    damage: Damage
    plans: tuple[str, ...]
    edit: Edit


@pytest.fixture(scope="module")
def few() -> tuple[Quad, ...]:
    """The graph of two of them, of a town and of a county."""
    (shipped,) = records.read(resources.RECORDS)
    towns = (plan for plan in shipped.plans if plan.locality.level == Level.TOWNSHIP and len(plan.locality.within) > 2)
    counties = (
        plan
        for plan in reversed(shipped.plans)
        if plan.locality.level == Level.COUNTY and len(plan.locality.within) > 1
    )
    plans = (next(towns), next(counties))
    return tuple(graph.quads(msgspec.structs.replace(shipped, plans=plans)))


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return Shapes.load(resources.folder("shapes"))


def by_plan(quads: Sequence[Quad]) -> dict[str, tuple[Quad, ...]]:
    """The quads that tell of each plan, its parts and its place."""
    facts = Facts(tuple(quads), DEFAULT_BASE)
    found: defaultdict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        about = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
        if about not in facts.plans and isinstance(quad.subject, NamedNode):
            about = facts.plan_of(quad.subject.value.removesuffix("#point")) or ""
        if about in facts.plans:
            found[about].append(quad)
    return {plan: tuple(found[plan]) for plan in sorted(found)}


def rounds(quads: Sequence[Quad], damages: Sequence[Damage]) -> Iterator[list[Done]]:
    """Damages with the plans that they are done to, in rounds in which no plan is damaged twice."""
    of_plan = by_plan(quads)
    plans = list(of_plan)
    left = list(damages)
    while left:
        free, done = dict.fromkeys(plans), []
        for damage in list(left):
            for plan in list(free):
                following = plans[(plans.index(plan) + 1) % len(plans)]
                if (made := _done(damage, plan, following if following in free else None, of_plan)) is not None:
                    done.append(made)
                    left.remove(damage)
                    for used in made.plans:
                        del free[used]
                    break
        assert done, f"no plan can be damaged so: {[damage.name for damage in left]}"
        yield done


def _done(damage: Damage, plan: str, following: str | None, of_plan: dict[str, tuple[Quad, ...]]) -> Done | None:
    """A damage done to a plan alone where that can be, else with values of the plan that follows."""
    for plans, others in (((plan,), ()), *((((plan, following), of_plan[following]),) if following else ())):
        try:
            return Done(damage, plans, damage.do(Site(of_plan[plan], others)))
        except (NotHereError, StopIteration):
            continue
    return None


def damaged(quads: Sequence[Quad], edits: Sequence[Edit]) -> Facts:
    """The graph after some edits."""
    removed = {quad for edit in edits for quad in edit.removed}
    added = [quad for edit in edits for quad in edit.added]
    return Facts(tuple(dict.fromkeys((*(q for q in quads if q not in removed), *added))), DEFAULT_BASE)


def unseen(before: Facts, findings: Sequence[Finding], done: Sequence[Done]) -> list[str]:
    """Damages that no finding of their shape tells of, with what was found at their plan instead."""
    missed = []
    for damage, plans, edit in done:
        here = [f for f in findings if f.node in edit.subjects or before.plan_of(f.node) in plans]
        if damage.shape not in {finding.shape for finding in here}:
            missed.append(f"{damage.name}: {damage.shape} is not among {sorted({f.shape for f in here})}")
    return missed


def test_there_are_many_damages_each_with_its_name() -> None:
    every = [*OF_PLANS, *damages_shared.DAMAGES]
    assert len({damage.name for damage in OF_PLANS}) == len(OF_PLANS)
    assert len(every) >= 300
    assert len({damage.shape for damage in every}) >= 180


def test_every_damage_of_a_plan_is_found(real: tuple[Quad, ...], shapes: Shapes) -> None:
    before = Facts(real, DEFAULT_BASE)
    for done in rounds(real, OF_PLANS):
        findings = validate(damaged(real, [one.edit for one in done]), shapes)
        assert unseen(before, findings, done) == []


@pytest.mark.parametrize("damage", damages_shared.DAMAGES, ids=lambda damage: damage.name)
def test_every_damage_of_what_plans_share_is_found(few: tuple[Quad, ...], shapes: Shapes, damage: Damage) -> None:
    plans = by_plan(few)
    edit = damage.do(Site(tuple(q for q in few if getattr(q.graph_name, "value", "") not in plans)))
    assert damage.shape in {finding.shape for finding in validate(damaged(few, [edit]), shapes)}


def test_some_plans_by_themselves_conform(few: tuple[Quad, ...], shapes: Shapes) -> None:
    assert validate(Facts(few, DEFAULT_BASE), shapes) == []


def test_the_reasoner_finds_what_contradicts_the_ontology(few: tuple[Quad, ...]) -> None:
    plan, quads = next(iter(by_plan(few).items()))
    task = Site(quads).node(PK.Task)
    report = check([*few, Quad(task, RDF.type, PK.Assurance, NamedNode(plan))])
    assert not report.consistent
    assert [found.plans for found in report.verdict.contradictions] == [(plan,)]


def test_what_follows_from_the_rest_is_made_again(real: tuple[Quad, ...]) -> None:
    """A release that has lost any or all of its derived statements gets them back, so that losing them is no damage."""
    ids = Ids()
    described = ids.graph("dataset")
    derived = {q for q in real if q.graph_name == ids.graph("inferred")}
    stated = [q for q in real if q not in derived and q.graph_name != described]
    assert len(derived) > 5000
    assert set(inferred_quads(stated, ids)) == derived
