# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""What follows from a measured cell, and the Markdown table of all cells.

    table.py FILE...      prints again what compare.py wrote to FILE
"""

import json
import sys
from pathlib import Path
from statistics import median

from precisions import PRECISIONS

PEAK_MOVES = 0.05  # more than this between the rounds of a cell is told


def peers_of(precision):
    """The peers in the order of their columns, each once."""
    return list(dict.fromkeys(peer for peer, _ in precision.peers))


def label(program):
    return f"{program['peer']} ({program['mode']})"


def differs(program, cell):
    error = program["difference"]
    return error is not None and not error < cell["bound"]


def objections(cell):
    """Why no ratio may be given: burin's output differs, or there is none."""
    out = []
    for program in cell["programs"]:
        if program["peer"] != "burin":
            continue
        if program["failed"]:
            out.append(f"burin failed: {program['failed']}")
        elif differs(program, cell):
            out.append("the output of burin differs by "
                       f"{program['difference']:.1e}")
    return out


def known(values):
    """Of one value a round those that are there: None is a round left out."""
    return [value for value in values if value is not None]


def typical(program):
    """The median of the rounds that the program ran."""
    return median(known(program["images_per_second"]))


def standing(program):
    """What programs are ordered by: how many rounds they ran, then the median.

    The clock of a round is that of all who ran in it. A median over the first
    round alone says nothing beside one over all rounds.
    """
    return len(known(program["images_per_second"])), typical(program)


def best_modes(cell):
    """{peer: its program of the highest standing}; burin is one of them."""
    best = {}
    for program in cell["programs"]:
        ran = known(program["images_per_second"])
        if program["failed"] or not ran or differs(program, cell):
            continue
        other = best.get(program["peer"])
        if other is None or standing(program) > standing(other):
            best[program["peer"]] = program
    return best


def by_round(some, others):
    """The pairs of the rounds in which both values are known."""
    return [(a, b) for a, b in zip(some, others)
            if a is not None and b is not None]


def share(program, cell):
    """Median share of the instruction peak of the same round, or None."""
    rounds = by_round(program["images_per_second"], cell["peak_gflops"])
    if not cell["gflop"] or not rounds:
        return None
    return median(rate * cell["gflop"] / peak for rate, peak in rounds)


def derive(cell, precision):
    """The figures of a cell's row; ratio is None where none may be given."""
    best = best_modes(cell)
    ours = best.pop("burin", None)
    out = {"objections": objections(cell), "ratio": None, "share": None,
           "images_per_second": {peer: typical(program)
                                 for peer, program in best.items()}}
    if ours:
        out["images_per_second"]["burin"] = typical(ours)
    # Beside capped programs an uncapped one has a column and no ratio.
    best = [program for program in best.values()
            if not program.get("uncapped")]
    if out["objections"] or not ours or not best:
        return out
    fastest = max(best, key=standing)
    ratios = [a / b for a, b in by_round(ours["images_per_second"],
                                         fastest["images_per_second"])]
    if not ratios:
        return out
    out.update(fastest=label(fastest), ratio=median(ratios),
               ratio_low=min(ratios), ratio_high=max(ratios),
               share=share(ours, cell), share_fastest=share(fastest, cell))
    out["done"] = (out["ratio"] >= precision.ratio
                   or (out["share"] or 0) >= precision.share)
    return out


def number(value, form):
    return "-" if value is None else format(value, form)


def head(precision):
    columns = ["network", "batch", "burin", *peers_of(precision), "ratio",
               "over rounds", "share", "share of the fastest", "fastest",
               "done"]
    return ["| " + " | ".join(columns) + " |", "|---" * len(columns) + "|"]


def row(cell, precision):
    """A line of the table; rates are images a second."""
    got = derive(cell, precision)
    rates = got["images_per_second"]
    cells = [cell["network"], str(cell["batch"])]
    cells += [number(rates.get(name), ".1f")
              for name in ["burin", *peers_of(precision)]]
    if got["ratio"] is None:
        cells += ["refused" if got["objections"] else "-"] + ["-"] * 5
    else:
        cells += [f"{got['ratio']:.2f}",
                  f"{got['ratio_low']:.2f} - {got['ratio_high']:.2f}",
                  number(got["share"], ".0%"),
                  number(got["share_fastest"], ".0%"), got["fastest"],
                  "yes" if got["done"] else "no"]
    return "| " + " | ".join(cells) + " |"


