"""Kernels are compiled step by step and found again."""

import subprocess
import sys
from pathlib import Path

import pytest

from landlink.routing import warmup


def test_warmup_counts_its_steps() -> None:
    steps = list(warmup.warmup())
    assert [step[0] for step in steps] == list(range(1, len(warmup.KERNELS) + 1))
    assert [step[2] for step in steps] == [name for name, _ in warmup.KERNELS]
    assert warmup.compiled() is True


def test_nothing_is_compiled_in_an_empty_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NUMBA_DISABLE_JIT", raising=False)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert warmup.compiled() is False


def test_import_leaves_numba_alone() -> None:
    code = (
        "import sys, landlink.routing.pareto, landlink.routing.cover, landlink.routing.trees,"
        " landlink.routing.oracle, landlink.routing.warmup; print('numba' in sys.modules)"
    )
    done = subprocess.run(  # noqa: S603  (our own interpreter)
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
