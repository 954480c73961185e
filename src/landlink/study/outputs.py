"""The files of a run: report, workbook, results, table, lines, layers, and a manifest of their making."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landlink.errors import LandlinkError
from landlink.study.flow_lines import flows_geojson
from landlink.study.manifest import MANIFEST, manifest, read_manifest
from landlink.study.section_tables import CSV_SHEETS, section_csv
from landlink.study.slack import slack_h
from landlink.study.study_file import WRITTEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from landlink.study.load import Study

PARTIAL = "partial"
"""Folder for the results of an interrupted run, inside a folder that holds those of a whole one."""

COLUMNS = (
    "shipment", "scenario", "kind", "name", "labels", "origin", "destination", "equipment", "units",
    "time_h", "time_p20_h", "time_p50_h", "time_p80_h", "time_sd_h", "cost_usd", "co2e_kg", "distance_km",
    "unverified_share", "countries", "via", "modes", "note",
    "departs", "arrives", "slack_h", "time_p95_h", "deadline_chance",
)  # fmt: skip
"""Columns of the table of routes."""

_FROM_ROUTE = COLUMNS[COLUMNS.index("time_h") : COLUMNS.index("note")]


NEEDS = {
    "report": ("jinja2", "vl_convert"),
    "pdf": ("typst", "vl_convert"),
    "excel": ("xlsxwriter",),
    "geopackage": ("pyogrio",),
}
"""Modules that write a file, by the field of the study's outputs."""

EXTRAS = {"geopackage": "files"}
"""Extra that installs them, where it is not `report`."""

SHOWN = {"vl_convert": "vl-convert-python"}
"""Name of a module's package, where it is another."""


def require_report(study: Study) -> None:
    """Raise if the study asks for a file and the packages that write it are not installed.

    Raises
    ------
    LandlinkError
    """
    for field, modules in NEEDS.items():
        if field in study.spec.files() and not all(find_spec(name) for name in modules):
            packages = " and ".join(SHOWN.get(name, name) for name in modules)
            install = f"pip install 'landlink[{EXTRAS.get(field, 'report')}]'"
            mend = f"{install}, or leave `{field}:` of the outputs empty"
            what = "the report needs" if field == "report" else f"the output `{field}` needs"
            raise LandlinkError(f"{what} {packages}: {mend}")


def write_outputs(
    study: Study,
    results: Mapping[str, Any],
    folder: str | Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    r"""Write the files that a study asks for, and a manifest.

    All files are written beside the folder's others under another name first: a run that is
    stopped leaves the old files or the new ones, never half of one.  Results of an interrupted
    run do not replace those of a whole one: they go to the folder `partial` inside it, and the
    next whole run takes that away.

    Parameters
    ----------
    study : Study
    results : dict
        Of :func:`~landlink.study.run.run_study`.
    folder : str or Path, optional
        Default the study's output folder, beside the study file. It is made if need be.
    progress : callable, optional
        Called with the name of each file before it is written.

    Returns
    -------
    list of Path
        The files, the manifest last.

    Examples
    --------
    >>> import tempfile
    >>> from landlink.study.load import load_study
    >>> text = "title: One\nshipments: [{id: one, from: Almaty, to: Aktau}]\noutputs: {report: , excel: }"
    >>> results = {"shipments": [], "study": {"generated_at": None}}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "study.yaml"
    ...     _ = file.write_text(text, encoding="utf-8")
    ...     [path.name for path in write_outputs(load_study(file), results)]
    ['routes.csv', 'results.json', 'routes.geojson', 'manifest.json']
    """
    require_report(study)
    whole = Path(folder) if folder is not None else study.path.parent / study.spec.outputs.folder
    complete = results["study"].get("incomplete") is None
    target = whole if complete or not _holds(whole, complete=True) else whole / PARTIAL
    target.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".landlink-", dir=target))
    try:
        names = []
        for field, name in study.spec.files().items():
            progress(name)
            made = _made(study, field, results)
            (fresh / name).write_bytes(made if isinstance(made, bytes) else made.encode())
            names.append(name)
        (fresh / MANIFEST).write_text(_json(manifest(study, results, fresh, names)), encoding="utf-8")
        for name in (*names, MANIFEST):
            _require_free(target / name)
        for name in (*names, MANIFEST):
            (fresh / name).replace(target / name)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    if complete:
        _clear_partial(whole / PARTIAL)
    return [target / name for name in (*names, MANIFEST)]


def _require_free(file: Path) -> None:
    """Raise before any file is replaced if this one cannot be, as when Excel has it open."""
    if file.exists():
        try:
            file.open("r+b").close()
        except OSError as error:
            mend = " Is it open in another program?" if isinstance(error, PermissionError) else ""
            said = f"cannot replace {file}: {error.strerror or error}; all files are left as they were."
            raise LandlinkError(said + mend) from None


def _holds(folder: Path, *, complete: bool) -> bool:
    """Whether a folder holds the results of a whole run, or else of an interrupted one."""
    try:
        return bool(read_manifest(folder).get("complete", True)) is complete
    except LandlinkError:
        return False


