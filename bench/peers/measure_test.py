#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of measure.py: python3 bench/peers/measure_test.py (needs NumPy)"""

import unittest
from types import SimpleNamespace

from measure import Contestant, without_the_slow


def contestant(peer, *rates):
    one = Contestant(SimpleNamespace(peer=peer))
    one.rates = list(rates)
    return one


class WithoutTheSlow(unittest.TestCase):
    def test_keeps_who_is_near_the_fastest_of_its_side(self):
        near, fastest = contestant("A", 8.0), contestant("B", 10.0)
        ours = contestant("burin", 50.0)
        self.assertEqual(without_the_slow([near, fastest, ours], 0.8),
                         [near, fastest, ours])

    def test_drops_who_is_far_behind_or_failed(self):
        fastest, ours = contestant("B", 10.0), contestant("burin", 50.0)
        all_of_them = [contestant("A", 7.9), fastest, contestant("C"), ours,
                       contestant("burin", 30.0)]
        self.assertEqual(without_the_slow(all_of_them, 0.8), [fastest, ours])


if __name__ == "__main__":
    unittest.main()
