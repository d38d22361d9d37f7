#!/usr/bin/env python3
"""Draws FOLDER/growth.tsv, one FOLDER/NAME.svg for each curve. Usage: draw.py FOLDER"""

import math
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True

from curves import CURVES, IN_CLUSTERS

# Colours that those who see red and green alike tell apart (Okabe and Ito); shapes differ as well.
COLOURS = {"Kith": "#0072B2", "OTP": "#D55E00", "Kith, one program": "#009E73",
           "Kith, simulated": "#CC79A7"}
SHAPES = {"Kith": "dt 1 pt 7", "OTP": "dt 2 pt 9", "Kith, one program": "dt 3 pt 5",
          "Kith, simulated": "dt 4 pt 13"}
STEPS = [m * 10.0**k for k in range(-4, 9) for m in (1, 2, 5)]


def read(folder):
    """The comment lines, and {curve: {peer: [(size, median, lowest, highest)]}}."""
    said, rows = [], {}
    for line in (folder / "growth.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            said.append(line[1:].strip())
            continue
        curve, peer, *numbers = line.split("\t")
        rows.setdefault(curve, {}).setdefault(peer, []).append([float(n) for n in numbers])
    return said, rows


def span(points):
    """The lowest and highest of the axis: round, and at least a decade apart, lest noise look large."""
    low = max(s for s in STEPS if s <= min(p[2] for p in points))
    high = min(s for s in STEPS if s >= max(p[3] for p in points))
    while high / low < 9.9:
        high = min(s for s in STEPS if s > high)
        if high / low < 9.9:
            low = max(s for s in STEPS if s < low)
    return low, high


def tics(low, high):
    wide = high / low > 300
    shown = [s for s in STEPS if low <= s <= high
             and not (wide and not math.log10(s).is_integer())]
    return ", ".join(f"'{s:,.10g}' {s:g}" for s in shown)


def colour(peer):
    return f"lc rgb '{COLOURS[peer]}'"


def short(n):
    return f"{n / 1e6:g} M" if n >= 1e6 else f"{n:,.0f}"


def script(curve, peers, said, target):
    points = [p for rows in peers.values() for p in rows]
    low, high = span(points)
    sizes = sorted({p[0] for p in points})
    labelled = sizes if curve in IN_CLUSTERS else [10.0**k for k in range(9)]
    xtics = ", ".join(f"'{short(n)}' {n:g}" for n in labelled if sizes[0] <= n <= sizes[-1])
    data = "".join(f"$peer{i} << END\n" + "".join("%g %g %g %g\n" % tuple(p) for p in rows) + "END\n"
                   for i, rows in enumerate(peers.values()))
    ranges = [f"$peer{i} using 1:3:(0):($4-$3) with vectors nohead lw 1.5 {colour(peer)} notitle"
              for i, peer in enumerate(peers)]
    lines = [f"$peer{i} using 1:2 with linespoints lw 2.5 ps 0.8 {colour(peer)} {SHAPES[peer]} "
             f"title '{peer}'" for i, peer in enumerate(peers)]
    drawn = ", ".join(ranges + lines)
    key = "at screen 0.5, 0.9 center horizontal" if len(peers) < 3 else "bottom right vertical"
    caption = "\\n".join(said)
    return f"""
set terminal svg size 640,420 font 'sans-serif,13' background rgb 'white' noenhanced
set output '{target}'
{data}
set label '{curve.title}' at screen 0.5, 0.955 center font 'sans-serif,15'
set xlabel '{curve.size}'
set ylabel '{curve.value}'
set logscale xy
set xrange [{sizes[0] / 1.3}:{sizes[-1] * 1.3}]
set yrange [{low}:{high}]
set xtics ({xtics})
set ytics ({tics(low, high)})
set grid lc rgb '#dddddd' lt 1
set key {key}
set pointintervalbox 0
set tmargin at screen 0.84
set lmargin 11
set rmargin 4
set bmargin at screen 0.24
set label "{caption}" at screen 0.02, screen 0.07 left font 'sans-serif,10' tc rgb '#555555'
plot {drawn}
"""


def draw(folder):
    said, rows = read(folder)
    for curve in [*CURVES, *IN_CLUSTERS]:
        if curve.name in rows:
            text = script(curve, rows[curve.name], said, folder / f"{curve.name}.svg")
            subprocess.run(["gnuplot"], input=text, text=True, check=True)


if __name__ == "__main__":
    draw(pathlib.Path(sys.argv[1]))
