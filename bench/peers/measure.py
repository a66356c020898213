# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""One cell of the comparison: a network at a batch size, all programs in turns.

The result is plain data for the JSON file: what was measured, nothing derived.
Its lists of rates and of peaks have one element for each round, None where
there is nothing to tell.
"""

import time

import numpy as np

from images import make_images
from precisions import PRECISIONS
from runners import Burin, Failed, Peer, measure_peak


SEED = 1  # of the images, the same for everyone

INCOMPARABLE = 1e9  # JSON has no infinity

# Of the fastest's rate: who is below takes too long to be measured twice, and
# no neighbour on the machine costs one program so much and spares the others.
HOPELESS = 0.6


def difference(got, want):
    """max |got - want| / max |want|; INCOMPARABLE shapes and values too."""
    if got.shape != want.shape:
        return INCOMPARABLE
    error = float(np.abs(got - want).max() / np.abs(want).max())
    return error if np.isfinite(error) else INCOMPARABLE


class Contestant:
    """A runner and what became of it; `rates` has one element a round."""

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
        self.rates.append(batch / float(np.median(times)) if times else None)

    def rest(self):
        self.rates.append(None)

    def record(self):
        runner = self.runner
        return {"peer": runner.peer, "mode": runner.mode,
                "version": runner.version, "notes": list(runner.notes),
                "uncapped": runner.side == "uncapped",
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


def without_the_slow(contestants, drop, rounds):
    """Those that may still be their side's fastest, after one or two rounds.

    The sides are burin, the peers, and those that ran uncapped beside capped
    ones. Each rate counts relative to the
    fastest of its side in the same round, and of two rounds the better one: a
    single disturbed round drops nobody. Nobody leaves who reached `drop`, or
    after the first round HOPELESS, whichever is less.
    """
    def side(one):
        return one.runner.side

    least = drop if rounds > 1 else min(drop, HOPELESS)
    able = [one for one in contestants if one.failed is None]
    fastest = {}
    for one in able:
        for number, rate in enumerate(one.rates):
            at = side(one), number
            fastest[at] = max(fastest.get(at, 0), rate or 0)

    def best(one):
        return max((rate / fastest[side(one), number]
                    for number, rate in enumerate(one.rates) if rate),
                   default=0)

    return [one for one in able if best(one) >= least]


def larger(a, b):
    """Of two peaks; None is one that could not be measured."""
    return max((peak for peak in (a, b) if peak is not None), default=None)


def run_rounds(contestants, batch, options, peak):
    """Each round everyone has a turn; returns the peak of each round.

    The order moves on by one from round to round, so that nobody always runs
    after the same other. Before a turn the threads of the one before fall
    asleep. After the first and the second round leave those who are too slow
    for the others (without_the_slow); of fewer than three rounds all who are
    not hopeless run all.

    `peak()` is asked before the first round and after each, and the larger of
    before and after is a round's: what disturbs a sample makes it smaller.
    """
    def settled_peak():
        time.sleep(options.settle)
        return peak()

    racing, peaks, before = contestants, [], settled_peak()
    for number in range(options.rounds):
        if number in (1, 2):
            racing = without_the_slow(racing, options.drop, number)
        able = [one for one in racing if one.failed is None]
        first = number % max(len(able), 1)
        for one in able[first:] + able[:first]:
            time.sleep(options.settle)
            one.turn(batch, options.seconds)
        for one in contestants:
            if one not in able:
                one.rest()
        after = settled_peak()
        peaks.append(larger(before, after))
        before = after
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
        peaks = run_rounds(contestants, batch, options,
                           lambda: measure_peak(options))
    finally:
        for runner in runners:
            runner.close()
    return {"network": network.name, "batch": batch, "gflop": ours[0].gflop,
            "bound": PRECISIONS[options.precision].bound,
            "peak_gflops": peaks,
            "programs": [one.record() for one in contestants]}
