"""What went into two runs and differs: files by their hashes, versions, seeds, assumptions, text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]

SHORT = 12
"""Digits of a hash that are shown."""

HASHED = ("table", "file")


def inputs_that_differ(
    a: Mapping[str, Any], manifest_a: Json | None, b: Mapping[str, Any], manifest_b: Json | None
) -> list[Json]:
    """Return the inputs that differ, each with both of its values; None where a side has none.

    Parameters
    ----------
    a, b : dict
        Results.
    manifest_a, manifest_b : dict or None
        Their manifests; without both, hashes of tables and versions are not compared.

    Examples
    --------
    >>> one, two = ({"study": {}, "scenarios": [], "shipments": [],
    ...              "assumptions": [{"key": "payload_t", "value": value}]} for value in (10, 12))
    >>> inputs_that_differ(one, None, two, None)
    [{'what': 'assumption payload_t', 'a': 10, 'b': 12}]
    """
    left, right = dict(_of_results(a)), dict(_of_results(b))
    if manifest_a and manifest_b:
        left |= dict(_of_manifest(manifest_a))
        right |= dict(_of_manifest(manifest_b))
    return [
        {"what": what} | _parts_that_differ(left.get(what), right.get(what))
        for what in {**left, **right}
        if left.get(what) != right.get(what)
    ]


def _parts_that_differ(a: Any, b: Any) -> Json:  # noqa: ANN401  (a value, or the texts of a list)
    """Return both values; of two lists only what the other has not."""
    if isinstance(a, list) and isinstance(b, list):
        a, b = [one for one in a if one not in b] or a, [one for one in b if one not in a] or b
    return {name: "; ".join(held) if isinstance(held, list) else held for name, held in (("a", a), ("b", b))}


def _of_results(results: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    study = results["study"]
    yield "study file", study.get("study_hash")
    for name in ("title", "price_year", "landlink_version"):
        yield name.replace("_", " "), study.get(name)
    incomplete = study.get("incomplete")
    yield "searches finished", f"{incomplete['done']} of {incomplete['total']}" if incomplete else "all"
    for row in results["assumptions"]:
        yield f"assumption {row['key']}", row["value"]
    for scenario in results["scenarios"]:
        yield f"scenario {scenario['id']}", [change["text"] for change in scenario["changes"]]
    for shipment in results["shipments"]:
        yield f"ends of {shipment['id']}", f"{shipment['origin']} - {shipment['destination']}"
        cargo = ", ".join(f"{name} {value}" for name, value in shipment["cargo"].items())
        yield f"cargo of {shipment['id']}", cargo


def _of_manifest(held: Json) -> Iterator[tuple[str, Any]]:
    yield "network", held["network"]["name"]
    hashed = {"table": held["network"]["tables"], "file": held.get("files") or {}}
    for kind in HASHED:
        yield from ((f"{kind} {name}", digest[:SHORT]) for name, digest in hashed[kind].items())
    yield from ((f"version of {name}", version) for name, version in held["versions"].items())
    yield "seeds", ", ".join(str(seed) for seed in held.get("seeds") or [])
    yield from ((f"platform: {name}", value) for name, value in (held.get("platform") or {}).items())
