#!/usr/bin/env python3
# Copyright the burin authors
# SPDX-License-Identifier: Apache-2.0
"""Tests of runners.py: python3 bench/peers/runners_test.py (needs NumPy)"""

import stat
import subprocess
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

from runners import Failed, measure_peak, read_line


class ReadLine(unittest.TestCase):
    def of(self, script, seconds=10):
        process = subprocess.Popen(["sh", "-c", script], bufsize=0,
                                   stdout=subprocess.PIPE)
        try:
            return read_line(process, seconds)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()

    def test_joins_a_line_that_comes_in_parts(self):
        self.assertEqual(self.of("printf 1; sleep 0.02; echo 2; sleep 1"),
                         b"12\n")

    def test_is_empty_after_the_end_even_within_a_line(self):
        self.assertEqual(self.of("printf 1"), b"")

    def test_fails_and_kills_a_process_that_hangs(self):
        with self.assertRaisesRegex(Failed, "no answer"):
            self.of("exec sleep 9", seconds=0.02)


class MeasurePeak(unittest.TestCase):
    def of(self, script):
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "burin"
            program.write_text("#!/bin/sh\n" + script)
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
            return measure_peak(SimpleNamespace(
                burin=program, threads=1, max_isa=None, precision="bf16"))

    def test_is_what_burin_says_of_the_precision(self):
        self.assertEqual(self.of("""echo '{"gflops": {"bf16": 400}}'"""), 400)

    def test_is_none_where_burin_fails_or_does_not_know(self):
        for script in ("exit 1", "echo nothing",
                       """echo '{"gflops": {"fp32": 200}}'"""):
            self.assertIsNone(self.of(script))


if __name__ == "__main__":
    unittest.main()
