"""The example study answers its questions, and the studies of the how-to pages run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from landlink.study import check_study, load_study, run_study

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/middle-corridor/study.yaml"
HOW_TO = (
    "what-if-a-border-closes",
    "compare-two-corridors",
    "open-a-planned-railway",
    "meet-a-deadline",
    "hand-over-a-study",
)
DAY = 24.0


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Run the example by time and cost alone, which is quick."""
    raw = YAML(typ="safe").load(EXAMPLE)
    file = tmp_path_factory.mktemp("example") / "study.yaml"
    YAML(typ="safe").dump({**raw, "analyses": {"criteria": ["time", "cost"], "eps": 0.01}}, file)
    return run_study(load_study(file))


def runs(results: dict[str, Any], shipment: str) -> dict[str, dict[str, Any]]:
    found = next(one for one in results["shipments"] if one["id"] == shipment)
    return {run["scenario"]: run for run in found["results"]}


def corridor(run: dict[str, Any], name: str) -> dict[str, Any]:
    return next(dict(one) for one in run["corridors"] if one["label"] == name)


def fastest(run: dict[str, Any]) -> dict[str, Any]:
    return next(dict(one) for one in run["alternatives"] if "fastest" in one["labels"])


def test_the_example_has_nothing_wrong() -> None:
    assert check_study(EXAMPLE) == []


def test_the_example_names_its_schema() -> None:
    first = EXAMPLE.read_text(encoding="utf-8").splitlines()[0]
    target = first.removeprefix("# yaml-language-server: $schema=")
    assert (EXAMPLE.parent / target).resolve() == ROOT / "docs/reference/study.schema.json"


def test_every_question_has_an_answer_under_every_scenario(example: dict[str, Any]) -> None:
    without = [
        (shipment["id"], run["scenario"], run["reason_no_route"] or run["note"])
        for shipment in example["shipments"]
        for run in shipment["results"]
        if run["reason_no_route"] or run["note"]
    ]
    assert without == []


def test_corridors_go_where_their_names_say(example: dict[str, Any]) -> None:
    base = runs(example, "xian-duisburg")["base"]
    northern, middle, btk, southern, sea = (
        set(corridor(base, name)["countries"])
        for name in ("Northern", "Middle", "Middle by BTK", "Southern", "Sea")
    )
    assert {"RU", "BY", "PL"} <= northern
    assert {"KZ", "AZ", "GE"} <= middle
    assert not middle & {"RU", "IR", "TR"}
    assert {"KZ", "AZ", "GE", "TR"} <= btk
    assert not btk & {"RU", "IR"}
    assert {"IR", "TR"} <= southern
    assert "RU" not in southern
    assert "sea" in corridor(base, "Sea")["modes"]
    assert not sea & {"KZ", "RU", "IR"}


@pytest.mark.parametrize(
    ("name", "days", "usd"),
    [
        ("Northern", (12, 22), (4000, 9000)),
        ("Middle", (22, 45), (6000, 15000)),
        ("Sea", (35, 65), (2000, 7000)),
    ],
)
def test_figures_are_of_the_size_that_the_trade_knows(
    example: dict[str, Any], name: str, days: tuple[float, float], usd: tuple[float, float]
) -> None:
    one = corridor(runs(example, "xian-duisburg")["base"], name)
    assert days[0] <= one["time_h"] / DAY <= days[1]
    assert usd[0] <= one["cost_usd"] <= usd[1]


def test_a_closed_border_moves_the_northern_corridor_only(example: dict[str, Any]) -> None:
    found = runs(example, "xian-duisburg")
    base, closed = found["base"], found["poland-belarus-closed"]
    north = corridor(closed, "Northern")
    assert north["time_h"] > corridor(base, "Northern")["time_h"] + DAY
    pairs = list(zip(north["countries"], north["countries"][1:], strict=False))
    assert ("BY", "PL") not in pairs
    for name in ("Middle", "Middle by BTK", "Southern", "Sea"):
        assert corridor(closed, name)["time_h"] == corridor(base, name)["time_h"]


def test_storms_slow_what_crosses_the_caspian(example: dict[str, Any]) -> None:
    for shipment, name in (
        ("xian-duisburg", "Middle"),
        ("tashkent-istanbul", "By Turkmenbashi"),
        ("ashgabat-mersin", "By Turkmenbashi"),
    ):
        found = runs(example, shipment)
        calm, storm = (corridor(found[scenario], name)["time_h"] for scenario in ("base", "caspian-storms"))
        assert storm > calm
    found = runs(example, "xian-duisburg")
    assert corridor(found["caspian-storms"], "Northern") == corridor(found["base"], "Northern")


def test_both_crises_are_no_better_than_each(example: dict[str, Any]) -> None:
    for shipment in ("xian-duisburg", "almaty-hamburg"):
        found = runs(example, shipment)
        worst = max(fastest(found[name])["time_h"] for name in ("poland-belarus-closed", "caspian-storms"))
        assert fastest(found["north-and-caspian"])["time_h"] >= worst


def test_a_closed_canal_sends_ships_round_the_cape(example: dict[str, Any]) -> None:
    found = runs(example, "xian-duisburg")
    base, closed = (corridor(found[name], "Sea") for name in ("base", "suez-closed"))
    assert closed["distance_km"] > base["distance_km"] + 4000
    assert "EG" in base["countries"]
    assert "EG" not in closed["countries"]


