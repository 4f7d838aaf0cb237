#!/usr/bin/env python3
"""Draws docs/record-scale.svg from benches/record-scale.tsv: what grows, and how, with the number of articles.

    python3 benches/record-scale.py
"""

import csv
import math
from pathlib import Path

HERE = Path(__file__).parent
WIDTH, HEIGHT, LEFT, TOP, GAP = 300, 200, 56, 34, 40
PANELS = [
    ("memory, MB", [("peak_mb", "while indexing"), ("resident_mb", "serving, mapped files too"), ("own_mb", "serving, its own")]),
    ("a look-up, ms of processor time", [("p50_ms", "quote, median"), ("p99_ms", "quote, p99"), ("claim_p99_ms", "claim, p99")]),
]
COLOURS = ["#1b6ca8", "#c8553d", "#4f7942"]


def main():
    with open(HERE / "record-scale.tsv", encoding="utf-8") as file:
        rows = [{k: float(v) for k, v in row.items()} for row in csv.DictReader(file, delimiter="\t")]
    low, high = 4, 6
    out = []
    for number, (title, lines) in enumerate(PANELS):
        x0 = LEFT + number * (WIDTH + LEFT + GAP)
        values = [row[key] for row in rows for key, _ in lines]
        bottom, top = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

        def x(articles):
            return x0 + WIDTH * (math.log10(articles) - low) / (high - low)

        def y(value):
            return TOP + HEIGHT * (top - math.log10(value)) / (top - bottom)

        out.append(f'<text x="{x0}" y="{TOP - 14}" font-weight="bold">{title}</text>')
        for power in range(bottom, top + 1):
            at = y(10**power)
            out.append(f'<path d="M{x0} {at:.1f}h{WIDTH}" stroke="#ddd"/>')
            out.append(f'<text x="{x0 - 6}" y="{at + 4:.1f}" text-anchor="end">{10**power:g}</text>')
        for power in range(low, high + 1):
            out.append(f'<text x="{x(10**power):.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{10**power:,}</text>')
        for i, (key, name) in enumerate(lines):
            points = [(x(row["articles"]), y(row[key])) for row in rows]
            path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
            out.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[i]}" stroke-width="2"/>')
            out.extend(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{COLOURS[i]}"/>' for a, b in points)
            out.append(f'<text x="{x0 + 4}" y="{TOP + HEIGHT + 40 + 16 * i}" fill="{COLOURS[i]}">{name}</text>')
    width, height = 2 * (LEFT + WIDTH) + GAP + 30, TOP + HEIGHT + 84
    svg = "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            *out,
            "</svg>\n",
        ]
    )
    (HERE.parent / "docs" / "record-scale.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
