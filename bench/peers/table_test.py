#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of table.py: python3 bench/peers/table_test.py"""

import unittest

import table
from precisions import PRECISIONS


def program(peer, rates, mode="latency", difference=0.0, failed=None):
    return {"peer": peer, "mode": mode, "version": "1", "notes": [],
            "failed": failed, "difference": difference,
            "images_per_second": rates}


def cell(*programs, batch=1, bound=0.1):
    return {"network": "net", "batch": batch, "gflop": 2.0, "bound": bound,
            "peak_gflops": [100.0], "programs": list(programs)}


class Derive(unittest.TestCase):
    def setUp(self):
        self.bf16 = PRECISIONS["bf16"]

    def test_takes_the_faster_mode_of_the_fastest_peer(self):
        got = table.derive(cell(
            program("PyTorch fp32", [4.0]), program("OpenVINO", [10.0]),
            program("OpenVINO", [20.0], "throughput"),
            program("burin", [25.0])), self.bf16)
        self.assertEqual(got["fastest"], "OpenVINO (throughput)")
        self.assertAlmostEqual(got["ratio"], 1.25)
        self.assertAlmostEqual(got["share"], 0.5)
        self.assertTrue(got["done"])

    def test_is_done_by_its_share_alone(self):
        got = table.derive(cell(program("OpenVINO", [41.0]),
                                program("burin", [42.0])), self.bf16)
        self.assertLess(got["ratio"], self.bf16.ratio)
        self.assertTrue(got["done"])

    def test_leaves_out_a_peer_whose_output_differs(self):
        wrong = cell(program("OpenVINO", [90.0], difference=0.2),
                     program("PyTorch", [10.0]), program("burin", [20.0]))
        got = table.derive(wrong, self.bf16)
        self.assertEqual(got["fastest"], "PyTorch (latency)")
        self.assertIn("it is left out", table.notes([wrong])[0])

    def test_refuses_a_ratio_where_burin_differs_or_fails(self):
        for ours in (program("burin", [20.0], "", difference=0.2),
                     program("burin", [], "", failed="no")):
            got = table.derive(cell(program("OpenVINO", [9.0]), ours),
                               self.bf16)
            self.assertIsNone(got["ratio"])
            self.assertEqual(len(got["objections"]), 1)


class BestAgainstBest(unittest.TestCase):
    def test_takes_each_program_at_its_own_best_batch(self):
        cells = [cell(program("PyTorch fp32", [20.0]),
                      program("burin", [80.0])),
                 cell(program("PyTorch fp32", [16.0]),
                      program("burin", [120.0]), batch=8)]
        best = table.best_against_best(cells)["net"]
        self.assertEqual(best, {"PyTorch fp32": (20.0, 1),
                                "burin": (120.0, 8)})
        self.assertIn("6.00 x PyTorch fp32 (20.0 at batch 1)",
                      table.best_lines(cells)[0])

    def test_says_nothing_without_burin(self):
        self.assertEqual(table.best_lines([cell(program("PyTorch", [1.0]))]),
                         [])


if __name__ == "__main__":
    unittest.main()
