"""The section on drawn years: what a year costs, how bad a bad one is, and what and who is behind it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from landlink.study.report.catalogue import locale_of
from landlink.study.report.shock_words import MILLION, digits_of, goods, millions, retold, usd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from landlink.study.report.model import Json
    from landlink.study.report.text import Words

WIDTH, HEIGHT, LEFT, TOP, FOOT = 1032, 330, 8, 14, 46
LEVEL = 0.95
MOST_ROWS = 10
LEAST_SHARE = 0.0005
MOST_DIGITS = 4
TICKS = 4
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def sweep_section(held: Mapping[str, Any] | None, words: Words) -> Json | None:
    """Return what the section on drawn years shows, or nothing where it was not asked for.

    Returns
    -------
    dict or None
        ``headline``, ``terms`` (each figure with a sentence that explains it), ``years`` (a picture of a
        hundred years, empty without them), ``parts`` (causes, countries, commodities), ``quantiles``,
        ``levels``, ``small``, ``rule``, ``notes``.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> sweep_section(None, Words.of("en")) is None
    True
    """
    if not held:
        return None
    num = words.num
    return {
        "headline": _headline(held, words),
        "terms": _terms(held, words),
        "years": years_svg(held, words),
        "reading": words(
            "Each bar is one year of a hundred, from the mildest to the worst, as high as what it costs. "
            "Red: the"
            " five worst years."
        ),
        "parts": [part for part in _parts(held, words) if part["rows"]],
        "levels": [
            {
                "share": words("1 year in {n}", n=num.whole(round(1 / (1 - one["level"])))),
                "var": _with_error(one["var_usd"], one["var_se_usd"], words),
                "cvar": _with_error(one["cvar_usd"], one["cvar_se_usd"], words),
            }
            for one in held["risk"]
        ],
        "small": _small(held, words),
        "rule": retold(held["rule"], words),
        "notes": [retold(note, words) for note in held["notes"]],
    }  # fmt: skip


def _headline(held: Mapping[str, Any], words: Words) -> str:
    """Say what a year, or the months that were drawn, cost on average and once in twenty years."""
    filled = {"usd": usd(held["loss_usd"], words), "bad": usd(_risk(held)["var_usd"], words)}
    if months := _months(held, words):
        return words(
            "Disruptions in {months} cost {usd} on average, and more than {bad} once in twenty years",
            months=months, **filled,
        )  # fmt: skip
    return words("Disruptions cost {usd} in a mean year, and more than {bad} in one year of twenty", **filled)


def _months(held: Mapping[str, Any], words: Words) -> str:
    """Name the months that were drawn, or nothing where these are all."""
    if len(held["months"]) in (0, 12):
        return ""
    from babel.dates import get_month_names  # noqa: PLC0415 - heavy imports are lazy

    names = get_month_names("wide", "stand-alone", locale_of(words.language))
    return words.series(names[month] for month in held["months"])


def _risk(held: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the figures of the level that the text speaks of."""
    found: Mapping[str, Any] = min(held["risk"], key=lambda one: abs(one["level"] - LEVEL))
    return found


def _with_error(value: float, error: float, words: Words) -> str:
    """Return millions with their standard error."""
    digits = digits_of(value)
    while digits < MOST_DIGITS and 0 < error / MILLION < 0.95 * 10.0**-digits:
        digits += 1
    return f"{words.num.number(value / MILLION, digits)} ± {words.num.number(error / MILLION, digits)}"


