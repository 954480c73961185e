"""Sections of a study's analyses besides its shipments: flows, dependence, criticality, sweep, Caspian."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from landlink.study.entries import Entry, Number, Whole, rule, unit

Month = Annotated[int, Field(strict=True, ge=1, le=12)]


class FlowsEntry(Entry):
    """What a year of demand does on the network, in every scenario."""

    limits: tuple[Literal["ships", "services", "terminals", "crossings", "links"], ...] = Field(
        default=("ships",),
        description="What cannot carry more than its capacity, ships or all services, trains too; the others "
        "get slower only. [] for nothing.",
    )
    gap: Number = Field(default=1e-4, gt=0, lt=1, description="Relative gap at which to stop.")
    choice: Literal["equilibrium", "logit", "path-size"] = Field(
        default="equilibrium",
        description="How ways are chosen: nobody gains by another one, or goods spread over ways by their "
        "cost (logit), with less for ways that overlap (path-size).",
    )
    theta: Number | None = Field(
        default=None, gt=0, json_schema_extra={"unit": "t/USD"},
        description="How sharply cost decides, for logit and path-size; default: the network's assumption "
        "choice_theta_t_per_usd.",
    )  # fmt: skip
    rationing: Literal["price", "queue"] = Field(
        default="price",
        description="How the places of what is full go to the goods: who pays most, or who waits longest.",
    )
    corridors: str | None = Field(
        default=None, min_length=1,
        description="Corridors of your own: a CSV file with id, name, through, without, relative to the "
        "study file.",
    )  # fmt: skip
    scenarios: tuple[str, ...] | None = Field(
        default=None, description="Scenarios to run; base always is. Default: all of the study."
    )

    @model_validator(mode="after")
    def _fits(self) -> FlowsEntry:
        if self.theta is not None and self.choice == "equilibrium":
            raise rule("no theta without choice: logit or path-size", "theta")
        return self


class DependenceEntry(Entry):
    """How much dearer and slower each country's trade gets when one thing closes."""

    closures: tuple[Literal["country", "border", "crossing", "port", "sea", "passage"], ...] = Field(
        default=("country", "sea", "passage"), min_length=1, description="What closes, one at a time."
    )
    countries: tuple[str, ...] = Field(
        default=(),
        description="Codes of the countries that trade with each other; default all of the network.",
    )
    weights: Literal["partners", "demand"] = Field(
        default="partners",
        description="How trade is weighed: every partner counts the same, or by the tonnes of the demand.",
    )
    pairs: tuple[Annotated[tuple[str, ...], Field(min_length=2, max_length=2)], ...] = Field(
        default=(), description="Pairs of countries to show by themselves, as [[UZ, DE]]."
    )

    @model_validator(mode="after")
    def _fits(self) -> DependenceEntry:
        if self.countries and self.weights == "demand":
            raise rule("no countries, as the demand says who trades with whom", "countries")
        if len(self.countries) == 1:
            raise rule("two countries or more, or none for all", "countries")
        return self


class CriticalityEntry(Entry):
    """What the trade of a year loses when one thing fails."""

    kinds: tuple[Literal["link", "node", "crossing", "service"], ...] = Field(
        default=("link", "node", "crossing", "service"), min_length=1,
        description="What fails, one at a time.",
    )  # fmt: skip
    top: Whole = Field(default=20, ge=1, description="How many of the worst failures to keep.")
    pairs: Whole = Field(default=0, ge=0, description="How many of the worst pairs of failures to find.")


class SweepEntry(Entry):
    """Years of storms, queues and closures, drawn by their rates."""

    scenarios: Whole = Field(default=10_000, ge=1, le=10_000_000, description="How many years to draw.")
    seed: Whole = Field(default=1, ge=0, description="The same seed gives the same years.")
    months: tuple[Month, ...] = Field(
        default=(), description="Months whose goods count, 1 to 12; default the whole year."
    )


class CaspianEntry(Entry):
    """What levels of the Caspian leave of its ports and services."""

    levels_m: tuple[Number, ...] = Field(
        default=(), json_schema_extra=unit("m"),
        description="Levels above the Baltic datum, below it negative; default that of the network.",
    )  # fmt: skip
    pathways: tuple[str, ...] = Field(
        default=(), description="Pathways of the level by year, as SSP2-4.5; default all of the series."
    )
    dredged: dict[str, Annotated[float, Field(ge=0)]] = Field(
        default={}, json_schema_extra=unit("m"), description="Dredging by key of a port."
    )
    series: str = Field(
        default="reference", min_length=1,
        description="Level by year: `reference`, the network's own; or a CSV file with year and level_m, "
        "maybe low_m, high_m and pathway, relative to the study file.",
    )  # fmt: skip
