"""Changes that a scenario can make to a network, as a study file writes them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from landlink.network.growth import Growth

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
    """Observed departures of services, in place of what their timetables say."""

    headway_h: float = Field(gt=0, description="Mean time between departures in hours.")
    headway_cv: float | None = Field(default=None, ge=0, description="Coefficient of variation.")


class SeaLevel(_Model):
    """A level of a sea, and what is dredged against it."""

    sea: str = Field(description="Sea of the table berths (caspian).")
    level_m: float = Field(description="Level in metres above the Baltic datum; below it negative.")
    dredged: dict[str, Annotated[float, Field(ge=0)]] = Field(
        default={}, description="Metres of dredging by key of a port."
    )

    def described(self) -> str:
        """Return the level and the dredging in words.

        Examples
        --------
        >>> SeaLevel(sea="caspian", level_m=-30.5).described()
        'caspian sea at -30.5 m'
        """
        dug = "".join(f", {port} dredged by {metres:g} m" for port, metres in self.dredged.items())
        return f"{self.sea} sea at {self.level_m:g} m{dug}"


class Rows(_Model):
    """Rows to add, by table; the columns are those of the table's schema."""

    nodes: list[dict[str, Any]] = Field(default=[], description="Places.")
    links: list[dict[str, Any]] = Field(default=[], description="Links; a border link needs crossings.")
    crossings: list[dict[str, Any]] = Field(default=[], description="Border crossings by direction.")
    transfers: list[dict[str, Any]] = Field(default=[], description="Operations at places.")
    services: list[dict[str, Any]] = Field(default=[], description="Services.")
    timetables: list[dict[str, Any]] = Field(default=[], description="Departures, for dated shipments.")
    opening_hours: list[dict[str, Any]] = Field(
        default=[], description="Opening hours of crossings and nodes, for dated shipments."
    )
    closures: list[dict[str, Any]] = Field(
        default=[], description="Storm closures by month, for simulated arrivals."
    )
    rest_rules: list[dict[str, Any]] = Field(default=[], description="Levels of rules of rest.")
    sources: list[dict[str, Any]] = Field(default=[], description="Sources that the rows name.")

    def described(self) -> str:
        """Return the first cell of each row, by table.

        Examples
        --------
        >>> Rows(nodes=[{"id": "a"}, {"id": "b"}]).described()
        'add nodes a b'
        """
        added = {name: rows for name, rows in self if rows}
        return "add " + ", ".join(
            f"{name} {' '.join(str(next(iter(row.values()))) for row in rows)}"
            for name, rows in added.items()
        )


class Change(_Model):
    """One change; exactly one of the fields is given."""

    close: Selection | None = Field(default=None, description="Nothing moves there.")
    open: Selection | None = Field(default=None, description="Opens what is closed or a project.")
    slow: Factor | None = Field(default=None, description="Multiplies times.")
    reprice: Factor | None = Field(default=None, description="Multiplies prices.")
    capacity: Factor | None = Field(default=None, description="Multiplies capacities.")
    dwell: Dwell | None = Field(default=None, description="Sets observed times and fees of crossings.")
    headway: Headway | None = Field(
        default=None,
        description="Sets observed headways of services; they then run by them and no longer by timetable.",
    )
    sea_level: SeaLevel | None = Field(
        default=None,
        description="Sets the level of a sea: its services lose payload, cost more a unit, or close.",
    )
    grow: Growth | None = Field(
        default=None, description="Multiplies demand between countries or places, or adds flows."
    )
    add: Rows | None = Field(default=None, description="Adds rows.")
    remove: Selection | None = Field(
        default=None,
        description="Takes links, crossings and services out, with their timetables, hours and closures.",
    )
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
        >>> Change(sea_level={"sea": "caspian", "level_m": -30.5, "dredged": {"aktau": 1.5}}).describe()
        'caspian sea at -30.5 m, aktau dredged by 1.5 m'
        >>> Change(grow={"countries": ["KZ", "TM"], "commodities": ["grain"], "factor": 2}).describe()
        'demand between KZ and TM: grain x2'
        """
        body = getattr(self, self.action)
        if isinstance(body, dict):
            return "assume " + ", ".join(f"{key} = {value:g}" for key, value in body.items())
        if isinstance(body, (Rows, SeaLevel, Growth)):
            return body.described()
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