def peak_notes(cell):
    """What a reader must know of the peaks that the shares are of."""
    peaks = known(cell["peak_gflops"])
    out = []
    missing = len(cell["peak_gflops"]) - len(peaks)
    if missing:
        out.append(f"no peak in {missing} of {len(cell['peak_gflops'])} rounds")
    if peaks and max(peaks) > (1 + PEAK_MOVES) * min(peaks):
        out.append(f"the peak moved by {max(peaks) / min(peaks) - 1:.0%} "
                   f"({min(peaks):.0f} - {max(peaks):.0f} GFLOP/s): the clock "
                   "changed, or somebody else had the units")
    return out


def notes(cells):
    """What a reader must know beside the figures, each once."""
    out = []
    for cell in cells:
        where = f"{cell['network']}, batch {cell['batch']}"
        out += [f"{where}: no ratio, {why}" for why in objections(cell)]
        out += [f"{where}: {note}" for note in peak_notes(cell)]
        for program in cell["programs"]:
            out += [f"{where}: {note}" for note in program["notes"]]
            if program["peer"] == "burin":
                continue
            if program["failed"]:
                out.append(f"{where}: {label(program)} failed and is left "
                           f"out: {program['failed']}")
            elif differs(program, cell):
                out.append(f"{where}: the output of {label(program)} differs "
                           f"by {program['difference']:.1e}, it is left out")
    return list(dict.fromkeys(out))


def best_against_best(cells):
    """{network: {program: (images a second, batch)}}, each at its best batch.

    Of the networks that burin computed.
    """
    out = {}
    for cell in cells:
        best = out.setdefault(cell["network"], {})
        for name, program in best_modes(cell).items():
            best[name] = max(best.get(name, (0, 0)),
                             (typical(program), cell["batch"]))
    return {name: best for name, best in out.items() if "burin" in best}


def best_lines(cells):
    """Sentences on best_against_best, with burin's gain over each peer."""
    out = []
    for network, best in best_against_best(cells).items():
        ours, batch = best.pop("burin")
        peers = [f"{ours / rate:.2f} x {name} ({rate:.1f} at batch {of})"
                 for name, (rate, of) in best.items()]
        if peers:
            out.append(f"Best batch against best batch, {network}: burin "
                       f"{ours:.1f} images a second at batch {batch}, "
                       + ", ".join(peers) + ".")
    return out


def rested(cell):
    """Whether some program sat out rounds that others ran."""
    rounds = {standing(program)[0] for program in best_modes(cell).values()}
    return len(rounds) > 1


def conditions(cells):
    """Sentences on how to read the table."""
    out = ["Images a second: medians over rounds of the median execution, each "
           "program in its faster mode. Ratio: burin to the fastest peer, "
           "round by round."]
    if any(rested(cell) for cell in cells):
        out.append("Of a peer that rested after the first rounds, being far "
                   "behind, the figure is that of the rounds before.")
    return out


def foot(report):
    """The conditions under which the table was measured, and its notes."""
    goal = PRECISIONS[report["precision"]]
    cells = report["cells"]
    peaks = [peak for cell in cells for peak in known(cell["peak_gflops"])]
    versions = {program["peer"]: program["version"] for cell in cells
                for program in cell["programs"] if program["version"]}
    lines = [
        f"{report['cpu']}, {report['threads']} threads, "
        f"{report['precision']}, instruction set "
        f"{report['max_isa'] or 'uncapped'}; {report['date']}.",
        ", ".join(f"{name} {version}" for name, version in versions.items())
        + f"; {report['rounds']} rounds of {report['seconds']} s.",
        *conditions(cells),
    ]
    if peaks:
        lines.append(
            f"Shares are of the instruction peak of the same round, median "
            f"{median(peaks):.0f} GFLOP/s ({min(peaks):.0f} - "
            f"{max(peaks):.0f}). Done: ratio >= {goal.ratio} or share >= "
            f"{goal.share:.0%}.")
    return (lines + best_lines(cells)
            + [f"* {note}" for note in report["notes"] + notes(cells)])


def whole(report):
    """The lines of a report as compare.py prints it."""
    precision = PRECISIONS[report["precision"]]
    return (head(precision) + [row(cell, precision) for cell in report["cells"]]
            + [""] + foot(report))


if __name__ == "__main__":
    for FILE in sys.argv[1:]:
        print("\n".join(whole(json.loads(Path(FILE).read_text()))) + "\n")