def _terms(held: Mapping[str, Any], words: Words) -> list[tuple[str, str, str]]:
    """Return the figures that matter, each with a sentence that says what it is."""
    num, risk = words.num, _risk(held)
    years = num.whole(round(1 / (1 - risk["level"])))
    waits = num.share(held["waiting_usd"] / held["loss_usd"] if held["loss_usd"] else 0.0)
    return [
        (
            words("Expected loss"), usd(held["loss_usd"], words),
            words(
                "What a year costs on average; {error} is the standard error of that figure. {waits} of it "
                "is waiting,"
                " the rest dearer ways around.",
                error=usd(held["loss_se_usd"], words), waits=waits,
            ),
        ),
        (
            words("A middling year"), usd(held["quantiles_usd"]["p50"], words),
            words("Half of all years cost less than this, half more: a few bad years lift the average."),
        ),
        (
            words("Value at risk, {level}", level=num.share(risk["level"])), usd(risk["var_usd"], words),
            words("One year in {n} costs more than this.", n=years),
        ),
        (
            words("Conditional value at risk, {level}", level=num.share(risk["level"])),
            usd(risk["cvar_usd"], words),
            words("What such a year, the worst in {n}, costs on average.", n=years),
        ),
        (
            words("Time to recover"),
            words("{n} days", n=num.whole(held["recover_h"] / 24)),
            words(
                "What the longest backlog of a year takes to clear, on average; in one year of twenty more "
                "than {n}"
                " days.",
                n=num.whole(held["recover_p95_h"] / 24),
            ),
        ),
    ]  # fmt: skip


def _parts(held: Mapping[str, Any], words: Words) -> list[Json]:
    """Return who and what bears the loss: causes, countries, commodities, the greatest first."""
    return [
        _part(
            "causes", words("What causes it"), words("Cause"), held["causes"],
            [words.free(one["name"]) for one in held["causes"]], words,
        ),
        _part(
            "countries", words("Whose trade bears it"), words("Country"), held["countries"],
            [words.country(one["country"]) for one in held["countries"]], words,
        ),
        _part(
            "commodities", words("Which goods bear it"), words("Goods"), held["commodities"],
            [goods(one["commodity"], words) for one in held["commodities"]], words,
        ),
    ]  # fmt: skip


def _part(
    key: str, title: str, head: str, rows: Sequence[Mapping[str, Any]], names: Sequence[str], words: Words
) -> Json:
    top = max((one["share"] for one in rows), default=0.0) or 1.0
    kept = [(one, name) for one, name in zip(rows, names, strict=True) if one["share"] >= LEAST_SHARE][
        :MOST_ROWS
    ]
    left = len(rows) - len(kept)
    rest = sum(one["share"] for one in rows) - sum(one["share"] for one, _ in kept)
    return {
        "key": key,
        "title": title,
        "head": head,
        "rows": [
            {
                "name": name,
                "kind": words.code("cause of disruption", one["kind"]) if "kind" in one else "",
                "often": _often(one, words),
                "loss": _with_error(one["loss_usd"], one["loss_se_usd"], words),
                "share": words.num.share(one["share"], 1),
                "bar": round(100 * one["share"] / top, 1),
                "bad": millions(one["p95_usd"], words),
            }
            for one, name in kept
        ],
        "rest": words.plural(
            "{n} more bears {share}.", "{n} more bear {share} together.", left,
            share=words.num.share(max(rest, 0.0), 1),
        ) if left else "",
    }  # fmt: skip


def _often(one: Mapping[str, Any], words: Words) -> str:
    """Say how often a cause comes and how long it holds."""
    if "in_force_per_year" not in one:
        return ""
    rate, num = one["in_force_per_year"], words.num
    if rate <= 0:
        return words("never drawn")
    often = (
        words("{n} times a year", n=num.number(rate, 1))
        if rate >= 1
        else words("once in {n} years", n=num.whole(1 / rate))
    )
    return words(
        "{often}, {days} days each", often=often, days=num.number(one["in_force_h_year"] / rate / 24, 1)
    )


def _small(held: Mapping[str, Any], words: Words) -> str:
    """Say how many years were drawn, from which seed and in which months."""
    drawn = words.plural(
        "{n} year drawn, seed {seed}.", "{n} years drawn, seed {seed}.", held["scenarios"], seed=held["seed"]
    )
    months = _months(held, words)
    return f"{drawn} {words('Only these months: {months}.', months=months)}" if months else drawn


