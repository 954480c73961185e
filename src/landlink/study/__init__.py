"""Study file in, results and report out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landlink.study.load import Study, check_study, load_study
    from landlink.study.outputs import write_outputs
    from landlink.study.problems import StudyError, StudyProblem
    from landlink.study.run import StudyInterrupted, run_study
    from landlink.study.schema import json_schema, study_reference
    from landlink.study.template import study_template

_HOMES = {
    "Study": "load",
    "StudyError": "problems",
    "StudyInterrupted": "run",
    "StudyProblem": "problems",
    "check_study": "load",
    "json_schema": "schema",
    "load_study": "load",
    "run_study": "run",
    "study_reference": "schema",
    "study_template": "template",
    "write_outputs": "outputs",
}

__all__ = [
    "Study",
    "StudyError",
    "StudyInterrupted",
    "StudyProblem",
    "check_study",
    "json_schema",
    "load_study",
    "run_study",
    "study_reference",
    "study_template",
    "write_outputs",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that the package is light to import."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
