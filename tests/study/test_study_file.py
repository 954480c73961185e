"""What a study file may hold, and what is said of one that does not."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from landlink.errors import LandlinkError
from landlink.network.changes import Change
from landlink.study import StudyError, check_study, json_schema, load_study, study_reference, study_template
from landlink.study.positions import read_yaml
from landlink.study.schema import SECTIONS, with_reference
from landlink.study.study_file import StudyFile

DOCS = Path(__file__).parents[2] / "docs"

ONE = "  - {id: one, from: Almaty, to: Aktau}\n"
SHIPMENTS = f"shipments:\n{ONE}"


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said_of(text: str | bytes) -> list[str]:
    Path("study.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
    return [str(problem).removeprefix("study.yaml:") for problem in check_study("study.yaml")]


ASKED = "expected a shipment, or one of flows, dependence, criticality, sweep, caspian in analyses"
FIELDS = (
    "expected one of title, description, network, assumptions, scenarios, demand, shipments, analyses, "
    "outputs, translations"
)

UNREADABLE: dict[str, tuple[str | bytes, str]] = {
    "nothing": (
        "",
        "1:1: the file is empty; expected a study; start from the output of `landlink study init`",
    ),
    "only a comment": (
        "# soon\n",
        "1:1: the file is empty; expected a study; start from the output of `landlink study init`",
    ),
    "not UTF-8": (
        "title: Қ\ndescription: Ж".encode() + b"\xff",
        "2:15: the byte 0xff is not UTF-8; expected UTF-8 text; save the file as UTF-8",
    ),
    "a control character": (
        "title: a\x07\n",
        r"1:9: a character that YAML does not allow ('\x07'); expected printable text; take it out",
    ),
    "a tab": (
        "title: a\nshipments:\n\t- one\n",
        (
            r"3:1: not YAML: found character '\t' that cannot start any token; expected spaces; "
            "YAML indents with spaces, never with tabs"
        ),
    ),
    "a colon in a text": (
        "title: Almaty: Aktau\n",
        (
            "1:14: not YAML: mapping values are not allowed here; expected one 'key: value' a line; "
            "put quotes around a text that holds a colon, or mend the indent"
        ),
    ),
    "an open bracket": (
        "shipments: [1, 2\ntitle: a\n",
        (
            "2:6: not YAML: expected ',' or ']', but got ':' (while parsing a flow sequence begun at "
            "1:12); expected YAML; mend the indent, brackets or quotes here"
        ),
    ),
    "an open quote": (
        "title: 'a\n",
        (
            "2:1: not YAML: found unexpected end of stream (while scanning a quoted scalar begun at "
            "1:8); expected a closing quote; close the quotes"
        ),
    ),
    "two documents": (
        "title: a\n---\ntitle: b\n",
        (
            "2:1: not YAML: expected a single document in the stream but found another document; "
            "expected one study in the file; take the line --- out"
        ),
    ),
    "an unknown alias": (
        "title: *a\n",
        (
            "1:8: not YAML: found undefined alias 'a'; expected the name of an anchor; put quotes "
            "around a text that begins with *"
        ),
    ),
    "a tag": (
        "title: !!python/name:os.system a\n",
        "1:8: a YAML tag; expected plain values; take the tag !!python/name:os.system out",
    ),
    "an alias of itself": (
        "title: &a [*a]\n",
        (
            "1:8: an alias holds itself, or the file has more than 200,000 values; expected a study; "
            "write the values out"
        ),
    ),
    "a key twice": (
        f"title: a\n{SHIPMENTS}title: b\n",
        (
            "4:1: the key 'title' stands here a second time; expected it once (it is at 1:1); "
            "keep one of the two"
        ),
    ),
    "a list": (
        "- title: a\n",
        (
            f"1:1: the study is a list; {FIELDS.replace('one of', 'a mapping with')}; "
            "write 'key: value' lines below it, indented by two spaces more"
        ),
    ),
}


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_cannot_be_read_says_where(case: str) -> None:
    text, message = UNREADABLE[case]
    assert said_of(text) == [message]


@pytest.mark.usefixtures("in_folder")
def test_a_billion_laughs_are_not_laughed() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    (message,) = said_of("\n".join(lines))
    assert "more than 200,000 values" in message


@pytest.mark.usefixtures("in_folder")
def test_lists_in_lists_in_lists_are_refused() -> None:
    (message,) = said_of("title: " + 5000 * "[" + 5000 * "]")
    assert "stand in each other hundreds of times" in message


@pytest.mark.usefixtures("in_folder")
def test_a_file_that_is_not_there() -> None:
    (message,) = [str(problem) for problem in check_study("absent.yaml")]
    expected = "expected a study file; `landlink study init` writes one"
    assert message == f"absent.yaml: there is no such file; {expected}"


WINDOWS = 'a name that Windows can hold too: without < > " | ? *, not ending in a dot or space'


def wrong(*lines: str) -> str:
    return "\n".join(["title: A", *lines, ""])


WRONG: dict[str, tuple[str, list[str]]] = {
    "a field misspelt": (
        f"titel: A\n{SHIPMENTS}",
        [f"1:1: unknown field 'titel'; {FIELDS}; did you mean 'title'?"],
    ),
    "nothing asked": (
        "title: A\n",
        ["1:1: shipments is empty; " + ASKED],
    ),
    "an empty list": (
        "title: A\nshipments: []\n",
        ["2:12: shipments is empty; " + ASKED],
    ),
    "a value left out": (
        f"title:\n{SHIPMENTS}",
        ["1:1: title is empty; expected text: title of the report"],
    ),
    "a number for a text": (
        f"title: 2025\n{SHIPMENTS}",
        ["1:8: title is 2025; expected text: title of the report; put it in quotes: '2025'"],
    ),
    "a unit beside a number": (
        wrong("shipments:", "  - id: a", "    from: Almaty", "    to: Osh", "    cargo:", "      teu: 2 TEU"),
        [
            ("7:12: teu is '2 TEU'; expected a number in TEU; "
            "write digits only, without unit, quotes or thousands separators")
        ],
    ),
    "a part of a wagon": (
        wrong("shipments:", "  - {id: one, from: Almaty, to: Aktau, cargo: {kind: wagons, units: 1.5}}"),
        ["3:69: units is 1.5; expected a whole number"],
    ),
    "TEU of trucks": (
        wrong("shipments:", "  - {id: one, from: Almaty, to: Aktau, cargo: {kind: trucks, teu: 2}}"),
        [
            ("3:67: teu is 2; "
            "expected TEU for containers only; give the number of trucks as units")
        ],
    ),
    "a wagon as equipment of trucks": (
        wrong("shipments:", "  - {id: one, from: Almaty, to: Osh, cargo: {kind: trucks, equipment: wagon}}"),
        ["3:71: equipment is 'wagon'; expected truck, as trucks travel in nothing else"],
    ),
    "no such kind": (
        wrong("shipments:", "  - {id: one, from: Almaty, to: Aktau, cargo: {kind: container}}"),
        [
            ("3:54: kind is 'container'; expected 'containers', 'wagons' or 'trucks'; "
            "did you mean 'containers'?")
        ],
    ),
    "a gauge in quotes": (
        wrong("shipments:", "  - {id: one, from: Almaty, to: Aktau, gauge_mm: '1520'}"),
        ["3:50: gauge_mm is '1520'; expected 1000, 1435, 1520 or 1676; write 1520 without quotes"],
    ),
    "one place where a list belongs": (
        wrong("shipments:", "  - {id: one, from: Almaty, to: Aktau, via: Beyneu}"),
        [
            ("3:45: via is 'Beyneu'; expected a list: places to go through, in order; "
            "write [Beyneu]")
        ],
    ),
    "an id with a space": (
        wrong("shipments:", "  - {id: My One, from: Almaty, to: Aktau}"),
        [
            ("3:10: id is 'My One'; expected only a-z, 0-9 and -, a letter or digit first; "
            "write my-one")
        ],
    ),
    "a number as a key": (
        wrong("assumptions: {3: 4}", "shipments:", ONE.rstrip()),
        ["2:15: the key 3; expected a name before the colon"],
    ),
    "no number at all": (
        wrong("assumptions: {payload_t_per_teu: .nan}", "shipments:", ONE.rstrip()),
        ["2:34: payload_t_per_teu is nan; expected a number that is finite"],
    ),
    "eps of one": (
        wrong("analyses: {eps: 1}", "shipments:", ONE.rstrip()),
        ["2:17: eps is 1; expected a number below 1"],
    ),
    "no such criterion": (
        wrong("analyses: {criteria: [time, prise]}", "shipments:", ONE.rstrip()),
        ["2:29: criteria[1] is 'prise'; expected 'time', 'cost', 'co2e' or 'variance'"],
    ),
    "a criterion twice": (
        wrong("analyses: {criteria: [time, time]}", "shipments:", ONE.rstrip()),
        ["2:29: criteria 'time' stands here a second time; expected each once (it is at 2:23)"],
    ),
    "a way out of the folder": (
        wrong("outputs: {report: ../report.html}", "shipments:", ONE.rstrip()),
        ["2:19: report is '../report.html'; expected a plain file name without folders"],
    ),
    "one name for two files": (
        wrong("outputs: {report: a.html, json: a.html}", "shipments:", ONE.rstrip()),
        ["2:33: the file 'a.html' is taken; expected another name"],
    ),
    "one name but for capitals": (
        wrong("outputs: {report: a.html, json: A.HTML}", "shipments:", ONE.rstrip()),
        ["2:33: the file 'A.HTML' is taken; expected another name"],
    ),
    "a name that Windows cannot hold": (
        wrong("outputs: {report: 'what?.html'}", "shipments:", ONE.rstrip()),
        [f"2:19: report is 'what?.html'; expected {WINDOWS}"],
    ),
    "a device": (
        wrong("outputs: {report: Con.html}", "shipments:", ONE.rstrip()),
        ["2:19: report is 'Con.html'; expected another name, as Windows keeps this one for a device"],
    ),
    "a file that its program does not open": (
        wrong("outputs: {pdf: report.docx}", "shipments:", ONE.rstrip()),
        ["2:16: pdf is 'report.docx'; expected a name that ends in .pdf"],
    ),
    "a change of two kinds": (
        wrong(
            "scenarios:", "  - id: a", "    title: A", "    changes:",
            "      - close: {modes: [sea]}", "        open: {modes: [sea]}", "shipments:", ONE.rstrip(),
        ),
        [
            ("6:9: changes[0] has close and open; a change is exactly one of close, open, slow, "
            "reprice, capacity, dwell, headway, sea_level, grow, add, remove, assume")
        ],
    ),
    "a border of one country": (
        wrong("scenarios: [{id: a, title: A, changes: [{close: {border: [PL]}}]}]", SHIPMENTS.rstrip()),
        [
            ("2:58: border has one entry; "
            "expected 2: two countries: every crossing between them, in both directions")
        ],
    ),
    "a factor below zero": (
        wrong("scenarios: [{id: a, title: A, changes: [{slow: {factor: -1}}]}]", SHIPMENTS.rstrip()),
        ["2:57: factor is -1; expected a number above 0"],
    ),
}  # fmt: skip


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_field_is_shown_with_its_mend(case: str) -> None:
    text, messages = WRONG[case]
    assert said_of(text) == messages


REFERS = """\
title: A
assumptions: {payload_t_per_tue: 12}
scenarios:
  - {id: base, title: B}
  - {id: north, title: N, extends: south}
  - {id: south, title: S, extends: [north]}
  - {id: south, title: S, extends: est}