def _clear_partial(folder: Path) -> None:
    """Take away what an interrupted run wrote, and nothing else."""
    if not _holds(folder, complete=False):
        return
    for name in (*read_manifest(folder)["outputs"], MANIFEST):
        (folder / Path(name).name).unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()


def routes_table(results: Mapping[str, Any]) -> str:
    """Return all routes as CSV, a row each; an outcome without a route has a row that says why.

    Examples
    --------
    >>> routes_table({"shipments": []}).startswith("shipment,scenario,kind,name")
    True
    """
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for shipment, outcome, kind, route in _routes(results, with_none=True):
        cargo = shipment["cargo"]
        about = {"shipment": shipment["id"], "scenario": outcome["scenario"], "kind": kind}
        about |= {name: shipment[name] for name in ("origin", "destination")}
        about |= {"equipment": cargo["equipment"], "units": cargo["units"]}
        if route is None:
            writer.writerow({**about, "note": outcome["reason_no_route"]})
            continue
        figures = {name: "|".join(v) if isinstance(v := route[name], list) else v for name in _FROM_ROUTE}
        figures |= _dates(shipment, route)
        writer.writerow({**about, **figures, "name": route["label"], "labels": "|".join(route["labels"])})
    return stream.getvalue()


def _dates(shipment: Mapping[str, Any], route: Mapping[str, Any]) -> dict[str, Any]:
    """Local times and slack of a dated route, and what its simulation says; else nothing."""
    drawn = route.get("simulation") or {}
    slack = slack_h(route.get("arrives"), shipment.get("deadline"))
    return {
        "departs": route.get("departs"), "arrives": route.get("arrives"),
        "slack_h": None if slack is None else round(slack, 2),
        "time_p95_h": drawn.get("p95_h"), "deadline_chance": drawn.get("deadline_chance"),
    }  # fmt: skip


def routes_geojson(results: Mapping[str, Any]) -> str:
    """Return every moving leg of all routes as GeoJSON lines (RFC 7946).

    Examples
    --------
    >>> json.loads(routes_geojson({"shipments": []}))
    {'type': 'FeatureCollection', 'features': []}
    """
    features = []
    for shipment, outcome, kind, route in _routes(results, with_none=False):
        about = {
            "shipment": shipment["id"],
            "scenario": outcome["scenario"],
            "kind": kind,
            "route": route["label"],
        }
        moves = [leg for leg in route["legs"] if leg["kind"] == "move"]
        for number, (leg, line) in enumerate(zip(moves, route["geometry"], strict=True)):
            shown = ("from", "to", "mode", "name", "distance_km", "time_h", "cost_usd", "co2e_kg", "quality")
            dates = {name: leg.get(name) for name in ("starts_at", "ends_at", "rest_h")}
            figures = {"leg": number, **{name: leg[name] for name in shown}, **dates}
            geometry = {"type": "LineString", "coordinates": line["coordinates"]}
            features.append({"type": "Feature", "properties": {**about, **figures}, "geometry": geometry})
    return _json({"type": "FeatureCollection", "features": features})


def _routes(
    results: Mapping[str, Any], *, with_none: bool
) -> Iterator[tuple[dict[str, Any], dict[str, Any], str, Any]]:
    """Yield shipment, outcome, kind and route; None as the route where there is none."""
    for shipment in results["shipments"]:
        for outcome in shipment["results"]:
            for kind, field in (("alternative", "alternatives"), ("corridor", "corridors")):
                yield from ((shipment, outcome, kind, route) for route in outcome[field])
            if with_none and outcome["reason_no_route"]:
                yield shipment, outcome, "none", None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def _made(study: Study, field: str, results: Mapping[str, Any]) -> str | bytes:
    """Return the content of a file; the report's fields carry a language, as in ``report.de``."""
    kind, _, language = field.partition(".")
    if kind not in WRITTEN:
        return _WRITERS[field](results)
    from landlink.study.report import render, render_pdf  # noqa: PLC0415  (pulls in the drawing)

    chosen = language or study.spec.outputs.languages[0]
    if kind == "pdf":
        return render_pdf(results, language=chosen)
    return render(results, language=chosen, others=study.spec.outputs.reports(kind))


def _excel(results: Mapping[str, Any]) -> bytes:
    from landlink.study.workbook import workbook  # noqa: PLC0415  (loads xlsxwriter)

    return workbook(results)


def _geopackage(results: Mapping[str, Any]) -> bytes:
    from landlink.study.geopackage import geopackage  # noqa: PLC0415  (loads pyogrio)

    return geopackage(results)


_WRITERS: dict[str, Callable[[Mapping[str, Any]], str | bytes]] = {
    "excel": _excel,
    "table": routes_table,
    "json": _json,
    "geojson": routes_geojson,
    "geopackage": _geopackage,
    "flow_lines": flows_geojson,
    **{field: partial(section_csv, field=field) for field in CSV_SHEETS},
}
"""What writes a file, by the field of the study's outputs; the report's are written by language."""
