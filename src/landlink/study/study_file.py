"""What a study file holds: each field defined once, with its unit, default and meaning."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from landlink.errors import LandlinkError
from landlink.network.calendars import parse_moment
from landlink.network.cargo import EQUIPMENT, Cargo
from landlink.network.changes import Change  # noqa: TC001  (pydantic looks it up)
from landlink.study.entries import Entry, Key, Number, Whole, listed, rule, unit
from landlink.study.sections import (  # noqa: TC001  (pydantic looks them up)
    CaspianEntry,
    CriticalityEntry,
    DependenceEntry,
    FlowsEntry,
    SweepEntry,
)

SECTIONS = ("flows", "dependence", "criticality", "sweep", "caspian")
"""Sections of the analyses that have results of their own, in the order in which they run."""

WRITTEN = ("report", "pdf")
"""Outputs that are written in every language."""

BASE = "base"
"""The scenario that always exists: the network as it is."""

_PORTS = {f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10)}
_DEVICES = {"CON", "PRN", "AUX", "NUL", *_PORTS}
"""Names that Windows does not give to files, whatever their ending."""


def _plain_file(name: str) -> str:
    """Keep an output inside its folder, under a name that every system can write and copy."""
    if not name or name in {".", ".."} or set(name) & set("/\\:"):
        raise rule("a plain file name without folders")
    if set(name) & set('<>"|?*') or not name.isprintable() or name[-1] in ". ":
        raise rule('a name that Windows can hold too: without < > " | ? *, not ending in a dot or space')
    if name.partition(".")[0].strip().upper() in _DEVICES:
        raise rule("another name, as Windows keeps this one for a device")
    return name


def _moment(text: str) -> str:
    """Keep text that is a date and time."""
    try:
        parse_moment(text, "UTC")
    except LandlinkError:
        raise rule("a date and time such as 2026-03-02 08:00, or with an offset +01:00") from None
    return text


Moment: TypeAlias = Annotated[str, AfterValidator(_moment)]
FileName: TypeAlias = Annotated[str, AfterValidator(_plain_file)]
Criterion: TypeAlias = Literal["time", "cost", "co2e", "variance"]


class CargoEntry(Entry):
    """What is sent."""

    kind: Literal["containers", "wagons", "trucks"] = Field(
        default="containers", description="What it travels in; it decides modes, speeds and prices."
    )
    teu: Number | None = Field(
        default=None, gt=0, json_schema_extra=unit("TEU"),
        description="Containers only: twenty-foot equivalents; 2 where neither teu nor units is given.",
    )  # fmt: skip
    units: Whole | None = Field(
        default=None, gt=0, description="Number of wagons, trucks or, in place of teu, containers; default 1."
    )
    equipment: Literal["20ft", "40ft", "wagon", "truck"] | None = Field(
        default=None,
        description="Default: 40ft for an even number of TEU, 20ft for an odd one; wagon; truck.",
    )
    tonnes: Number | None = Field(
        default=None, gt=0, json_schema_extra=unit("t"),
        description="Weight of the goods; default: the network's assumption for the equipment.",
    )  # fmt: skip
    value_usd: Number | None = Field(
        default=None, ge=0, json_schema_extra=unit("USD"),
        description="Value of the goods; it decides how much a day is worth to the balanced route.",
    )  # fmt: skip

    @model_validator(mode="after")
    def _fits(self) -> CargoEntry:
        allowed = EQUIPMENT[self.kind]
        if self.equipment is not None and self.equipment not in allowed:
            raise rule(f"{' or '.join(allowed)}, as {self.kind} travel in nothing else", "equipment")
        if self.teu is not None and self.kind != "containers":
            raise rule(f"TEU for containers only; give the number of {self.kind} as units", "teu")
        return self

    def cargo(self) -> Cargo:
        """Return the cargo of the network's vocabulary.

        Examples
        --------
        >>> CargoEntry(kind="containers", teu=4).cargo().count
        2
        """
        return Cargo(self.kind, self.teu, self.units, self.equipment or "", self.tonnes, self.value_usd)


class ScenarioEntry(Entry):
    """A named, ordered list of changes to the network."""

    id: Key = Field(description="Name by which the study refers to it: a-z, 0-9 and -.")
    title: str = Field(min_length=1, description="Name in the report.")
    description: str = Field(default="", description="What it stands for, and where its figures come from.")
    extends: Annotated[
        tuple[str, ...],
        BeforeValidator(listed, json_schema_input_type=str | list[str]),
    ] = Field(default=(), description="Scenarios whose changes come first, in order; one id or a list.")
    changes: tuple[Change, ...] = Field(default=(), description="Changes, applied in order.")


class Steering(Entry):
    """What a route must keep to."""

    via: tuple[str, ...] = Field(default=(), description="Places to go through, in order.")
    avoid: tuple[str, ...] = Field(
        default=(), description="Country codes, modes, operators, keys of services, or places."
    )
    max_transfers: Whole | None = Field(
        default=None, ge=0, description="Greatest number of transhipments and gauge changes."
    )


class CorridorEntry(Steering):
    """A named way to steer a shipment, to compare it with others."""

    name: str = Field(min_length=1, description="Name in the report.")


class ShipmentEntry(Steering):
    """One cargo from one place to another: one question of the study."""

    id: Key = Field(description="Key in the results: a-z, 0-9 and -.")
    title: str = Field(default="", description="Name in the report; default origin - destination.")
    question: str = Field(default="", description="The question that it answers, as its reader would ask it.")
    origin: str = Field(
        alias="from", min_length=1, description="Place: English or local name, key or UN/LOCODE."
    )
    destination: str = Field(alias="to", min_length=1, description="Place, likewise.")
    cargo: CargoEntry = Field(
        default=CargoEntry(), description="What is sent; default one 40-foot container."
    )
    ready: Moment | None = Field(
        default=None,
        description="When the goods are ready, in local time of the origin; the search then has dates.",
    )
    deadline: Moment | None = Field(
        default=None, description="By when they must arrive, in local time of the destination."
    )
    rules: tuple[str, ...] = Field(
        default=(), description="Rule sets of rest that routes keep to, from rest_rules (aetr)."
    )
    gauge_mm: Literal[1000, 1435, 1520, 1676] | None = Field(
        default=None, json_schema_extra=unit("mm"), description="The only track gauge that rail may use."
    )
    corridors: tuple[CorridorEntry, ...] = Field(
        default=(), description="Named corridors; the balanced route of each is shown beside the others."
    )
    scenarios: tuple[str, ...] | None = Field(
        default=None, description="Scenarios to run; base always is. Default: all of the study."
    )

    @model_validator(mode="after")
    def _has_dates(self) -> ShipmentEntry:
        for field in ("deadline", "rules"):
            if getattr(self, field) and self.ready is None:
                raise rule("ready beside it, the moment at which the goods are ready", field)
        return self


class SimulationEntry(Entry):
    """How the arrival of every route is simulated."""

    runs: Whole = Field(default=2000, ge=1, le=1_000_000, description="How often each route is run.")
    seed: Whole = Field(default=1, ge=0, description="The same seed gives the same runs.")
    storms: bool = Field(
        default=False,
        description="Whether storms close ports in the month in which a ship leaves, as the table closures "
        "says; otherwise they are part of how irregular the services are.",
    )
    month: Whole | None = Field(
        default=None, ge=1, le=12,
        description="Month in which ships leave, for shipments without a date; with storms only.",
    )  # fmt: skip

    @model_validator(mode="after")
    def _fits(self) -> SimulationEntry:
        if self.month is not None and not self.storms:
            raise rule("a month only together with `storms: true`", "month")
        return self


class Analyses(Entry):
    """How routes are searched and simulated, and what else is analysed."""

    criteria: tuple[Criterion, ...] = Field(
        default=("time", "cost", "co2e", "variance"), min_length=1,
        description="What the search trades off, one to four.",
    )  # fmt: skip
    eps: Number = Field(
        default=0.01, ge=0, lt=1,
        description="How much worse a route may be than one it stands for; 0 asks for the exact front.",
    )  # fmt: skip
    simulation: SimulationEntry | None = Field(
        default=SimulationEntry(), description="How arrivals are simulated; an empty value leaves it out."
    )
    validation: str = Field(
        default="reference", min_length=1,
        description="Published figures that the model is compared with: `reference`, the network's own "
        "table; a CSV file, relative to the study file; or `none`.",
    )  # fmt: skip
    flows: FlowsEntry | None = Field(
        default=None, description="Flows of a year of demand, in every scenario; `{}` for all defaults."
    )
    dependence: DependenceEntry | None = Field(
        default=None, description="Who depends on what: closures, and the trade that they touch."
    )
    criticality: CriticalityEntry | None = Field(
        default=None, description="Which link, place, crossing or service matters most."
    )
    sweep: SweepEntry | None = Field(
        default=None, description="How bad a year of storms, queues and closures can get."
    )
    caspian: CaspianEntry | None = Field(
        default=None, description="What a level of the Caspian leaves of its ports and services."
    )

    @property
    def sections(self) -> tuple[str, ...]:
        """Sections that are asked for, in the order in which they run.

        Examples
        --------
        >>> Analyses(sweep={}, flows={}).sections
        ('flows', 'sweep')
        """
        return tuple(name for name in SECTIONS if getattr(self, name) is not None)


def _known_languages(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Keep to languages that the report can be written in, each once."""
    from landlink.study.report.catalogue import languages as written  # noqa: PLC0415  (reads a folder)

    known = written()
    if not languages or len(set(languages)) < len(languages) or not set(languages) <= set(known):
        raise rule(f"one or more of {', '.join(known)}, each once")
    return languages