shipments:
  - id: one
    from: Aktauu
    to: Zzzzzzzzz
    avoid: [RU, qqqqqqqq]
    via: [Alatt]
    scenarios: [base, nort]
    corridors:
      - {name: x, via: [Poti, Potiy]}
      - {name: x, avoid: [Beyneuu]}
  - id: one
    from: Aktau
    to: KZAAU
"""


@pytest.mark.usefixtures("in_folder")
def test_every_unknown_name_is_shown_where_it_stands() -> None:
    words = "expected a country code, a mode, an operator, a service or a place"
    place = "expected a place of the network"
    known = "expected base, north or south"
    assert said_of(REFERS) == [
        (
            "2:15: no assumption 'payload_t_per_tue'; expected an assumption of the network; "
            "did you mean 'payload_t_per_teu'?"
        ),
        "4:10: the id 'base' is taken; expected another id, as base is the network as it is",
        (
            "6:37: 'south' extends itself through 'north'; "
            "expected scenarios that do not lead back to it; take one out"
        ),
        "7:10: id 'south' stands here a second time; expected each once (it is at 6:10)",
        f"7:36: no scenario 'est'; {known}; add it to scenarios",
        f"10:11: no place called 'Aktauu'; {place}; did you mean Aktau?",
        f"11:9: no place called 'Zzzzzzzzz'; {place}; see `landlink network show nodes`",
        f"12:17: cannot avoid 'qqqqqqqq'; {words}",
        f"13:11: no place called 'Alatt'; {place}; did you mean Alat (Baku port)?",
        f"14:23: no scenario 'nort'; {known}; did you mean 'north'?",
        f"16:31: no place called 'Potiy'; {place}; did you mean Poti?",
        "17:16: name 'x' stands here a second time; expected each once (it is at 16:16)",
        f"17:27: cannot avoid 'Beyneuu'; {words}; did you mean Beyneu?",
        "18:9: id 'one' stands here a second time; expected each once (it is at 9:9)",
        "20:9: origin and destination are both Aktau; expected two places",
    ]


CHANGES = """\
title: A
scenarios:
  - id: a
    title: A
    changes:
      - close: {links: [rail-x]}
      - close: {border: [PL, KZ]}
      - open: {projects: [ckuu]}
      - close: {modes: [sea], links: [rail-dostyk-alashankou]}
      - dwell: {countries: [KZ], mean_h: 3}
      - headway: {services: [feeder-aktau], headway_h: 3}
      - assume: {price_yaer: 3}
      - add:
          nodes:
            - {id: new, name: New, country: KZ, kind: seaport, lon: 50, source: cpmm-tfi3, quality: derived}
      - add:
          links:
            - {id: l, lenth_km: 5}
  - {id: b, title: B, extends: a}