def years_svg(held: Mapping[str, Any], words: Words) -> str:
    """Draw a hundred years from the mildest to the worst, with the marks of the expected and the bad year."""
    years = held.get("hundredths_usd") or []
    top = max(years, default=0.0)
    if top <= 0:
        return ""
    risk, floor = _risk(held), TOP + HEIGHT
    step = WIDTH / len(years)
    scale = HEIGHT / (top * 1.04)
    worst = round((1 - risk["level"]) * len(years))
    parts = [_grid(top, scale, floor, words)]
    for number, value in enumerate(years):
        fill = "var(--ll-loss)" if number >= len(years) - worst else "var(--ll-shade3)"
        tip = escape(
            words("{n} of 100: {usd}", n=words.num.whole(number + 1), usd=usd(value, words)), quote=True
        )
        parts.append(
            f'<rect x="{number * step:.1f}" y="{floor - value * scale:.1f}" width="{step - 1.6:.1f}"'
            f' height="{max(value * scale, 0.6):.1f}" fill="{fill}" aria-label="{tip}"/>'
        )
    beyond, level = WIDTH - worst * step, words.num.share(risk["level"])
    at_risk, mean_of_worst = (
        words("Value at risk, {level}", level=level),
        words("Conditional value at risk, {level}", level=level),
    )  # fmt: skip
    marks = (
        (held["loss_usd"], 0.0, WIDTH * 0.62, words("Expected loss"), "var(--ll-ink)"),
        (risk["var_usd"], WIDTH * 0.44, beyond, at_risk, "var(--ll-ink)"),
        (risk["cvar_usd"], WIDTH * 0.34, float(WIDTH), mean_of_worst, "var(--ll-loss)"),
    )
    for value, start, end, name, ink in marks:
        parts.append(_mark(floor - value * scale, start, end, (f"{name}: {usd(value, words)}", ink)))
    for x, anchor, said in (
        (0.0, "start", words("mildest year of a hundred")),
        (float(WIDTH), "end", words("worst of a hundred")),
    ):  # fmt: skip
        parts.append(
            f'<text x="{x:g}" y="{floor + 20:g}" font-size="13" text-anchor="{anchor}" '
            f'fill="var(--ll-quiet)">'
            f"{escape(said)}</text>"
        )
    title = words("A hundred years from the mildest to the worst; the table holds the same figures.")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart years" role="img" '
        f'aria-label="{escape(title, quote=True)}"'
        f' viewBox="0 0 {WIDTH} {floor + 30:g}">{"".join(parts)}</svg>'
    )


def _grid(top: float, scale: float, floor: float, words: Words) -> str:
    """Draw lines at round sums, named at the left."""
    raw = top / TICKS
    size = 10.0 ** _digits(raw)
    step = next(size * one for one in STEPS if size * one >= raw)
    parts = [f'<path d="M0 {floor:.1f}H{WIDTH}" stroke="var(--ll-quiet)"/>']
    value = step
    while value <= top:
        y = floor - value * scale
        parts.append(f'<path d="M0 {y:.1f}H{WIDTH}" stroke="var(--ll-rule)"/>')
        parts.append(
            f'<text x="0" y="{y - 5:.1f}" font-size="13" '
            f'fill="var(--ll-quiet)">{escape(usd(value, words))}</text>'
        )
        value += step
    return "".join(parts)


def _digits(value: float) -> int:
    """Return the power of ten of a number."""
    return len(f"{value:.0f}") - 1 if value >= 1 else 0


def _mark(y: float, start: float, end: float, said: tuple[str, str]) -> str:
    """Draw a level as a dashed line that ends where its bars begin, named above its begin."""
    text, ink = said
    return (
        f'<path d="M{start:.1f} {y:.1f}H{end:.1f}" stroke="{ink}" stroke-width="1.6" stroke-dasharray="5 '
        f'4" fill="none"/>'
        f'<text x="{end - 6 if start == 0 else start:.1f}" y="{y - 7:.1f}" font-size="13.5" font-weight="600"'
        f' text-anchor="{"end" if start == 0 else "start"}" fill="{ink}">{escape(text)}</text>'
    )
