"""Plots of what grows with a size, both logarithmic, as SVG; no library needed, the same bytes everywhere."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

WIDTH, HEIGHT = 640, 390
_LEFT, _RIGHT, _TOP, _BOTTOM = 80, 540, 40, 330
_COLOURS = ("#8856a7", "#1b7837", "#2166ac", "#b35806", "#666666")

Series = Mapping[str, Sequence[tuple[float, float]]]


def svg(panels: Mapping[str, Series], across: str) -> str:
    """Draw panels one above the other; values of 0 are left out.

    Args:
        panels: By title, named lines of (size, value).
        across: What the sizes are.
    """
    height = HEIGHT * len(panels)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif"'
        ' font-size="13">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
    ]
    for place, (title, series) in enumerate(panels.items()):
        parts += [
            f'<g transform="translate(0 {HEIGHT * place})">',
            *_panel(title, series, across),
            "</g>",
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(title: str, series: Series, across: str) -> list[str]:
    drawn = {name: [point for point in points if point[1] > 0] for name, points in series.items()}
    drawn = {name: points for name, points in drawn.items() if points}
    sizes = sorted({size for points in drawn.values() for size, _ in points})
    values = [value for points in drawn.values() for _, value in points]
    low_x, high_x = math.log10(sizes[0]), math.log10(sizes[-1])
    low_y, high_y = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def place(size: float, value: float) -> tuple[float, float]:
        right = (math.log10(size) - low_x) / ((high_x - low_x) or 1)
        up = (math.log10(value) - low_y) / ((high_y - low_y) or 1)
        return round(_LEFT + (_RIGHT - _LEFT) * right, 1), round(_BOTTOM - (_BOTTOM - _TOP) * up, 1)

    parts = [f'<text x="{_LEFT}" y="{_TOP - 16}" font-weight="bold">{title}</text>']
    for power in range(low_y, high_y + 1):
        _, y = place(sizes[0], 10.0**power)
        parts.append(f'<line x1="{_LEFT}" y1="{y}" x2="{_RIGHT}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{10.0**power:,g}</text>')
    for size in sizes:
        x, _ = place(size, 10.0**low_y)
        label = f"{size / 1000:.3g} k" if size >= 1000 else f"{size:g}"
        parts.append(f'<text x="{x}" y="{_BOTTOM + 20}" text-anchor="middle">{label}</text>')
    middle = (_LEFT + _RIGHT) / 2
    parts.append(f'<text x="{middle:g}" y="{_BOTTOM + 44}" text-anchor="middle">{across}</text>')
    labels = _apart({name: place(*points[-1])[1] for name, points in drawn.items()})
    for number, (name, points) in enumerate(drawn.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        line = " ".join(f"{x},{y}" for x, y in (place(*point) for point in points))
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{_RIGHT + 8}" y="{labels[name] + 4:g}" fill="{colour}">{name}</text>')
    return parts


def _apart(wanted: Mapping[str, float]) -> dict[str, float]:
    """Move labels down until none lies on another."""
    placed: dict[str, float] = {}
    last = -math.inf
    for name, y in sorted(wanted.items(), key=lambda item: item[1]):
        last = placed[name] = round(max(y, last + 14), 1)
    return placed