shipments:
  - {id: one, from: Almaty, to: Aktau}
"""


@pytest.mark.usefixtures("in_folder")
def test_a_change_that_does_not_fit_the_network_is_shown_once() -> None:
    shown = [message.partition(";")[0] for message in said_of(CHANGES)]
    assert shown == [
        "6:25: no link has id 'rail-x'",
        "7:25: no crossing lies between PL and KZ",
        "8:27: no link has project 'ckuu'",
        "9:16: the change changes nothing",
        "10:9: dwell sets crossings: name them by crossings or border",
        "11:30: no service has id 'feeder-aktau'",
        "12:18: no assumption has key 'price_yaer'",
        "15:15: lat: the cell is empty",
        "18:23: no column 'lenth_km' in links",
    ]


@pytest.mark.usefixtures("in_folder")
def test_a_network_that_is_not_there_or_not_whole() -> None:
    text = wrong("network: mine", SHIPMENTS.rstrip())
    expected = "expected reference, or a network in any format, relative to the study file"
    assert said_of(text) == [f"2:10: there is no folder 'mine'; {expected}"]
    Path("mine").mkdir()
    assert [message.partition(". ")[0] for message in said_of(text)] == [
        "2:10: links.csv: the file is missing",
        "2:10: nodes.csv: the file is missing",
    ]


def test_a_place_that_a_scenario_adds_counts_as_known(in_folder: Path) -> None:
    port = "{id: new-port, name: New Port, country: KZ, kind: seaport, lon: 50, lat: 45, "
    text = wrong(
        "scenarios:", "  - id: port", "    title: P", "    changes:",
        f"      - add: {{nodes: [{port}source: general-knowledge, quality: unverified}}]}}",
        "shipments:", "  - {id: one, from: Almaty, to: New Port, avoid: [new-port]}",
    )  # fmt: skip
    (in_folder / "study.yaml").write_text(text, encoding="utf-8")
    assert load_study("study.yaml").spec.shipments[0].destination == "New Port"


@pytest.mark.usefixtures("in_folder")
def test_the_error_is_of_the_project_and_holds_the_problems() -> None:
    Path("study.yaml").write_text("titel: A\nnetwrk: b\n", encoding="utf-8")
    with pytest.raises(LandlinkError, match=r"^study\.yaml:1:1: ") as caught:
        load_study("study.yaml")
    assert isinstance(caught.value, StudyError)
    assert [(p.line, p.column) for p in caught.value.problems] == [(1, 1), (2, 1)]
    assert caught.value.problems[0].as_dict()["file"] == "study.yaml"


def test_assumptions_of_the_study_become_its_own(in_folder: Path) -> None:
    (in_folder / "study.yaml").write_text(
        wrong("assumptions: {payload_t_per_teu: 12}", SHIPMENTS.rstrip()), encoding="utf-8"
    )
    network = load_study("study.yaml").network
    table = network.tables["assumptions"]
    row = table.row(table.text("key").index("payload_t_per_teu"))
    assert (row["value"], row["source"], row["quality"]) == (12.0, "study-file", "unverified")


def test_aliases_and_merge_keys_keep_their_places() -> None:
    text = "a: &x {k: 1, d: 2025-09-12}\nb:\n  <<: *x\n  m: [NO, 0x10, 1e3]\n"
    data, positions = read_yaml(text, "s.yaml")
    assert data == {
        "a": {"k": 1, "d": "2025-09-12"},
        "b": {"k": 1, "d": "2025-09-12", "m": ["NO", 16, 1000.0]},
    }
    assert (positions.value(("b", "k")), positions.value(("b", "m", 1))) == ((1, 11), (4, 11))


@pytest.mark.parametrize("title", ["My study", 'A "quoted" {title}: #1', "Ортакоридор: 'қалай?'", "- no"])
def test_the_template_is_a_study(tmp_path: Path, title: str) -> None:
    file = tmp_path / "study.yaml"
    file.write_text(study_template(title), encoding="utf-8")
    assert (check_study(file), load_study(file).spec.title) == ([], title)


def test_the_page_of_the_study_file_is_up_to_date() -> None:
    page = (DOCS / "reference/study-file.md").read_text(encoding="utf-8")
    assert with_reference(page) == page
    assert study_reference() in page


def test_every_field_has_a_meaning() -> None:
    without = [
        f"{heading}.{name}"
        for heading, model in SECTIONS
        for name, field in model.model_fields.items()
        if not field.description and heading != "add"
    ]
    assert without == []


def test_the_schema_for_editors_is_up_to_date() -> None:
    committed = YAML(typ="safe").load(DOCS / "reference/study.schema.json")
    assert committed == json_schema()


KEYS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
CHANGE = st.one_of(
    st.builds(lambda modes: {"close": {"modes": modes}}, st.lists(KEYS, min_size=1, max_size=3)),
    st.builds(lambda f: {"slow": {"modes": ["sea"], "factor": f}}, st.floats(0.01, 100)),
    st.builds(lambda v: {"assume": v}, st.dictionaries(KEYS, st.floats(-1e6, 1e6), min_size=1, max_size=2)),
)
SHIPMENT = st.fixed_dictionaries(
    {"id": KEYS, "from": TEXTS, "to": TEXTS},
    optional={
        "title": TEXTS,
        "avoid": st.lists(TEXTS, max_size=3),
        "max_transfers": st.integers(0, 9),
        "cargo": st.fixed_dictionaries(
            {}, optional={"teu": st.integers(1, 9), "value_usd": st.floats(0, 1e6)}
        ),
    },
)
STUDY = st.fixed_dictionaries(
    {"title": TEXTS, "shipments": st.lists(SHIPMENT, min_size=1, max_size=3)},
    optional={
        "scenarios": st.lists(
            st.fixed_dictionaries(
                {"id": KEYS, "title": TEXTS, "changes": st.lists(CHANGE, max_size=3)},
                optional={"extends": st.lists(KEYS, max_size=2)},
            ),
            max_size=3,
        ),
        "analyses": st.fixed_dictionaries({}, optional={"eps": st.floats(0, 0.99)}),
    },
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(STUDY)
def test_a_study_written_as_yaml_reads_back(raw: dict[str, Any]) -> None:
    stream = io.StringIO()
    YAML(typ="safe", pure=True).dump(raw, stream)
    data, positions = read_yaml(stream.getvalue(), "study.yaml")
    assert data == raw
    assert StudyFile.model_validate(data) == StudyFile.model_validate(raw)
    lines = stream.getvalue().splitlines()
    for number, shipment in enumerate(raw["shipments"]):
        line, column = positions.key(("shipments", number, "from"))
        assert lines[line - 1][column - 1 :].startswith("from:")
        assert positions.value(("shipments", number, "id"))[0] >= positions.value(("shipments", number))[0]
        assert shipment["id"] == data["shipments"][number]["id"]


def test_scenarios_compose_in_order() -> None:
    def closing(mode: str) -> dict[str, Any]:
        return {"close": {"modes": [mode]}}

    spec = StudyFile.model_validate(
        {
            "title": "T",
            "scenarios": [
                {"id": "c", "title": "C", "extends": ["b", "a"], "changes": [closing("sea")]},
                {"id": "a", "title": "A", "changes": [closing("rail")]},
                {"id": "b", "title": "B", "extends": "a", "changes": [closing("road")]},
            ],
            "shipments": [{"id": "s", "from": "x", "to": "y"}],
        }
    )
    order = [change.close.modes for change in spec.changes("c") if change.close]
    assert order == [["rail"], ["road"], ["rail"], ["sea"]]
    assert spec.changes("base") == ()
    assert all(isinstance(change, Change) for change in spec.changes("c"))


def test_published_figures_of_a_study(tmp_path: Path) -> None:
    study = tmp_path / "study.yaml"
    text = "title: T\nshipments: [{id: a, from: Almaty, to: Aktau}]\nanalyses: {validation: mine.csv}\n"
    study.write_text(text, encoding="utf-8")
    assert [str(one).split("; ")[0].removeprefix(str(study)) for one in check_study(study)] == [
        f":3:24: {tmp_path / 'mine.csv'}: there is no such file"
    ]
    (tmp_path / "mine.csv").write_text(
        "origin,destination,metric,low\nAlmaty,Aktau,days,5\n", encoding="utf-8"
    )
    assert check_study(study) == []
