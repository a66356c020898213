# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""What follows from a measured cell, and the Markdown table of all cells."""

from statistics import median

from precisions import PRECISIONS


def peers_of(precision):
    """The peers in the order of their columns, each once."""
    return list(dict.fromkeys(peer for peer, _ in precision.peers))


def label(program):
    return f"{program['peer']} ({program['mode']})"


def objections(cell):
    """Why no ratio may be given: outputs that differ, or no output at all."""
    out = []
    for program in cell["programs"]:
        error = program["difference"]
        name = program["peer"]
        if name == "burin" and program["failed"]:
            out.append(f"burin failed: {program['failed']}")
        elif error is not None and not error < cell["bound"]:
            out.append(f"the output of {name} differs by {error:.1e}")
    return out


def best_modes(cell):
    """{peer: its program with the highest median}; burin is one of them."""
    best = {}
    for program in cell["programs"]:
        rates = program["images_per_second"]
        if program["failed"] or not rates:
            continue
        other = best.get(program["peer"])
        if (other is None
                or median(rates) > median(other["images_per_second"])):
            best[program["peer"]] = program
    return best


def share(program, cell):
    """Median share of the instruction peak of the same round, or None."""
    if not cell["gflop"]:
        return None
    return median(rate * cell["gflop"] / peak for rate, peak in
                  zip(program["images_per_second"], cell["peak_gflops"]))


def derive(cell, precision):
    """The figures of a cell's row; ratio is None where none may be given."""
    best = best_modes(cell)
    ours = best.pop("burin", None)
    out = {"objections": objections(cell), "ratio": None, "share": None,
           "images_per_second": {
               peer: median(program["images_per_second"])
               for peer, program in best.items()}}
    if ours:
        out["images_per_second"]["burin"] = median(ours["images_per_second"])
    if out["objections"] or not ours or not best:
        return out
    fastest = max(best.values(),
                  key=lambda program: median(program["images_per_second"]))
    ratios = [a / b for a, b in zip(ours["images_per_second"],
                                    fastest["images_per_second"])]
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


def notes(cells):
    """What a reader must know beside the figures, each once."""
    out = []
    for cell in cells:
        where = f"{cell['network']}, batch {cell['batch']}"
        out += [f"{where}: no ratio, {why}" for why in objections(cell)]
        for program in cell["programs"]:
            out += [f"{where}: {note}" for note in program["notes"]]
            if program["failed"] and program["peer"] != "burin":
                out.append(f"{where}: {label(program)} failed and is left "
                           f"out: {program['failed']}")
    return list(dict.fromkeys(out))


def foot(report):
    """The conditions under which the table was measured, and its notes."""
    goal = PRECISIONS[report["precision"]]
    cells = report["cells"]
    peaks = [peak for cell in cells for peak in cell["peak_gflops"]]
    versions = {program["peer"]: program["version"] for cell in cells
                for program in cell["programs"] if program["version"]}
    lines = [
        f"{report['cpu']}, {report['threads']} threads, "
        f"{report['precision']}, instruction set "
        f"{report['max_isa'] or 'uncapped'}; {report['date']}.",
        ", ".join(f"{name} {version}" for name, version in versions.items())
        + f"; {report['rounds']} rounds of {report['seconds']} s.",
        "Images a second: medians over rounds of the median execution, each "
        "program in its faster mode. Ratio: burin to the fastest peer, round "
        "by round.",
    ]
    if peaks:
        lines.append(
            f"Shares are of the instruction peak of the same round, median "
            f"{median(peaks):.0f} GFLOP/s ({min(peaks):.0f} - "
            f"{max(peaks):.0f}). Done: ratio >= {goal.ratio} or share >= "
            f"{goal.share:.0%}.")
    return lines + [f"* {note}" for note in report["notes"] + notes(cells)]
