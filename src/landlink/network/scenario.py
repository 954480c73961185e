"""Scenarios: named, ordered changes to a network. They compose."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from landlink.errors import LandlinkError
from landlink.network.integrity import integrity_problems
from landlink.network.problems import NetworkError
from landlink.network.table import Table, from_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from landlink.network.model import Network

Names = Annotated[list[str], Field(default_factory=list)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Selection(_Model):
    """What a change is about; several criteria on links must all hold."""

    links: Names = Field(description="Keys of links.")
    nodes: Names = Field(
        description="Keys of nodes: the links that end there; to slow or reprice, the work done there."
    )
    crossings: Names = Field(description="Keys of crossings.")
    services: Names = Field(description="Keys of services.")
    countries: Names = Field(description="ISO 3166-1 alpha-2 codes.")
    modes: Names = Field(description="rail, road, ferry, sea, waterway.")
    operators: Names = Field(description="Operators of links or services.")
    projects: Names = Field(description="Names of projects.")
    border: Annotated[list[str] | None, Field(min_length=2, max_length=2)] = Field(
        default=None, description="Two countries: every crossing between them, in both directions."
    )

    @model_validator(mode="after")
    def _something(self) -> Selection:
        if not any(getattr(self, name) for name in Selection.model_fields):
            names = ", ".join(Selection.model_fields)
            raise ValueError(f"say what it is about: one or more of {names}")
        return self

    def named(self) -> str:
        """Return what it is about in words.

        Examples
        --------
        >>> Selection(border=["PL", "BY"], modes=["rail"]).named()
        'modes rail, border PL - BY'
        """
        held = {name: getattr(self, name) for name in Selection.model_fields}
        return ", ".join(
            f"{name} {(' - ' if name == 'border' else ' ').join(value)}"
            for name, value in held.items()
            if value
        )


class Factor(Selection):
    """A selection and a factor."""

    factor: float = Field(gt=0, description="Multiplies; 2 is twice as much.")


class Dwell(Selection):
    """Observed times and fees of crossings."""

    mean_h: float | None = Field(default=None, ge=0, description="Mean dwell time in hours.")
    cv: float | None = Field(default=None, ge=0, description="Coefficient of variation.")
    fee_usd: float | None = Field(default=None, ge=0, description="Charges per unit of equipment.")

    @model_validator(mode="after")
    def _sets_something(self) -> Dwell:
        if self.mean_h is None and self.cv is None and self.fee_usd is None:
            raise ValueError("say what was observed: mean_h, cv or fee_usd")
        return self


class Headway(Selection):
    """Observed departures of services."""

    headway_h: float = Field(gt=0, description="Mean time between departures in hours.")
    headway_cv: float | None = Field(default=None, ge=0, description="Coefficient of variation.")


class Rows(_Model):
    """Rows to add, by table; the columns are those of the table's schema."""

    nodes: list[dict[str, Any]] = Field(default=[], description="Places.")
    links: list[dict[str, Any]] = Field(default=[], description="Links; a border link needs crossings.")
    crossings: list[dict[str, Any]] = Field(default=[], description="Border crossings by direction.")
    transfers: list[dict[str, Any]] = Field(default=[], description="Operations at places.")
    services: list[dict[str, Any]] = Field(default=[], description="Services.")
    sources: list[dict[str, Any]] = Field(default=[], description="Sources that the rows name.")


class Change(_Model):
    """One change; exactly one of the fields is given."""

    close: Selection | None = Field(default=None, description="Nothing moves there.")
    open: Selection | None = Field(default=None, description="Opens what is closed or a project.")
    slow: Factor | None = Field(default=None, description="Multiplies times.")
    reprice: Factor | None = Field(default=None, description="Multiplies prices.")
    capacity: Factor | None = Field(default=None, description="Multiplies capacities.")
    dwell: Dwell | None = Field(default=None, description="Sets observed times and fees of crossings.")
    headway: Headway | None = Field(default=None, description="Sets observed headways of services.")
    add: Rows | None = Field(default=None, description="Adds rows.")
    remove: Selection | None = Field(default=None, description="Takes links, crossings and services out.")
    assume: dict[str, float] | None = Field(default=None, description="Sets assumptions by key.")

    @model_validator(mode="after")
    def _one(self) -> Change:
        given = [name for name in Change.model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"a change is exactly one of {', '.join(Change.model_fields)}")
        return self

    @property
    def action(self) -> str:
        """Which of the fields is given.

        Examples
        --------
        >>> Change(close={"modes": ["ferry"]}).action
        'close'
        """
        return next(name for name in Change.model_fields if getattr(self, name) is not None)

    def describe(self) -> str:
        """Return the change as a sentence fragment.

        Examples
        --------
        >>> Change(slow={"modes": ["ferry"], "factor": 2}).describe()
        'slow modes ferry by the factor 2'
        >>> Change(headway={"services": ["feeder-aktau-alat"], "headway_h": 54, "headway_cv": 1.3}).describe()
        'services feeder-aktau-alat: a departure every 54 h on average, coefficient of variation 1.3'
        """
        body = getattr(self, self.action)
        if isinstance(body, dict):
            return "assume " + ", ".join(f"{key} = {value:g}" for key, value in body.items())
        if isinstance(body, Rows):
            added = {name: rows for name, rows in body if rows}
            return "add " + ", ".join(
                f"{name} {' '.join(str(next(iter(row.values()))) for row in rows)}"
                for name, rows in added.items()
            )
        what = body.named()
        if isinstance(body, Factor):
            return f"{_VERBS[self.action]} {what} by the factor {body.factor:g}"
        if isinstance(body, Dwell):
            set_to = (
                ("a mean of {:g} h", body.mean_h),
                ("coefficient of variation {:g}", body.cv),
                ("a fee of {:g} USD", body.fee_usd),
            )
            return f"{what}: " + ", ".join(text.format(value) for text, value in set_to if value is not None)
        if isinstance(body, Headway):
            spread = "" if body.headway_cv is None else f", coefficient of variation {body.headway_cv:g}"
            return f"{what}: a departure every {body.headway_h:g} h on average{spread}"
        return f"{self.action} {what}"


_VERBS = {"slow": "slow", "reprice": "reprice", "capacity": "scale the capacity of"}


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
    rows = _services(network, chosen)
    if not rows:
        raise LandlinkError("headway sets services: name them by services or operators")
    network = _set(network, "services", "headway_h", rows, chosen.headway_h)
    if chosen.headway_cv is not None:
        network = _set(network, "services", "headway_cv", rows, chosen.headway_cv)
    return network


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
    return network


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
    "add": _add,
    "remove": _remove,
    "assume": _assume,
}