class Outputs(Entry):
    """Files that a run writes; an empty value leaves a file out."""

    folder: str = Field(default="results", min_length=1, description="Folder, relative to the study file.")
    report: FileName | None = Field(default="report.html", description="The report, one page for a browser.")
    pdf: FileName | None = Field(
        default=None, description="The report as a document for print, such as `report.pdf`."
    )
    languages: Annotated[
        tuple[str, ...],
        AfterValidator(_known_languages),
        BeforeValidator(listed, json_schema_input_type=str | list[str]),
    ] = Field(
        default=("en",),
        description="Languages of the report and its PDF: en, de, ru; one or a list. Files of all but the "
        "first carry the language in their name, as in `report.de.html`.",
    )
    excel: FileName | None = Field(
        default="results.xlsx", description="An Excel workbook: a sheet for each question, with formulas."
    )
    table: FileName | None = Field(default="routes.csv", description="A row for each route.")
    json_: FileName | None = Field(
        default="results.json", alias="json", description="Everything, for programs."
    )
    geojson: FileName | None = Field(default="routes.geojson", description="Every leg as a line, for maps.")
    geopackage: FileName | None = Field(
        default=None,
        description="Routes, places and flows as layers for QGIS, such as `results.gpkg`.",
    )
    flows: FileName | None = Field(
        default=None, description="A row for each link and scenario, such as `flows.csv`."
    )
    flow_lines: FileName | None = Field(
        default=None, description="Flows of links as lines for maps, such as `flows.geojson`."
    )
    corridors: FileName | None = Field(
        default=None, description="A row for each corridor and scenario, such as `corridors.csv`."
    )
    dependence: FileName | None = Field(
        default=None, description="A row for each country and closure, such as `dependence.csv`."
    )
    criticality: FileName | None = Field(
        default=None, description="A row for each failure, such as `criticality.csv`."
    )
    sweep: FileName | None = Field(
        default=None, description="A row for each cause, country and commodity, such as `sweep.csv`."
    )
    caspian: FileName | None = Field(
        default=None, description="A row for each service and level, such as `caspian.csv`."
    )

    def names(self) -> dict[str, str]:
        """Return the name of each file that is to be written, by field.

        Examples
        --------
        >>> Outputs(table=None, excel=None).names()
        {'report': 'report.html', 'json': 'results.json', 'geojson': 'routes.geojson'}
        >>> Outputs(table=None, languages=("de", "ru")).names()["report.ru"]
        'report.ru.html'
        """
        held = self.model_dump(by_alias=True, exclude={"folder", "languages"})
        names: dict[str, str] = {}
        for field, name in held.items():
            if name is not None:
                names[field] = name
                for language in self.languages[1:] if field in WRITTEN else ():
                    names[f"{field}.{language}"] = self.reports(field)[language]
        return names

    def reports(self, field: str) -> dict[str, str]:
        """Return the files of the report by language; the first language has the plain name.

        Examples
        --------
        >>> Outputs(pdf="report.pdf", languages=("en", "de")).reports("pdf")
        {'en': 'report.pdf', 'de': 'report.de.pdf'}
        """
        name = getattr(self, field) or ""
        stem, dot, suffix = name.rpartition(".") if "." in name else (name, "", "")
        first, *others = self.languages
        return {first: name, **{language: f"{stem}.{language}{dot}{suffix}" for language in others}}


