"""Scenarios: named, ordered changes applied to a network. They compose."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.changes import Rows, Selection
from landlink.network.demand_problems import avoidable
from landlink.network.disruption_problems import known_target
from landlink.network.draught import at_level
from landlink.network.growth import OWN_SOURCE, grow
from landlink.network.integrity import integrity_problems
from landlink.network.problems import NetworkError
from landlink.network.table import Table, from_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from landlink.network.changes import Change, Dwell, Factor, Headway, SeaLevel
    from landlink.network.growth import Growth
    from landlink.network.model import Network


def apply(network: Network, changes: Iterable[Change]) -> Network:
    """Return the network after the changes, in order.

    Parameters
    ----------
    network : Network
    changes : iterable of Change

    Raises
    ------
    LandlinkError
        If a change names something that is not there.
    NetworkError
        If added rows do not fit.

    Examples
    --------
    >>> from landlink.network import Network
    >>> base = Network.reference()
    >>> from landlink.network.changes import Change
    >>> shut = apply(base, [Change(close={"countries": ["BY"]})])
    >>> "open" in {s for s, c in zip(shut.links.text("status"), shut.links.text("country")) if c == "BY"}
    False
    """
    for change in changes:
        network = _ACTIONS[change.action](network, getattr(change, change.action))
    return network


def _rows(table: Table, column: str, names: Sequence[str]) -> list[int]:
    """Rows whose column is one of the names, each of which must occur."""
    known = table.text(column)
    for name in names:
        if name not in known:
            raise LandlinkError(f"no {table.name[:-1]} has {column} {name!r}{_hint(name, known)}")
    wanted = set(names)
    return [row for row, value in enumerate(known) if value in wanted]


def _hint(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, set(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _countries_of(network: Network, table: Table) -> list[set[str]]:
    """Countries that each link touches."""
    country = dict(zip(network.nodes.text("id"), network.nodes.text("country"), strict=True))
    return [
        {its, country[a], country[b]}
        for its, a, b in zip(
            table.text("country"), table.text("from_node"), table.text("to_node"), strict=True
        )
    ]


def selected_links(network: Network, chosen: Selection, *, touching: bool) -> list[int]:
    """Return the link rows that a selection means.

    Parameters
    ----------
    network : Network
    chosen : Selection
    touching : bool
        Whether a country means every link that touches it, or only those it runs.

    Examples
    --------
    >>> from landlink.network import Network
    >>> network = Network.reference()
    >>> rows = selected_links(network, Selection(nodes=["aktau"]), touching=True)
    >>> {"aktau"} <= {network.links.text("from_node")[row] for row in rows}.union(
    ...     network.links.text("to_node")[row] for row in rows)
    True
    """
    links = network.links
    parts = [
        set(_rows(links, column, names))
        for column, names in (("id", chosen.links), ("mode", chosen.modes), ("project", chosen.projects))
        if names
    ]
    of_operator = _of_operators(network, "links", chosen.operators)
    if of_operator:  # an operator of services alone runs no links
        parts.append(of_operator)
    if chosen.nodes:
        _rows(network.nodes, "id", chosen.nodes)
        at = set(chosen.nodes)
        ends = zip(links.text("from_node"), links.text("to_node"), strict=True)
        parts.append({row for row, pair in enumerate(ends) if at & set(pair)})
    if chosen.countries:
        _rows(network.nodes, "country", chosen.countries)
        wanted = set(chosen.countries)
        touched = _countries_of(network, links)
        runs = [{its} for its in links.text("country")]
        parts.append({row for row, its in enumerate(touched if touching else runs) if its & wanted})
    return sorted(set.intersection(*parts)) if parts else []


def selected_crossings(network: Network, chosen: Selection) -> list[int]:
    """Return the crossing rows that a selection means.

    Examples
    --------
    >>> from landlink.network import Network
    >>> len(selected_crossings(Network.reference(), Selection(border=["PL", "BY"]))) >= 2
    True
    """
    crossings, links = network.crossings, network.links
    rows = set(_rows(crossings, "id", chosen.crossings))
    if chosen.border:
        pair = set(chosen.border)
        index = links.index()
        touched = _countries_of(network, links)
        modes = set(chosen.modes) or set(links.text("mode"))
        found = {
            row
            for row, link in enumerate(crossings.text("link"))
            if pair <= touched[index[link]] and links.text("mode")[index[link]] in modes
        }
        if not found:
            raise LandlinkError(f"no crossing lies between {' and '.join(chosen.border)}")
        rows |= found
    return sorted(rows)


def _of_operators(network: Network, table: str, names: Sequence[str]) -> set[int]:
    """Rows of links or services of some operators, each of which must run one or the other."""
    known = {*network.links.text("operator"), *network.services.text("operator")}
    for name in names:
        if name not in known:
            raise LandlinkError(f"no link or service has operator {name!r}{_hint(name, known)}")
    wanted = set(names)
    return {row for row, name in enumerate(network.tables[table].text("operator")) if name in wanted}


def _services(network: Network, chosen: Selection) -> list[int]:
    named = _rows(network.services, "id", chosen.services)
    return sorted({*named, *_of_operators(network, "services", chosen.operators)})


def _links_meant(network: Network, chosen: Selection, *, touching: bool) -> list[int]:
    """Links, unless the selection is about the crossings of a border."""
    return [] if chosen.border else selected_links(network, chosen, touching=touching)


def _set(network: Network, table: str, column: str, rows: Sequence[int], value: str | float) -> Network:
    if not rows:
        return network
    held = network.tables[table]
    values = held.columns[column]
    if isinstance(values, np.ndarray):
        changed = values.copy()
        changed[list(rows)] = value
        return network.with_table(held.with_column(column, changed))
    at = set(rows)
    texts = [str(value) if row in at else old for row, old in enumerate(values)]
    return network.with_table(held.with_column(column, texts))


def _scale(network: Network, table: str, column: str, rows: Sequence[int], factor: float) -> Network:
    if not rows:
        return network
    changed = network.tables[table].number(column).copy()
    changed[list(rows)] *= factor
    return network.with_table(network.tables[table].with_column(column, changed))


def _close(network: Network, chosen: Selection) -> Network:
    network = _shut(network, "links", _links_meant(network, chosen, touching=True))
    network = _set(network, "crossings", "status", selected_crossings(network, chosen), "closed")
    return _shut(network, "services", _services(network, chosen))


def _shut(network: Network, table: str, rows: Sequence[int]) -> Network:
    """Close rows; what is only a project stays one, so that no service is led over it."""
    status = network.tables[table].text("status")
    return _set(network, table, "status", [row for row in rows if status[row] != "project"], "closed")


def _open(network: Network, chosen: Selection) -> Network:
    network = _set(network, "links", "status", _links_meant(network, chosen, touching=True), "open")
    network = _set(network, "crossings", "status", selected_crossings(network, chosen), "open")
    return _set(network, "services", "status", _services(network, chosen), "open")


def _factor(column: str) -> Any:  # noqa: ANN401  (one of the actions below)
    def change(network: Network, chosen: Factor) -> Network:
        if chosen.nodes and column != "capacity":
            _alone(chosen)
            at = _rows(network.nodes, "id", chosen.nodes)
            return _scale(network, "nodes", column, at, chosen.factor)
        links = _links_meant(network, chosen, touching=False)
        network = _scale(network, "links", column, links, chosen.factor)
        network = _scale(network, "crossings", column, selected_crossings(network, chosen), chosen.factor)
        return _scale(network, "services", column, _services(network, chosen), chosen.factor)

    return change


def _alone(chosen: Selection) -> None:
    """Raise where the work at nodes and something else would be changed at once."""
    others = [name for name in Selection.model_fields if name != "nodes" and getattr(chosen, name)]
    if others:
        raise LandlinkError(
            f"nodes here means the work done at them: write {' and '.join(others)} as a change of its own"
        )


def _dwell(network: Network, chosen: Dwell) -> Network:
    rows = selected_crossings(network, chosen)
    if not rows:
        raise LandlinkError("dwell sets crossings: name them by crossings or border")
    for column, value in (("dwell_h", chosen.mean_h), ("dwell_cv", chosen.cv), ("fee_usd", chosen.fee_usd)):
        if value is not None:
            network = _set(network, "crossings", column, rows, value)
    return network


def _headway(network: Network, chosen: Headway) -> Network:
    """Set headways; what was observed comes before what a timetable says, which goes."""
    rows = _services(network, chosen)
    if not rows:
        raise LandlinkError("headway sets services: name them by services or operators")
    network = _set(network, "services", "headway_h", rows, chosen.headway_h)
    if chosen.headway_cv is not None:
        network = _set(network, "services", "headway_cv", rows, chosen.headway_cv)
    observed = {network.services.text("id")[row] for row in rows}
    table = network.tables["timetables"]
    kept = [row for row, service in enumerate(table.text("service")) if service not in observed]
    return network.with_table(table.take(kept))


def _sea_level(network: Network, chosen: SeaLevel) -> Network:
    return at_level(network, chosen.sea, chosen.level_m, chosen.dredged)


def _grow(network: Network, chosen: Growth) -> Network:
    if chosen.add and OWN_SOURCE not in network.tables["sources"].text("key"):
        row = {"key": OWN_SOURCE, "title": "A scenario of the user"}
        fresh, _ = from_rows("sources", [row], [1], "scenario")
        network = network.with_table(network.tables["sources"].joined(fresh))
    changed = network.with_table(grow(network.tables["demand"], [chosen], network))
    problems = integrity_problems(changed.tables) if chosen.add else []
    if problems:
        raise NetworkError(problems)
    return changed


def _add(network: Network, rows: Rows) -> Network:
    for name in Rows.model_fields:
        added = [
            {key: "" if value is None else str(value) for key, value in row.items()}
            for row in getattr(rows, name)
        ]
        if not added:
            continue
        held = network.tables[name]
        fresh, problems = from_rows(name, added, range(1, len(added) + 1), f"added {name}")
        unknown = sorted({key for row in added for key in row} - set(held.columns))
        if unknown:
            known = ", ".join(held.columns)
            raise LandlinkError(f"no column {unknown[0]!r} in {name}; the columns are {known}")
        if problems:
            raise NetworkError(problems)
        network = network.with_table(held.joined(fresh))
    problems = integrity_problems(network.tables)
    if problems:
        raise NetworkError(problems)
    return network


def _remove(network: Network, chosen: Selection) -> Network:
    links = set(_links_meant(network, chosen, touching=True))
    gone = {network.links.text("id")[row] for row in links}
    crossings = set(selected_crossings(network, chosen))
    crossings |= {row for row, link in enumerate(network.crossings.text("link")) if link in gone}
    for name, rows in (
        ("links", links),
        ("crossings", crossings),
        ("services", set(_services(network, chosen))),
    ):
        table = network.tables[name]
        network = network.with_table(table.take([row for row in range(len(table)) if row not in rows]))
    return _without_orphans(network)


def _without_orphans(network: Network) -> Network:
    """Take out timetables, hours, closures and disruptions of what is gone, and words that demand avoids."""
    for name, column, target in (
        ("timetables", "service", "services"),
        ("opening_hours", "crossing", "crossings"),
    ):
        table, known = network.tables[name], network.tables[target].index()
        kept = [row for row, key in enumerate(table.text(column)) if not key or key in known]
        network = network.with_table(table.take(kept))
    return _without_runs(_without_disruptions(_without_closures(_without_avoided(network))))


def _without_avoided(network: Network) -> Network:
    """Take services and operators that are gone out of what demand avoids."""
    table, known = network.tables["demand"], avoidable(network.tables)
    cells = ["|".join(word for word in cell.split("|") if word in known) for cell in table.text("avoid")]
    return network.with_table(table.with_column("avoid", cells))


def _without_closures(network: Network) -> Network:
    """Take services that are gone out of closures, and closures of nothing else with them."""
    table = network.tables["closures"]
    known = {*network.nodes.index(), *network.services.index()}
    wheres = ["|".join(key for key in cell.split("|") if key in known) for cell in table.text("where")]
    kept = [row for row, where in enumerate(wheres) if where]
    return network.with_table(table.with_column("where", wheres).take(kept))


def _without_disruptions(network: Network) -> Network:
    """Take what is gone out of disruptions, and disruptions of nothing else with it."""
    table = network.tables["disruptions"]
    whats = [
        "|".join(word for word in cell.split("|") if known_target(word, network.tables))
        for cell in table.text("what")
    ]
    kept = [row for row, what in enumerate(whats) if what]
    return network.with_table(table.with_column("what", whats).take(kept))


def _without_runs(network: Network) -> Network:
    """Take services that are gone from the vessels that ran them."""
    vessels, known = network.tables["vessels"], network.services.index()
    runs = ["|".join(key for key in cell.split("|") if key in known) for cell in vessels.text("services")]
    return network.with_table(vessels.with_column("services", runs))


def _assume(network: Network, values: dict[str, float]) -> Network:
    table = network.tables["assumptions"]
    for key, value in values.items():
        network = _set(network, "assumptions", "value", _rows(table, "key", [key]), value)
    return network


_ACTIONS: dict[str, Any] = {
    "close": _close,
    "open": _open,
    "slow": _factor("time_factor"),
    "reprice": _factor("price_factor"),
    "capacity": _factor("capacity"),
    "dwell": _dwell,
    "headway": _headway,
    "sea_level": _sea_level,
    "grow": _grow,
    "add": _add,
    "remove": _remove,
    "assume": _assume,
}
