"""YAML with the line and column of every key and value."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from landlink.study.problems import StudyError, StudyProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml import YAML

KeyPath: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = tuple[int, int]

LARGEST = 200_000
"""Greatest number of values in a file; aliases of aliases could hold billions."""

_AS_TEXT = "tag:yaml.org,2002:timestamp"
_MERGE = "tag:yaml.org,2002:merge"
_FORBIDDEN = "[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_TAGS = {_AS_TEXT} | {
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "seq", "map")
}


@dataclass
class Positions:
    r"""Where the keys and the values of a file stand.

    Attributes
    ----------
    file : str
        The file as it was named.
    keys, values : dict of key path to (line, column)
        Both from 1.

    Examples
    --------
    >>> data, positions = read_yaml("title: A\nshipments:\n  - id: b\n", "study.yaml")
    >>> positions.value(("shipments", 0, "id")), positions.key(("shipments", 0, "id"))
    ((3, 9), (3, 5))
    """

    file: str
    keys: dict[KeyPath, Place] = field(default_factory=dict)
    values: dict[KeyPath, Place] = field(default_factory=dict)

    def value(self, path: KeyPath) -> Place:
        """Return where a value stands, or the nearest thing around it that is there.

        Examples
        --------
        >>> data, positions = read_yaml("title: A", "study.yaml")
        >>> positions.value(("title", "absent"))
        (1, 8)
        """
        while path not in self.values:
            path = path[:-1]
        return self.values[path]

    def key(self, path: KeyPath) -> Place:
        """Return where a key stands, or the nearest value around it.

        Examples
        --------
        >>> data, positions = read_yaml("title: A", "study.yaml")
        >>> positions.key(("title",))
        (1, 1)
        """
        return self.keys[path] if path in self.keys else self.value(path)

    def problem(
        self, path: KeyPath, what: str, expected: str, mend: str = "", *, at_key: bool = False
    ) -> StudyProblem:
        """Return a problem that stands at a value, or at its key.

        Examples
        --------
        >>> data, positions = read_yaml("title: A", "study.yaml")
        >>> str(positions.problem(("title",), "too short", "expected two letters"))
        'study.yaml:1:8: too short; expected two letters'
        """
        line, column = self.key(path) if at_key else self.value(path)
        return StudyProblem(self.file, line, column, what, expected, mend)


def read_yaml(text: str, file: str) -> tuple[Any, Positions]:
    r"""Read YAML 1.2 into plain values, with the position of each.

    Dates stay text. Merge keys (``<<``) and aliases are followed.

    Parameters
    ----------
    text : str
    file : str
        Name for messages.

    Raises
    ------
    StudyError
        If the text is not YAML or holds nothing, a key twice, or a tag.

    Examples
    --------
    >>> read_yaml("title: A\ntitle: B\n", "study.yaml")
    Traceback (most recent call last):
    landlink.study.problems.StudyError: study.yaml:2:1: the key 'title' stands here a second time;
    expected it once (it is at 1:1); keep one of the two
    """
    from ruamel.yaml import YAML  # noqa: PLC0415  (only where a study is read)
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    yaml = YAML(typ="safe", pure=True)
    try:
        root = yaml.compose(text)
        if root is None:
            raise StudyError([_empty(file)])
        walk = _Walk(yaml, Positions(file))
        data = walk.value(root, ())
    except MarkedYAMLError as error:
        raise StudyError([_syntax(error, file)]) from None
    except YAMLError:
        raise StudyError([_character(text, file)]) from None
    except RecursionError:
        raise StudyError([_too_deep(file)]) from None
    if walk.problems:
        raise StudyError(walk.problems)
    return data, walk.positions


def _too_deep(file: str) -> StudyProblem:
    what, expected = "lists or mappings stand in each other hundreds of times", "expected a study"
    return StudyProblem(file, 0, 0, what, expected, "write it flatter")


class _Walk:
    """Turns nodes into values and notes where they stand."""

    def __init__(self, yaml: YAML, positions: Positions) -> None:
        self.yaml, self.positions = yaml, positions
        self.problems: list[StudyProblem] = []
        self.around: list[int] = []
        self.seen = 0

    def value(self, node: Any, path: KeyPath) -> Any:  # noqa: ANN401  (YAML holds anything)
        place = _place(node)
        # A value that is left out stands nowhere: its key is what can be shown.
        absent = (
            node.id == "scalar" and node.value == "" and node.style is None and path in self.positions.keys
        )
        self.positions.values[path] = self.positions.keys[path] if absent else place
        tag = str(node.tag)
        if tag not in _TAGS:
            mend = f"take the tag {tag.replace('tag:yaml.org,2002:', '!!')} out"
            self.problems.append(self.positions.problem(path, "a YAML tag", "expected plain values", mend))
            return None
        if node.id == "scalar":
            return node.value if tag == _AS_TEXT else self.yaml.constructor.construct_object(node)
        with self._inside(node, path):
            if node.id == "mapping":
                return self._mapping(node, path)
            return [self.value(item, (*path, number)) for number, item in enumerate(node.value)]

    @contextmanager
    def _inside(self, node: Any, path: KeyPath) -> Iterator[None]:  # noqa: ANN401
        """Follow a list or mapping, but never one that holds itself."""
        self.seen += len(node.value)
        if id(node) in self.around or self.seen > LARGEST:
            what = f"an alias holds itself, or the file has more than {LARGEST:,} values"
            raise StudyError([self.positions.problem(path, what, "expected a study", "write the values out")])
        self.around.append(id(node))
        yield
        self.around.pop()

    def _mapping(self, node: Any, path: KeyPath) -> dict[Any, Any]:  # noqa: ANN401
        merged: dict[Any, Any] = {}
        own: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if str(key_node.tag) == _MERGE:
                for part in _merged(value_node):
                    with self._inside(part, path):
                        merged = {**self._mapping(part, path), **merged}
        seen: dict[Any, Place] = {}
        for key_node, value_node in node.value:
            if str(key_node.tag) == _MERGE:
                continue
            if key_node.id != "scalar":
                line, column = _place(key_node)
                what, expected = "a list or mapping as a key", "expected a name before the colon"
                self.problems.append(StudyProblem(self.positions.file, line, column, what, expected))
                continue
            key = self.yaml.constructor.construct_object(key_node)
            key = key if isinstance(key, str | int) else key_node.value
            if key in seen:
                self.problems.append(self._twice(key, _place(key_node), seen[key]))
                continue
            seen[key] = self.positions.keys[*path, key] = _place(key_node)
            own[key] = self.value(value_node, (*path, key))
        return {**merged, **own}

    def _twice(self, key: str | int, place: Place, first: Place) -> StudyProblem:
        what, mend = f"the key {key!r} stands here a second time", "keep one of the two"
        expected = f"expected it once (it is at {first[0]}:{first[1]})"
        return StudyProblem(self.positions.file, *place, what, expected, mend)


def _merged(node: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield the mappings behind a merge key, the first one the strongest."""
    if node.id == "mapping":
        yield node
    elif node.id == "sequence":
        yield from (part for part in node.value if part.id == "mapping")