class OwnTexts(Entry):
    """Texts of one scenario or shipment in another language; what is left out stays as written."""

    title: str | None = Field(default=None, description="Its title.")
    description: str | None = Field(default=None, description="Its description, of a scenario.")
    question: str | None = Field(default=None, description="Its question, of a shipment.")


class Translation(Entry):
    """The study's own texts in another language; what is left out stays as written."""

    title: str | None = Field(default=None, description="Title of the report.")
    description: str | None = Field(default=None, description="What the study is for.")
    scenarios: dict[str, OwnTexts] = Field(default_factory=dict, description="Texts of scenarios, by id.")
    shipments: dict[str, OwnTexts] = Field(default_factory=dict, description="Texts of shipments, by id.")
    corridors: dict[str, str] = Field(default_factory=dict, description="Names of corridors, by name.")


class StudyFile(Entry):
    """A study: a network, scenarios, shipments, and what to make of them."""

    title: str = Field(min_length=1, description="Title of the report.")
    description: str = Field(default="", description="What the study is for, in a few sentences.")
    network: str = Field(
        default="reference", min_length=1,
        description="`reference`, or a network in any format (folder, .xlsx, .gpkg ...), relative to "
        "the study file.",
    )  # fmt: skip
    assumptions: dict[str, Number] = Field(
        default_factory=dict, description="Other values for assumptions of the network, by key."
    )
    scenarios: tuple[ScenarioEntry, ...] = Field(
        default=(), description="Scenarios besides `base`, the network as it is today."
    )
    demand: str = Field(
        default="reference", min_length=1,
        description="Demand of a year: `reference`, the table of the network; a file (.csv, .xlsx, .omx) "
        "relative to the study file; or `none`.",
    )  # fmt: skip
    shipments: tuple[ShipmentEntry, ...] = Field(
        default=(),
        description="The questions about one cargo; not needed where another analysis is asked for.",
    )
    analyses: Analyses = Field(
        default=Analyses(), description="How routes are searched and simulated, and what else is analysed."
    )
    outputs: Outputs = Field(default=Outputs(), description="Files that a run writes.")
    translations: dict[str, Translation] = Field(
        default_factory=dict,
        description="The study's own texts in other languages of its report, by language.",
    )

    @model_validator(mode="after")
    def _asks_something(self) -> StudyFile:
        if not self.shipments and not self.analyses.sections:
            raise rule(f"a shipment, or one of {', '.join(SECTIONS)} in analyses", "shipments")
        return self

    def files(self) -> dict[str, str]:
        """Return the name of each file that a run writes, by field of the outputs.

        Tables and lines of routes are left out of a study without shipments.

        Examples
        --------
        >>> sorted(StudyFile(title="T", analyses={"sweep": {}}).files())
        ['excel', 'json', 'report']
        """
        names = self.outputs.names()
        if self.shipments:
            return names
        return {field: name for field, name in names.items() if field not in ("table", "geojson")}

    def changes(self, scenario: str) -> tuple[Change, ...]:
        """Return the changes of a scenario, those that it extends first.

        Examples
        --------
        >>> shut = {"close": {"modes": ["ferry"]}}
        >>> held = [{"id": "a", "title": "A", "changes": [shut]}, {"id": "b", "title": "B", "extends": "a"}]
        >>> shipment = {"id": "s", "from": "Osh", "to": "Aktau"}
        >>> study = StudyFile(title="T", scenarios=held, shipments=[shipment])
        >>> [change.describe() for change in study.changes("b")]
        ['close modes ferry']
        """
        return tuple(change for _, change in self.placed_changes(scenario))

    def placed_changes(self, scenario: str) -> tuple[tuple[tuple[str | int, ...], Change], ...]:
        """Return the changes of a scenario, each with its path in the file.

        Examples
        --------
        >>> held = [{"id": "a", "title": "A", "changes": [{"close": {"modes": ["ferry"]}}]}]
        >>> shipment = {"id": "s", "from": "Osh", "to": "Aktau"}
        >>> study = StudyFile(title="T", scenarios=held, shipments=[shipment])
        >>> study.placed_changes("a")[0][0]
        ('scenarios', 0, 'changes', 0)
        """
        if scenario == BASE:
            return ()
        number, entry = next((n, one) for n, one in enumerate(self.scenarios) if one.id == scenario)
        first = [placed for name in entry.extends for placed in self.placed_changes(name)]
        own = [(("scenarios", number, "changes", place), one) for place, one in enumerate(entry.changes)]
        return (*first, *own)
