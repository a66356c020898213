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


def cell(*programs, batch=1, bound=0.1, peaks=(100.0,)):
    return {"network": "net", "batch": batch, "gflop": 2.0, "bound": bound,
            "peak_gflops": list(peaks), "programs": list(programs)}


class Derive(unittest.TestCase):
    def setUp(self):
        self.bf16 = PRECISIONS["bf16"]

    def test_gives_no_ratio_to_a_peer_that_ran_uncapped(self):
        free = program("ONNX Runtime", [24.0]) | {"uncapped": True}
        got = table.derive(cell(free, program("OpenVINO", [20.0]),
                                program("burin", [25.0])), self.bf16)
        self.assertAlmostEqual(got["ratio"], 1.25)
        self.assertEqual(got["images_per_second"]["ONNX Runtime"], 24.0)
        alone = table.derive(cell(free, program("burin", [25.0])), self.bf16)
        self.assertIsNone(alone["ratio"])

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


class DeriveOfRounds(unittest.TestCase):
    """The clock falls after the first round, in which all take part."""

    def derive(self, *programs, **fields):
        return table.derive(cell(*programs, **fields), PRECISIONS["fp32"])

    def test_takes_no_program_that_rested_for_the_fastest(self):
        got = self.derive(
            program("OpenVINO", [20.0, 12.0, 12.0]),
            program("ONNX Runtime", [16.5, None, None]),
            program("burin", [24.0, 14.4, 14.4]),
            program("burin", [20.0, None, None], "throughput"))
        self.assertEqual(got["fastest"], "OpenVINO (latency)")
        self.assertAlmostEqual(got["images_per_second"]["burin"], 14.4)
        self.assertAlmostEqual(got["ratio"], 1.2)

    def test_reads_files_that_list_only_the_rounds_that_were_run(self):
        got = self.derive(
            program("OpenVINO", [20.0, 12.0, 12.0]),
            program("ONNX Runtime", [16.5]),
            program("burin", [24.0, 14.4, 14.4]),
            program("burin", [20.0], "throughput"))
        self.assertEqual(got["fastest"], "OpenVINO (latency)")
        self.assertAlmostEqual(got["ratio"], 1.2)

    def test_shows_what_a_program_that_rested_did_before(self):
        rested = cell(program("OpenVINO", [20.0, 12.0, 12.0]),
                      program("ONNX Runtime", [16.5, None, None]),
                      program("burin", [24.0, 14.4, 14.4]))
        got = table.derive(rested, PRECISIONS["fp32"])
        self.assertEqual(got["images_per_second"]["ONNX Runtime"], 16.5)
        self.assertIn("rested", "\n".join(table.conditions([rested])))

    def test_takes_who_ran_most_rounds_where_none_ran_all(self):
        got = self.derive(
            program("OpenVINO", [20.0, 12.0, None]),
            program("ONNX Runtime", [16.5, None, None]),
            program("burin", [24.0, 15.0, 15.0]))
        self.assertEqual(got["fastest"], "OpenVINO (latency)")
        self.assertAlmostEqual(got["ratio"], (1.2 + 1.25) / 2)

    def test_holds_the_rates_of_a_round_against_each_other(self):
        got = self.derive(program("OpenVINO", [None, 10.0, 5.0]),
                          program("burin", [80.0, 20.0, 10.0]))
        self.assertEqual(got["ratio_low"], 2.0)
        self.assertEqual(got["ratio_high"], 2.0)

    def test_has_no_ratio_without_a_common_round(self):
        got = self.derive(program("OpenVINO", [10.0, None]),
                          program("burin", [None, 20.0]))
        self.assertIsNone(got["ratio"])
        self.assertEqual(got["objections"], [])


class Share(unittest.TestCase):
    def test_is_of_the_peak_of_the_same_round(self):
        ours = program("burin", [25.0, 20.0, 10.0])
        self.assertAlmostEqual(
            table.share(ours, cell(ours, peaks=(100.0, 80.0, 40.0))), 0.5)

    def test_leaves_out_rounds_without_a_peak(self):
        ours = program("burin", [25.0, 20.0, 30.0])
        self.assertAlmostEqual(
            table.share(ours, cell(ours, peaks=(None, 80.0, None))), 0.5)

    def test_is_unknown_without_any_peak(self):
        ours = program("burin", [25.0])
        self.assertIsNone(table.share(ours, cell(ours, peaks=(None,))))


class Notes(unittest.TestCase):
    def test_say_that_the_peak_of_a_cell_moved(self):
        moved = cell(program("burin", [1.0, 1.0]), peaks=(100.0, 106.0))
        still = cell(program("burin", [1.0, 1.0]), peaks=(100.0, 104.0))
        self.assertIn("the peak moved by 6%", table.notes([moved])[0])
        self.assertEqual(table.notes([still]), [])

    def test_say_that_a_peak_is_missing(self):
        some = cell(program("burin", [1.0, 1.0]), peaks=(None, 100.0))
        self.assertIn("no peak in 1 of 2 rounds", table.notes([some])[0])


class Whole(unittest.TestCase):
    def report(self, *cells):
        return {"cpu": "a CPU", "threads": 2, "precision": "fp32",
                "max_isa": None, "date": "2026-01-01", "rounds": 3,
                "seconds": 2, "notes": [], "cells": list(cells)}

    def test_prints_a_report_without_any_peak(self):
        lines = table.whole(self.report(
            cell(program("OpenVINO", [1.0]), program("burin", [2.0]),
                 peaks=(None,))))
        self.assertIn("2.00", lines[2])
        self.assertNotIn("GFLOP/s", "\n".join(lines))


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
