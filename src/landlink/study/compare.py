"""Two runs beside each other: what went in that differs, and what came out that differs.

Shipments and scenarios are matched by their ids, routes by their labels and the names of their
corridors.  What only one side has is said so, never dropped.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from landlink.errors import LandlinkError
from landlink.study.compare_dates import arrivals_that_differ, dates_that_differ, validation_that_differs
from landlink.study.compare_inputs import inputs_that_differ
from landlink.study.compare_sections import sections_that_differ
from landlink.study.manifest import MANIFEST, manifest, read_manifest
from landlink.study.report.model import path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = dict[str, Any]
Source: TypeAlias = "str | Path | Mapping[str, Any]"
Progress: TypeAlias = "Callable[[int, int, str], None]"

FIGURES = ("time_h", "time_sd_h", "cost_usd", "co2e_kg", "distance_km", "unverified_share")
"""Figures of a route that are compared; the variance of the time stands as its root, in hours."""

KINDS = (("alternative", "alternatives"), ("corridor", "corridors"))
STUDIES = (".yaml", ".yml")


class Side(NamedTuple):
    """One of the two: what it is called, its results, and its manifest if it has one."""

    name: str
    results: Mapping[str, Any]
    manifest: Json | None


def compare(a: Source, b: Source, progress: Progress | None = None) -> Json:
    """Return what differs between two runs.

    Parameters
    ----------
    a, b : str, Path or dict
        A results folder, its `results.json`, a study file (which is run), or results.
    progress : callable, optional
        Passed on to the runs of study files.

    Returns
    -------
    dict
        Plain values: `same` (whether nothing that came out differs), `inputs`, `missing` (what
        one side lacks), `routes` (those that differ, with figures of both sides and the change
        from a to b), `unchanged` (how many do not), `reasons` (why there is no route), `fronts`,
        `dates` (moments and odds of arrival that differ), `validation` (errors against published
        figures that differ), `sections` (figures of flows, dependence, criticality, sweep and
        Caspian that differ) and `other` (further parts of the results that differ).

    Raises
    ------
    LandlinkError
        If there are no results where they are looked for.

    Examples
    --------
    >>> study = {"title": "One", "file": "study.yaml", "generated_at": None}
    >>> empty = {"study": study, "shipments": [], "scenarios": [], "assumptions": []}
    >>> compare(empty, empty)["same"]
    True
    """
    one, two = side_of(a, "a", progress), side_of(b, "b", progress)
    found: Json = {"missing": [], "routes": [], "unchanged": 0, "reasons": [], "fronts": [], "dates": []}
    for key, shipment, other in _pairs(one.results["shipments"], two.results["shipments"], "id"):
        if shipment is None or other is None:
            found["missing"].append(_missing("shipment", key, shipment))
        else:
            _compare_shipment(found, key, shipment, other)
    found["other"] = [
        name for name in ("validation", "notes", "sources") if one.results.get(name) != two.results.get(name)
    ]
    found["validation"] = validation_that_differs(*(side.results.get("validation") for side in (one, two)))
    found["sections"] = sections_that_differ(one.results, two.results)
    came_out = ("missing", "routes", "reasons", "fronts", "dates", "sections")
    same = not any(found[name] for name in came_out) and "validation" not in found["other"]
    return {
        "same": same, "a": _about(one), "b": _about(two),
        "inputs": inputs_that_differ(one.results, one.manifest, two.results, two.manifest), **found,
    }  # fmt: skip


def side_of(source: Source, name: str, progress: Progress | None = None) -> Side:
    """Return the results and the manifest of a folder, a file, or a study that is run.

    Parameters
    ----------
    source : str, Path or dict
    name : str
        What results that come without a file are called.
    progress : callable, optional

    Raises
    ------
    LandlinkError
        If there are no results.

    Examples
    --------
    >>> side_of("no/such/folder", "a")
    Traceback (most recent call last):
    landlink.errors.LandlinkError: no/such/folder: no such file or folder; name a results folder, ...
    """
    if isinstance(source, Mapping):
        return Side(name, source, None)
    path = Path(source)
    if path.suffix.lower() in STUDIES and path.is_file():
        return _run(path, progress)
    if path.is_dir():
        held = read_manifest(path)
        return Side(str(source), _read(path / _results_name(path, held)), held)
    if path.is_file():
        beside = read_manifest(path.parent) if (path.parent / MANIFEST).is_file() else None
        return Side(str(source), _read(path), beside if beside and path.name in beside["outputs"] else None)
    kinds = "name a results folder, a results.json or a study file"
    raise LandlinkError(f"{source}: no such file or folder; {kinds}")


def _run(path: Path, progress: Progress | None) -> Side:
    from landlink.study.load import load_study  # noqa: PLC0415  (only where a study is run)
    from landlink.study.run import run_study  # noqa: PLC0415

    study = load_study(path)
    results: Json = json.loads(json.dumps(run_study(study, progress)))
    return Side(str(path), results, manifest(study, results, path.parent, []))


def _results_name(folder: Path, held: Json) -> str:
    names = [name for name in held["outputs"] if name.endswith(".json")]
    if not names:
        raise LandlinkError(
            f"{folder}: no results as JSON; give `json:` of the study's outputs a name, and run it"
        )
    return str(names[0])


def _read(file: Path) -> Json:
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise LandlinkError(f"{file}: cannot be read ({error.strerror}); run the study again") from None
    except ValueError as error:
        raise LandlinkError(
            f"{file}: not JSON ({error}); name a results folder or its results.json"
        ) from None
    if not isinstance(held, dict) or not {"study", "scenarios", "shipments", "assumptions"} <= set(held):
        raise LandlinkError(f"{file}: not the results of a study; name a results folder or its results.json")
    return held


def _about(side: Side) -> Json:
    study = side.results["study"]
    return {"name": side.name} | {
        name: study.get(name) for name in ("title", "file", "generated_at", "incomplete")
    }


def _pairs(one: list[Json], two: list[Json], key: str) -> Iterator[tuple[str, Json | None, Json | None]]:
    """Yield the rows of two lists by key, those of the first in its order."""
    left, right = ({row[key]: row for row in rows} for rows in (one, two))
    for name in {**left, **right}:
        yield name, left.get(name), right.get(name)


def _missing(what: str, key: str, in_a: object) -> Json:
    return {"what": what, "id": key, "missing_in": "b" if in_a is not None else "a"}


def _compare_shipment(found: Json, shipment: str, one: Json, two: Json) -> None:
    for scenario, outcome, other in _pairs(one["results"], two["results"], "scenario"):
        if outcome is None or other is None:
            found["missing"].append(_missing("outcome", f"{shipment}, {scenario}", outcome))
            continue
        about = {"shipment": shipment, "scenario": scenario}
        found["dates"] += dates_that_differ(about, outcome, other)
        for kind, field in KINDS:
            _compare_routes(found, {**about, "kind": kind}, outcome[field], other[field])
        for name in ("reason_no_route", "note"):
            if outcome[name] != other[name]:
                found["reasons"].append({**about, "a": outcome[name], "b": other[name]})
        if outcome["front"] != other["front"]:
            counts = [len(side["front"]["points"]) if side["front"] else 0 for side in (outcome, other)]
            found["fronts"].append({**about, "points_a": counts[0], "points_b": counts[1]})


def _compare_routes(found: Json, about: Json, one: list[Json], two: list[Json]) -> None:
    """Compare what carries a label on both sides; labels of one and the same pair are one row."""
    left, right = (
        {label: number for number, route in enumerate(side) for label in route["labels"]}
        for side in (one, two)
    )
    pairs: dict[tuple[int | None, int | None], list[str]] = {}
    for label in {**left, **right}:
        pairs.setdefault((left.get(label), right.get(label)), []).append(label)
    for (here, there), labels in pairs.items():
        named = {**about, "route": ", ".join(labels)}
        if here is None or there is None:
            key = f"{about['shipment']}, {about['scenario']}, {named['route']}"
            found["missing"].append(_missing("route", key, here))
        elif difference := _difference(one[here], two[there]):
            found["routes"].append(named | difference)
            found["dates"] += arrivals_that_differ(named, one[here], two[there])
        else:
            found["unchanged"] += 1


def _difference(one: Json, two: Json) -> Json | None:
    """Return how two routes differ, their labels aside; None if they do not."""
    names = [*one, *(name for name in two if name not in one)]
    differ = [name for name in names if name not in {"label", "labels"} and one.get(name) != two.get(name)]
    if not differ:
        return None
    figures = {
        name: {"a": one[name], "b": two[name], "change": round(two[name] - one[name], 6)} for name in FIGURES
    }
    return {
        "figures": figures, "same_way": path_of(one) == path_of(two),
        "via_a": one["via"], "via_b": two["via"],
        "differ": differ,
    }  # fmt: skip
