#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of measure.py: python3 bench/peers/measure_test.py (needs NumPy)"""

import unittest
from types import SimpleNamespace

from measure import Contestant, run_rounds, without_the_slow
from runners import Failed


def contestant(peer, *rates, side=None):
    side = side or ("burin" if peer == "burin" else "peer")
    one = Contestant(SimpleNamespace(peer=peer, side=side))
    one.rates = list(rates)
    return one


class WithoutTheSlow(unittest.TestCase):
    def test_keeps_who_is_near_the_fastest_of_its_side(self):
        near, fastest = contestant("A", 8.0, 8.0), contestant("B", 10.0, 10.0)
        ours = contestant("burin", 50.0, 50.0)
        self.assertEqual(without_the_slow([near, fastest, ours], 0.8, 2),
                         [near, fastest, ours])

    def test_holds_no_capped_peer_against_an_uncapped_one(self):
        both = [contestant("A", 5.0, 5.0),
                contestant("B", 10.0, 10.0, side="uncapped")]
        self.assertEqual(without_the_slow(both, 0.8, 2), both)

    def test_drops_who_is_far_behind_or_failed(self):
        fastest, ours = contestant("B", 10.0, 9.0), contestant("burin", 50.0,
                                                               50.0)
        failed = contestant("C", 10.0, None)
        failed.failed = "no memory"
        all_of_them = [contestant("A", 7.9, 7.1), fastest, failed, ours,
                       contestant("burin", 30.0, 30.0)]
        self.assertEqual(without_the_slow(all_of_them, 0.8, 2),
                         [fastest, ours])

    def test_takes_the_better_of_two_rounds(self):
        disturbed = contestant("A", 7.0, 9.0)
        fastest = contestant("B", 10.0, 10.0)
        self.assertEqual(without_the_slow([disturbed, fastest], 0.8, 2),
                         [disturbed, fastest])

    def test_holds_a_rate_against_the_fastest_of_the_same_round(self):
        # The clock halves: 7 of 10 and 3.5 of 5 are as far behind.
        slow, fastest = contestant("A", 7.0, 3.5), contestant("B", 10.0, 5.0)
        self.assertEqual(without_the_slow([slow, fastest], 0.8, 2), [fastest])

    def test_drops_after_one_round_only_who_takes_very_long(self):
        slow, hopeless = contestant("A", 7.0), contestant("C", 5.9)
        fastest = contestant("B", 10.0)
        self.assertEqual(without_the_slow([slow, hopeless, fastest], 0.8, 1),
                         [slow, fastest])

    def test_keeps_everybody_where_nothing_is_to_be_dropped(self):
        slow, fastest = contestant("A", 1.0), contestant("B", 10.0)
        self.assertEqual(without_the_slow([slow, fastest], 0, 1),
                         [slow, fastest])


class Scripted:
    """A runner that takes so long in each of its turns; None: it fails."""

    def __init__(self, peer, *times):
        self.peer = peer
        self.side = "burin" if peer == "burin" else "peer"
        self.left = list(times)

    def times(self, seconds):
        took = self.left.pop(0)
        if took is None:
            raise Failed("it fails")
        return [took]


class RunRounds(unittest.TestCase):
    def run_all(self, rounds, *runners, peaks=None):
        contestants = [Contestant(runner) for runner in runners]
        peaks = iter(peaks or [100.0] * (rounds + 1))
        out = run_rounds(
            contestants, 1, SimpleNamespace(rounds=rounds, drop=0.8, seconds=1,
                                            settle=0),
            lambda: next(peaks))
        return [one.rates for one in contestants], out

    def test_leaves_a_gap_in_the_rounds_that_a_program_rests(self):
        rates, _ = self.run_all(
            4, Scripted("A", 1.0, 1.0, 1.0, 1.0), Scripted("B", 4.0),
            Scripted("C", 1.5, 1.5))
        self.assertEqual(rates[0], [1.0] * 4)
        self.assertEqual(rates[1], [0.25, None, None, None])
        self.assertEqual(rates[2], [1 / 1.5, 1 / 1.5, None, None])

    def test_leaves_gaps_from_the_round_on_in_which_a_program_fails(self):
        rates, _ = self.run_all(3, Scripted("A", 1.0, 1.0, 1.0),
                                Scripted("B", 1.0, None))
        self.assertEqual(rates[1], [1.0, None, None])

    def test_goes_on_when_all_have_failed(self):
        rates, peaks = self.run_all(2, Scripted("A", None))
        self.assertEqual(rates, [[None, None]])
        self.assertEqual(len(peaks), 2)

    def test_takes_the_larger_peak_of_before_and_after_a_round(self):
        _, peaks = self.run_all(2, Scripted("A", 1.0, 1.0),
                                peaks=[90.0, 100.0, 80.0])
        self.assertEqual(peaks, [100.0, 100.0])

    def test_takes_the_peak_that_is_there(self):
        _, peaks = self.run_all(3, Scripted("A", 1.0, 1.0, 1.0),
                                peaks=[None, 90.0, None, None])
        self.assertEqual(peaks, [90.0, 90.0, None])


if __name__ == "__main__":
    unittest.main()
