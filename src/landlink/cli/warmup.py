"""`landlink warmup`: compile the search kernels before they are needed."""

from __future__ import annotations

from landlink.cli.examples import examples

EXAMPLES = examples("landlink warmup")


def warmup() -> None:
    """Compile the search kernels now, so that no later command has to.

    They are kept on disk: one compilation serves until landlink or Numba is updated.
    """
    from time import perf_counter  # noqa: PLC0415

    from landlink.cli.compiling import compile_kernels  # noqa: PLC0415
    from landlink.cli.console import console  # noqa: PLC0415

    start = perf_counter()
    count = compile_kernels(console(stderr=True), "Compiling the search kernels")
    console().print(f"All {count} search kernels are ready, after {perf_counter() - start:.1f} s.")
