# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""One cell of the comparison: a network at a batch size, all programs in turns.

The result is plain data for the JSON file: what was measured, nothing derived.
"""

import time

import numpy as np

from images import make_images
from precisions import PRECISIONS
from runners import Burin, Failed, Peer, measure_peak


SEED = 1  # of the images, the same for everyone

INCOMPARABLE = 1e9  # JSON has no infinity


def difference(got, want):
    """max |got - want| / max |want|; INCOMPARABLE shapes and values too."""
    if got.shape != want.shape:
        return INCOMPARABLE
    error = float(np.abs(got - want).max() / np.abs(want).max())
    return error if np.isfinite(error) else INCOMPARABLE


class Contestant:
    """A runner and what became of it."""

    def __init__(self, runner):
        self.runner = runner
        self.failed = None
        self.difference = None
        self.rates = []

    def attempt(self, action):
        """The action's value; None once the program has failed."""
        if self.failed is None:
            try:
                return action()
            except Failed as why:
                self.failed = str(why)
        return None

    def turn(self, batch, seconds):
        times = self.attempt(lambda: self.runner.times(seconds))
        if times:
            self.rates.append(batch / float(np.median(times)))

    def record(self):
        runner = self.runner
        return {"peer": runner.peer, "mode": runner.mode,
                "version": runner.version, "notes": list(runner.notes),
                "failed": self.failed, "difference": self.difference,
                "images_per_second": self.rates}


def build(contestants):
    """Builds all at once; compares their outputs with those of the first."""
    for one in contestants:
        one.attempt(one.runner.start)
    want = None
    for one in contestants:
        got = one.attempt(one.runner.ready)
        if got is None:
            continue
        want = got if want is None else want
        one.difference = difference(got, want)


def without_the_slow(contestants, drop):
    """Those that may still be their side's fastest, after a round.

    The sides are burin and all peers together. Nobody leaves whose rate is at
    least `drop` times the highest of its side.
    """
    def side(one):
        return one.runner.peer == "burin"

    ran = [one for one in contestants if one.rates]
    best = {of: max((one.rates[-1] for one in ran if side(one) == of),
                    default=0) for of in (True, False)}
    return [one for one in ran if one.rates[-1] >= drop * best[side(one)]]


def run_rounds(contestants, batch, options):
    """Each round everyone has a turn, and the peak; returns the peaks.

    The order moves on by one from round to round, so that nobody always runs
    after the same other. Before a turn the threads of the one before fall
    asleep. The first round decides who is too slow for the others.
    """
    peaks = []
    for number in range(options.rounds):
        if number == 1:
            contestants = without_the_slow(contestants, options.drop)
        turns = [lambda one=one: one.turn(batch, options.seconds)
                 for one in contestants]
        turns.append(lambda: peaks.append(measure_peak(options)))
        first = number % len(turns)
        for turn in turns[first:] + turns[:first]:
            time.sleep(options.settle)
            turn()
    return peaks


def measure_cell(network, batch, peers, options, folder):
    """Measures burin and the peers, a list of (peer, mode)."""
    batch_file = folder / "batch.npy"
    np.save(batch_file, make_images(options.burin, network.shape, batch, SEED,
                                    folder))
    runners = [Peer(peer, mode, options, network, batch_file, folder)
               for peer, mode in peers]
    ours = [Burin(mode, options, network, batch_file, folder)
            for mode in ("latency", "throughput")]
    runners += ours
    contestants = [Contestant(runner) for runner in runners]
    try:
        build(contestants)
        peaks = run_rounds(contestants, batch, options)
    finally:
        for runner in runners:
            runner.close()
    return {"network": network.name, "batch": batch, "gflop": ours[0].gflop,
            "bound": PRECISIONS[options.precision].bound,
            "peak_gflops": peaks,
            "programs": [one.record() for one in contestants]}
