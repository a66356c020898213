#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""burin, PyTorch, torch.compile, ONNX Runtime and OpenVINO, taking turns.

    python3 -m venv build/peers
    build/peers/bin/pip install -r bench/peers/requirements.txt
    build/peers/bin/python bench/peers/compare.py --burin build/release/burin

All programs compute the same batch with the same number of threads. In a round
each runs for some seconds after the other, and before and after it a loop of
multiply-adds measures the instruction peak: a machine that slows down slows
all. Who is far behind in both of the first two rounds rests in the others, and
so does burin's slower mode; who takes very long rests after the first. The
outputs are compared first; where burin's differs there is no ratio, and a peer
whose output differs is left out. Prints a Markdown table and writes JSON. Exit
status: 1 if a ratio was refused.

--precision bf16 and int8 compare with the peers' own bf16 and int8, and with
PyTorch in fp32; the peers' int8 files are made once and kept in --cache.
"""

import argparse
import datetime
import json
import os
import sys
import tempfile
from pathlib import Path

import networks
import quantise
import table
from measure import measure_cell
from precisions import (CANNOT_BE_CAPPED, CAPS, NEED_MODULE, PRECISIONS,
                        QUANTISED)
from runners import machine


def split(text):
    return [part.strip() for part in text.split(",") if part.strip()]


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("--burin", required=True, type=Path, help="the program")
    add("--networks", type=split, default=list(networks.SHORT),
        help="of shiftvit,smlpnet,t2t, or names of python/burin_models")
    add("--models", nargs="+", default=[], metavar="ONNX",
        help="these files instead of --networks; no PyTorch then")
    add("--batches", default="1,4,8,16,32,64",
        type=lambda text: [int(part) for part in split(text)])
    add("--rounds", type=int, default=7)
    add("--seconds", type=float, default=2,
        help="of each program in each round (2)")
    add("--drop", type=float, default=0.8, metavar="SHARE",
        help="of the fastest peer's rate; who is slower in the first two "
        "rounds has no others, and who is below 0.6 in the first has no second "
        "(0.8)")
    add("--settle", type=float, default=0.25,
        help="pause before each turn, in which threads fall asleep (0.25)")
    add("--threads", type=int, default=0,
        help="of every program, at most the cores that this process may use, "
        "which are what 0 means")
    add("--streams", type=int, default=2,
        help="of burin and OpenVINO in their throughput modes (2)")
    add("--precision", choices=PRECISIONS, default="fp32")
    add("--peers", type=split,
        help="only these, as 'OpenVINO' or 'OpenVINO:latency'")
    add("--max-isa", choices=CAPS, help="caps the instruction set of all that "
        "can be capped")
    add("--onnx", choices=["torch", "burin"], default="torch",
        help="whose export of the same weights burin compiles; the peers "
        "get PyTorch's")
    add("--cache", type=Path, metavar="DIR",
        default=networks.ROOT / "build/peers/cache",
        help="of the peers' int8 files (build/peers/cache)")
    add("--json", type=Path, metavar="FILE",
        help="table.py FILE prints it again")
    return parser.parse_args()


def choose_threads(asked, usable):
    """How many threads every program gets, and notes on that.

    burin takes no more than the usable cores; peers would, and be slow.
    """
    if asked < 0:
        sys.exit(f"--threads {asked}: 0 or more expected")
    if asked <= usable:
        return asked or usable, []
    return usable, [f"--threads {asked}: {usable} cores may be used, every "
                    f"program had {usable} threads"]


def choose_peers(options):
    """The (peer, mode) pairs to run, and notes on those left out."""
    known = PRECISIONS[options.precision].peers
    notes = []
    if options.peers is None:
        chosen = list(known)
        for name in CANNOT_BE_CAPPED if options.max_isa else ():
            chosen = [pair for pair in chosen if pair[0] != name]
            notes.append(f"{name} cannot be capped and is left out")
    else:
        names = {f"{peer}:{mode}" for peer, mode in known}
        names |= {peer for peer, _ in known}
        for name in set(options.peers) - names:
            sys.exit(f"--peers {name}: one of {', '.join(sorted(names))} "
                     "expected")
        chosen = [(peer, mode) for peer, mode in known
                  if peer in options.peers or f"{peer}:{mode}" in options.peers]
        for name in CANNOT_BE_CAPPED if options.max_isa else ():
            if any(peer == name for peer, _ in chosen):
                notes.append(f"{name} cannot be capped, ran uncapped and counts "
                             "in no ratio")
    return chosen, notes


def check_networks(options):
    """A wrong name ends the program before anything is measured."""
    if not options.models:
        known = networks.known_names()
        for name in set(options.networks) - known:
            sys.exit(f"--networks {name}: one of {', '.join(sorted(known))} "
                     "expected")


def each_network(options, folder):
    for name in options.models:
        yield networks.from_file(name)
    for name in [] if options.models else options.networks:
        yield networks.registered(name, folder)


def each_cell(options, peers, folder):
    """Measures and yields one cell after the other."""
    for network in each_network(options, folder):
        able = [pair for pair in peers
                if network.variant or pair[0] not in NEED_MODULE]
        if options.precision == "int8":
            wanted = {peer for peer, _ in able if peer in QUANTISED}
            network = network._replace(quantised=quantise.prepare(
                network, sorted(wanted), options.burin, options.cache))
        for batch in [network.batch] if network.batch else options.batches:
            with tempfile.TemporaryDirectory(dir=folder) as own:
                yield measure_cell(network, batch, able, options, Path(own))


def write_json(report, path):
    """All cells so far, each with what follows from it."""
    precision = PRECISIONS[report["precision"]]
    cells = [{**cell, "result": table.derive(cell, precision)}
             for cell in report["cells"]]
    path.write_text(json.dumps({**report, "cells": cells}, indent=1) + "\n")


def main():
    options = parse_arguments()
    options.burin = options.burin.resolve()
    facts = machine(options.burin)
    options.threads, notes = choose_threads(options.threads,
                                            facts["threads used"])
    peers, on_peers = choose_peers(options)
    check_networks(options)
    precision = PRECISIONS[options.precision]
    report = {
        "cpu": facts["cpu"], "cores": os.cpu_count(),
        "threads": options.threads, "precision": options.precision,
        "max_isa": options.max_isa, "rounds": options.rounds,
        "seconds": options.seconds, "onnx": options.onnx,
        "date": datetime.date.today().isoformat(), "notes": notes + on_peers,
        "cells": []}
    print("\n".join(table.head(precision)), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for cell in each_cell(options, peers, Path(folder)):
            report["cells"].append(cell)
            print(table.row(cell, precision), flush=True)
            if options.json:
                write_json(report, options.json)
    print("\n" + "\n".join(table.foot(report)))
    return any(table.objections(cell) for cell in report["cells"])


if __name__ == "__main__":
    sys.exit(main())