def test_the_new_railway_is_cheaper_over_the_mountains(example: dict[str, Any]) -> None:
    found = runs(example, "kashgar-tashkent")
    base, opened = (
        min(one["cost_usd"] for one in found[name]["alternatives"]) for name in ("base", "cku-opened")
    )
    assert opened < base
    rail = [one for one in found["cku-opened"]["alternatives"] if "Makmal" in one["via"]]
    assert rail
    assert all("KG" in one["countries"] for one in rail)


@pytest.mark.parametrize("page", HOW_TO)
def test_studies_of_the_how_to_pages_run(page: str, tmp_path: Path) -> None:
    text = (ROOT / f"docs/how-to/{page}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        file = tmp_path / "study.yaml"
        file.write_text(block + "analyses: {criteria: [time, cost]}\n", encoding="utf-8")
        assert check_study(file) == []
        results = run_study(load_study(file))
        found = [run for shipment in results["shipments"] for run in shipment["results"]]
        assert all(run["alternatives"] and not run["note"] for run in found)


def test_a_block_train_on_the_new_railway_is_used(tmp_path: Path) -> None:
    text = (ROOT / "docs/how-to/open-a-planned-railway.md").read_text(encoding="utf-8")
    block = re.findall(r"^```yaml\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)[1]
    file = tmp_path / "study.yaml"
    file.write_text(block, encoding="utf-8")
    found = runs(run_study(load_study(file)), "kashgar-tashkent")["cku-train"]
    names = {leg["name"] for one in found["alternatives"] for leg in one["legs"]}
    assert "Kashgar - Tashkent train" in names


DEADLINE = ROOT / "examples/deadline/study.yaml"


def test_the_example_with_dates_answers_its_questions() -> None:
    assert check_study(DEADLINE) == []
    results = run_study(load_study(DEADLINE))
    riga = runs(results, "fruit-riga")
    assert {name for name, run in riga.items() if run["alternatives"]} == {"base", "slow-border"}
    assert riga["slow-border"]["dated"]["latest_ready"] < riga["base"]["dated"]["latest_ready"]
    berlin = runs(results, "fruit-berlin")["base"]
    assert "cannot be met" in berlin["reason_no_route"]
    for shipment in ("cattle-germany", "cattle-hungary"):
        legs = fastest(runs(results, shipment)["base"])["legs"]
        rests = [leg for leg in legs if leg["kind"] == "rest"]
        assert len(rests) >= 5
        assert all(leg["time_h"] >= 24 for leg in rests)


SHOCKS = ("border-closes", "caspian-falls", "storm-january", "kz-tm-doubled")


@pytest.mark.parametrize("name", SHOCKS)
def test_an_example_of_shocks_runs(name: str, tmp_path: Path) -> None:
    file = ROOT / "examples" / name / "study.yaml"
    text = file.read_text(encoding="utf-8")
    first = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert (file.parent / first).resolve() == ROOT / "docs/reference/study.schema.json"
    assert check_study(file) == []
    raw = YAML(typ="safe").load(text)
    raw["analyses"]["flows"]["gap"] = 1e-2  # coarse, which is quick
    if "sweep" in raw["analyses"]:
        raw["analyses"]["sweep"]["scenarios"] = 100
    short = tmp_path / "study.yaml"
    YAML(typ="safe").dump(raw, short)
    results = run_study(load_study(short))
    assert [one["scenario"] for one in results["flows"]] == ["base", *(one["id"] for one in raw["scenarios"])]
    _SEEN[name](results)


def _border(results: dict[str, Any]) -> None:
    rows = {row["id"]: row for row in results["flows"][1]["compare"]["crossings"]}
    assert rows["rail-brest-malaszewicze-forward"]["scenario_t_year"] == 0
    assert any(row["cause"] == "by-pl-closed" for row in results["sweep"]["causes"])


def _sea(results: dict[str, Any]) -> None:
    low, lower = results["caspian"]["levels"]
    closed = {row["service"] for row in low["services"] if row["closed"] and row["status"] == "open"}
    assert closed
    assert all("makhachkala" in service for service in closed)
    ferry = next(row for row in lower["services"] if row["service"] == "ferry-kuryk-alat-wagons")
    assert 0 < ferry["capacity_factor"] < 1
    base, asco = (_service(results["flows"][at], "ferry-turkmenbashi-alat-wagons") for at in (0, 3))
    assert asco["available_t_year"] == pytest.approx(0.63 * base["available_t_year"])


def _january(results: dict[str, Any]) -> None:
    base, january = (_service(one, "feeder-aktau-alat") for one in results["flows"])
    assert january["available_t_year"] == pytest.approx(0.68 * base["available_t_year"], rel=0.01)
    assert results["sweep"]["months"] == [1]


def _doubled(results: dict[str, Any]) -> None:
    demand = [one["flows"]["summary"]["demand_t_year"] for one in results["flows"]]
    assert demand[1] - demand[0] == pytest.approx(29_250)
    assert demand[2] - demand[0] == pytest.approx(29_250 + 762_417 + 158_333)


def _service(one: dict[str, Any], key: str) -> dict[str, Any]:
    return next(row for row in one["flows"]["services"] if row["id"] == key)


_SEEN = {
    "border-closes": _border,
    "caspian-falls": _sea,
    "storm-january": _january,
    "kz-tm-doubled": _doubled,
}
