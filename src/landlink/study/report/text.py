"""Every word the report shows, by language.

A language is a dictionary with the same keys as ``"en"``.  Values may hold ``{names}`` to fill
in and the HTML elements ``<b>`` and ``<i>``; whatever is filled in is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from landlink.study.report.numbers import Numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

TEXT: dict[str, dict[str, str]] = {
    "en": {
        "list_and": "{first} and {last}",
        "list_comma": ", ",
        # header
        "kicker": "Corridor study",
        "prepared": "Prepared",
        "prices": "Prices of",
        "version": "landlink",
        "study_file": "Study file",
        "network": "Network",
        "network_size": "{nodes} places, {links} links, {crossings} border crossings, {services} services "
        "in {countries} countries",
        "skip": "Skip to the answers",
        "incomplete": "This run was interrupted: only {done} of {total} searches were finished.",
        "print": "Print",
        "open_all": "Open all details",
        "close_all": "Close all details",
        "contents": "Contents",
        "lead_quality": "{share} of the network's rows rest on unverified data; each route says how "
        "much of its own time does.",
        # at a glance
        "answers": "The answers",
        "question_n": "Question {n}",
        "question_default": "How does freight best get from {origin} to {destination}?",
        "fastest": "Fastest",
        "cheapest": "Cheapest",
        "cleanest": "Least CO₂e",
        "days": "days",
        "usd": "USD",
        "kg": "kg CO₂e",
        "see_question": "Map, routes and scenarios",
        "no_route": "No route",
        "no_route_because": "No route: {reason}",
        "reason_unknown": "nothing in the network connects the two places for this cargo.",
        # sentences
        "s_one": "Between {origin} and {destination} one route was found: {days} days, about {usd} USD and "
        "{kg} kg CO₂e{by}.",
        "s_one_named": "Between {origin} and {destination} one route was found, <b>{label}</b>: {days} days, "
        "about {usd} USD and {kg} kg CO₂e{by}.",
        "s_first": "Between {origin} and {destination} the <b>{best}</b> route takes {days} days for about "
        "{usd} USD{by}.",
        "s_first_named": "Between {origin} and {destination} <b>{label}</b> is the {best}: {days} days for "
        "about {usd} USD{by}.",
        "s_cheaper": "The <b>{best}</b> route costs about {usd} USD, {percent} less, but takes {days} days "
        "longer{by}.",
        "s_cheaper_named": "<b>{label}</b> is the {best}: about {usd} USD, {percent} less, but {days} days "
        "longer.",
        "s_cleaner": "The <b>{best}</b> route emits {kg} kg CO₂e, {percent} less than the fastest{by}.",
        "s_cleaner_named": "<b>{label}</b> is the {best}: {kg} kg CO₂e, {percent} less than the fastest.",
        "s_none": "Between {origin} and {destination} there is no route: {reason}",
        "s_by": ", by way of {via}",
        "best_fast": "fastest",
        "best_cheap": "cheapest",
        "best_clean": "cleanest",
        "route_of": "the {label} route",
        "by_short": "by {via}",
        "s_corridors": "By corridor: {list}.",
        "s_corridor": "<b>{label}</b> {days} days, about {usd} USD",
        "s_nothing": "<b>{scenario}</b>: no change here.",
        "s_cut": "<b>{scenario}</b>: no route is left. {reason}",
        "s_appears": "<b>{scenario}</b>: a route where there was none, {days} days, about {usd} USD.",
        "s_same_fast": "<b>{scenario}</b>: the fastest route stays as it is{others}.",
        "s_others": ", but {list}",
        "s_other_slower": "{label} takes {days} days longer",
        "s_other_faster": "{label} takes {days} days less",
        "s_other_dearer": "{label} costs {usd} USD more",
        "s_other_cheaper": "{label} costs {usd} USD less",
        "s_other_cleaner": "{label} emits {kg} kg CO₂e less",
        "s_other_dirtier": "{label} emits {kg} kg CO₂e more",
        "s_other_gone": "{label} is cut",
        "s_also": " Also: {list}.",
        "s_same_label": "<b>{scenario}</b>: the fastest route then takes {total} days ({days}) and costs "
        "about {price} USD ({usd}){by}.{also}",
        "s_new_fast": "<b>{scenario}</b>: {label} becomes the fastest at {total} days ({days}) and about "
        "{price} USD ({usd}).{also}",
        "s_cut_fast": "<b>{scenario}</b>: {other} is cut; {label} becomes the fastest at {total} days "
        "({days}) and about {price} USD ({usd}).{also}",
        # question section
        "cargo_containers": "{units} x {equipment} container ({teu} TEU), {tonnes} t",
        "cargo_other": "{kind}, {tonnes} t",
        "cargo_value": "worth {value} USD",
        "map_title": "Routes from {origin} to {destination}",
        "map_desc": "Map of {n} routes in scenario {scenario}; the table below holds the same facts.",
        "map_help": "Drag to move; use + and − or Ctrl and the wheel to zoom. Select a route with Tab, then "
        "step along its legs with the arrow keys.",
        "map_no_geometry": "The routes carry no geometry, so there is no map.",
        "zoom_in": "Zoom in",
        "zoom_out": "Zoom out",
        "zoom_reset": "Show all",
        "scenario": "Scenario",
        "show_routes": "Routes shown",
        "legend_rail": "rail",
        "legend_road": "road",
        "legend_ferry": "ferry or sea",
        "legend_border": "border crossed",
        "boundary_note": "Boundaries and names on the map imply no endorsement or recognition; dotted lines "
        "are boundaries whose status is unsettled. Worldview setting: {worldview}.",
        "worldview_un-like": "un-like (close to the United Nations' maps)",
        "overview": "Where the routes run",
        "overview_text": "All routes listed for “{scenario}” on one map. The thicker the line, the more of "
        "the {n} routes use that stretch.",
        "routes_title": "Routes compared",
        "routes_caption": "Routes from {origin} to {destination}, scenario {scenario}. Best value of a "
        "column in bold.",
        "col_route": "Route",
        "col_via": "By way of",
        "col_days": "Days",
        "col_range": "In 6 of 10 cases",
        "col_usd": "USD",
        "col_kg": "kg CO₂e",
        "col_km": "km",
        "col_countries": "Countries crossed",
        "col_unverified": "Unverified",
        "range": "{low} to {high}",
        "range_alt": "20th to 80th percentile: {low} to {high} days, mean {mean}",
        "n_countries": "{n} countries",
        "one_country": "1 country",
        # charts
        "charts_title": "Time against cost, and where both go",
        "pareto_title": "Time against cost",
        "pareto_text": "Letters are the routes of the table, with bars from the 20th to the 80th percentile "
        "of time. Small dots are further efficient trade-offs; a stronger colour means more CO₂e.",
        "pareto_some": "{shown} of {all} trade-offs drawn.",
        "axis_days": "Days door to door",
        "axis_usd": "USD",
        "time_title": "Where the days go",
        "cost_title": "Where the dollars go",
        "chart_alt_pareto": "Scatter of {n} routes by days and USD; the table holds the same figures.",
        "chart_alt_time": "Stacked bars: days of each route by kind of operation.",
        "chart_alt_cost": "Stacked bars: USD of each route by kind of operation.",
        "kind_move": "moving",
        "kind_border": "borders",
        "kind_transfer": "transfers",
        "kind_wait": "waiting",
        "kind_handling": "loading, unloading",
        "mark_point": "{days} days, {usd} USD, {kg} kg CO₂e",
        "mark_named": "{label}: {days} days, {usd} USD, {kg} kg CO₂e",
        "mark_bar_days": "{label}, {kind}: {value} days",
        "mark_bar_usd": "{label}, {kind}: {value} USD",
        # scenarios
        "compare_same": "No change under {list}.",
        "compare_title": "What the scenarios change",
        "compare_caption": "Change against “{base}” for each route of {origin} to {destination}.",
        "compare_route": "Route, rerouting",
        "same_route": "same route",
        "now_via": "now by way of {via}",
        "no_longer_via": "no longer by {via}",
        "new_countries": "enters {countries}",
        "left_countries": "leaves out {countries}",
        "other_way": "another way through the same places",
        "not_listed": "not listed in this scenario",
        "only_here": "only in this scenario",
        "unchanged": "no change",
        "same_figures": "same figures",
        "scenarios": "Scenarios",
        "scenario_base": "Base, against which the others are compared.",
        # details
        "details_routes": "Legs of every route, {scenario}",
        "details_scenario": "Routes and charts under “{scenario}”",
        "legs_summary": "{label}: {n} legs",
        "legs_elsewhere": "Legs are listed for routes that take another way than before; where only times or "
        "prices change, the way is as listed above.",
        "legs_caption": "Legs of {label}, scenario {scenario}, in order of travel",
        "col_leg": "Leg",
        "col_what": "What happens",
        "col_hours": "Hours",
        "col_sources": "Sources",
        "col_quality": "Quality",
        "total": "Total",
        "op_load": "loading",
        "op_wait": "waiting",
        "op_move": "move",
        "op_border": "border",
        "op_gauge_change": "gauge change",
        "op_transhipment": "transhipment",
        "op_unload": "unloading",
        "mode_rail": "rail",
        "mode_road": "road",
        "mode_ferry": "ferry",
        "mode_sea": "sea",
        "mode_inland waterway": "inland waterway",
        "tip_move": "{start} → {end}: {mode}{name}, {km} km, {hours} h (± {sd}), {usd} USD",
        "tip_border": "Border {name}: {hours} h (± {sd}), {usd} USD",
        "timeline_alt": "Hours in order of travel: {list}",
        # assumptions, sources, method
        "assumptions": "Assumptions",
        "assumptions_text": "Values behind the results that are not rows of the network. Those marked as "
        "changed were set by this study.",
        "col_key": "Assumption",
        "col_value": "Value",
        "col_unit": "Unit",
        "col_source": "Source",
        "overridden": "changed by this study",
        "sources": "Sources",
        "col_title": "Title",
        "col_year": "Year",
        "col_used": "Key",
        "quality_title": "How well the data is known",
        "quality_text": "Each row of the network carries one of four marks.",
        "quality_measured": "measured",
        "quality_published": "published",
        "quality_derived": "derived",
        "quality_unverified": "unverified",
        "quality_measured_text": "observed directly: track geometry, vessel positions, timed events",
        "quality_published_text": "stated by an operator, authority or official statistic",
        "quality_derived_text": "computed from measured or published values by a stated rule",
        "quality_unverified_text": "plausible, but not confirmed by a second source",
        "quality_rows": "{n} rows ({share})",
        "method": "How this was made",
        "method_cover": "Searches keep a cover of the exact front: for every possible trade-off one was "
        "found that is at most {eps} worse by any criterion. Each chart states what holds for it.",
        "method_exact": "The list of efficient trade-offs is complete (exact).",
        "method_unverified": "“Unverified” is the share of a route's time that rests on rows marked "
        "unverified.",
        "method_range": "“In 6 of 10 cases” runs from the 20th to the 80th percentile of door-to-door time.",
        "method_same": "The same study file and network give the same figures; closures and delays are "
        "computed for all countries by the same rule.",
        "method_basemap": "Basemap: {attribution}. Equal-area projection; worldview setting: {worldview}.",
        "colophon": "Made with landlink {version} from {file}{hash}.",
        "colophon_hash": ", hash {hash}",
    }
}

LABELS: dict[str, dict[str, str]] = {
    "en": {
        "fastest": "Fastest",
        "cheapest": "Cheapest",
        "cleanest": "Cleanest",
        "most reliable": "Most reliable",
        "balanced": "Balanced",
    }
}

COUNTRIES: dict[str, dict[str, str]] = {
    "en": {
        "AE": "United Arab Emirates", "AF": "Afghanistan", "AL": "Albania", "AM": "Armenia",
        "AT": "Austria", "AZ": "Azerbaijan", "BA": "Bosnia and Herzegovina", "BE": "Belgium",
        "BG": "Bulgaria", "BH": "Bahrain", "BY": "Belarus", "CH": "Switzerland", "CN": "China",
        "CY": "Cyprus", "CZ": "Czechia", "DE": "Germany", "DJ": "Djibouti", "DK": "Denmark",
        "EE": "Estonia", "EG": "Egypt", "ES": "Spain", "FI": "Finland", "FR": "France",
        "GB": "United Kingdom", "GE": "Georgia", "GR": "Greece", "HR": "Croatia", "HU": "Hungary",
        "IE": "Ireland", "IL": "Israel", "IN": "India", "IQ": "Iraq", "IR": "Iran", "IT": "Italy",
        "JO": "Jordan", "JP": "Japan", "KG": "Kyrgyzstan", "KR": "Republic of Korea",
        "KW": "Kuwait", "KZ": "Kazakhstan", "LB": "Lebanon", "LK": "Sri Lanka", "LT": "Lithuania",
        "LU": "Luxembourg", "LV": "Latvia", "MA": "Morocco", "MD": "Moldova", "ME": "Montenegro",
        "MK": "North Macedonia", "MM": "Myanmar", "MN": "Mongolia", "MT": "Malta",
        "MY": "Malaysia", "NL": "Netherlands", "NO": "Norway", "OM": "Oman", "PK": "Pakistan",
        "PL": "Poland", "PT": "Portugal", "QA": "Qatar", "RO": "Romania", "RS": "Serbia",
        "RU": "Russia", "SA": "Saudi Arabia", "SE": "Sweden", "SG": "Singapore", "SI": "Slovenia",
        "SK": "Slovakia", "SY": "Syria", "TH": "Thailand", "TJ": "Tajikistan",
        "TM": "Turkmenistan", "TR": "Türkiye", "UA": "Ukraine", "UZ": "Uzbekistan",
        "VN": "Viet Nam", "YE": "Yemen", "ZA": "South Africa",
    }
}  # fmt: skip

NUMBERS: dict[str, Numbers] = {"en": Numbers(thousands=",", decimal=".")}


@dataclass(frozen=True)
class Words:
    """The words and number style of one language.

    Examples
    --------
    >>> words = Words.of("en")
    >>> words("question_n", n=2), words.label("fastest"), words.country("TR")
    ('Question 2', 'Fastest', 'Türkiye')
    >>> str(words.html("s_nothing", scenario="<Today>"))
    '<b>&lt;Today&gt;</b>: no change here.'
    """

    language: str
    table: dict[str, str]
    num: Numbers

    @classmethod
    def of(cls, language: str) -> Words:
        """Return the words of a language."""
        if language not in TEXT:
            known = ", ".join(sorted(TEXT))
            raise ValueError(f"no report text in language {language!r}; there is: {known}")
        return cls(language, TEXT[language], NUMBERS[language])

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its names filled in, as plain text."""
        return self.table[key].format(**values)

    def html(self, key: str, **values: object) -> Markup:
        """Return a text as HTML, escaping what is filled in."""
        from markupsafe import Markup  # noqa: PLC0415 - heavy imports are lazy

        return Markup(self.table[key]).format(**values)  # noqa: S704 - our own text; values are escaped

    def known(self, prefix: str, key: str) -> str:
        """Return the text of a code, or the code itself where it is new."""
        return self.table.get(f"{prefix}_{key}", key.replace("_", " "))

    def label(self, label: str) -> str:
        """Return a route's label as a title."""
        return LABELS[self.language].get(label, label)

    def criterion(self, label: str) -> bool:
        """Tell whether a label names what a route is best at, rather than the route."""
        return label in LABELS[self.language]

    def country(self, code: str) -> str:
        """Return a country's name, or its code where it has none here."""
        return COUNTRIES[self.language].get(code, code)

    def series(self, items: Iterable[Any]) -> str:
        """Join words with commas and a last "and"."""
        words = [str(item) for item in items]
        if len(words) < 2:
            return "".join(words)
        comma = self.table["list_comma"]
        return self("list_and", first=comma.join(words[:-1]), last=words[-1])