def _place(node: Any) -> Place:  # noqa: ANN401
    return node.start_mark.line + 1, node.start_mark.column + 1


def _empty(file: str) -> StudyProblem:
    mend = "start from the output of `landlink study init`"
    return StudyProblem(file, 1, 1, "the file is empty", "expected a study", mend)


def _syntax(error: Any, file: str) -> StudyProblem:  # noqa: ANN401  (ruamel has no types)
    mark = error.problem_mark or error.context_mark
    context = f"; {error.context}" if error.context and error.context_mark is mark else ""
    if error.context and error.context_mark is not None and error.context_mark is not mark:
        context = f" ({error.context} begun at {error.context_mark.line + 1}:{error.context_mark.column + 1})"
    said = str(error.problem or error.context)
    if said.startswith("but "):
        said, context = f"{error.context} {said}", ""
    return StudyProblem(file, mark.line + 1, mark.column + 1, f"not YAML: {said}{context}", *_hint(said))


def _hint(said: str) -> tuple[str, str]:
    """Return what was expected and the mend for the usual slips."""
    if "\\t" in said:
        return "expected spaces", "YAML indents with spaces, never with tabs"
    if "mapping values are not allowed" in said:
        return (
            "expected one 'key: value' a line",
            "put quotes around a text that holds a colon, or mend the indent",
        )
    if "alias" in said:
        return "expected the name of an anchor", "put quotes around a text that begins with *"
    if "another document" in said or "single document" in said:
        return "expected one study in the file", "take the line --- out"
    if "end of stream" in said:
        return "expected a closing quote", "close the quotes"
    return "expected YAML", "mend the indent, brackets or quotes here"


def _character(text: str, file: str) -> StudyProblem:
    found = re.search(_FORBIDDEN, text)
    at = found.start() if found else 0
    before = text[:at]
    line, column = before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
    what = f"a character that YAML does not allow ({text[at : at + 1]!r})"
    return StudyProblem(file, line, column, what, "expected printable text", "take it out")
